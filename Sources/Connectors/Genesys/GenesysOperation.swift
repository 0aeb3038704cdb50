/// What can be asked of Genesys Cloud.
public enum GenesysOperation: String, OperationSet {
  /// Hands a customer's message to the contact centre.
  case forwardMessage = "message.forward"
  /// Tells the agents that a customer took a message back: Genesys deletes none.
  case withdrawMessage = "message.withdrawn"
  /// Shows that the customer is typing.
  case sendTyping = "typing.send"
  /// Tells what became of an agent's message.
  case sendReceipt = "receipt.send"
  /// Hands over the button that a customer chose.
  case sendResponse = "response.send"
  /// Sends a customer a message without an agent.
  case sendMessage = "message.send"
  /// Moves a conversation within its queue.
  case setPriority = "priority.set"
  /// Sets attributes of a participant afterwards.
  case setAttributes = "attributes.set"
  /// Ends a conversation.
  case endConversation = "conversation.end"
  /// Hands a public comment to social listening.
  case ingestComment = "comment.ingest"
  /// Hands the counts of reactions to a public post to social listening.
  case ingestReactions = "reactions.ingest"

  /// Whether doing it twice says something twice.
  var isSaidOnce: Bool {
    switch self {
    case .forwardMessage, .withdrawMessage, .sendResponse, .sendMessage, .ingestComment: true
    default: false
    }
  }

  private static let sender: [OperationField] = [
    .required("from", .text), .optional("idType", .oneOf(["Opaque", "Email", "Phone"])),
    .optional("nickname", .text), .optional("firstName", .text), .optional("lastName", .text),
    .optional("image", .text), .optional("email", .text),
  ]
  private static let message: [OperationField] =
    sender + [
      .required("messageId", .text), .optional("time", .time), .optional("text", .text),
      .optional("attributes", .object), .optional("metadata", .object),
      .optional("prefetchConversationId", .boolean), .optional("integrationId", .text),
    ]

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .forwardMessage: Self.message + [.optional("attachment", .object)]
    case .withdrawMessage: Self.message
    case .sendTyping:
      Self.sender + [.optional("time", .time), .optional("integrationId", .text)]
    case .sendReceipt:
      [
        .required("id", .text), .required("to", .text),
        .required("status", .oneOf(["Sent", "Delivered", "Failed", "Published", "Removed"])),
        .optional("reason", .oneOf(GenesysReason.allCases.map(\.rawValue))),
        .optional("message", .text), .optional("isFinal", .boolean), .optional("time", .time),
        .optional("integrationId", .text),
      ]
    case .sendResponse:
      Self.sender + [
        .required("messageId", .text), .required("text", .text), .required("payload", .text),
        .optional("kind", .oneOf(["QuickReply", "Button", "DatePicker"])),
        .optional("originatingMessageId", .text), .optional("time", .time),
        .optional("integrationId", .text),
      ]
    case .sendMessage:
      [
        .required("to", .text), .required("text", .text),
        .optional("useExistingActiveConversation", .boolean), .optional("integrationId", .text),
      ]
    case .setPriority:
      [
        .required("conversationId", .text), .required("priority", .number),
        .optional("skillIds", .list), .optional("languageId", .text), .optional("labelId", .text),
      ]
    case .setAttributes:
      [
        .required("conversationId", .text), .required("participantId", .text),
        .required("attributes", .object),
      ]
    case .endConversation: [.required("conversationId", .text)]
    case .ingestComment:
      Self.sender + [
        .required("messageId", .text), .optional("time", .time), .optional("text", .text),
        .optional("rootId", .text), .optional("replyToId", .text), .optional("source", .text),
        .optional("url", .text), .optional("mentionIds", .list), .optional("attachment", .object),
      ]
    case .ingestReactions:
      [.required("messageId", .text), .required("reactions", .list), .optional("time", .time)]
    }
  }
}

/// Why a message did not reach the customer, as a receipt says it.
public enum GenesysReason: String, Sendable, CaseIterable {
  /// Older than may be answered.
  case messageExpired = "MessageExpired"
  /// Too many at a time.
  case rateLimited = "RateLimited"
  /// The customer may not be written to now.
  case messageNotAllowed = "MessageNotAllowed"
  /// Any other reason.
  case generalError = "GeneralError"
  /// A kind of message that the channel does not have.
  case unsupportedMessage = "UnsupportedMessage"
  /// A message nobody knows.
  case unknownMessage = "UnknownMessage"
  /// Too long, empty, or otherwise malformed.
  case invalidMessageStructure = "InvalidMessageStructure"
  /// A customer who cannot be reached.
  case invalidDestination = "InvalidDestination"
  /// The channel does not work now.
  case serverError = "ServerError"
  /// A kind of file that the channel does not take.
  case mediaTypeNotAllowed = "MediaTypeNotAllowed"
  /// A file that is too large.
  case invalidMediaContentLength = "InvalidMediaContentLength"
  /// The customer wants no messages.
  case recipientOptedOut = "RecipientOptedOut"
  /// Something in the message was held back.
  case dataFiltered = "DataFiltered"
}

import JSON

/// The bodies of Genesys's open messaging calls.
struct GenesysBodies {
  let fields: OperationFields
  /// When the case sent it, for messages that do not say when they were written.
  let sentAt: String

  var time: JSONValue { fields["time"] ?? .string(sentAt) }

  /// The customer, as the channel names them.
  var sender: JSONValue {
    JSONValue.context([
      ("id", fields["from"]), ("idType", fields["idType"] ?? "Opaque"),
      ("nickname", fields["nickname"]), ("firstName", fields["firstName"]),
      ("lastName", fields["lastName"]), ("image", fields["image"]), ("email", fields["email"]),
    ])
  }

  /// A message into a conversation.
  ///
  /// Custom attributes belong into `channel.metadata.customAttributes`; at the top they are refused.
  func message(id: String, text: String?, attachment: JSONValue?) throws(DeliveryError) -> JSONValue
  {
    JSONValue.context([
      (
        "channel",
        JSONValue.context([
          ("from", sender), ("messageId", .string(id)), ("time", time),
          ("metadata", customAttributes(also: [])),
        ])
      ),
      ("text", text.map(JSONValue.string)),
      ("content", attachment.map { [["attachment": $0]] }),
      ("metadata", try textMetadata()),
    ])
  }

  /// The same message for the endpoint that names the integration in its body.
  func deprecatedMessage(
    id: String, text: String?, attachment: JSONValue?, integration: String
  ) throws(DeliveryError) -> JSONValue {
    JSONValue.context([
      (
        "channel",
        JSONValue.context([
          ("platform", "Open"), ("type", "Private"), ("messageId", .string(id)),
          ("to", ["id": .string(integration)]), ("from", sender), ("time", time),
          ("metadata", customAttributes(also: [])),
        ])
      ),
      ("type", "Text"), ("direction", "Inbound"), ("text", text.map(JSONValue.string)),
      ("content", attachment.map { [["contentType": "Attachment", "attachment": $0]] }),
      ("metadata", try textMetadata()),
    ])
  }

  /// The channel's metadata; nil without attributes.
  func customAttributes(also more: [JSONMember]) -> JSONValue? {
    let texts = GenesysAttributes.texts(more + fields.members("attributes"))
    return texts.isEmpty ? nil : ["customAttributes": .object(texts)]
  }

  /// The top-level metadata, a map from text to text.
  private func textMetadata() throws(DeliveryError) -> JSONValue? {
    let members = fields.members("metadata")
    if members.isEmpty { return nil }
    for member in members where member.value.stringValue == nil {
      throw fields.fault(
        "metadata", "holds \(FieldType.phrase(of: member.value)) as \"\(member.name)\"",
        expected: "texts alone; contexts belong into \"attributes\"")
    }
    return .object(members)
  }

  /// What became of an agent's message.
  var receipt: JSONValue {
    let reason = fields.text("reason")
    let isFinal = fields.boolean("isFinal") ?? (reason != GenesysReason.rateLimited.rawValue)
    return JSONValue.context([
      ("id", fields["id"]),
      (
        "channel",
        JSONValue.context([("to", JSONValue.context([("id", fields["to"])])), ("time", time)])
      ),
      ("status", fields["status"]),
      (
        "reasons",
        reason.map { code in
          [["code": .string(code), "message": fields["message"] ?? .string(Self.words(for: code))]]
        }
      ),
      ("isFinalReceipt", .boolean(isFinal)),
    ])
  }

  /// What the agent reads beside a failed message.
  private static func words(for reason: String) -> String {
    switch GenesysReason(rawValue: reason) {
    case .messageExpired: "The customer wrote more than 7 days ago and cannot be answered"
    case .messageNotAllowed: "Outside the 24 hour window"
    case .rateLimited: "Too many messages at a time; it is tried again"
    case .invalidMessageStructure: "The text is empty or too long"
    case .invalidDestination: "The customer cannot be reached"
    case .mediaTypeNotAllowed: "The channel does not take this kind of file"
    case .invalidMediaContentLength: "The file is too large"
    case .serverError: "The channel does not work at the moment"
    default: "The message was not delivered"
    }
  }

  /// A comment that everybody can read.
  ///
  /// The root is the post; a comment whose post nobody named is its own.
  func comment(attachment: JSONValue?) -> JSONValue {
    [
      JSONValue.context([
        (
          "channel",
          JSONValue.context([
            ("messageId", fields["messageId"]), ("from", sender), ("time", time),
            (
              "publicMetadata",
              JSONValue.context([
                ("rootId", fields["rootId"] ?? fields["messageId"]),
                ("replyToId", fields["replyToId"]), ("source", fields["source"] ?? "instagram"),
                ("url", fields["url"]), ("mentionIds", fields["mentionIds"]),
              ])
            ),
          ])
        ), ("text", fields["text"]), ("content", attachment.map { [["attachment": $0]] }),
      ])
    ]
  }
}

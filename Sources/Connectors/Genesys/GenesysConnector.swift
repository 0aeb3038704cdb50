import HTTP
public import JSON

/// Delivers to Genesys Cloud: open messaging, routing, social listening.
public struct GenesysConnector: OperationConnector {
  /// How messages reach an integration.
  enum Endpoint: String, Sendable, CaseIterable {
    /// `/api/v2/conversations/messages/{integrationId}/inbound/open/…`.
    case integration
    /// `/api/v2/conversations/messages/inbound/open`, which Genesys has deprecated.
    case deprecated
  }

  /// Where public comments go.
  struct Listening: Sendable {
    var topic: String
    var rule: String
  }

  /// The address of the API, without a slash at its end.
  let api: String
  /// The id of the open messaging integration.
  let integration: String
  let endpoint: Endpoint
  /// Nil where the organisation has no social listening: comments become private messages then.
  let listening: Listening?
  /// Whether a message that may have arrived is sent again, because the organisation is known to drop a
  /// second one of the same id.
  public let countsIdempotencyKeys: Bool
  /// The types of files that the integration supports; nil for all.
  let mimeTypes: [String]?
  let client: SystemClient

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; ambiguous only for messages and comments whose answer was lost.
  public func perform(
    _ operation: GenesysOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    guard operation.isSaidOnce, !countsIdempotencyKeys else {
      return try await carryOut(operation, fields, of: delivery)
    }
    return try await delivery.progress.once("Genesys Cloud") { () async throws(DeliveryError) in
      try await carryOut(operation, fields, of: delivery)
    }
  }

  private func carryOut(
    _ operation: GenesysOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let bodies = GenesysBodies(fields: fields, sentAt: delivery.sentAt)
    switch operation {
    case .forwardMessage:
      let attachment = try GenesysAttachment.content(fields, allowed: mimeTypes)
      return try await inbound(
        bodies, id: try fields.required("messageId"), text: fields.text("text"), attachment)
    case .withdrawMessage:
      return try await inbound(
        bodies, id: try fields.required("messageId") + "-withdrawn",
        text: fields.text("text") ?? "The customer withdrew a message.", nil)
    case .sendTyping:
      return try await post(
        try path(fields, "event"),
        [
          "channel": ["from": bodies.sender, "time": bodies.time],
          "events": [["eventType": "Typing"]],
        ], isRepeatable: true)
    case .sendReceipt:
      return try await post(try path(fields, "receipt"), bodies.receipt, isRepeatable: true)
    case .sendResponse:
      return try await post(
        try path(fields, "structured/response"),
        JSONValue.context([
          (
            "channel",
            ["from": bodies.sender, "messageId": fields["messageId"] ?? .null, "time": bodies.time]
          ),
          (
            "buttonResponse",
            [
              "type": fields["kind"] ?? "QuickReply", "text": fields["text"] ?? .null,
              "payload": fields["payload"] ?? .null,
            ]
          ), ("originatingMessageId", fields["originatingMessageId"]),
        ]))
    case .sendMessage:
      return try await post(
        "/api/v2/conversations/messages/agentless",
        [
          "fromAddress": .string(fields.text("integrationId") ?? integration),
          "toAddress": fields["to"] ?? .null, "toAddressMessengerType": "open",
          "textBody": .string(try fields.required("text")),
          "useExistingActiveConversation": fields["useExistingActiveConversation"] ?? true,
        ])
    case .setPriority: return try await setPriority(fields)
    case .setAttributes:
      let path =
        "/api/v2/conversations/messages/\(try segment(fields, "conversationId"))/participants/"
        + "\(try segment(fields, "participantId"))/attributes"
      let attributes = GenesysAttributes.texts(fields.members("attributes"))
      return try await patch(path, ["attributes": .object(attributes)])
    case .endConversation:
      return try await patch(
        "/api/v2/conversations/messages/\(try segment(fields, "conversationId"))",
        ["state": "disconnected"])
    case .ingestComment: return try await ingest(bodies, fields)
    case .ingestReactions:
      return try await post(
        try listeningPath("reactions/bulk"),
        [
          [
            "channel": ["messageId": fields["messageId"] ?? .null, "time": bodies.time],
            "events": [["reactions": fields["reactions"] ?? []]],
          ]
        ], isRepeatable: true)
    }
  }

  // MARK: Messages

  private func inbound(
    _ bodies: GenesysBodies, id: String, text: String?, _ attachment: JSONValue?
  ) async throws(DeliveryError) -> JSONValue {
    let fields = bodies.fields
    guard attachment != nil || text?.isEmpty == false else {
      throw fields.fault("text", "is empty", expected: "a text, or an attachment")
    }
    let text = text?.isEmpty == true ? nil : text
    switch endpoint {
    case .integration:
      let wantsConversation = fields.boolean("prefetchConversationId") ?? false
      return try await post(
        try path(fields, "message"),
        query: wantsConversation ? [("prefetchConversationId", "true")] : [],
        try bodies.message(id: id, text: text, attachment: attachment))
    case .deprecated:
      return try await post(
        "/api/v2/conversations/messages/inbound/open",
        try bodies.deprecatedMessage(
          id: id, text: text, attachment: attachment,
          integration: fields.text("integrationId") ?? integration))
    }
  }

  private func ingest(
    _ bodies: GenesysBodies, _ fields: OperationFields
  ) async throws(DeliveryError) -> JSONValue {
    let attachment = try GenesysAttachment.content(fields, allowed: mimeTypes)
    guard listening != nil else {
      var data = fields.data.objectValue ?? []
      data.append(JSONMember("attributes", ["Source": "Instagram_Comment"]))
      let message = OperationFields(.object(data), of: fields.operation)
      return try await inbound(
        GenesysBodies(fields: message, sentAt: bodies.sentAt),
        id: try fields.required("messageId"), text: fields.text("text"), attachment)
    }
    return try await post(
      try listeningPath("messages/bulk"), bodies.comment(attachment: attachment))
  }

  private func setPriority(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    guard let priority = fields.integer("priority"),
      (-25_000_000...25_000_000).contains(priority)
    else {
      throw fields.fault(
        "priority", "is \(fields.text("priority") ?? "null")",
        expected: "a whole number from -25000000 to 25000000")
    }
    return try await patch(
      "/api/v2/routing/conversations/\(try segment(fields, "conversationId"))",
      JSONValue.context([
        ("priority", .number(String(priority))), ("skillIds", fields["skillIds"]),
        ("languageId", fields["languageId"]), ("labelId", fields["labelId"]),
      ]))
  }

  // MARK: Calls

  private func path(_ fields: OperationFields, _ last: String) throws(DeliveryError) -> String {
    let id = PercentEncoding.encode(fields.text("integrationId") ?? integration)
    return "/api/v2/conversations/messages/\(id)/inbound/open/\(last)"
  }

  private func listeningPath(_ last: String) throws(DeliveryError) -> String {
    guard let listening else {
      throw DeliveryError(
        .permanent, "Genesys Cloud: no social listening is configured (topicId, ruleId)")
    }
    return
      "/api/v2/socialmedia/topics/\(PercentEncoding.encode(listening.topic))/dataingestionrules/"
      + "open/\(PercentEncoding.encode(listening.rule))/\(last)"
  }

  private func segment(
    _ fields: OperationFields, _ name: String
  ) throws(DeliveryError) -> String {
    PercentEncoding.encode(try fields.required(name))
  }

  private func post(
    _ path: String, query: [(name: String, value: String)] = [], _ body: JSONValue,
    isRepeatable: Bool = false
  ) async throws(DeliveryError) -> JSONValue {
    Self.result(
      try await client.send(
        SystemCall(.post, api + path, query: query, body: .json(body), isRepeatable: isRepeatable)))
  }

  /// Setting a thing twice is setting it once.
  private func patch(_ path: String, _ body: JSONValue) async throws(DeliveryError) -> JSONValue {
    Self.result(
      try await client.send(
        SystemCall(.patch, api + path, body: .json(body), isRepeatable: true)))
  }

  /// What the case gets to know: Genesys's ids, not the message again.
  private static func result(_ answer: SystemAnswer) -> JSONValue {
    let body = answer.json.arrayValue?.first ?? answer.json
    return JSONValue.context([
      ("status", .number(String(answer.status))), ("id", body["id"]),
      ("conversationId", body["conversationId"]),
    ])
  }
}

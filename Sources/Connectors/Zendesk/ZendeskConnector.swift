import HTTP
public import JSON

/// What can be asked of Zendesk.
public enum ZendeskOperation: String, OperationSet {
  /// Opens a ticket.
  case openTicket = "ticket.open"
  /// Comments on the case's ticket, or opens one that follows it when it is closed.
  case commentTicket = "ticket.comment"
  /// Takes the customer's words out of the case's ticket.
  case redactTicket = "ticket.redact"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .openTicket: TicketFields.open
    case .commentTicket: TicketFields.comment
    case .redactTicket: [.optional("conversation", .scalar)]
    }
  }

  /// Further fields of a ticket stand in its first comment.
  public var takesOthers: Bool { self == .openTicket }
}

/// Delivers to Zendesk: tickets with `Idempotency-Key`, their case's id as `external_id`.
public struct ZendeskConnector: OperationConnector {
  let base: String
  /// The id of the group for each queue.
  let groups: [String: String]
  /// The id of the custom field for each field of a message.
  let customFields: [String: String]
  let tags: [String]
  let client: SystemClient

  /// Tickets are counted by key; comments are looked up.
  public var countsIdempotencyKeys: Bool { true }
  /// Whether a comment was made can be told.
  public var canLookUp: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; ambiguous only for a comment whose answer was lost.
  public func perform(
    _ operation: ZendeskOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .openTicket: try await open(fields, delivery)
    case .commentTicket: try await comment(try fields.required("text"), delivery)
    case .redactTicket: try await redact(delivery)
    }
  }

  /// Whether the case's ticket has the comment.
  ///
  /// - Throws: `DeliveryError` when Zendesk cannot be asked.
  public func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer {
    guard delivery.event == ZendeskOperation.commentTicket.rawValue,
      let text = delivery.data["text"]?.stringValue,
      let ticket = try await ticket(of: delivery), let id = ticket["id"]
    else { return .notDelivered }
    let isThere = try await comments(of: id).contains { $0["body"]?.stringValue == text }
    return isThere ? .delivered(DeliveryReceipt(data: ["ticket": id])) : .notDelivered
  }

  // MARK: Tickets

  private func open(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    var taken: Set = ["subject", "priority", "queue"]
    var custom: [JSONValue] = []
    for member in fields.data.objectValue ?? [] where !member.value.isNull {
      guard let id = customFields[member.name] else { continue }
      taken.insert(member.name)
      custom.append(["id": .number(id), "value": member.value])
    }
    var queue: JSONValue?
    if let name = fields.text("queue") {
      queue = groups[name].map(JSONValue.number)
      // A queue that is no group must still be seen by people.
      if queue == nil { taken.remove("queue") }
    }
    return try await create(
      .context([
        ("subject", .string(TicketFields.subject(fields, delivery))),
        ("comment", ["body": .string(TicketFields.body(fields, without: taken)), "public": false]),
        ("priority", .string(try TicketPriority.of(fields).rawValue)),
        ("external_id", .string(delivery.caseID)), ("group_id", queue),
        ("tags", tags.isEmpty ? nil : .array(tags.map(JSONValue.string))),
        ("custom_fields", custom.isEmpty ? nil : .array(custom)),
      ]), delivery)
  }

  private func create(
    _ ticket: JSONValue, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let answer = try await client.send(
      SystemCall(
        .post, base + "/api/v2/tickets.json",
        headers: ["Idempotency-Key": delivery.idempotencyKey], body: .json(["ticket": ticket]),
        isRepeatable: true))
    return .context([
      ("ticket", answer.json["ticket"]?["id"]),
      ("repeated", .boolean(answer.headers["x-idempotency-lookup"] == "hit")),
    ])
  }

  private func comment(
    _ text: String, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let comment: JSONValue = ["body": .string(text), "public": false]
    guard let ticket = try await ticket(of: delivery), let id = ticket["id"] else {
      throw DeliveryError(
        .permanent, "Zendesk has no ticket whose external_id is \"\(delivery.caseID)\"")
    }
    guard ticket["status"] != "closed" else {
      // What is closed cannot be opened again.
      return try await create(
        .context([
          ("via_followup_source_id", id), ("comment", comment),
          ("subject", ticket["subject"]), ("external_id", .string(delivery.caseID)),
        ]), delivery)
    }
    _ = try await client.send(
      SystemCall(
        .put, base + "/api/v2/tickets/\(id.shown).json",
        body: .json(["ticket": ["comment": comment]]), isRepeatable: false))
    return ["ticket": id]
  }

  private func redact(_ delivery: Delivery) async throws(DeliveryError) -> JSONValue {
    guard let id = try await ticket(of: delivery)?["id"] else { return ["found": false] }
    var count = 0
    for comment in try await comments(of: id) {
      guard let number = comment["id"], let body = comment["body"]?.stringValue, !body.isEmpty
      else { continue }
      _ = try await client.send(
        SystemCall(
          .put, base + "/api/v2/tickets/\(id.shown)/comments/\(number.shown)/redact.json",
          body: .json(["text": .string(body)])))
      count += 1
    }
    return ["ticket": id, "redacted": .whole(count)]
  }

  /// The last ticket of the case.
  private func ticket(of delivery: Delivery) async throws(DeliveryError) -> JSONValue? {
    try await client.send(
      SystemCall(
        .get, base + "/api/v2/tickets.json", query: [("external_id", delivery.caseID)])
    ).json["tickets"]?.arrayValue?.last
  }

  private func comments(of ticket: JSONValue) async throws(DeliveryError) -> [JSONValue] {
    try await client.send(
      SystemCall(.get, base + "/api/v2/tickets/\(ticket.shown)/comments.json")
    ).json["comments"]?.arrayValue ?? []
  }

  /// What an answer means: `error` and `description`, or plain text.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json
    var parts = ["error", "description"].compactMap { body[$0]?.stringValue }
    if let details = body["details"], !details.isNull { parts.append(details.text) }
    if parts.isEmpty, !answer.text.isEmpty { parts = [answer.text] }
    return .byStatus(
      answer, "Zendesk", reason: parts.isEmpty ? nil : parts.joined(separator: ": "))
  }
}

extension ZendeskConnector: ConnectorKind {
  package static let kind = "zendesk"
  package static let members = [
    "subdomain", "url", "email", "apiToken", "token", "groups", "fields", "tags", "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    let base =
      section.json["url"] != nil
      ? section.address("url")
      : section.text("subdomain").map { "https://\(PercentEncoding.encode($0)).zendesk.com" }
    guard let base, let limits = section.limits(), let tags = section.texts("tags") else {
      return nil
    }
    let client: SystemClient
    if section.json["token"] != nil {
      guard let token = section.secret("token") else { return nil }
      client = SystemClient(
        "Zendesk", limits: limits, tokens: AccessTokens(fixed: token), secrets: [token],
        judge: judge)
    } else {
      guard let email = section.text("email"), let token = section.secret("apiToken") else {
        return nil
      }
      let access = BasicAccess(user: email + "/token", password: token)
      client = SystemClient(
        "Zendesk", limits: limits, headers: access.headers, secrets: access.secrets, judge: judge)
    }
    return ZendeskConnector(
      base: base, groups: section.dictionary("groups"),
      customFields: section.dictionary("fields"), tags: tags, client: client)
  }
}

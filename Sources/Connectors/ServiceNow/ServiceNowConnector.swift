import HTTP
public import JSON

/// What can be asked of ServiceNow.
public enum ServiceNowOperation: String, OperationSet {
  /// Opens a record.
  case openRecord = "record.open"
  /// Opens a record, as ticket systems call it.
  case openTicket = "ticket.open"
  /// Adds a work note to the case's record.
  case commentTicket = "ticket.comment"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .openRecord, .openTicket:
      TicketFields.open + [
        .optional("group", .text), .optional("due", .text), .optional("restricted", .boolean),
        .optional("table", .text),
      ]
    case .commentTicket: TicketFields.comment
    }
  }

  /// Further fields of a record stand in its description.
  public var takesOthers: Bool { self != .commentTicket }
}

/// Delivers to ServiceNow's tables.
///
/// ServiceNow counts no keys: before a record is sent again whose answer was
/// lost, it is looked up by its `correlation_id`.
public struct ServiceNowConnector: OperationConnector {
  let base: String
  /// The table of records, such as `incident`.
  let table: String
  /// The assignment group for each group or queue that workflows name.
  let groups: [String: String]
  /// The column for each field of a message.
  let columns: [String: String]
  let client: SystemClient

  /// A second post would be a second record.
  public var countsIdempotencyKeys: Bool { false }
  /// By `correlation_id`.
  public var canLookUp: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; ambiguous when the answer was lost.
  public func perform(
    _ operation: ServiceNowOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .openRecord, .openTicket: try await open(fields, delivery)
    case .commentTicket: try await comment(try fields.required("text"), delivery)
    }
  }

  /// Asks for the record by its `correlation_id`; a work note cannot be told from another.
  ///
  /// - Throws: `DeliveryError` when ServiceNow cannot be asked.
  public func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer {
    guard delivery.event != ServiceNowOperation.commentTicket.rawValue else { return .unknown }
    let table = delivery.data["table"]?.stringValue ?? table
    let found = try await query("correlation_id=\(delivery.idempotencyKey)", table)
    guard let found else { return .notDelivered }
    return .delivered(DeliveryReceipt(data: Self.data(of: found)))
  }

  private func open(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let priority = try TicketPriority.of(fields)
    let grades = Self.grades(priority)
    var taken: Set = ["subject", "priority", "due", "table"]
    var values: [(String, JSONValue?)] = [
      ("short_description", .string(String(TicketFields.subject(fields, delivery).prefix(160)))),
      ("urgency", .string(grades.urgency)), ("impact", .string(grades.impact)),
      ("correlation_id", .string(delivery.idempotencyKey)),
      // The comment of a later step finds the record by this.
      ("correlation_display", .string(delivery.caseID)), ("due_date", fields["due"]),
    ]
    if let group = fields.text("group") ?? fields.text("queue") {
      values.append(("assignment_group", .string(groups[group] ?? group)))
      taken.formUnion(["group", "queue"])
    }
    for member in fields.data.objectValue ?? [] where !member.value.isNull {
      guard let column = columns[member.name] else { continue }
      // Everything in a table of ServiceNow is a text.
      values.append(
        (column, .string(member.value.shown.isEmpty ? member.value.text : member.value.shown)))
      taken.insert(member.name)
    }
    values.append(("description", .string(TicketFields.body(fields, without: taken))))
    let table = fields.text("table") ?? table
    let answer = try await client.send(
      SystemCall(.post, path(table), body: .json(.context(values))))
    return Self.data(of: answer.json["result"] ?? .null)
  }

  private func comment(
    _ text: String, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let found = try await query(
      "correlation_display=\(delivery.caseID)^ORDERBYDESCsys_created_on", table)
    guard let id = found?["sys_id"]?.stringValue else {
      throw DeliveryError(
        .permanent, "ServiceNow has no record in \(table) of the case \(delivery.caseID)")
    }
    let answer = try await client.send(
      SystemCall(
        .patch, path(table) + "/" + PercentEncoding.encode(id),
        body: .json(["work_notes": .string(text)])))
    return Self.data(of: answer.json["result"] ?? .null)
  }

  private func query(
    _ query: String, _ table: String
  ) async throws(DeliveryError) -> JSONValue? {
    try await client.send(
      SystemCall(
        .get, path(table), query: [("sysparm_query", query), ("sysparm_limit", "1")])
    ).json["result"]?.arrayValue?.first
  }

  private func path(_ table: String) -> String {
    "\(base)/api/now/table/\(PercentEncoding.encode(table))"
  }

  private static func data(of record: JSONValue) -> JSONValue {
    .context([("id", record["sys_id"]), ("number", record["number"])])
  }

  private static func grades(_ priority: TicketPriority) -> (urgency: String, impact: String) {
    switch priority {
    case .urgent: ("1", "1")
    case .high: ("1", "2")
    case .normal: ("2", "2")
    case .low: ("3", "3")
    }
  }

  /// What an answer means: `{"error": {"message", "detail"}, "status": "failure"}`.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let error = answer.json["error"]
    let parts = ["message", "detail"].compactMap { error?[$0]?.stringValue }
      .filter { !$0.isEmpty }
    return .byStatus(
      answer, "ServiceNow", reason: parts.isEmpty ? nil : parts.joined(separator: ": "))
  }
}

extension ServiceNowConnector: ConnectorKind {
  package static let kind = "servicenow"
  package static let members = [
    "instance", "url", "user", "password", "clientId", "clientSecret", "table", "groups", "fields",
    "timeoutSeconds",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    let base =
      section.json["url"] != nil
      ? section.address("url")
      : section.text("instance").map { "https://\(PercentEncoding.encode($0)).service-now.com" }
    guard let base, let limits = section.limits(),
      let table = section.text("table", or: "incident")
    else { return nil }
    let client: SystemClient
    if section.json["clientId"] != nil {
      guard let id = section.text("clientId"), let secret = section.secret("clientSecret") else {
        return nil
      }
      let tokens = section.tokens(
        TokenRequest(
          system: "ServiceNow", url: base + "/oauth_token.do", clientID: id, clientSecret: secret,
          style: .form), limits)
      client = SystemClient(
        "ServiceNow", limits: limits, tokens: tokens, secrets: [secret], judge: judge)
    } else {
      guard let user = section.text("user"), let password = section.secret("password") else {
        return nil
      }
      let access = BasicAccess(user: user, password: password)
      client = SystemClient(
        "ServiceNow", limits: limits, headers: access.headers, secrets: access.secrets,
        judge: judge)
    }
    return ServiceNowConnector(
      base: base, table: table, groups: section.dictionary("groups"),
      columns: section.dictionary("fields"), client: client)
  }
}

import Casework
import HTTP
public import JSON

/// Delivers to HubSpot: contacts and companies by a unique property, tasks and notes.
///
/// Contacts and companies are upserted, which may be repeated. Tasks and notes carry Docket's key in a
/// property: whether one was made whose answer was lost is looked up by it.
public struct HubSpotConnector: OperationConnector {
  /// The path of the objects, such as `/crm/v3/objects` or `/crm/objects/2026-03`.
  let objects: String
  let base: String
  /// The unique property of contacts that holds a person's external id.
  let personProperty: String
  /// The property of tasks, notes, companies and deals that holds Docket's key.
  let keyProperty: String
  /// The id of each list by the name that workflows have for it.
  let lists: [String: String]
  /// The id of the list of each status of a campaign: HubSpot's campaigns have no members of their own.
  let campaigns: [String: [String: String]]
  /// The stage of an approved deal.
  let approvedStage: String
  let mapping: FieldMapping
  let client: SystemClient

  /// Tasks and notes would be made twice.
  public var countsIdempotencyKeys: Bool { false }
  /// By Docket's key.
  public var canLookUp: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`; ambiguous only for tasks and notes whose answer was lost.
  public func perform(
    _ operation: CRMOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .findCustomer: try await find(fields)
    case .upsertLead: try await upsert(fields, [("lifecyclestage", "lead")])
    case .upsertContact: try await upsert(fields, [])
    case .createTask:
      try await engage(
        "tasks", fields, delivery, subject: try fields.required("subject"),
        without: ["externalId", "customer", "subject", "dueInHours"])
    case .promoteEpisode:
      try await engage(
        "tasks", fields, delivery,
        subject: "Promote the episode \(try fields.required("title"))", without: ["title"])
    case .addNote:
      try await engage(
        "notes", fields, delivery, subject: nil, without: ["customer", "externalId"])
    case .addActivity:
      try await engage("notes", fields, delivery, subject: nil, without: ["customer"])
    case .setCustomerSegments:
      try await setSegments(
        "contacts", try await personID(try fields.required("customer")), fields)
    case .setAccountSegments:
      try await setSegments("companies", (try fields.required("account"), keyProperty), fields)
    case .createPartner:
      try await upsert(
        "companies", keyProperty, try fields.required("handle"),
        [("name", fields["handle"])] + mapping.values(fields, without: ["handle"]))
    case .setMember: try await setMember(fields)
    case .approveOpportunity:
      try await change(
        "deals", (try fields.required("request"), keyProperty),
        ["dealstage": .string(approvedStage)])
    case .suppress:
      try await join(
        "suppression",
        try await upsert("contacts", personProperty, try fields.required("externalId"), []))
    }
  }

  /// Asks for a task or a note by Docket's key.
  ///
  /// - Throws: `DeliveryError` when HubSpot cannot be asked.
  public func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer {
    let kind: String
    switch CRMOperation(rawValue: delivery.event) {
    case .createTask, .promoteEpisode: kind = "tasks"
    case .addNote, .addActivity: kind = "notes"
    // What is upserted may be sent again.
    default: return .notDelivered
    }
    let answer = try await client.send(
      SystemCall(
        .post, "\(base)\(objects)/\(kind)/search",
        body: .json([
          "filterGroups": [
            [
              "filters": [
                [
                  "propertyName": .string(keyProperty), "operator": "EQ",
                  "value": .string(delivery.idempotencyKey),
                ]
              ]
            ]
          ], "limit": 1,
        ]), isRepeatable: true))
    guard let found = answer.json["results"]?.arrayValue?.first else { return .notDelivered }
    return .delivered(DeliveryReceipt(data: .context([("id", found["id"])])))
  }

  // MARK: Contacts

  private func find(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    let contact: JSONValue?
    if let id = ["customer", "externalId", "igsid"].compactMap({ fields.text($0) }).first {
      contact = try await person(id)
    } else if let email = fields.text("email") {
      contact = try await self.contact(email, "email")
    } else {
      throw fields.fault("customer", "is missing", expected: "customer, externalId, igsid or email")
    }
    guard let contact, let properties = contact["properties"] else { return ["found": false] }
    let name = ["firstname", "lastname"].compactMap { properties[$0]?.stringValue }
      .joined(separator: " ")
    return .context(
      [
        ("found", true), ("id", contact["id"]), ("name", name.isEmpty ? nil : .string(name)),
        ("email", properties["email"]),
      ] + mapping.fields(of: properties))
  }

  private func upsert(
    _ fields: OperationFields, _ more: [(String, JSONValue?)]
  ) async throws(DeliveryError) -> JSONValue {
    let id = try fields.required("externalId")
    let names = CRMFields.names(fields)
    var values: [(String, JSONValue?)] = [
      ("firstname", names.first.map(JSONValue.string)),
      ("lastname", names.last.map(JSONValue.string)), ("email", fields["email"]),
      ("phone", fields["phone"]), ("company", fields["company"]), ("country", fields["country"]),
    ]
    var taken: Set = [
      "externalId", "name", "firstName", "lastName", "email", "phone", "company", "country",
    ]
    if let list = fields.text("list"), lists[list] != nil { taken.insert("list") }
    values += more + mapping.values(fields, without: taken)
    let result = try await upsert("contacts", personProperty, id, values)
    guard taken.contains("list"), let list = fields.text("list") else { return result }
    return try await join(list, result)
  }

  /// Makes or changes an object.
  ///
  /// A contact needs a name or an address to be made; one that is there keeps the name it has.
  private func upsert(
    _ kind: String, _ property: String, _ id: String, _ values: [(String, JSONValue?)]
  ) async throws(DeliveryError) -> JSONValue {
    var values = values
    let hasName = ["email", "firstname", "lastname"].contains { name in
      values.contains { $0.0 == name && $0.1?.isNull == false }
    }
    var filled: [String] = []
    if kind == "contacts", !hasName, try await contact(id, property) == nil {
      filled = ["lastname"]
      values.append(("lastname", "Unknown"))
    }
    let properties = JSONValue.context(values)
    let input: JSONValue = [
      "idProperty": .string(property), "id": .string(id), "properties": properties,
    ]
    do throws(DeliveryError) {
      let answer = try await client.send(
        SystemCall(
          .post, "\(base)\(objects)/\(kind)/batch/upsert", body: .json(["inputs": [input]]),
          isRepeatable: true))
      guard let result = answer.json["results"]?.arrayValue?.first else {
        throw DeliveryError(
          .permanent,
          "HubSpot did not take the \(kind): \(Self.reason(answer.json["errors"]?.arrayValue?.first ?? answer.json))",
          data: answer.data)
      }
      return CRMFields.noting(
        filled, in: .context([("id", result["id"]), ("created", result["new"])]))
    } catch {
      // The e-mail address belongs to a contact that has no external id yet, or another one.
      guard let existing = Self.existingID(error) else { throw error }
      let path = "\(base)\(objects)/\(kind)/\(PercentEncoding.encode(existing))"
      _ = try await client.send(
        SystemCall(
          .patch, path,
          body: .json(["properties": .context(values + [(property, .string(id))])]),
          isRepeatable: true))
      return ["id": .string(existing), "created": false]
    }
  }

  /// A contact by the person's external id, or by HubSpot's own, as `customer.find` told it.
  func person(_ id: String) async throws(DeliveryError) -> JSONValue? {
    // HubSpot's own ids are digits alone, but so are those of Instagram: the property goes first.
    if let known = try await contact(id, personProperty) { return known }
    guard id.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return try await contact(id, nil)
  }

  /// A contact by a unique property, or by HubSpot's own id; nil when there is none.
  private func contact(
    _ id: String, _ property: String?
  ) async throws(DeliveryError) -> JSONValue? {
    let properties = ["firstname", "lastname", "email"] + mapping.properties.values.sorted()
    var query = [(name: "properties", value: properties.joined(separator: ","))]
    if let property { query.append(("idProperty", property)) }
    do throws(DeliveryError) {
      return try await client.send(
        SystemCall(.get, "\(base)\(objects)/contacts/\(PercentEncoding.encode(id))", query: query)
      ).json
    } catch {
      if error.data["status"]?.intValue == 404 { return nil }
      throw error
    }
  }

  /// How a contact is named in a call: by HubSpot's own id, else by the external one that nobody has.
  private func personID(
    _ id: String
  ) async throws(DeliveryError) -> (id: String, property: String?) {
    if let own = try await person(id)?["id"] { return (own.shown, nil) }
    return (id, personProperty)
  }

  private func setSegments(
    _ kind: String, _ object: (id: String, property: String?), _ fields: OperationFields
  ) async throws(DeliveryError) -> JSONValue {
    guard let segments = mapping.properties["segments"] else {
      throw DeliveryError(
        .permanent,
        "HubSpot: no property for segments is configured (\"fields\": {\"segments\": …})")
    }
    return try await change(kind, object, [segments: CRMFields.segments(fields)])
  }

  /// Changes an object that must be there, by a unique property or HubSpot's own id.
  private func change(
    _ kind: String, _ object: (id: String, property: String?), _ values: JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    let answer = try await client.send(
      SystemCall(
        .patch, "\(base)\(objects)/\(kind)/\(PercentEncoding.encode(object.id))",
        query: object.property.map { [("idProperty", $0)] } ?? [],
        body: .json(["properties": values]), isRepeatable: true))
    return .context([("id", answer.json["id"])])
  }

  // MARK: Tasks and notes

  private func engage(
    _ kind: String, _ fields: OperationFields, _ delivery: Delivery, subject: String?,
    without names: Set<String>
  ) async throws(DeliveryError) -> JSONValue {
    let who = fields.text("customer") ?? fields.text("externalId")
    var person: JSONValue?
    if let who { person = try await self.person(who) }
    var lines = fields.lines(without: names)
    if person == nil, let who { lines += (lines.isEmpty ? "" : "\n") + "person: \(who)" }
    let isTask = kind == "tasks"
    let time = CRMFields.due(fields, sentAt: delivery.sentAt)
    let properties: [(String, JSONValue?)] =
      isTask
      ? [
        ("hs_task_subject", subject.map(JSONValue.string)), ("hs_task_body", .string(lines)),
        ("hs_task_status", "NOT_STARTED"),
      ]
      : [("hs_note_body", .string(lines))]
    // 204 and 202 are HubSpot's own types of association: task to contact, note to contact.
    let association = person?["id"].map { id -> JSONValue in
      [
        [
          "to": ["id": id],
          "types": [
            [
              "associationCategory": "HUBSPOT_DEFINED",
              "associationTypeId": .whole(isTask ? 204 : 202),
            ]
          ],
        ]
      ]
    }
    let answer = try await client.send(
      SystemCall(
        .post, "\(base)\(objects)/\(kind)",
        body: .json(
          .context([
            (
              "properties",
              .context(
                properties + [
                  ("hs_timestamp", .string(time)),
                  (keyProperty, .string(delivery.idempotencyKey)),
                ])
            ), ("associations", association),
          ]))))
    return .context([("id", answer.json["id"])])
  }

  // MARK: Errors

  /// `Contact already exists. Existing ID: 512`.
  private static func existingID(_ error: DeliveryError) -> String? {
    guard error.data["status"]?.intValue == 409, error.data["category"] == "CONFLICT",
      let message = error.data["message"]?.stringValue,
      let range = message.firstRange(of: "Existing ID: ")
    else { return nil }
    let digits = message[range.upperBound...].prefix { $0.isNumber }
    return digits.isEmpty ? nil : String(digits)
  }

  private static func reason(_ body: JSONValue) -> String {
    ["category", "message", "correlationId"].compactMap { body[$0]?.stringValue }
      .joined(separator: ", ")
  }

  /// What an answer means: `category`, `message` and `correlationId`; a spent daily limit goes away later.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let body = answer.json
    let text = reason(body)
    let data = JSONValue.context([
      ("status", .whole(answer.status)), ("category", body["category"]),
      ("message", body["message"]), ("correlationId", body["correlationId"]),
      ("errors", body["errors"]),
    ])
    let verdict = AnswerVerdict.byStatus(
      answer, "HubSpot", reason: text.isEmpty ? nil : text, data: data)
    guard case .failed(var error) = verdict, answer.status == 429, answer.retryAfter == nil,
      let policy = body["policyName"]?.stringValue
    else { return verdict }
    error.kind = .retryable(after: policy.contains("DAILY") ? 3600 : 1)
    return .failed(error)
  }
}

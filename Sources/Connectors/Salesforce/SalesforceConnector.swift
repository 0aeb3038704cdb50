import Casework
import HTTP
public import JSON

/// Delivers to Salesforce over its REST interface.
///
/// Everything is written by an external id (`PATCH …/sobjects/Lead/FIELD/ID`), so that a repetition changes
/// what the first attempt made: no answer that was lost is a reason to ask anybody.
public struct SalesforceConnector: OperationConnector {
  /// The version of the interface, such as `v67.0`.
  let version: String
  /// The field that holds a person's external id, on leads and contacts.
  let personField: String
  /// The field that holds Docket's own key, on tasks, accounts, campaigns, members and opportunities.
  let keyField: String
  /// The stage of an approved opportunity.
  let approvedStage: String
  let mapping: FieldMapping
  let client: SystemClient
  /// The customer's own host, where the token does not name it.
  let instance: String

  /// Everything is written by an external id.
  public var countsIdempotencyKeys: Bool { true }

  /// Carries an operation out.
  ///
  /// - Throws: `DeliveryError`, never ambiguous.
  public func perform(
    _ operation: CRMOperation, _ fields: OperationFields, of delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    switch operation {
    case .findCustomer: try await find(fields)
    case .upsertLead:
      try await upsert(person: "Lead", fields, missing: ["Company"])
    case .upsertContact: try await upsert(person: "Contact", fields, missing: [])
    case .createTask:
      try await task(
        subject: try fields.required("subject"), fields, delivery,
        without: ["externalId", "customer", "subject", "dueInHours"])
    case .addNote:
      try await task(
        subject: "Note", fields, delivery, without: ["customer", "externalId"], isDone: true)
    case .addActivity:
      try await task(subject: "Conversation", fields, delivery, without: ["customer"], isDone: true)
    case .setCustomerSegments: try await setSegments("Contact", personField, "customer", fields)
    case .setAccountSegments: try await setSegments("Account", keyField, "account", fields)
    case .createPartner: try await createPartner(fields, delivery)
    case .setMember: try await setMember(fields)
    case .approveOpportunity:
      try await change(
        "Opportunity", keyField, try fields.required("request"),
        ["StageName": .string(approvedStage)])
    case .suppress: try await suppress(try fields.required("externalId"))
    case .promoteEpisode:
      try await task(
        subject: "Promote the episode \(try fields.required("title"))", fields, delivery,
        without: ["title"])
    }
  }

  // MARK: People

  private func find(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    var record: JSONValue?
    if let id = ["customer", "externalId", "igsid"].compactMap({ fields.text($0) }).first {
      record = try await self.record(of: "Contact", personField, id)
    } else if let email = fields.text("email") {
      record = try await self.record(of: "Contact", "Email", email)
    } else {
      throw fields.fault("customer", "is missing", expected: "customer, externalId, igsid or email")
    }
    guard let record else { return ["found": false] }
    return .context(
      [
        ("found", true), ("id", record["Id"]), ("name", record["Name"]), ("email", record["Email"]),
        ("owner", record["OwnerId"]),
      ] + mapping.fields(of: record))
  }

  /// What a new record cannot do without is filled in only where there is none yet: nobody's name is
  /// written over with "Unknown".
  private func upsert(
    person object: String, _ fields: OperationFields, missing: Set<String>
  ) async throws(DeliveryError) -> JSONValue {
    let id = try fields.required("externalId")
    let names = CRMFields.names(fields)
    var values: [(String, JSONValue?)] = [
      ("FirstName", names.first.map(JSONValue.string)),
      ("LastName", names.last.map(JSONValue.string)), ("Email", fields["email"]),
      ("Phone", fields["phone"]),
      (object == "Lead" ? "Country" : "MailingCountry", fields["country"]),
    ]
    var taken: Set = [
      "externalId", "name", "firstName", "lastName", "email", "phone", "country",
    ]
    if object == "Lead" {
      values.append(("Company", fields["company"]))
      taken.insert("company")
    }
    values += mapping.values(fields, without: taken)
    let known = try await record(of: object, personField, id)
    var filled: [String] = []
    if known == nil {
      filled = missing.union(["LastName"]).sorted().filter { name in
        !values.contains { $0.0 == name && $0.1?.isNull == false }
      }
      values += filled.map { ($0, "Unknown") }
    }
    let result = try await patch(object, personField, id, .context(values))
    return CRMFields.noting(filled, in: result)
  }

  private func suppress(_ id: String) async throws(DeliveryError) -> JSONValue {
    for object in ["Contact", "Lead"] where try await record(of: object, personField, id) != nil {
      return try await patch(object, personField, id, ["HasOptedOutOfEmail": true])
    }
    return ["found": false]
  }

  private func setSegments(
    _ object: String, _ field: String, _ name: String, _ fields: OperationFields
  ) async throws(DeliveryError) -> JSONValue {
    guard let property = mapping.properties["segments"] else {
      throw DeliveryError(
        .permanent,
        "Salesforce: no field for segments is configured (\"fields\": {\"segments\": …})")
    }
    return try await change(
      object, field, try fields.required(name), [property: CRMFields.segments(fields)])
  }

  // MARK: Tasks

  private func task(
    subject: String, _ fields: OperationFields, _ delivery: Delivery, without names: Set<String>,
    isDone: Bool = false, key: String? = nil, about: JSONValue? = nil
  ) async throws(DeliveryError) -> JSONValue {
    var person: JSONValue?
    if let id = fields.text("customer") ?? fields.text("externalId") {
      person = try await record(of: "Contact", personField, id)
      if person == nil { person = try await record(of: "Lead", personField, id) }
    }
    var lines = fields.lines(without: names)
    if person == nil, let id = fields.text("externalId") ?? fields.text("customer") {
      lines += (lines.isEmpty ? "" : "\n") + "person: \(id)"
    }
    return try await patch(
      "Task", keyField, key ?? delivery.idempotencyKey,
      .context([
        ("Subject", .string(String(subject.prefix(255)))),
        ("Status", isDone ? "Completed" : "Not Started"), ("Priority", "Normal"),
        (
          "ActivityDate",
          .string(String(CRMFields.due(fields, sentAt: delivery.sentAt).prefix(10)))
        ),
        ("WhoId", person?["Id"]), ("WhatId", about),
        // Whoever looks after the person gets the task.
        ("OwnerId", person?["OwnerId"]), ("Description", lines.isEmpty ? nil : .string(lines)),
      ]))
  }

  // MARK: Partners and campaigns

  private func createPartner(
    _ fields: OperationFields, _ delivery: Delivery
  ) async throws(DeliveryError) -> JSONValue {
    let handle = try fields.required("handle")
    let account = try await patch(
      "Account", keyField, handle,
      .context(
        [("Name", .string(handle)), ("Type", "Partner")]
          + mapping.values(fields, without: ["handle"])))
    _ = try await task(
      subject: "Contract with \(handle)", fields, delivery, without: [], about: account["id"])
    return account
  }

  /// Campaign and person of a member stay what they were made with: Salesforce refuses to change them.
  private func setMember(_ fields: OperationFields) async throws(DeliveryError) -> JSONValue {
    let (customer, campaign) = (try fields.required("customer"), try fields.required("campaign"))
    let key = "\(campaign)-\(customer)"
    let status: (String, JSONValue?) = ("Status", fields["status"])
    if try await record(of: "CampaignMember", keyField, key) != nil {
      return try await patch("CampaignMember", keyField, key, .context([status]))
    }
    guard let found = try await record(of: "Campaign", keyField, campaign) else {
      throw fields.fault("campaign", "is \"\(campaign)\"", expected: "a campaign Salesforce has")
    }
    var who = try await record(of: "Contact", personField, customer).map { ("ContactId", $0["Id"]) }
    if who == nil {
      who = try await record(of: "Lead", personField, customer).map { ("LeadId", $0["Id"]) }
    }
    guard let who else {
      throw fields.fault(
        "customer", "is \"\(customer)\"", expected: "a contact or lead Salesforce has")
    }
    return try await patch(
      "CampaignMember", keyField, key, .context([("CampaignId", found["Id"]), who, status]))
  }

  // MARK: Records

  /// Changes a record that must be there.
  private func change(
    _ object: String, _ field: String, _ id: String, _ values: JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    guard try await record(of: object, field, id) != nil else {
      throw DeliveryError(
        .permanent, "Salesforce has no \(object) whose \(field) is \"\(id)\"",
        data: ["object": .string(object), "id": .string(id)])
    }
    return try await patch(object, field, id, values)
  }

  /// A record by Salesforce's id or by an external one; nil when there is none.
  private func record(
    of object: String, _ field: String, _ id: String
  ) async throws(DeliveryError) -> JSONValue? {
    let path = try path(object, field, id)
    do throws(DeliveryError) {
      return try await send(.get, path).json
    } catch {
      if error.data["status"]?.intValue == 404 { return nil }
      throw error
    }
  }

  private func patch(
    _ object: String, _ field: String, _ id: String, _ values: JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    let answer = try await send(.patch, try path(object, field, id), values)
    return .context([
      ("id", answer.json["id"] ?? (Self.isRecordID(id) ? .string(id) : nil)),
      ("created", .boolean(answer.status == 201)),
    ])
  }

  private func path(_ object: String, _ field: String, _ id: String) throws(DeliveryError) -> String
  {
    if Self.isRecordID(id) { return "\(object)/\(id)" }
    // Salesforce takes what follows a dot for a format: ".inc" would be answered 404.
    guard field == "Email" || !id.contains(".") else {
      throw DeliveryError(
        .permanent, "Salesforce cannot take an external id with a dot in it: \"\(id)\"")
    }
    return "\(object)/\(PercentEncoding.encode(field))/\(PercentEncoding.encode(id))"
  }

  /// Whether a text is an id that Salesforce gave to a contact, lead, account, campaign or opportunity.
  private static func isRecordID(_ text: String) -> Bool {
    [15, 18].contains(text.utf8.count)
      && ["003", "00Q", "001", "701", "006"].contains(text.prefix(3))
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      }
  }

  private func send(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil
  ) async throws(DeliveryError) -> SystemAnswer {
    let (version, instance) = (version, instance)
    return try await client.send { token in
      let host = token?.answer["instance_url"]?.stringValue ?? instance
      return SystemCall(
        method, "\(host)/services/data/\(version)/sobjects/\(path)",
        body: body.map(SystemCall.Body.json) ?? .none, isRepeatable: true)
    }
  }

  /// What an answer means: errors are a list of `message`, `errorCode` and `fields`.
  ///
  /// 300 means that several records have the external id, and that nothing was written. The daily limit of
  /// requests is 403, and goes away.
  static func judge(_ answer: SystemAnswer) -> AnswerVerdict {
    let errors = answer.json.arrayValue ?? []
    let reason = errors.compactMap { error in
      error["message"]?.stringValue.map { message in
        "\(message) (\(error["errorCode"]?.stringValue ?? "no code"))"
      }
    }.joined(separator: "; ")
    let data: JSONValue = ["status": .whole(answer.status), "errors": .array(errors)]
    if answer.status == 300 {
      return .failed(
        DeliveryError(
          .permanent, "Salesforce has several records with this external id; nothing was written",
          data: ["status": 300, "records": answer.json]))
    }
    if answer.status == 403, errors.first?["errorCode"] == "REQUEST_LIMIT_EXCEEDED" {
      return .failed(
        DeliveryError(
          .retryable(after: answer.retryAfter ?? 900), "Salesforce: \(reason)", data: data))
    }
    return .byStatus(answer, "Salesforce", reason: reason.isEmpty ? nil : reason, data: data)
  }
}

public import HTTP
public import JSON
import Synchronization

/// Salesforce's REST interface: tokens, and records by id and by external id.
///
/// Ids of clients and secrets are taken as they come, except the secret `wrong`. A record whose external id is
/// `several` exists twice.
public final class SalesforceStandin: Standin {
  private struct State {
    var records: [String: [String: JSONValue]] = [:]
    var count = 0
  }

  private static let prefixes = [
    "Lead": "00Q", "Contact": "003", "Account": "001", "Campaign": "701", "Opportunity": "006",
    "Task": "00T", "CampaignMember": "00v",
  ]
  private static let required = [
    "Lead": ["LastName", "Company"], "Contact": ["LastName"], "Account": ["Name"],
    "CampaignMember": ["CampaignId"], "Task": [], "Campaign": ["Name"],
    "Opportunity": ["Name", "StageName", "CloseDate"],
  ]
  /// Fields that are set when a record is made, and never again.
  private static let fixed = ["CampaignMember": ["CampaignId", "LeadId", "ContactId"]]

  /// The name in its path.
  public let name = "salesforce"
  private let state = Mutex(State())
  private let tokens = TokenDesk("00D")

  /// A system without records.
  public init() {}

  /// The records of an object.
  public func records(_ object: String) -> [JSONValue] {
    state.withLock { Array($0.records[object, default: [:]].values) }
  }

  /// The records of an object.
  public func things(_ kind: String) -> [JSONValue] { records(kind) }

  /// Puts a record there, as if people had made it.
  @discardableResult
  public func put(_ object: String, _ values: JSONValue) -> String {
    state.withLock { Self.insert(object, values, &$0) }
  }

  /// Forgets records and tokens.
  public func reset() {
    state.withLock { $0 = State() }
    tokens.expire()
  }

  /// Forgets the tokens.
  public func expireTokens() { tokens.expire() }

  /// An error as Salesforce writes it.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    let code =
      switch status.code {
      case 401: "INVALID_SESSION_ID"
      case 403: "REQUEST_LIMIT_EXCEEDED"
      case 400: "JSON_PARSER_ERROR"
      default: "UNKNOWN_EXCEPTION"
      }
    return Self.error(status, code, "asked for by the test")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    if call.path == ["services", "oauth2", "token"] { return token(call) }
    guard tokens.holder(of: call.request.bearerToken) != nil else {
      return Self.error(.unauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
    }
    guard call.path.count >= 6, call.path[0] == "services", call.path[1] == "data",
      call.path[3] == "sobjects", Self.required[call.path[4]] != nil
    else { return Self.error(.notFound, "NOT_FOUND", "The requested resource does not exist") }
    let object = call.path[4]
    let isExternal = call.path.count == 7
    guard isExternal || call.path.count == 6 else {
      return Self.error(.notFound, "NOT_FOUND", "The requested resource does not exist")
    }
    let field = isExternal ? call.path[5] : "Id"
    let id = call.path.last ?? ""
    if isExternal, field != "Email", id.contains(".") {
      return Self.error(.notFound, "NOT_FOUND", "The requested resource does not exist")
    }
    return state.withLock { state in
      let found = state.records[object, default: [:]].values.filter { $0[field]?.stringValue == id }
      if found.count > 1 || id == "several" {
        return .json(
          .array(found.map { .string("/sobjects/\(object)/\($0["Id"]?.stringValue ?? "")") }),
          status: HTTPStatus(300))
      }
      switch call.method {
      case "GET":
        return found.first.map { .json($0) }
          ?? Self.error(.notFound, "NOT_FOUND", "The requested resource does not exist")
      case "PATCH": return Self.patch(call, object, field, id, found.first, &state)
      default: return Self.error(.methodNotAllowed, "METHOD_NOT_ALLOWED", "not \(call.method)")
      }
    }
  }

  private func token(_ call: StandinCall) -> HTTPResponse {
    let form = call.form
    guard call.method == "POST", form["grant_type"] == "client_credentials",
      form["client_id"]?.isEmpty == false, let secret = form["client_secret"], secret != "wrong"
    else {
      return .json(
        ["error": "invalid_client", "error_description": "invalid client credentials"],
        status: .badRequest)
    }
    return .json([
      "access_token": .string(tokens.issue(to: "app")), "instance_url": .string(call.base),
      "token_type": "Bearer",
    ])
  }

  private static func patch(
    _ call: StandinCall, _ object: String, _ field: String, _ id: String, _ old: JSONValue?,
    _ state: inout State
  ) -> HTTPResponse {
    guard call.isJSON, let body = call.json, let members = body.objectValue else {
      return error(.badRequest, "JSON_PARSER_ERROR", "The body is no JSON object")
    }
    if let wrong = members.first(where: { $0.name == "Id" || $0.name == field }) {
      return error(
        .badRequest, "INVALID_FIELD", "The \(wrong.name) field should not be specified in the body")
    }
    guard let old else {
      guard field != "Id" else { return error(.notFound, "NOT_FOUND", "no such record") }
      let missing = (required[object] ?? []).filter { name in
        body[name]?.stringValue?.isEmpty != false
      }
      guard missing.isEmpty else {
        return error(
          .badRequest, "REQUIRED_FIELD_MISSING",
          "Required fields are missing: [\(missing.joined(separator: ", "))]", missing)
      }
      if body["Email"]?.stringValue == "twin@example.com" {
        return error(
          .badRequest, "DUPLICATES_DETECTED", "Use one of these records?")
      }
      let made = insert(object, body.setting(field, .string(id)), &state)
      return .json(
        ["id": .string(made), "success": true, "errors": [], "created": true], status: .created,
        headers: limits)
    }
    if let wrong = members.first(where: { fixed[object]?.contains($0.name) == true }) {
      return error(
        .badRequest, "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: \(wrong.name)", [wrong.name])
    }
    let recordID = old["Id"]?.stringValue ?? ""
    state.records[object]?[recordID] = old.merged(with: body)
    return .json(
      ["id": .string(recordID), "success": true, "errors": [], "created": false], headers: limits)
  }

  private static let limits: HTTPHeaders = ["Sforce-Limit-Info": "api-usage=18/5000"]

  private static func insert(
    _ object: String, _ values: JSONValue, _ state: inout State
  ) -> String {
    state.count += 1
    let digits = String(state.count)
    let id =
      (prefixes[object] ?? "000") + String(repeating: "0", count: max(0, 15 - digits.count))
      + digits
    let names = ["FirstName", "LastName"].compactMap { values[$0]?.stringValue }
    var record = values.setting("Id", .string(id)).setting("OwnerId", "005000000000000001")
    if !names.isEmpty { record = record.setting("Name", .string(names.joined(separator: " "))) }
    state.records[object, default: [:]][id] = record
    return id
  }

  private static func error(
    _ status: HTTPStatus, _ code: String, _ message: String, _ fields: [String] = []
  ) -> HTTPResponse {
    .json(
      [
        [
          "message": .string(message), "errorCode": .string(code),
          "fields": .array(fields.map(JSONValue.string)),
        ]
      ], status: status)
  }
}

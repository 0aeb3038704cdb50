public import HTTP
public import JSON
import Synchronization

/// ServiceNow's tables: every value a text, no idempotency, queries by equality.
public final class ServiceNowStandin: Standin {
  /// The name in its path.
  public let name = "servicenow"
  private let tables = Mutex<[String: [JSONValue]]>([:])

  /// A system without records.
  public init() {}

  /// The records of a table, oldest first.
  public func records(_ table: String) -> [JSONValue] { tables.withLock { $0[table] ?? [] } }

  /// The records of a table.
  public func things(_ kind: String) -> [JSONValue] { records(kind) }

  /// Forgets all records.
  public func reset() { tables.withLock { $0 = [:] } }

  /// An error as ServiceNow writes it.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    Self.error(status, "asked for by the test", "")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard let access = call.header("Authorization"), access.hasPrefix("Basic "),
      let plain = Signing.bytes(base64: String(access.dropFirst(6))),
      !String(decoding: plain, as: UTF8.self).hasSuffix(":wrong")
    else {
      return Self.error(
        .unauthorized, "User Not Authenticated", "Required to provide Auth information")
    }
    var path = call.path
    if path.count > 2, path[2] == "v1" { path.remove(at: 2) }
    guard path.starts(with: ["api", "now", "table"]), path.count >= 4, !path[3].isEmpty else {
      return Self.error(.badRequest, "Requested URI does not represent any resource", "")
    }
    let table = path[3]
    return tables.withLock { tables in
      let records = tables[table] ?? []
      switch (call.method, path.count) {
      case ("GET", 4):
        let found = Self.query(call.request.query("sysparm_query") ?? "", records)
        let limit = call.request.query("sysparm_limit").flatMap { Int($0) } ?? 10_000
        return .json(["result": .array(Array(found.prefix(limit)))])
      case ("POST", 4):
        guard call.isJSON, let body = call.json, let members = body.objectValue else {
          return Self.error(.badRequest, "Exception while reading request", "no JSON object")
        }
        if let wrong = members.first(where: { $0.value.stringValue == nil }) {
          return Self.error(.badRequest, "Invalid value", "\(wrong.name) is no text")
        }
        guard body["short_description"]?.stringValue?.isEmpty == false else {
          return Self.error(
            .forbidden, "Operation Failed", "Data Policy Exception: short_description is mandatory")
        }
        let number = records.count + 1
        let digits = String(number)
        let record =
          body
          .setting("sys_id", .string(Signing.randomID()))
          .setting(
            "number",
            .string("INC001" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits)
          )
          .setting("sys_created_on", .string(RecordedRequest.now))
        tables[table] = records + [record]
        return .json(
          ["result": record], status: .created,
          headers: [
            "Location":
              "\(call.base)/api/now/table/\(table)/\(record["sys_id"]?.stringValue ?? "")"
          ])
      case ("PATCH", 5):
        guard let place = records.firstIndex(where: { $0["sys_id"]?.stringValue == path[4] }),
          let body = call.json, body.objectValue != nil
        else { return Self.error(.notFound, "No Record found", "Record doesn't exist") }
        let new = records[place].merged(with: body)
        tables[table]?[place] = new
        return .json(["result": new])
      default: return Self.error(.methodNotAllowed, "Method not supported", call.line)
      }
    }
  }

  /// `a=b^c=d^ORDERBYDESCe`: equal all, the last one first where an order is asked for.
  private static func query(_ text: String, _ records: [JSONValue]) -> [JSONValue] {
    var found = records
    for part in text.split(separator: "^") {
      if part.hasPrefix("ORDERBYDESC") {
        found.reverse()
        continue
      }
      let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
      // A query that is not understood is passed over, and so finds everything.
      guard halves.count == 2 else { continue }
      found = found.filter { $0[halves[0]]?.stringValue == halves[1] }
    }
    return found
  }

  private static func error(
    _ status: HTTPStatus, _ message: String, _ detail: String
  ) -> HTTPResponse {
    .json(
      [
        "error": ["message": .string(message), "detail": .string(detail)], "status": "failure",
      ], status: status)
  }
}

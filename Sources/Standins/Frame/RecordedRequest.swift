public import HTTP
public import JSON

/// A request as a stand-in received it, and what became of it.
public struct RecordedRequest: Sendable {
  /// The number of the request on this server, from 1.
  public var number: Int
  /// The system it went to.
  public var system: String
  /// The request.
  public var request: HTTPRequest
  /// The segments of the path after the system's name, decoded.
  public var path: [String]
  /// When it came, in ISO 8601.
  public var at: String
  /// The status that was answered; nil while it is under way and where no answer was given.
  public var status: Int?
  /// The fault that struck it.
  public var fault: String?

  /// The method and the path in one line, such as `PATCH /orders/7`.
  public var line: String { "\(request.method.name) /\(path.joined(separator: "/"))" }

  /// The body as JSON; nil for what is none.
  public var json: JSONValue? { try? JSONValue.parse(request.body, file: "request") }

  /// The request as the control interface shows it.
  public var shown: JSONValue {
    var headers: [JSONMember] = []
    for field in request.headers.fields {
      headers.append(JSONMember(field.name, .string(field.value)))
    }
    return .object([
      JSONMember("number", .number(String(number))), JSONMember("system", .string(system)),
      JSONMember("at", .string(at)), JSONMember("method", .string(request.method.name)),
      JSONMember("path", .string("/" + path.joined(separator: "/"))),
      JSONMember(
        "query",
        .object(request.target.query.map { JSONMember($0.name, .string($0.value)) })),
      JSONMember("headers", .object(headers)), JSONMember("body", .string(request.bodyText)),
      JSONMember("json", json ?? .null),
      JSONMember("status", status.map { .number(String($0)) } ?? .null),
      JSONMember("fault", fault.map(JSONValue.string) ?? .null),
    ])
  }

  /// The time of the machine in ISO 8601 with thousandths.
  static var now: String { StandinClock().text }
}

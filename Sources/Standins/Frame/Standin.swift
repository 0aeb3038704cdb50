public import HTTP
public import JSON

/// A stand-in for one outside system: it checks and answers as the system's documentation says.
///
/// One object holds the system's state; calls come from several threads.
public protocol Standin: AnyObject, Sendable {
  /// The name in its path, such as `salesforce` of `/salesforce/services/data/…`.
  var name: String { get }

  /// Carries the call out and answers it.
  func answer(_ call: StandinCall) async -> HTTPResponse

  /// Forgets everything it was told.
  func reset()

  /// An error in the system's own form, for faults that are asked of it; `Retry-After` is added where asked for.
  func refusal(_ status: HTTPStatus) -> HTTPResponse

  /// The kinds of things that it holds; none where its users may name any.
  var kinds: [String] { get }

  /// What it holds of a kind, such as `Lead`, `tickets` or `messages`; none of a kind that it does not know.
  func things(_ kind: String) -> [JSONValue]

  /// Whether the call only gets a token: faults pass over those unless they name their path.
  func isSignIn(_ call: StandinCall) -> Bool

  /// Forgets the tokens it gave, as if they had run out.
  func expireTokens()

  /// What the system posts for one of its own events; the bytes are what is signed.
  func webhookBody(_ event: JSONValue) -> [UInt8]

  /// The header fields of such a post: signature, id, time.
  ///
  /// - Parameters:
  ///   - body: The bytes that are sent.
  ///   - secret: What both sides know.
  ///   - id: The same for every attempt to bring one event.
  /// - Returns: The fields, with the content's type.
  func webhookHeaders(_ body: [UInt8], secret: String, id: String) -> HTTPHeaders

  /// Takes in that an event happened, before it is posted: a customer who wrote may be answered.
  func happened(_ event: JSONValue)

  /// Does what a person or a test asks of the system itself: `POST /_standin/instagram/writes {…}`.
  ///
  /// - Parameters:
  ///   - line: The method and the name, such as `POST writes`.
  ///   - body: What is sent along, an object.
  /// - Returns: The answer; nil for what the system cannot do.
  func control(_ line: String, _ body: JSONValue) async -> HTTPResponse?
}

extension Standin {
  /// A problem document (RFC 9457).
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    .problem(status, "asked for by the test")
  }

  /// Any kind.
  public var kinds: [String] { [] }

  /// Most systems show nothing.
  public func things(_ kind: String) -> [JSONValue] { [] }

  /// Most systems have a token path that ends so, or none.
  public func isSignIn(_ call: StandinCall) -> Bool { call.path.last == "token" }

  /// Most systems give no tokens.
  public func expireTokens() {}

  /// The event as JSON.
  public func webhookBody(_ event: JSONValue) -> [UInt8] { Array(event.text.utf8) }

  /// No signature.
  public func webhookHeaders(_ body: [UInt8], secret: String, id: String) -> HTTPHeaders {
    ["Content-Type": "application/json; charset=utf-8"]
  }

  /// Most systems answer whoever asks.
  public func happened(_ event: JSONValue) {}

  /// Most systems do nothing of their own accord.
  public func control(_ line: String, _ body: JSONValue) async -> HTTPResponse? { nil }
}

/// A call to a stand-in.
public struct StandinCall: Sendable {
  /// The request as it came.
  public var request: HTTPRequest
  /// The segments of the path after the system's name, decoded.
  public var path: [String]
  /// The address of the system on this server, such as `http://127.0.0.1:9000/salesforce`.
  public var base: String

  /// The method's name.
  public var method: String { request.method.name }

  /// The method and the path in one line, such as `POST /services/oauth2/token`.
  public var line: String { "\(method) /\(path.joined(separator: "/"))" }

  /// The body as JSON; nil for what is none.
  public var json: JSONValue? { try? JSONValue.parse(request.body, file: "request") }

  /// The fields of a body in `application/x-www-form-urlencoded`.
  public var form: [String: String] {
    guard let target = RequestTarget("/?" + request.bodyText) else { return [:] }
    return Dictionary(target.query.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// A header field's value.
  public func header(_ name: String) -> String? { request.headers[name] }

  /// Whether the body is said to be JSON in UTF-8, or says nothing of its characters.
  public var isJSON: Bool {
    guard let type = header("Content-Type")?.lowercased() else { return false }
    return type.hasPrefix("application/json") || type.contains("+json")
  }
}

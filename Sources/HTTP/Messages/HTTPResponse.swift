/// An answer, complete with its body.
public struct HTTPResponse: Sendable, Hashable {
  /// The status.
  public var status: HTTPStatus
  /// The header fields; `Content-Length` and `Date` are the server's to add.
  public var headers: HTTPHeaders
  /// The body.
  public var body: [UInt8]

  /// Makes an answer.
  public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer in plain text.
  public static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(
      status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(text.utf8))
  }

  /// No answer at all: the server closes the connection, as a server that fails would.
  package static let hangUp = HTTPResponse(HTTPStatus(0))

  /// The body read as UTF-8.
  public var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// Answers requests; may wait, may block, never fails.
public typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// An error that knows its answer; every other error becomes a 500.
public protocol HTTPResponseError: Error {
  /// The answer to give.
  var response: HTTPResponse { get }
}

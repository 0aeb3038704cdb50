/// A request as the server received it, complete with its body.
public struct HTTPRequest: Sendable, Hashable {
  /// The method.
  public var method: HTTPMethod
  /// The path and the query.
  public var target: RequestTarget
  /// The header fields.
  public var headers: HTTPHeaders
  /// The body; empty when there was none.
  public var body: [UInt8]
  /// The address of the other side without its port; nil in memory.
  public var peer: String?

  /// Makes a request.
  public init(
    _ method: HTTPMethod, _ target: RequestTarget, headers: HTTPHeaders = [:], body: [UInt8] = [],
    peer: String? = nil
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// The first value of a query item, decoded.
  public func query(_ name: String) -> String? {
    target.query.first { $0.name == name }?.value
  }

  /// The body read as UTF-8.
  public var bodyText: String { String(decoding: body, as: UTF8.self) }

  /// The key of an `Authorization: Bearer …` header (RFC 6750, section 2.1).
  public var bearerToken: String? {
    guard let value = headers["Authorization"] else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return parts[1].trimmingBlanks
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

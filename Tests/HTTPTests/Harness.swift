import HTTP
import Testing

/// The two ways of asking a router: the same test body holds for both.
enum Harness: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case memory
  case live

  var testDescription: String { rawValue }

  /// Runs `body` with a function that asks the handler.
  func run(
    _ handler: @escaping HTTPHandler, limits: HTTPServer.Limits = HTTPServer.Limits(),
    _ body: (@Sendable (HTTPMethod, String, HTTPHeaders, [UInt8]) async throws -> HTTPResponse)
      async throws -> Void
  ) async throws {
    switch self {
    case .memory:
      try await body { method, path, headers, content in
        guard let target = RequestTarget(path) else { return HTTPResponse(.badRequest) }
        return await handler(HTTPRequest(method, target, headers: headers, body: content))
      }
    case .live:
      let server = try HTTPServer(
        on: ListenAddress(host: "127.0.0.1", port: 0), limits: limits, handler: handler)
      let client = HTTPClient()
      try await body { method, path, headers, content in
        try await client.send(
          HTTPCall(method, "http://\(server.address)\(path)", headers: headers, body: content))
      }
      await server.stop()
    }
  }
}

/// Finds the route of a request and answers with it.
public struct Router: Sendable {
  private let tree: RouteTree
  private let missed: @Sendable (RouteMiss, HTTPRequest) -> HTTPResponse
  private let failed: @Sendable (any Error, HTTPRequest) -> HTTPResponse

  /// Makes a router.
  ///
  /// - Parameters:
  ///   - routes: All routes; their order does not matter.
  ///   - missed: Answers where no route does; the router adds `Allow` to a 405.
  ///   - failed: Answers for an error that is no `HTTPResponseError`.
  /// - Throws: `RouteClash` when two routes cannot both be reached.
  public init(
    _ routes: [Route],
    missed: @escaping @Sendable (RouteMiss, HTTPRequest) -> HTTPResponse = Self.plainMiss,
    failed: @escaping @Sendable (any Error, HTTPRequest) -> HTTPResponse = Self.plainFailure
  ) throws(RouteClash) {
    var tree = RouteTree()
    for route in routes { try tree.insert(route) }
    self.tree = tree
    self.missed = missed
    self.failed = failed
  }

  /// Answers a request.
  @Sendable public func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard let found = tree.find(request.target.segments) else { return missed(.path, request) }
    var allowed = Set(found.routes.keys)
    // Whatever can be got can be asked about; the server leaves out the body (RFC 9110, 9.3.2).
    if allowed.contains(.get) { allowed.insert(.head) }
    let route =
      found.routes[request.method] ?? (request.method == .head ? found.routes[.get] : nil)
    guard let route else {
      let names = allowed.sorted { $0.name < $1.name }
      var response =
        request.method == .options
        ? HTTPResponse(.noContent) : missed(.method(allowed: names), request)
      response.headers["Allow"] = names.map(\.name).joined(separator: ", ")
      return response
    }
    do {
      return try await route.handler(request, found.parameters)
    } catch let error as any HTTPResponseError {
      return error.response
    } catch {
      return failed(error, request)
    }
  }

  /// A 404 or 405 in plain text.
  @Sendable public static func plainMiss(_ miss: RouteMiss, _ request: HTTPRequest) -> HTTPResponse
  {
    switch miss {
    case .path: .text("there is nothing at \(request.target.rawPath)\n", status: .notFound)
    case .method: .text("not with \(request.method)\n", status: .methodNotAllowed)
    }
  }

  /// A 500 that gives nothing away.
  @Sendable public static func plainFailure(_: any Error, _: HTTPRequest) -> HTTPResponse {
    .text("the server failed\n", status: .internalServerError)
  }
}

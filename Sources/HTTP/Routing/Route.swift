/// The parts of a path that a route left open, by name.
public struct PathParameters: Sendable, Hashable {
  private var values: [String: String]

  init(_ values: [String: String]) {
    self.values = values
  }

  /// The decoded segment that stood in the place of `{name}`; empty if the route has no such place.
  public subscript(name: String) -> String { values[name] ?? "" }
}

/// One way into the service: a method, a path such as `/v1/cases/{id}`, and what answers there.
public struct Route: Sendable {
  /// Answers a request of this route.
  public typealias Handler = @Sendable (HTTPRequest, PathParameters) async throws -> HTTPResponse

  /// The method.
  public let method: HTTPMethod
  /// The path as written; `{name}` stands for one segment.
  public let path: String
  /// What answers.
  public let handler: Handler

  /// Makes a route.
  public init(_ method: HTTPMethod, _ path: String, _ handler: @escaping Handler) {
    self.method = method
    self.path = path
    self.handler = handler
  }

  /// A part of the path between two slashes.
  enum Segment: Hashable {
    case literal(String)
    case parameter(String)
  }

  var segments: [Segment] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
      part.hasPrefix("{") && part.hasSuffix("}") && part.count > 2
        ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }
}

/// Two routes that cannot both be reached, or a path that is no path; found at start, not at the
/// first request.
public struct RouteClash: Error, Hashable, CustomStringConvertible {
  /// What is wrong, naming the routes.
  public let description: String
}

/// Why no route answered.
public enum RouteMiss: Sendable, Hashable {
  /// No route has this path.
  case path
  /// The path exists, but not with this method; these work.
  case method(allowed: [HTTPMethod])
}

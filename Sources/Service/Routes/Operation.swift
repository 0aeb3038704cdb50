import Connectors
import Diagnostics
import HTTP
import JSON

/// One operation of the interface: what the router needs and what the OpenAPI document says of it.
struct Operation: Sendable {
  /// A parameter of the query.
  struct Parameter: Sendable {
    var name: String
    var help: String
    var schema: JSONValue = ["type": "string"]

    /// The page size.
    static let limit = Parameter(
      name: "limit", help: "At most so many.",
      schema: ["type": "integer", "minimum": 1, "maximum": 1000, "default": 100])
    /// Where a page begins.
    static let cursor = Parameter(name: "cursor", help: "The `next` of the page before.")
  }

  /// A successful answer.
  struct Answer: Sendable {
    var status: HTTPStatus
    var help: String
    /// The name of a schema, or nil for an answer without JSON.
    var schema: String?
  }

  var method: HTTPMethod
  var path: String
  /// A name unique in the document.
  var id: String
  var summary: String
  var tag: String
  var query: [Parameter] = []
  /// Whether the query is an outside system's own affair, such as that of Meta's handshake.
  var takesAnyQuery = false
  /// The name of the body's schema.
  var body: String?
  var answers: [Answer]
  /// Who is answered.
  var access = Access.key
  var handler: Route.Handler

  /// Who is answered.
  enum Access: Sendable {
    /// Everybody.
    case everybody
    /// Whoever has the role that `RouteRoles` names.
    case key
    /// Whoever the handler finds to be in order.
    case own
  }

  /// Whether it is answered while the inbox or the disk is full.
  var needsNoRoom: Bool { method != .post || WithoutRoom.operations.contains(id) }

  /// The role it needs.
  var role: AccessRole { RouteRoles.role(of: id) }

  /// The way in; a parameter of the query that means nothing is refused.
  ///
  /// - Parameter guards: Looks at a request before anything else does.
  /// - Returns: The route for the router.
  func route(
    _ guards: @escaping @Sendable (HTTPRequest, Operation) throws(Problem) -> Void
  ) -> Route {
    let names = query.map(\.name)
    let handler = handler
    return Route(method, path) { request, parameters in
      try guards(request, self)
      if !takesAnyQuery,
        let stranger = request.target.query.first(where: { !names.contains($0.name) })
      {
        throw Problem(
          ServiceCode.malformedQuery, .badRequest,
          "there is no parameter \"\(stranger.name)\" here"
            + Suggestion.didYouMean(stranger.name, among: names)
            + (names.isEmpty ? "; there are none" : "; there are " + names.joined(separator: ", ")))
      }
      return try await handler(request, parameters)
    }
  }
}

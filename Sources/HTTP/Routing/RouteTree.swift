/// The routes by path segment: a literal is tried before a parameter.
struct RouteTree: Sendable {
  private struct Node: Sendable {
    var literals: [String: Int] = [:]
    var parameter: (name: String, node: Int)?
    var routes: [HTTPMethod: Route] = [:]
  }

  // Nodes refer to each other by index; the root is the first.
  private var nodes = [Node()]

  /// Adds a route.
  ///
  /// - Throws: `RouteClash` when another route has its method and its shape.
  mutating func insert(_ route: Route) throws(RouteClash) {
    guard route.path.hasPrefix("/") else {
      throw RouteClash(description: "the path \(route.path) does not begin with a slash")
    }
    var place = 0
    var names: Set<String> = []
    for segment in route.segments {
      switch segment {
      case .literal(let text):
        if let known = nodes[place].literals[text] {
          place = known
        } else {
          nodes[place].literals[text] = nodes.count
          place = grow()
        }
      case .parameter(let name):
        guard names.insert(name).inserted else {
          throw RouteClash(description: "the path \(route.path) has two parameters {\(name)}")
        }
        if let known = nodes[place].parameter {
          guard known.name == name else {
            throw RouteClash(
              description:
                "\(route.method) \(route.path): another route calls {\(name)} {\(known.name)}")
          }
          place = known.node
        } else {
          nodes[place].parameter = (name, nodes.count)
          place = grow()
        }
      }
    }
    if let other = nodes[place].routes[route.method] {
      throw RouteClash(
        description: "\(route.method) \(route.path) clashes with \(other.method) \(other.path)")
    }
    nodes[place].routes[route.method] = route
  }

  private mutating func grow() -> Int {
    nodes.append(Node())
    return nodes.count - 1
  }

  /// What answers a path, by method, and what stood in the place of the parameters.
  func find(_ segments: [String]) -> (routes: [HTTPMethod: Route], parameters: PathParameters)? {
    // The depth of a search is bounded by the deepest route, whatever the request.
    var values: [String: String] = [:]
    func descend(_ place: Int, _ rest: ArraySlice<String>) -> Int? {
      guard let segment = rest.first else {
        return nodes[place].routes.isEmpty ? nil : place
      }
      if let next = nodes[place].literals[segment], let end = descend(next, rest.dropFirst()) {
        return end
      }
      guard
        !segment.isEmpty, let parameter = nodes[place].parameter,
        let end = descend(parameter.node, rest.dropFirst())
      else { return nil }
      values[parameter.name] = segment
      return end
    }
    guard let end = descend(0, segments[...]) else { return nil }
    return (nodes[end].routes, PathParameters(values))
  }
}

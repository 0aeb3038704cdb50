import XML

/// The diagram of a model's decision requirements: inputs below, decisions above what they need.
struct DMNDiagram {
  /// A requirement between two elements, by the ids of the file; the source is nil in another file.
  struct Link {
    var id: String
    var source: String?
    var target: String
  }

  private struct Shape {
    var id: String
    var width: Int
    var height: Int
    var isCollapsed = false
    var x = 0
    var y = 0
  }

  private static let columnWidth = 220
  private static let rowHeight = 160
  private static let margin = 60

  private let name: String
  private let links: [Link]
  /// From the bottom row to the top one.
  private var rows: [[Shape]] = []

  /// Lays out a model.
  init(of model: Definitions, links: [Link], ids: DMNIdentifiers) {
    name = model.name
    self.links = links
    var shapes = [Shape]()
    var seen = Set<String>()
    func add(_ elements: [some DRGElement], width: Int, height: Int, isCollapsed: Bool = false) {
      for element in elements {
        guard let id = ids.element(element.id), seen.insert(id).inserted else { continue }
        shapes.append(Shape(id: id, width: width, height: height, isCollapsed: isCollapsed))
      }
    }
    add(model.inputData, width: 160, height: 60)
    add(model.businessKnowledgeModels, width: 160, height: 60)
    add(model.decisions, width: 180, height: 80)
    add(model.decisionServices, width: 180, height: 80, isCollapsed: true)
    arrange(shapes)
  }

  /// The namespaces of diagrams.
  static let namespaces = [
    XMLNamespace(prefix: "dmndi", uri: "https://www.omg.org/spec/DMN/20230324/DMNDI/"),
    XMLNamespace(prefix: "dc", uri: "http://www.omg.org/spec/DMN/20180521/DC/"),
    XMLNamespace(prefix: "di", uri: "http://www.omg.org/spec/DMN/20180521/DI/"),
  ]
}

// MARK: - Layout

extension DMNDiagram {
  private mutating func arrange(_ shapes: [Shape]) {
    let ranks = ranks(of: shapes.map(\.id))
    rows = Array(repeating: [], count: (ranks.values.max() ?? -1) + 1)
    for shape in shapes { rows[ranks[shape.id] ?? 0].append(shape) }
    let sources = Dictionary(grouping: links) { $0.target }
      .mapValues { links in links.compactMap(\.source) }
    let widest = rows.map(\.count).max() ?? 0
    var middle = [String: Int]()
    for rank in rows.indices {
      // Each element stands over the middle of what it needs, as far as the row lets it.
      let wanted = rows[rank].map { shape -> Int in
        let below = (sources[shape.id] ?? []).compactMap { middle[$0] }
        return below.isEmpty ? Int.max : below.reduce(0, +) / below.count
      }
      let order = rows[rank].indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
      rows[rank] = order.map { rows[rank][$0] }
      let shift = (widest - rows[rank].count) * Self.columnWidth / 2
      for index in rows[rank].indices {
        let center = Self.margin + shift + index * Self.columnWidth + Self.columnWidth / 2
        rows[rank][index].x = center - rows[rank][index].width / 2
        rows[rank][index].y = Self.margin + (rows.count - 1 - rank) * Self.rowHeight
        middle[rows[rank][index].id] = center
      }
    }
  }

  /// The row of each element: one above the highest of what it needs.
  ///
  /// Links that would close a circle are left out of account.
  private func ranks(of ids: [String]) -> [String: Int] {
    let known = Set(ids)
    var needs = [String: Int]()
    var users = [String: [String]]()
    for link in links {
      guard let source = link.source, known.contains(source), known.contains(link.target) else {
        continue
      }
      needs[link.target, default: 0] += 1
      users[source, default: []].append(link.target)
    }
    var ranks = [String: Int]()
    var ready = ids.filter { needs[$0, default: 0] == 0 }
    var next = 0
    while next < ready.count {
      let id = ready[next]
      next += 1
      let rank = ranks[id] ?? 0
      ranks[id] = rank
      for user in users[id] ?? [] {
        ranks[user] = max(ranks[user] ?? 0, rank + 1)
        needs[user, default: 0] -= 1
        if needs[user] == 0 { ready.append(user) }
      }
    }
    return ranks
  }
}

// MARK: - XML

extension DMNDiagram {
  /// The element `DMNDI`; `fresh` gives ids.
  func element(_ fresh: () -> String) -> XMLElement {
    let shapes = rows.reversed().flatMap(\.self)
    let places = Dictionary(uniqueKeysWithValues: shapes.map { ($0.id, $0) })
    var content = shapes.map { shape(of: $0, fresh()) }
    for link in links {
      guard let source = link.source.flatMap({ places[$0] }), let target = places[link.target]
      else { continue }
      content.append(edge(link, from: source, to: target, fresh()))
    }
    let diagram = node(
      "dmndi", "DMNDiagram", [("id", fresh()), ("name", name)], content)
    return node("dmndi", "DMNDI", [], [diagram])
  }

  private func shape(of shape: Shape, _ id: String) -> XMLElement {
    var attributes = [("id", id), ("dmnElementRef", shape.id)]
    if shape.isCollapsed { attributes.append(("isCollapsed", "true")) }
    let bounds = node(
      "dc", "Bounds",
      [
        ("x", "\(shape.x)"), ("y", "\(shape.y)"), ("width", "\(shape.width)"),
        ("height", "\(shape.height)"),
      ])
    return node("dmndi", "DMNShape", attributes, [bounds])
  }

  private func edge(_ link: Link, from source: Shape, to target: Shape, _ id: String) -> XMLElement
  {
    let start = node(
      "di", "waypoint", [("x", "\(source.x + source.width / 2)"), ("y", "\(source.y)")])
    let end = node(
      "di", "waypoint",
      [("x", "\(target.x + target.width / 2)"), ("y", "\(target.y + target.height)")])
    return node("dmndi", "DMNEdge", [("id", id), ("dmnElementRef", link.id)], [start, end])
  }

  private func node(
    _ prefix: String, _ name: String, _ attributes: [(String, String)],
    _ children: [XMLElement] = []
  ) -> XMLElement {
    XMLElement(
      name, prefix: prefix, namespace: Self.namespaces.first { $0.prefix == prefix }?.uri,
      attributes: attributes.map { XMLAttribute($0.0, $0.1) },
      children: children.map(XMLNode.element))
  }
}

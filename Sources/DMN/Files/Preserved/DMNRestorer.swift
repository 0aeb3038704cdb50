import Diagnostics
import XML

/// Puts the kept parts of a file back into the elements that were written for its model.
struct DMNRestorer {
  /// What was put back, and what found no place.
  private(set) var diagnostics: [Diagnostic] = []
  /// The ids that elements were given while writing, and the kept ones that took their place.
  private(set) var renamed: [String: String] = [:]
  /// The parts, read.
  private var parts: [(owner: String, element: XMLElement)] = []
  private let origin: Origin

  init(_ model: Definitions) {
    origin = model.origin
    for part in model.preserved {
      if let root = XMLDocument.parse(Array(part.xml.utf8), file: model.origin.file).root {
        parts.append((part.owner, DMNNamespaces.modernized(root)))
      } else {
        report(part.owner, found: String(part.xml.prefix(60)))
      }
    }
  }

  /// Whether there is anything to put back.
  var isEmpty: Bool { parts.isEmpty }

  /// The ids in the kept parts that the model does not know, so that none of them is made up anew.
  var ids: Set<String> {
    var ids = Set<String>()
    for part in parts { Self.collect(part.element, isWhole: false, &ids) }
    return ids
  }

  private static func collect(_ element: XMLElement, isWhole: Bool, _ ids: inout Set<String>) {
    if let id = element.attribute("id") {
      let isKnown = !isWhole && DMNVocabulary.withID.contains(element.name)
      if !isKnown || DMNIdentifiers.isMadeUp(id) { ids.insert(id) }
    }
    let held = DMNVocabulary.held[element.name]?.children ?? []
    for child in element.elements {
      let isPart = DMNNamespaces.isModel(child.namespace) && held.contains(child.name)
      collect(child, isWhole: isWhole || !isPart, &ids)
    }
  }

  /// Puts all parts back into the root of a file.
  mutating func restore(_ root: inout XMLElement) {
    var owners = [String: Int]()
    for (index, child) in root.children.enumerated() {
      guard case .element(let element) = child else { continue }
      let owner = Self.owner(element)
      if owners[owner] == nil { owners[owner] = index }
    }
    var whole = [XMLElement]()
    for part in parts where part.owner != "model" {
      if let index = owners[part.owner], case .element(var element) = root.children[index] {
        merge(part.element, into: &element, owner: part.owner)
        root.children[index] = .element(element)
      } else if DMNVocabulary.held[part.element.name] != nil,
        DMNNamespaces.isModel(part.element.namespace)
      {
        if Self.saysMore(part.element) { report(part.owner) }
      } else {
        whole.append(part.element)
      }
    }
    if let model = parts.first(where: { $0.owner == "model" }) {
      let known = Set(root.declarations.map(\.prefix))
      root.declarations += model.element.declarations.filter { !known.contains($0.prefix) }
      merge(model.element, into: &root, owner: model.owner)
    }
    for element in whole { insert(element, into: &root) }
    root = DMNNamespaces.declared(root)
    chooseDiagram(&root)
  }

  private static func owner(_ element: XMLElement) -> String {
    switch element.name {
    case "import": return "import \(element.attribute("namespace") ?? "")"
    case "itemDefinition": return "itemDefinition \(element.attribute("name") ?? "")"
    default: return "\(element.name) \(modelID(of: element) ?? element.attribute("id") ?? "")"
    }
  }

  private static func modelID(of element: XMLElement) -> String? {
    guard DMNVocabulary.withID.contains(element.name) else { return nil }
    let kept = element.first("extensionElements")?
      .first(DMNExtension.id.rawValue, namespace: DMNExtension.namespace)
    if let kept { return kept.allText }
    return element.attribute("id").flatMap { DMNIdentifiers.isMadeUp($0) ? nil : $0 }
  }

  // MARK: - One element

  private mutating func merge(
    _ part: XMLElement, into element: inout XMLElement, owner: String
  ) {
    for attribute in part.attributes {
      let known = element.attributes.firstIndex {
        $0.name == attribute.name && $0.namespace == attribute.namespace
      }
      guard let known else {
        let isID = attribute.name == "id" && attribute.namespace == nil
        element.attributes.insert(attribute, at: isID ? 0 : element.attributes.count)
        continue
      }
      let old = element.attributes[known].value
      guard attribute.name == "id", attribute.namespace == nil, DMNIdentifiers.isMadeUp(old),
        Self.modelID(of: element) == nil
      else { continue }
      element.attributes[known].value = attribute.value
      renamed[old] = attribute.value
    }
    guard !part.children.isEmpty else { return }
    let held = DMNVocabulary.held[element.name]?.children ?? []
    var places = [String: Int]()
    var keys = DMNChildKeys()
    for (index, child) in element.children.enumerated() {
      guard case .element(let inner) = child, held.contains(inner.name) else { continue }
      places[keys.next(inner, id: Self.modelID(of: inner)).key] = index
    }
    var whole = [XMLElement]()
    var partKeys = DMNChildKeys()
    for child in part.elements {
      guard DMNNamespaces.isModel(child.namespace), held.contains(child.name) else {
        whole.append(child)
        continue
      }
      let key = partKeys.next(child, id: Self.modelID(of: child)).key
      if let index = places[key], case .element(var inner) = element.children[index] {
        merge(child, into: &inner, owner: "\(owner) / \(key)")
        element.children[index] = .element(inner)
      } else if Self.saysMore(child) {
        report("\(owner) / \(key)")
      }
    }
    for child in whole {
      if child.name == "extensionElements", DMNNamespaces.isModel(child.namespace),
        let index = element.children.firstIndex(where: {
          if case .element(let known) = $0 { known.name == child.name } else { false }
        }), case .element(var known) = element.children[index]
      {
        known.children += child.children
        element.children[index] = .element(known)
      } else {
        insert(child, into: &element)
      }
    }
  }

  /// Puts a whole element where the schema wants it.
  private func insert(_ child: XMLElement, into element: inout XMLElement) {
    let isStandard = DMNNamespaces.isModel(child.namespace) || child.name == "DMNDI"
    let rank = isStandard ? DMNVocabulary.rank(of: child.name, in: element.name) : 1000
    let place = element.children.firstIndex { other in
      guard case .element(let other) = other else { return false }
      return DMNVocabulary.rank(of: other.name, in: element.name) > rank
    }
    element.children.insert(.element(child), at: place ?? element.children.count)
  }

  /// Whether there is more in an unplaced part than ids.
  private static func saysMore(_ element: XMLElement) -> Bool {
    element.attributes.contains {
      !["id", "href", "name"].contains($0.name) || $0.namespace != nil
    }
      || element.elements.contains { child in
        let isHeld = DMNVocabulary.held[element.name]?.children.contains(child.name) ?? false
        return isHeld ? saysMore(child) : true
      }
  }

  private mutating func report(_ owner: String, found: String? = nil) {
    diagnostics.append(
      Diagnostic(
        DMNCode.notKept, .warning, at: origin, "what a DMN file kept at '\(owner)' is left out",
        found: found ?? owner, expected: "an element of the model that it belongs to",
        mend: "add it anew in a modelling tool, if it is still needed"))
  }
}

// MARK: - Diagrams

extension DMNRestorer {
  /// Leaves one of two diagrams: the kept one, if all it shows is still there.
  private mutating func chooseDiagram(_ root: inout XMLElement) {
    let diagrams = root.children.indices.filter { index in
      if case .element(let element) = root.children[index] {
        element.name == "DMNDI"
      } else {
        false
      }
    }
    guard let first = diagrams.first, let last = diagrams.last else { return }
    guard first != last, case .element(let drawn) = root.children[first],
      case .element(let other) = root.children[last]
    else {
      rename(&root.children[first])
      return
    }
    // The writer's own is the one with ids that are made up.
    let isDrawnFirst =
      drawn.elements.first?.attribute("id").map(DMNIdentifiers.isMadeUp) ?? false
      && !ids.contains(drawn.elements.first?.attribute("id") ?? "")
    let kept = isDrawnFirst ? other : drawn
    var known = Set<String>()
    Self.collectIDs(root, &known)
    var missing: String?
    Self.visit(kept) { element in
      guard missing == nil, let shown = element.attribute("dmnElementRef"), !shown.contains(":"),
        !known.contains(shown)
      else { return }
      missing = shown
    }
    if let missing {
      diagnostics.append(
        Diagnostic(
          DMNCode.notKept, .warning, at: origin, "the diagram is drawn anew",
          found: "a diagram that shows '\(missing)', which is not in the model",
          mend: "arrange it in a modelling tool, if the places matter"))
      root.children.remove(at: isDrawnFirst ? last : first)
      // One is left, and what stood before it has not moved.
      rename(&root.children[isDrawnFirst ? first : last - 1])
    } else {
      root.children.remove(at: isDrawnFirst ? first : last)
    }
  }

  /// Points a diagram that was drawn for made-up ids to the kept ones.
  private func rename(_ node: inout XMLNode) {
    guard case .element(var element) = node else { return }
    for index in element.attributes.indices
    where element.attributes[index].name == "dmnElementRef" {
      let old = element.attributes[index].value
      element.attributes[index].value = renamed[old] ?? old
    }
    for index in element.children.indices { rename(&element.children[index]) }
    node = .element(element)
  }

  private static func visit(_ element: XMLElement, _ body: (XMLElement) -> Void) {
    body(element)
    for child in element.elements { visit(child, body) }
  }

  private static func collectIDs(_ root: XMLElement, _ ids: inout Set<String>) {
    visit(root) { element in
      guard !DMNNamespaces.isDiagram(element.namespace) else { return }
      if let id = element.attribute("id") { ids.insert(id) }
    }
  }
}

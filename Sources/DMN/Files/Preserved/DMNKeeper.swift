import XML

/// Takes out of a DMN file what the model does not hold, element by element.
struct DMNKeeper {
  let version: DMNVersion
  /// Whether the file was written by Docket, so that ids that look made up are.
  let isOwn: Bool

  /// The parts of a file, in the order of their owners.
  static func keep(_ root: XMLElement, version: DMNVersion) -> [PreservedXML] {
    DMNKeeper(version: version, isOwn: root.attribute("exporter") == "Docket").parts(of: root)
  }

  private func parts(of root: XMLElement) -> [PreservedXML] {
    var found = [String: XMLElement]()
    var own = root
    own.children.removeAll()
    var counts = [String: Int]()
    for child in root.elements {
      let name = child.qualifiedName
      counts[name, default: 0] += 1
      let isModel = child.namespace == version.modelNamespace
      if isModel, child.name == "extensionElements" {
        own.children.append(.element(child))
      } else if isModel, child.name == "itemDefinition" || child.name == "import" {
        let known = child.attribute(child.name == "import" ? "namespace" : "name") ?? ""
        add(remainder(of: child), as: "\(child.name) \(known)", to: &found)
      } else if isModel, DMNVocabulary.requirable.contains(child.name) {
        add(remainder(of: child), as: "\(child.name) \(elementID(of: child))", to: &found)
      } else if isModel, child.name == "description" {
        continue
      } else if DMNNamespaces.isDiagram(child.namespace) {
        guard !isGenerated(child) else { continue }
        add(DMNNamespaces.modernized(child), as: child.name, to: &found)
      } else {
        let id = child.attribute("id") ?? "\(counts[name] ?? 0)"
        add(DMNNamespaces.modernized(child), as: "\(child.name) \(id)", to: &found)
      }
    }
    if let model = remainder(of: own) { add(model, as: "model", to: &found) }
    return found.sorted { $0.key < $1.key }.map { owner, element in
      PreservedXML(owner: owner, xml: DMNNamespaces.declared(element).serialized())
    }
  }

  private func add(_ element: XMLElement?, as owner: String, to found: inout [String: XMLElement]) {
    guard let element, found[owner] == nil else { return }
    found[owner] = element
  }

  /// Whether a diagram is the one that is drawn whenever a model is written.
  private func isGenerated(_ diagram: XMLElement) -> Bool {
    isOwn
      && diagram.elements.allSatisfy {
        $0.attribute("id").map(DMNIdentifiers.isMadeUp) ?? false
      }
  }

  // MARK: - Ids

  private func elementID(of element: XMLElement) -> String {
    keptID(of: element) ?? element.attribute("id") ?? element.attribute("name") ?? ""
  }

  private func keptID(of element: XMLElement) -> String? {
    element.first("extensionElements", namespace: version.modelNamespace)?
      .first(DMNExtension.id.rawValue, namespace: DMNExtension.namespace)?.allText
  }

  /// The id by which the model knows an element.
  private func modelID(of element: XMLElement) -> String? {
    guard DMNVocabulary.withID.contains(element.name) else { return nil }
    if let kept = keptID(of: element) { return kept }
    return element.attribute("id").flatMap { DMNIdentifiers.isMadeUp($0) ? nil : $0 }
  }

  // MARK: - Elements

  /// The element with only what the model does not hold; nil if that is nothing.
  private func remainder(of element: XMLElement) -> XMLElement? {
    guard let held = DMNVocabulary.held[element.name] else { return nil }
    var kept = bare(element)
    var isEmpty = true
    for attribute in element.attributes {
      guard let attribute = remainder(of: attribute, in: element, held) else { continue }
      kept.attributes.removeAll { $0.name == attribute.name && $0.namespace == attribute.namespace }
      kept.attributes.append(attribute)
      isEmpty = false
    }
    if element.name == "definitions" {
      kept.declarations = element.declarations.filter { declaration in
        !declaration.prefix.isEmpty && !DMNNamespaces.isStandard(declaration.uri)
          && !Self.isNumbered(declaration.prefix)
      }
      if !kept.declarations.isEmpty { isEmpty = false }
    }
    // The same in whatever order the file has them: what tells an element from others comes first.
    if let index = kept.attributes.firstIndex(where: { $0.name == "id" && $0.namespace == nil }) {
      kept.attributes.insert(kept.attributes.remove(at: index), at: 0)
    }
    let children = remainders(in: element, held)
    kept.children = children.map(XMLNode.element)
    if !children.isEmpty { isEmpty = false }
    guard !isEmpty else { return nil }
    if let wanted = DMNVocabulary.requirements[element.name],
      let target = element.elements.first(where: { wanted.contains($0.name) }),
      !children.contains(where: { $0.name == target.name })
    {
      kept.children.append(.element(bare(target)))
    }
    return kept
  }

  /// Prefixes that the writer gives to the namespaces of types.
  private static func isNumbered(_ prefix: String) -> Bool {
    prefix.hasPrefix("ns") && prefix.count > 2 && prefix.dropFirst(2).allSatisfy(\.isNumber)
  }

  /// The element with nothing but what it is known by among its neighbours.
  private func bare(_ element: XMLElement) -> XMLElement {
    var attributes = [XMLAttribute]()
    if let id = modelID(of: element) { attributes.append(XMLAttribute("id", id)) }
    if element.name == "itemComponent", let name = element.attribute("name") {
      attributes.append(XMLAttribute("name", name))
    }
    if let href = element.attribute("href") { attributes.append(XMLAttribute("href", href)) }
    return XMLElement(element.name, namespace: DMNNamespaces.model, attributes: attributes)
  }

  private func remainder(
    of attribute: XMLAttribute, in element: XMLElement, _ held: DMNVocabulary.Held
  ) -> XMLAttribute? {
    var kept = attribute
    kept.position = nil
    guard attribute.namespace == nil else {
      let isSchema = attribute.name == "schemaLocation"
      let isOldKind = version == .v1_1 && attribute.name == "kind"
      return isSchema || isOldKind ? nil : kept
    }
    switch attribute.name {
    case "id":
      let isMadeUp = DMNIdentifiers.isMadeUp(attribute.value)
      let isHeld =
        DMNVocabulary.withID.contains(element.name)
        && (!isMadeUp || DMNVocabulary.requirable.contains(element.name)
          || keptID(of: element) != nil)
      return isHeld || isOwn && isMadeUp ? nil : kept
    case "expressionLanguage", "typeLanguage":
      return DMNVersion.isFEEL(attribute.value) ? nil : kept
    case "typeRef" where !held.attributes.contains("typeRef"):
      if let colon = attribute.value.firstIndex(of: ":"),
        let uri = element.namespace(forPrefix: String(attribute.value[..<colon])),
        DMNVersion.isFEEL(uri)
      {
        kept.value = String(attribute.value[attribute.value.index(after: colon)...])
      }
      return kept
    default: return held.attributes.contains(attribute.name) ? nil : kept
    }
  }

  private func remainders(
    in element: XMLElement, _ held: DMNVocabulary.Held
  ) -> [XMLElement] {
    struct Child {
      var element: XMLElement
      var remainder: XMLElement?
      var isNumbered = false
    }
    var children = [Child]()
    var keys = DMNChildKeys()
    /// Behind which no child of a name has to stand for its number.
    var last = [String: Int]()
    for child in element.elements {
      guard child.namespace == version.modelNamespace else {
        children.append(Child(element: child, remainder: DMNNamespaces.modernized(child)))
        continue
      }
      if child.name == "extensionElements" {
        children.append(Child(element: child, remainder: extensions(child)))
      } else if held.children.contains(child.name) {
        let isNumbered = keys.next(child, id: modelID(of: child)).isNumber
        let rest = remainder(of: child)
        if rest != nil, isNumbered { last[child.name] = children.count }
        children.append(Child(element: child, remainder: rest, isNumbered: true))
      } else {
        children.append(Child(element: child, remainder: DMNNamespaces.modernized(child)))
      }
    }
    return children.enumerated().compactMap { index, child in
      if let rest = child.remainder { return rest }
      guard child.isNumbered, let end = last[child.element.name], index < end else { return nil }
      return bare(child.element)
    }
  }

  /// What other programs keep in an element.
  private func extensions(_ element: XMLElement) -> XMLElement? {
    let foreign = element.elements.filter {
      $0.namespace != DMNExtension.namespace || DMNExtension(rawValue: $0.name) == nil
    }
    guard !foreign.isEmpty else { return nil }
    return XMLElement(
      element.name, namespace: DMNNamespaces.model,
      children: foreign.map { .element(DMNNamespaces.modernized($0)) })
  }
}

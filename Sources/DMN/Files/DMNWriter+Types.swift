import XML

extension DMNWriter {
  /// An `itemDefinition`, or an `itemComponent` in one.
  mutating func itemDefinition(
    _ definition: ItemDefinition, as name: String = "itemDefinition"
  ) -> XMLElement {
    place = definition.origin
    guard depth < DMNReader.depthLimit else {
      report(.tooDeep, at: place, expected: "at most \(DMNReader.depthLimit) levels")
      return element(name, [("name", definition.name)])
    }
    depth += 1
    defer { depth -= 1 }
    let id = ids.fresh()
    var content = [XMLElement]()
    var kept = [XMLElement]()
    switch definition.structure {
    case .reference(let type):
      content.append(element("typeRef", text: typeName(type) ?? ""))
      content += constraints(definition)
    case .unspecified:
      // Values can only be listed for a type that is named.
      guard definition.allowedValues != nil || definition.typeConstraint != nil else { break }
      kept.append(extra(.unspecified))
      content.append(element("typeRef", text: "Any"))
      content += constraints(definition)
    case .components(let components):
      if components.isEmpty { kept.append(extra(.noComponents)) }
      content = components.map { itemDefinition($0, as: "itemComponent") }
      kept += keptConstraints(definition)
    case .function(let item):
      content = [functionItem(item)]
      kept += keptConstraints(definition)
    }
    place = definition.origin
    let attributes: [(String, String?)] = [
      ("id", id), ("label", definition.label), ("name", definition.name),
      ("isCollection", definition.isCollection ? "true" : nil),
    ]
    return element(name, attributes, head(definition.description, kept) + content)
  }

  private mutating func constraints(_ definition: ItemDefinition) -> [XMLElement] {
    var elements = [XMLElement]()
    if let values = definition.allowedValues { elements.append(feel("allowedValues", values)) }
    if let constraint = definition.typeConstraint {
      elements.append(feel("typeConstraint", constraint))
    }
    return elements
  }

  /// What the schema allows for no structure and no function.
  private mutating func keptConstraints(_ definition: ItemDefinition) -> [XMLElement] {
    var elements = [XMLElement]()
    if let values = definition.allowedValues { elements.append(keptFEEL(.allowedValues, values)) }
    if let constraint = definition.typeConstraint {
      elements.append(keptFEEL(.typeConstraint, constraint))
    }
    return elements
  }

  /// FEEL in an extension, with what was typed in an attribute.
  mutating func keptFEEL(
    _ name: DMNExtension, _ feel: FEELText, _ attributes: [(String, String?)] = []
  ) -> XMLElement {
    place = feel.origin
    return extra(name, attributes + [("typed", feel.typed)], text: feel.text)
  }

  private mutating func functionItem(_ item: FunctionItem) -> XMLElement {
    let parameters = item.parameters.map { informationItem("parameters", $0) }
    return element("functionItem", [("outputTypeRef", typeName(item.output))], parameters)
  }
}

import Diagnostics
import XML

extension DMNReader {
  /// An `itemDefinition` or `itemComponent`.
  mutating func readItemDefinition(_ element: XMLElement) -> ItemDefinition {
    let origin = element.origin(in: file)
    guard depth < Self.depthLimit else {
      report(.tooDeep, at: origin, expected: "at most \(Self.depthLimit) levels")
      return ItemDefinition(name: "", structure: .unspecified, origin: origin)
    }
    depth += 1
    defer { depth -= 1 }
    var definition = ItemDefinition(
      name: required("name", of: element), label: element.attribute("label"),
      structure: .unspecified, isCollection: isTrue(element.attribute("isCollection")),
      origin: origin)
    var components = [ItemDefinition]()
    for child in dmnChildren(of: element) {
      switch child.name {
      case "description": definition.description = child.allText
      case "typeRef":
        let reference = typeReference(
          child.allText, in: child, at: child.contentOrigin(in: file))
        if let reference { definition.structure = .reference(reference) }
      case "itemComponent": components.append(readItemDefinition(child))
      case "functionItem": definition.structure = .function(readFunctionItem(child))
      case "allowedValues": definition.allowedValues = readText(of: child)
      case "typeConstraint": definition.typeConstraint = readText(of: child)
      case "extensionElements": break
      default:
        reportUnknown(
          child, in: element,
          known: ["typeRef", "itemComponent", "functionItem", "allowedValues", "typeConstraint"])
      }
    }
    if !components.isEmpty { definition.structure = .components(components) }
    readExtensions(of: element, into: &definition)
    return definition
  }

  private mutating func readFunctionItem(_ element: XMLElement) -> FunctionItem {
    FunctionItem(
      parameters: element.elements(named: "parameters", namespace: version.modelNamespace)
        .map { readInformationItem($0) },
      output: readTypeReference("outputTypeRef", of: element))
  }

  /// A `variable`, `parameter`, `formalParameter` or `column`.
  mutating func readInformationItem(_ element: XMLElement) -> InformationItem {
    InformationItem(
      required("name", of: element), typeRef: readTypeReference("typeRef", of: element),
      at: element.origin(in: file))
  }

  func isTrue(_ text: String?) -> Bool {
    text == "true" || text == "1"
  }
}

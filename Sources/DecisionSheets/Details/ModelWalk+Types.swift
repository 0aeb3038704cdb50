import DMN
import Diagnostics

extension ModelWalk {
  /// Types, or the parts of a structure.
  mutating func types(
    _ read: inout [ItemDefinition], _ meant: [ItemDefinition]?, in place: String, _ origin: Origin
  ) {
    let names = list(
      place == "type" ? "model" : place, place == "type" ? "types" : "parts", read.map(\.name),
      meant?.map(\.name))
    let known = Dictionary(read.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    read = names.map { name in
      known[name] ?? ItemDefinition(name: name, structure: .unspecified, origin: origin)
    }
    for index in read.indices {
      let path = place == "type" ? "type \(read[index].name)" : "\(place).\(read[index].name)"
      definition(&read[index], meant?.item(index), path)
    }
  }

  private mutating func definition(
    _ read: inout ItemDefinition, _ meant: ItemDefinition?, _ place: String
  ) {
    fact(place, "label", &read.label, meant?.label)
    fact(place, "description", &read.description, meant?.description)
    var structure = read.structure.detail
    fact(place, "type", &structure, meant?.structure.detail)
    if structure != read.structure.detail {
      switch structure {
      case nil: read.structure = .unspecified
      case ItemDefinition.Structure.context: read.structure = .components([])
      case let name?: read.structure = .reference(TypeReference(name, at: read.origin))
      }
    }
    flag(place, "is list", &read.isCollection, meant?.isCollection)
    feel(place, "values", &read.allowedValues, meant?.allowedValues, at: read.origin)
    feel(place, "constraint", &read.typeConstraint, meant?.typeConstraint, at: read.origin)
    switch (read.structure, meant?.structure) {
    case (.components(var parts), .components(let others)):
      types(&parts, others, in: place, read.origin)
      read.structure = .components(parts)
    case (.components(var parts), nil):
      types(&parts, nil, in: place, read.origin)
      read.structure = .components(parts)
    case (_, .function): fault(place, at: meant?.origin ?? read.origin)
    default: break
    }
  }
}

extension ItemDefinition.Structure {
  fileprivate static let context = "context"

  /// The structure as a detail says it; nil if nothing was said.
  fileprivate var detail: String? {
    switch self {
    case .reference(let type): type.name
    case .components: Self.context
    case .function: "function"
    case .unspecified: nil
    }
  }
}

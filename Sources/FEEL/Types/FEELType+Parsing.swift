import Diagnostics

extension FEELType {
  /// The type that a text such as `list<number>` or `context<a: string>` names; nil where it names
  /// none.
  public init?(parsing text: String) {
    var parser = Parser(text, names: NameTable(), origin: Origin(file: ""))
    let reference = parser.parseTypeReference()
    guard parser.diagnostics.isEmpty, parser.current.kind == .end,
      let type = reference.fullyKnownType
    else { return nil }
    self = type
  }
}

extension TypeReference {
  /// The type, if only built-in types take part.
  fileprivate var fullyKnownType: FEELType? {
    switch kind {
    case .named(let name): return FEELType(simpleName: name)
    case .list(let element): return element.fullyKnownType.map { .list($0) }
    case .range(let element): return element.fullyKnownType.map { .range($0) }
    case .context(let members):
      var entries: [ContextEntryType] = []
      for member in members {
        guard let type = member.type.fullyKnownType else { return nil }
        entries.append(ContextEntryType(member.name, type))
      }
      return .context(entries)
    case .function(let parameters, let result):
      var types: [FEELType] = []
      for parameter in parameters {
        guard let type = parameter.fullyKnownType else { return nil }
        types.append(type)
      }
      return result.fullyKnownType.map { .function(parameters: types, result: $0) }
    case .missing: return nil
    }
  }
}

import Diagnostics

/// A type with the constraints of the declared types in it.
struct ResolvedType {
  var type: FEELType
  var admits: (@Sendable (Value) -> Bool)?
}

extension NodeBuilder {
  /// The type that was written; an unknown one is reported.
  mutating func resolve(_ reference: TypeReference) -> ResolvedType {
    switch reference.kind {
    case .missing: return ResolvedType(type: .any)
    case .named(let name):
      if let declared = scope.types[name] {
        return ResolvedType(type: declared.type, admits: declared.admits)
      }
      if let type = FEELType(simpleName: name) { return ResolvedType(type: type) }
      report(unknown: name, at: reference)
      return ResolvedType(type: .any)
    case .list(let element):
      let resolved = resolve(element)
      return ResolvedType(type: .list(resolved.type), admits: Self.allElements(resolved.admits))
    case .range(let element): return ResolvedType(type: .range(resolve(element).type))
    case .context(let members):
      let resolved = members.map { (name: $0.name, type: resolve($0.type)) }
      let checks = resolved.compactMap { member in
        member.type.admits.map { (name: member.name, admits: $0) }
      }
      return ResolvedType(
        type: .context(resolved.map { ContextEntryType($0.name, $0.type.type) }),
        admits: checks.isEmpty ? nil : Self.allEntries(checks))
    case .function(let parameters, let result):
      return ResolvedType(
        type: .function(
          parameters: parameters.map { resolve($0).type }, result: resolve(result).type))
    }
  }

  private static func allElements(
    _ admits: (@Sendable (Value) -> Bool)?
  ) -> (@Sendable (Value) -> Bool)? {
    guard let admits else { return nil }
    return { value in
      guard case .list(let items) = value else { return false }
      return items.allSatisfy { admits($0) }
    }
  }

  private static func allEntries(
    _ checks: [(name: String, admits: @Sendable (Value) -> Bool)]
  ) -> @Sendable (Value) -> Bool {
    { value in
      guard case .context(let context) = value else { return false }
      return checks.allSatisfy { check in context[check.name].map { check.admits($0) } ?? false }
    }
  }

  private mutating func report(unknown name: String, at reference: TypeReference) {
    let known = FEELType.simpleNames + scope.types.keys.sorted()
    diagnostics.append(
      Diagnostic(
        FEELCode.unknownType, at: source.origin.narrowed(to: reference.span), found: name,
        expected: "a FEEL type or a declared one",
        mend: Suggestion.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }))
  }
}

import Diagnostics
import FEEL

/// Turns the item definitions of one file into types.
struct TypeCompiler {
  private let definitions: [String: ItemDefinition]
  private var table: TypeTable
  private var open: [String] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Makes a compiler that already knows the imported types.
  init(_ definitions: [ItemDefinition], imported: TypeTable) {
    self.definitions = Dictionary(
      definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    table = imported
  }

  /// The types of all definitions, together with the imported ones.
  static func compile(
    _ definitions: [ItemDefinition], imported: TypeTable
  ) -> (TypeTable, [Diagnostic]) {
    var compiler = TypeCompiler(definitions, imported: imported)
    for definition in definitions { _ = compiler.named(definition) }
    return (compiler.table, compiler.diagnostics)
  }

  private mutating func named(_ definition: ItemDefinition) -> DeclaredType {
    if let known = table.types[definition.name] { return known }
    guard !open.contains(definition.name) else {
      diagnostics.append(
        Diagnostic(
          DMNCode.recursiveType, at: definition.origin,
          "the type \"\(definition.name)\" contains itself",
          found: (open + [definition.name]).joined(separator: " → "),
          mend: "leave the type of the inner component out"))
      return DeclaredType(name: definition.name, type: .any)
    }
    open.append(definition.name)
    defer { open.removeLast() }
    let type = compile(definition)
    table.declare(type, as: definition.name)
    return type
  }

  private mutating func compile(_ definition: ItemDefinition) -> DeclaredType {
    var base: DeclaredType
    switch definition.structure {
    case .reference(let reference): base = resolve(reference)
    case .components(let components): base = context(of: components)
    case .function(let item): base = function(item)
    case .unspecified: base = .any
    }
    base.name = definition.name
    if let values = definition.allowedValues {
      base = base.adding(tests(values, base.type))
    }
    if definition.isCollection {
      base.type = .list(base.type)
      base.constraint = base.constraint.map { ValueConstraint(items: $0) }
    }
    if let values = definition.typeConstraint {
      base = base.adding(tests(values, base.type))
    }
    return base
  }

  private mutating func resolve(_ reference: TypeReference) -> DeclaredType {
    if let local = definitions[table.plainName(of: reference.name)] { return named(local) }
    return table.resolve(reference, &diagnostics) ?? .any
  }

  private mutating func context(of components: [ItemDefinition]) -> DeclaredType {
    var entries = [ContextEntryType]()
    var constraints = [(name: String, constraint: ValueConstraint)]()
    for component in components {
      let type = compile(component)
      entries.append(ContextEntryType(component.name, type.type))
      if let constraint = type.constraint { constraints.append((component.name, constraint)) }
    }
    return DeclaredType(
      name: "context", type: .context(entries),
      constraint: constraints.isEmpty ? nil : ValueConstraint(entries: constraints))
  }

  private mutating func function(_ item: FunctionItem) -> DeclaredType {
    let parameters = item.parameters.map { parameter in
      parameter.typeRef.map { resolve($0).type } ?? .any
    }
    let result = item.output.map { resolve($0).type } ?? .any
    return DeclaredType(name: "function", type: .function(parameters: parameters, result: result))
  }

  private mutating func tests(_ text: FEELText, _ type: FEELType) -> CompiledUnaryTests? {
    let (compiled, found) = FEELCompiler(scope: Scope()).unaryTests(
      text.text, inputType: type, at: text.origin)
    diagnostics += found
    return compiled
  }
}

extension DeclaredType {
  /// The type with further tests for the value as a whole.
  fileprivate func adding(_ tests: CompiledUnaryTests?) -> DeclaredType {
    guard let tests else { return self }
    var copy = self
    copy.constraint = ValueConstraint(
      tests: (constraint?.tests ?? []) + [tests], items: constraint?.items,
      entries: constraint?.entries ?? [])
    return copy
  }
}

import FEEL

/// The label of a table's column as another name for the value that the column tests.
struct InputAlias: Sendable {
  let label: String
  /// The plan's input.
  let input: Int
  /// The names below the input that lead to the value; empty for the input itself.
  let path: [String]
  let type: FEELType

  /// The columns of a plan's tables that test an input or a part of one.
  static func columns(of plan: Plan) -> [InputAlias] {
    plan.steps.flatMap { step in
      (step.decision.table?.inputs ?? []).compactMap { InputAlias($0, plan) }
    }
  }

  /// The columns whose labels can stand for an input: those without ambiguity.
  static func aliases(among columns: [InputAlias], of plan: Plan) -> [InputAlias] {
    var aliases = [InputAlias]()
    var ambiguous = Set<String>()
    for alias in columns {
      let same = aliases.first { $0.label == alias.label }
      if let same, same.input != alias.input || same.path != alias.path {
        ambiguous.insert(alias.label)
      }
      if same == nil { aliases.append(alias) }
    }
    // A name counts before a label that is spelt the same.
    let names = Set(plan.inputs.flatMap { [$0.name] + ($0.label.map { [$0] } ?? []) })
      .union(plan.steps.map(\.decision.name))
    return aliases.filter { !ambiguous.contains($0.label) && !names.contains($0.label) }
  }

  /// The alias of a column whose expression is a name or a path of names.
  private init?(_ column: CompiledTable.Input, _ plan: Plan) {
    let names = column.name.split(separator: ".", omittingEmptySubsequences: false)
      .map { String($0).trimmingWhitespace() }
    guard let first = names.first, let input = plan.inputs.firstIndex(where: { $0.name == first }),
      names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isNameCharacter) })
    else { return nil }
    label = column.label ?? column.name
    self.input = input
    path = Array(names.dropFirst())
    type = column.type?.type ?? .any
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == " "
  }

  /// The input's value with the alias's value in its place.
  func setting(_ value: Value, in input: Value?) -> Value {
    Self.setting(value, at: path[...], in: input)
  }

  private static func setting(
    _ value: Value, at path: ArraySlice<String>, in outer: Value?
  ) -> Value {
    guard let first = path.first else { return outer ?? value }
    var context = ContextValue.empty
    if case .context(let known)? = outer { context = known }
    let inner = setting(value, at: path.dropFirst(), in: context[first])
    return .context(context.setting(first, to: inner))
  }

  /// The type of all inputs together; columns tell the types of parts that the inputs' own types
  /// leave open.
  static func inputType(
    of plan: Plan, _ columns: [InputAlias], _ aliases: [InputAlias]
  ) -> FEELType {
    var entries = plan.inputs.map { ContextEntryType($0.name, $0.type.type) }
    for column in columns where entries.indices.contains(column.input) {
      entries[column.input].type = entries[column.input].type.refined(column.path[...], column.type)
    }
    for (place, input) in plan.inputs.enumerated() {
      if let label = input.label, label != input.name {
        entries.append(ContextEntryType(label, entries[place].type))
      }
    }
    for alias in aliases where !entries.contains(where: { $0.name == alias.label }) {
      entries.append(ContextEntryType(alias.label, alias.type))
    }
    for step in plan.steps.dropLast() {
      entries.append(ContextEntryType(step.decision.name, step.decision.staticType))
    }
    return .context(entries)
  }
}

extension FEELType {
  /// The type with a part of it made known, where it was open.
  fileprivate func refined(_ path: ArraySlice<String>, _ type: FEELType) -> FEELType {
    guard let first = path.first else { return self == .any ? type : self }
    guard self == .any || self.isContext else { return self }
    var entries: [ContextEntryType] = if case .context(let known) = self { known } else { [] }
    if let place = entries.firstIndex(where: { $0.name == first }) {
      entries[place].type = entries[place].type.refined(path.dropFirst(), type)
    } else {
      entries.append(ContextEntryType(first, FEELType.any.refined(path.dropFirst(), type)))
    }
    return .context(entries)
  }

  private var isContext: Bool {
    if case .context = self { true } else { false }
  }
}

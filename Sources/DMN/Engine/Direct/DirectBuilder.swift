import FEEL

/// Finds out whether a decision can be made the direct way, and what that takes.
struct DirectBuilder {
  struct Field {
    var slot: Int
    var path: Int
  }

  struct TypeCheck {
    var slot: Int
    var type: FEELType
  }

  private(set) var fields: [Field] = []
  /// The inputs behind all columns of the table.
  private(set) var columnFields: [Field] = []
  private(set) var paths: [[String]] = []
  private(set) var checks: [TypeCheck] = []
  private(set) var admitted: [ClassSet?] = []
  private let plan: Plan
  private let step: Plan.Step
  private let table: CompiledTable

  init(plan: Plan, step: Plan.Step, table: CompiledTable) {
    self.plan = plan
    self.step = step
    self.table = table
  }

  /// Finds the input behind each column; false where a column tests something else.
  mutating func addColumns() -> Bool {
    let columns = table.index.rules.columns
    /// The inputs whose type is told by the class of their value.
    var told = Set<Int>()
    for column in table.inputs.indices {
      let input = table.inputs[column]
      guard let (slot, path) = source(of: input.node) else { return false }
      let place = columns.place(of: column)
      // The path of a column without an index would not be followed, and may lead nowhere.
      guard place != nil || path.isEmpty else { return false }
      let kind = place.map { columns.columns[$0].type }
      if path.isEmpty, let kind, plan.inputs[slot].type.type == kind { told.insert(slot) }
      if let type = input.type?.type, type != kind {
        // A column that no cell tests still has the type of its values checked.
        guard kind == nil, path.isEmpty else { return false }
        checks.append(TypeCheck(slot: slot, type: type))
      }
      let constraint = table.constraints.first { $0.column == column }
      if input.allowed != nil || input.type?.constraint != nil, constraint == nil { return false }
      guard isCovered(slot, path, constraint) else { return false }
      let field = Field(slot: slot, path: path.isEmpty ? -1 : paths.count)
      if !path.isEmpty { paths.append(path) }
      columnFields.append(field)
      guard let place else { continue }
      while fields.count <= place {
        fields.append(Field(slot: -1, path: -1))
        admitted.append(nil)
      }
      fields[place] = field
      admitted[place] = constraint?.passing
    }
    while fields.count < columns.count {
      fields.append(Field(slot: -1, path: -1))
      admitted.append(nil)
    }
    for (slot, input) in plan.inputs.enumerated()
    where input.type.type != .any && !told.contains(slot) {
      checks.append(TypeCheck(slot: slot, type: input.type.type))
    }
    return plan.inputs.indices.allSatisfy { slot in
      plan.inputs[slot].type.constraint == nil || coveredSlots.contains(slot)
    }
  }

  /// The inputs whose constraint a column checks.
  private var coveredSlots: Set<Int> = []

  /// Whether the constraint of the input itself, if it has one, is among those of the column.
  private mutating func isCovered(
    _ slot: Int, _ path: [String], _ constraint: ColumnConstraint?
  ) -> Bool {
    guard let own = plan.inputs[slot].type.constraint else { return true }
    guard path.isEmpty, let constraint, own.items == nil, own.entries.isEmpty,
      own.tests.allSatisfy({ constraint.sources.contains($0.source) })
    else { return false }
    coveredSlots.insert(slot)
    return true
  }

  /// The plan's input that a column tests, and the names that lead from it to the value.
  private func source(of node: any CompiledNode) -> (slot: Int, path: [String])? {
    guard let literal = node as? LiteralNode else { return nil }
    var names: [String] = []
    var expression = literal.expression.syntax
    while case .path(let base, let name) = expression.kind {
      names.append(name)
      expression = base
    }
    guard case .name(let name) = expression.kind else { return nil }
    let slots = step.sources.compactMap { source -> Int? in
      if case .input(let slot) = source, plan.inputs[slot].name == name { slot } else { nil }
    }
    guard slots.count == 1, let slot = slots.first else { return nil }
    return (slot, names.reversed())
  }

  /// The types that the result must conform to; nil where that is not all.
  func resultTypes() -> [FEELType]? {
    var types = step.decision.type.map { [$0] } ?? []
    if let typed = step.decision.node as? TypedNode { types.append(typed.type) }
    guard types.allSatisfy({ $0.constraint == nil }) else { return nil }
    return types.map(\.type).filter { $0 != .any }
  }
}

extension ColumnIndex {
  /// The type of the values that have classes.
  fileprivate var type: FEELType {
    switch ordered {
    case nil: .string
    case .number: .number
    case .boolean: .boolean
    case .date: .date
    case .localTime, .zonedTime: .time
    case .localDateTime, .zonedDateTime: .dateTime
    case .daysAndTimeDuration: .daysAndTimeDuration
    case .yearsAndMonthsDuration: .yearsAndMonthsDuration
    }
  }
}

import FEEL

/// The straight way through a decision that is one table over plain inputs.
///
/// Names to values, values to classes, classes to a leaf of the index, its rules to the result: nothing
/// is allocated on this way but a list of results. It knows only the usual case. What asks for more,
/// such as a missing or ill-typed input, a cell that has to be evaluated or a violated hit policy,
/// is answered with nil, and the decision is made the long way from the beginning, which tells what is
/// wrong. So this way never has errors or reasons to report.
final class DirectDecision: Sendable {
  /// A column of the index with the input that it tests.
  struct Field: BitwiseCopyable {
    /// The number of the input.
    let slot: Int
    /// The number of the path in `paths` that leads from the input to the value; -1 for none.
    let path: Int
  }

  /// What an input or a value below it must conform to, where its class does not tell.
  private struct TypeCheck: Sendable {
    let slot: Int
    let type: FEELType
  }

  let table: CompiledTable
  let decision: CompiledDecision
  /// How many inputs there are, by the numbers that the plan gives them.
  let slotCount: Int
  let index: TableIndex
  private let columns: ColumnIndexes
  let names: EntryNames
  private let fields: FlatArray<Field>
  /// The inputs that the columns of the table test, for explanations.
  let columnFields: [Field]
  let paths: [[String]]
  private let checks: [TypeCheck]
  /// The classes that constraints admit, by indexed column; nil where there are none.
  private let admitted: [ClassSet?]
  private let resultTypes: [FEELType]
  /// Whether each rule's result is known to conform to them.
  private let areResultsChecked: Bool
  let results: [Value]
  let sums: FlatArray<Int64>
  /// The number of each rule, from 1; empty where all rules are in use.
  private let numbers: FlatArray<Int>
  let resultWithoutMatch: Value
  let hitPolicy: HitPolicy
  let inputCount: Int

  /// The direct way of a plan; nil where its decision is of another kind.
  init?(_ plan: Plan) {
    guard plan.steps.count == 1, let step = plan.steps.first,
      let table = step.decision.table, table.ruleOutputs.areConstant,
      let empty = table.constantWithoutMatch
    else { return nil }
    var builder = DirectBuilder(plan: plan, step: step, table: table)
    guard builder.addColumns(), let types = builder.resultTypes() else { return nil }
    self.table = table
    decision = step.decision
    slotCount = plan.inputs.count
    index = table.index
    columns = table.index.rules.columns
    names = EntryNames(plan.inputs.map(\.name))
    fields = FlatArray(builder.fields.map { Field(slot: $0.slot, path: $0.path) })
    columnFields = builder.columnFields.map { Field(slot: $0.slot, path: $0.path) }
    paths = builder.paths
    checks = builder.checks.map { TypeCheck(slot: $0.slot, type: $0.type) }
    admitted = builder.admitted.contains { $0 != nil } ? builder.admitted : []
    resultTypes = types
    results = table.ruleOutputs.results
    areResultsChecked =
      types.isEmpty
      || table.hitPolicy.isSingleHit
        && (results + [empty]).allSatisfy { result in types.allSatisfy { $0.conforms(result) } }
    sums = FlatArray(table.ruleOutputs.wholeNumbers ?? [])
    let rules = table.rules
    let isEachInUse = rules.indices.allSatisfy { rules.number(of: $0).number == $0 + 1 }
    numbers = FlatArray(isEachInUse ? [] : rules.indices.map { rules.number(of: $0).number })
    resultWithoutMatch = empty
    hitPolicy = table.hitPolicy
    inputCount = table.inputs.count
  }

  /// The number of a rule, from 1, in the table as written.
  @inline(__always)
  func number(of rule: Int) -> Int { numbers.count == 0 ? rule &+ 1 : numbers[rule] }

  /// The result for inputs by name; nil where the long way has to be gone.
  ///
  /// - Parameters:
  ///   - inputs: The inputs; what is beyond those of the decision is passed over.
  ///   - day: The day by which rules hold.
  /// - Returns: The result, without errors and reasons.
  func result(_ inputs: ContextValue, day: CalendarDate?) -> Value? {
    unsafe withClasses(inputs, day: day) { unsafe decide($0) }
  }

  /// Runs `body` with the classes of inputs by name; nil where one is missing or has none.
  @inline(__always)
  func withClasses<Result>(
    _ inputs: ContextValue, day: CalendarDate?, _ body: (UnsafePointer<UInt32>) -> Result?
  ) -> Result? {
    unsafe inputs.withEntries { entries in
      // One piece of room: the classes, then where the entry of each input stands.
      unsafe withUnsafeTemporaryAllocation(
        of: UInt32.self, capacity: columns.count &+ slotCount &+ 1
      ) { room -> Result? in
        let start = unsafe room.baseAddress.unsafelyUnwrapped
        let places = unsafe start + columns.count
        var hint = 0
        for slot in 0..<slotCount {
          guard let place = unsafe names.place(of: slot, in: entries, hint: hint) else {
            return nil
          }
          unsafe (places + slot).initialize(to: UInt32(truncatingIfNeeded: place))
          hint = place &+ 1
        }
        guard
          unsafe findClasses(start, day: day, { unsafe entries[Int(places[$0])].value })
        else { return nil }
        return unsafe body(start)
      }
    }
  }

  /// The result for inputs by number.
  func result(_ values: [Value?], day: CalendarDate?) -> Value? {
    guard values.count == slotCount, values.allSatisfy({ $0 != nil }) else { return nil }
    return unsafe values.withUnsafeBufferPointer { values in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: columns.count &+ 1) { room in
        let start = unsafe room.baseAddress.unsafelyUnwrapped
        guard unsafe findClasses(start, day: day, { unsafe values[$0] ?? .null })
        else { return nil }
        return unsafe decide(start)
      }
    }
  }

  /// Writes the class of each indexed column's value; false where one has none or must not be.
  @inline(__always)
  private func findClasses(
    _ classes: UnsafeMutablePointer<UInt32>, day: CalendarDate?, _ value: (Int) -> Value
  ) -> Bool {
    for place in 0..<columns.count {
      let field = fields[place]
      let found: UInt32
      if field.slot >= 0, field.path < 0 {
        found = columns.classOf(value(field.slot), place)
      } else {
        found = rareClass(field, place, day, value)
      }
      guard found != ColumnIndexes.unknown else { return false }
      unsafe (classes + place).initialize(to: found)
    }
    for check in checks where !check.type.conforms(value(check.slot)) { return false }
    if admitted.isEmpty { return true }
    return unsafe isAdmitted(classes)
  }

  /// The class of a part of an input, or of the day.
  @inline(never)
  private func rareClass(
    _ field: Field, _ place: Int, _ day: CalendarDate?, _ value: (Int) -> Value
  ) -> UInt32 {
    guard field.slot >= 0 else {
      return day.map { columns.classOf(.date($0), place) } ?? ColumnIndexes.unknown
    }
    var part = value(field.slot)
    for name in paths[field.path] {
      guard case .context(let context) = part, let next = context[name] else {
        return ColumnIndexes.unknown
      }
      part = next
    }
    return columns.classOf(part, place)
  }

  private func isAdmitted(_ classes: UnsafePointer<UInt32>) -> Bool {
    for (place, set) in admitted.enumerated() {
      if let set, unsafe !set.contains(classes[place]) { return false }
    }
    return true
  }

  // MARK: Hit policies

  @inline(__always)
  private func decide(_ classes: UnsafePointer<UInt32>) -> Value? {
    switch hitPolicy {
    case .first: return unsafe first(classes)
    case .unique: return unsafe unique(classes)
    case .collectSum where sums.count > 0: return unsafe sum(classes)
    case .collectCount, .collectSum, .collectMin, .collectMax, .ruleOrder, .collect, .any,
      .priority, .outputOrder:
      return unsafe several(classes)
    }
  }

  private func first(_ classes: UnsafePointer<UInt32>) -> Value? {
    var found = -1
    var isEvaluated = false
    unsafe index.forEachCandidate(classes, group: 4) { rule in
      found = rule
      isEvaluated = index.rules.evaluatedFrom(rule) < inputCount
      return false
    }
    if isEvaluated { return nil }
    return checked(found < 0 ? resultWithoutMatch : results[found])
  }

  private func unique(_ classes: UnsafePointer<UInt32>) -> Value? {
    var found = -1
    var isFaulty = false
    unsafe index.forEachCandidate(classes) { rule in
      isFaulty = found >= 0 || index.rules.evaluatedFrom(rule) < inputCount
      found = rule
      return !isFaulty
    }
    if isFaulty { return nil }
    return checked(found < 0 ? resultWithoutMatch : results[found])
  }

  private func sum(_ classes: UnsafePointer<UInt32>) -> Value? {
    var sum: Int64 = 0
    var isEmpty = true
    var isEvaluated = false
    unsafe index.forEachCandidate(classes) { rule in
      isEvaluated = index.rules.evaluatedFrom(rule) < inputCount
      isEmpty = false
      sum &+= sums[rule]
      return !isEvaluated
    }
    if isEvaluated { return nil }
    return checked(isEmpty ? resultWithoutMatch : .number(Number(sum)))
  }

  private func several(_ classes: UnsafePointer<UInt32>) -> Value? {
    var matched: [Int] = []
    var isEvaluated = false
    unsafe index.forEachCandidate(classes) { rule in
      isEvaluated = index.rules.evaluatedFrom(rule) < inputCount
      matched.append(rule)
      return !isEvaluated
    }
    if isEvaluated { return nil }
    if matched.isEmpty { return checked(resultWithoutMatch) }
    return table.constantResult(of: matched).flatMap(checked)
  }

  @inline(__always)
  func checked(_ result: Value) -> Value? {
    areResultsChecked || resultTypes.allSatisfy { $0.conforms(result) } ? result : nil
  }
}

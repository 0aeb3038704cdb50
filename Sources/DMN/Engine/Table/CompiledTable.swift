import Diagnostics
import FEEL

/// A decision table ready to decide.
///
/// Tests and outputs stand in flat arrays, rule after rule: `rule * columns + column`.
final class CompiledTable: CompiledNode {
  struct Input: Sendable {
    /// What messages and explanations call the column.
    let name: String
    /// What people call it.
    let label: String?
    let node: any CompiledNode
    let type: DeclaredType?
    let allowed: CompiledUnaryTests?
    let origin: Origin
  }

  struct Output: Sendable {
    let name: String
    let type: DeclaredType?
    /// The output values by rank, for the hit policies that rank.
    let ranking: [Value]
    let defaultEntry: (any CompiledNode)?
    let origin: Origin
  }

  struct Rule: Sendable {
    let id: String?
    let origin: Origin
    let from: CalendarDate?
    let until: CalendarDate?
    /// Where its days stand; see `DecisionRule`.
    let settingOrigins: [DecisionRule.Setting: Origin]
  }

  /// A rule that is switched off: only explanations know it.
  struct DisabledRule: Sendable {
    let number: RuleIndex
    let origin: Origin
  }

  /// The test of a rule in a column.
  enum Cell: Sendable {
    /// Any value passes.
    case any
    /// Unary tests.
    case tests(CompiledUnaryTests)
    /// Tests with faults; the diagnostics of loading say which.
    case faulty(Origin)
  }

  /// How a table test stands in the file, for explanations.
  struct CellText: Sendable {
    let text: String
    let origin: Origin
  }

  let hitPolicy: HitPolicy
  let inputs: [Input]
  let outputs: [Output]
  let rules: [Rule]
  let tests: [Cell]
  let entries: [any CompiledNode]
  /// The slot of each rule's place in the table as written, since rules that are switched off are
  /// left out.
  let numbers: [RuleIndex]
  let cells: [CellText]
  let disabled: [DisabledRule]
  let hasCalendarDates: Bool
  /// The zone of effective days; nil for UTC.
  let zone: String?
  let origin: Origin
  /// Finds the rules that may match; nil where there is nothing to index.
  let index: TableIndex?

  init(
    hitPolicy: HitPolicy, inputs: [Input], outputs: [Output], rules: [Rule],
    tests: [Cell], entries: [any CompiledNode], numbers: [RuleIndex],
    cells: [CellText], disabled: [DisabledRule], zone: String?, origin: Origin
  ) {
    self.hitPolicy = hitPolicy
    self.inputs = inputs
    self.outputs = outputs
    self.rules = rules
    self.tests = tests
    self.entries = entries
    self.numbers = numbers
    self.cells = cells
    self.disabled = disabled
    self.zone = zone
    self.origin = origin
    hasCalendarDates = rules.contains { $0.from != nil || $0.until != nil }
    index = TableIndex(tests, width: inputs.count)
  }

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    var values = [Value]()
    values.reserveCapacity(inputs.count)
    // DMN 1.5, 8.2.8: an input expression is evaluated once, however many rules test it.
    for input in inputs { values.append(value(of: input, frame, run)) }
    let trace = run.session.recorder.map { _ in TableTrace(self, values: values) }
    let matched = match(values, frame, run, trace)
    if let trace {
      trace.matched = matched
      run.session.recorder?.record(trace)
    }
    return result(of: matched, frame, run)
  }

  private func value(of input: Input, _ frame: [Value], _ run: Run) -> Value {
    var value = input.node.evaluate(frame, run)
    if let type = input.type { value = type.apply(to: value, at: input.origin, run) }
    if let allowed = input.allowed, !value.isNull,
      allowed.matches(value, frame, run.evaluation) != true
    {
      run.session.fail(
        Diagnostic(
          DMNCode.valueNotAllowed, at: input.origin, found: "\(input.name) = \(value.feelText)",
          expected: allowed.source.shortened, mend: "give one of the allowed values"))
      return .null
    }
    return value
  }

  /// The rules that match, from the top; for hit policies that need only one, no more than they
  /// need.
  private func match(
    _ values: [Value], _ frame: [Value], _ run: Run, _ trace: TableTrace?
  ) -> [Int] {
    let day = hasCalendarDates ? run.evaluation.now.day(in: zone) : nil
    var matched = [Int]()
    // An explanation wants to know about all rules.
    if trace == nil, run.session.usesIndexes, let index, !run.evaluation.isStopped {
      let isIndexed = index.forEachCandidate(values) { rule in
        if let day, rules[rule].setting(againstUseOn: day) != nil { return true }
        let first = Int(index.rules.evaluatedFrom[rule])
        guard first == inputs.count || matches(rule, values, frame, run, nil, from: first) else {
          return !run.evaluation.isStopped
        }
        matched.append(rule)
        return !run.evaluation.isStopped && !isSettled(matched)
      }
      if isIndexed { return matched }
    }
    for rule in rules.indices where !run.evaluation.isStopped {
      if let day, let setting = rules[rule].setting(againstUseOn: day) {
        trace?.pass(over: rule, because: setting, on: day)
        continue
      }
      guard matches(rule, values, frame, run, trace, from: 0) else { continue }
      matched.append(rule)
      if isSettled(matched) { break }
    }
    return matched
  }

  /// Whether further matches would not change the result.
  private func isSettled(_ matched: [Int]) -> Bool {
    hitPolicy == .first || (hitPolicy == .unique && matched.count == 2)
  }

  private func matches(
    _ rule: Int, _ values: [Value], _ frame: [Value], _ run: Run, _ trace: TableTrace?,
    from first: Int
  ) -> Bool {
    var isMatch = true
    let start = rule * inputs.count
    for column in first..<inputs.count {
      if passes(tests[start + column], values[column], frame, run) { continue }
      isMatch = false
      // Without an observer the first failing column settles it.
      guard let trace else { break }
      trace.reject(rule, column: column)
    }
    return isMatch
  }

  private func passes(_ cell: Cell, _ value: Value, _ frame: [Value], _ run: Run) -> Bool {
    switch cell {
    case .any: return true
    case .tests(let tests): return tests.matches(value, frame, run.evaluation) == true
    case .faulty(let origin):
      run.session.fail(
        Diagnostic(
          DMNCode.faulty, at: origin, mend: "mend the cell; docket check says what is wrong"))
      return false
    }
  }
}

extension CompiledTable.Rule {
  /// What keeps the rule from use on a day; nil where nothing does.
  fileprivate func setting(againstUseOn day: CalendarDate) -> DecisionRule.Setting? {
    if let from, day < from { return .from }
    if let until, until < day { return .until }
    return nil
  }
}

extension DateAndTime {
  /// The day in a zone; UTC without one, or where the zone is not known.
  fileprivate func day(in zone: String?) -> CalendarDate? {
    moved(to: zone.flatMap(TimeZoneRules.named).map(TimeZoneDesignator.zone) ?? .utc)?.date
  }
}

import Diagnostics
import FEEL

/// A decision table ready to decide.
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

  struct Rule {
    let id: String?
    let origin: Origin
    /// The place in the table as written, since rules that are switched off are left out.
    let number: RuleIndex
  }

  /// The rules that are in use.
  struct Rules: Sendable {
    private let list: RuleList
    /// Their places in the table as written; empty where all rules are in use.
    private let numbers: [UInt32]

    init(_ list: RuleList, numbers: [UInt32]) {
      self.list = list
      self.numbers = numbers
    }

    var count: Int { list.count }
    var indices: Range<Int> { 0..<list.count }

    /// The place in the table as written.
    func number(of place: Int) -> RuleIndex {
      RuleIndex(numbers.isEmpty ? place : Int(numbers[place]))
    }

    subscript(place: Int) -> Rule {
      Rule(
        id: list.id(of: place), origin: list.origin(of: place), number: number(of: place))
    }
  }

  /// The days on which a rule holds.
  struct Days: Sendable {
    let from: CalendarDate?
    let until: CalendarDate?
    /// Where they stand; see `DecisionRule`.
    let origins: [DecisionRule.Setting: Origin]

    init(
      from: CalendarDate? = nil, until: CalendarDate? = nil,
      origins: [DecisionRule.Setting: Origin] = [:]
    ) {
      self.from = from
      self.until = until
      self.origins = origins
    }

    /// What keeps the rule from use on a day; nil where nothing does.
    func setting(againstUseOn day: CalendarDate) -> DecisionRule.Setting? {
      if let from, day < from { return .from }
      if let until, until < day { return .until }
      return nil
    }
  }

  /// A rule that is switched off: only explanations know it.
  struct DisabledRule: Sendable {
    let number: RuleIndex
    let origin: Origin
  }

  let hitPolicy: HitPolicy
  let inputs: [Input]
  let outputs: [Output]
  let rules: Rules
  let cells: TableCells
  let ruleOutputs: RuleOutputs
  /// The days of each rule; empty where all rules hold always.
  let days: [Days]
  let disabled: [DisabledRule]
  /// The zone of effective days; nil for UTC.
  let zone: String?
  let origin: Origin
  /// What the columns' values must meet beyond their types, as far as classes can tell.
  let constraints: [ColumnConstraint]
  /// Finds the rules that may match.
  let index: TableIndex

  init(
    hitPolicy: HitPolicy, inputs: [Input], outputs: [Output], rules: Rules, cells: TableCells,
    ruleOutputs: RuleOutputs, days: [Days], disabled: [DisabledRule], zone: String?, origin: Origin,
    constraints: [ColumnConstraint], index: TableIndex
  ) {
    self.hitPolicy = hitPolicy
    self.inputs = inputs
    self.outputs = outputs
    self.rules = rules
    self.cells = cells
    self.ruleOutputs = ruleOutputs
    self.days = days
    self.disabled = disabled
    self.zone = zone
    self.origin = origin
    self.constraints = constraints
    self.index = index
  }

  /// The day by which rules hold; nil where all of them hold always.
  func day(_ now: DateAndTime) -> CalendarDate? { days.isEmpty ? nil : now.day(in: zone) }

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    var values = [Value]()
    values.reserveCapacity(inputs.count)
    // DMN 1.5, 8.2.8: an input expression is evaluated once, however many rules test it.
    for input in inputs { values.append(value(of: input, frame, run)) }
    let matched = match(values, frame, run)
    if let recorder = run.session.recorder {
      recorder.record(trace(matched, values, frame, run, recorder.detail))
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

  /// Whether further matches would not change the result.
  func isSettled(_ matched: [Int]) -> Bool {
    hitPolicy == .first || (hitPolicy == .unique && matched.count == 2)
  }
}

extension DateAndTime {
  /// The day in a zone; UTC without one, or where the zone is not known.
  func day(in zone: String?) -> CalendarDate? {
    moved(to: zone.flatMap(TimeZoneRules.named).map(TimeZoneDesignator.zone) ?? .utc)?.date
  }
}

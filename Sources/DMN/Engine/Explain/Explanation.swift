import Diagnostics
public import FEEL

/// Why a decision came out as it did.
public struct Explanation: Sendable {
  /// A rule that matched.
  public struct MatchedRule: Sendable {
    /// The number of the rule, from 1.
    public var rule: Int
    /// The number or name that the author gave it.
    public var id: String?
    /// Where it stands.
    public var at: String
  }

  /// An input that a table tested.
  public struct TestedInput: Sendable {
    /// The column.
    public var name: String
    /// The value.
    public var value: Value
  }

  /// A rule that did not match, with the first column that it failed in: an input, or `From`,
  /// `Until` or `Enabled` where the rule was not in use at all.
  public struct RejectedRule: Sendable {
    /// The number of the rule, from 1.
    public var rule: Int
    /// The column.
    public var input: String
    /// Where the test stands.
    public var at: String
    /// The test.
    public var test: String
    /// The value that did not pass.
    public var value: Value
  }

  /// A change that would let a rule match.
  public struct Change: Sendable {
    /// The column.
    public var input: String
    /// The value.
    public var from: Value
    /// The test that it would have to pass.
    public var to: String
  }

  /// The rejected rule that failed in the fewest columns.
  public struct NearestRule: Sendable {
    /// The number of the rule, from 1.
    public var rule: Int
    /// What would have to change.
    public var changes: [Change]
  }

  /// The result.
  public var result: Value
  /// The name of the decision.
  public var decision: String
  /// The file that it stands in.
  public var file: String
  /// `sha256:…` of the file, if it is known.
  public var version: String?
  /// The rules that matched.
  public var matched: [MatchedRule] = []
  /// What was tested.
  public var inputs: [TestedInput] = []
  /// The rules that did not match, or the nearest of them, in the order of the table.
  ///
  /// The nearest fail in the fewest columns. In a table of more than about two thousand rules they are
  /// sought where the index found the input: those that only one or two of the values keep from
  /// matching.
  public var rejected: [RejectedRule] = []
  /// How many rules did not match.
  public var rejectedCount = 0
  /// The rule that failed in the fewest columns.
  public var nearest: NearestRule?
  /// The same for each decision that was made on the way, in that order.
  public var requires: [Explanation] = []

  init(result: Value, decision: String, file: String, version: String?) {
    self.result = result
    self.decision = decision
    self.file = file
    self.version = version
  }

  /// Adds what the decision's table did.
  mutating func add(_ trace: TableTrace, _ detail: DecisionOptions.Explanation) {
    let table = trace.table
    matched = trace.matched.map {
      MatchedRule(
        rule: table.rules[$0].number.number, id: table.rules[$0].id,
        at: table.rules[$0].origin.place)
    }
    inputs = zip(table.inputs, trace.values).map { TestedInput(name: $0.name, value: $1) }
    let unused = Self.unused(trace)
    rejectedCount = trace.rejectedCount - trace.passedOver.count + unused.count
    var shown = trace.rejected
    if case .nearest(let limit) = detail { shown = shown.nearest(limit) }
    rejected = shown.map { rejection in
      let rule = rejection.rule
      let column = rejection.columns.first ?? 0
      return RejectedRule(
        rule: table.rules[rule].number.number, input: table.inputs[column].name,
        at: table.cells.origin(rule, column).place,
        test: table.cells.text(rule, column), value: trace.values[column])
    }
    // Rules that are not in use come last where only the nearest are wanted.
    var room = unused.count
    if case .nearest(let limit) = detail { room = max(0, limit - rejected.count) }
    rejected = (rejected + unused.prefix(room)).sorted { $0.rule < $1.rule }
    let closest = trace.rejected.min {
      ($0.columns.count, $0.rule) < ($1.columns.count, $1.rule)
    }
    nearest = closest.map { closest in
      NearestRule(
        rule: table.rules[closest.rule].number.number,
        changes: closest.columns.map { column in
          Change(
            input: table.inputs[column].name, from: trace.values[column],
            to: table.cells.text(closest.rule, column))
        })
    }
  }

  /// The rules that were not tested: outside of their days, or switched off.
  private static func unused(_ trace: TableTrace) -> [RejectedRule] {
    let table = trace.table
    let outside = trace.passedOver.map { passed in
      let isFrom = passed.setting == .from
      let rule = table.rules[passed.rule]
      let days = table.days[passed.rule]
      let bound = (isFrom ? days.from : days.until).map { "\($0)" } ?? ""
      return RejectedRule(
        rule: rule.number.number, input: isFrom ? "From" : "Until",
        at: (days.origins[passed.setting] ?? rule.origin).place,
        test: "\(isFrom ? ">=" : "<=") date(\"\(bound)\")", value: .date(passed.day))
    }
    let last = trace.table.lastRule(ofMatches: trace.matched)
    let disabled = table.disabled.filter { $0.number < last }.map { rule in
      RejectedRule(
        rule: rule.number.number, input: "Enabled", at: rule.origin.place, test: "true",
        value: .boolean(false))
    }
    return (outside + disabled).sorted { $0.rule < $1.rule }
  }
}

extension CompiledTable {
  /// The rule behind the last one that was looked at: First stops at its match.
  fileprivate func lastRule(ofMatches matched: [Int]) -> RuleIndex {
    guard hitPolicy == .first, let match = matched.first else { return RuleIndex(Int.max - 1) }
    return rules[match].number
  }
}

import FEEL

/// What a table did, for an explanation.
struct TableTrace: Sendable {
  /// A rule that did not match.
  struct Rejection: Sendable {
    /// The place in the compiled table.
    let rule: Int
    /// The columns that it failed in, from the left; at least one.
    let columns: [Int]
  }

  /// A rule that was passed over because of its days, untested.
  struct PassedOver: Sendable {
    let rule: Int
    let setting: DecisionRule.Setting
    let day: CalendarDate
  }

  let table: CompiledTable
  let values: [Value]
  /// The rules that matched, as places in the compiled table.
  var matched: [Int] = []
  /// Rules that did not, in the order of the table: all of them, or those nearest to matching.
  var rejected: [Rejection] = []
  var passedOver: [PassedOver] = []
  /// How many rules did not match, those passed over among them.
  var rejectedCount = 0

  init(_ table: CompiledTable, values: [Value]) {
    self.table = table
    self.values = values
  }
}

/// What decisions did; the texts of an explanation are made when somebody asks for them.
struct ExplanationTrace: Sendable {
  struct Step: Sendable {
    let decision: CompiledDecision
    var tables: [TableTrace] = []
    var value = Value.null
  }

  let detail: DecisionOptions.Explanation
  /// The decisions in the order in which they were made: each after those it requires.
  let steps: [Step]

  /// The explanation of the last decision, with those it required.
  var explanation: Explanation? {
    guard let last = steps.last else { return nil }
    var explanation = explain(last)
    explanation.requires = steps.dropLast().map(explain)
    return explanation
  }

  private func explain(_ step: Step) -> Explanation {
    var explanation = Explanation(
      result: step.value, decision: step.decision.name, file: step.decision.fileName,
      version: step.decision.version)
    if let own = step.own { explanation.add(own, detail) }
    return explanation
  }
}

extension ExplanationTrace.Step {
  /// What explains the decision: tables inside functions are recorded too, its own comes before them.
  var own: TableTrace? { tables.first { $0.table === decision.table } ?? tables.first }
}

extension [TableTrace.Rejection] {
  /// So many that fail in the fewest columns, in the order of the table.
  func nearest(_ limit: Int) -> [Element] {
    if count <= limit { return self }
    return sorted { ($0.columns.count, $0.rule) < ($1.columns.count, $1.rule) }
      .prefix(limit).sorted { $0.rule < $1.rule }
  }
}

/// Watches the decisions of one evaluation.
final class ExplanationRecorder {
  let detail: DecisionOptions.Explanation
  private var current: ExplanationTrace.Step?
  private var finished: [ExplanationTrace.Step] = []

  init(_ detail: DecisionOptions.Explanation) {
    self.detail = detail
  }

  func begin(_ decision: CompiledDecision) {
    current = ExplanationTrace.Step(decision: decision)
  }

  func record(_ table: TableTrace) { current?.tables.append(table) }

  func end(_ value: Value) {
    guard var step = current else { return }
    step.value = value
    finished.append(step)
    current = nil
  }

  var trace: ExplanationTrace { ExplanationTrace(detail: detail, steps: finished) }
}

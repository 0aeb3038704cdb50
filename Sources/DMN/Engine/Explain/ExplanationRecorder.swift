import FEEL

/// What a table did, for an explanation.
final class TableTrace {
  let table: CompiledTable
  let values: [Value]
  /// The rules that matched, as places in the compiled table.
  var matched: [Int] = []
  /// The rules that did not, each with the columns that it failed in, in the order of the rules.
  private(set) var rejected: [(rule: Int, columns: [Int])] = []

  /// The rules that were passed over because of their days, untested.
  private(set) var passedOver: [(rule: Int, setting: DecisionRule.Setting, day: CalendarDate)] = []

  init(_ table: CompiledTable, values: [Value]) {
    self.table = table
    self.values = values
  }

  func pass(over rule: Int, because setting: DecisionRule.Setting, on day: CalendarDate) {
    passedOver.append((rule, setting, day))
  }

  func reject(_ rule: Int, column: Int) {
    if rejected.last?.rule == rule {
      rejected[rejected.count - 1].columns.append(column)
    } else {
      rejected.append((rule, [column]))
    }
  }
}

/// Watches the decisions of one evaluation.
final class ExplanationRecorder {
  private final class Entry {
    let decision: CompiledDecision
    var tables: [TableTrace] = []
    var value = Value.null

    init(_ decision: CompiledDecision) { self.decision = decision }
  }

  private let detail: DecisionOptions.Explanation
  private var current: Entry?
  /// The decisions in the order in which they were made: each after those it requires.
  private var finished: [Entry] = []

  init(_ detail: DecisionOptions.Explanation) {
    self.detail = detail
  }

  func begin(_ decision: CompiledDecision) { current = Entry(decision) }

  func record(_ table: TableTrace) { current?.tables.append(table) }

  func end(_ value: Value) {
    guard let entry = current else { return }
    entry.value = value
    finished.append(entry)
    current = nil
  }

  /// The explanation of the last decision, with those it required.
  func explanation() -> Explanation? {
    guard let last = finished.last else { return nil }
    var explanation = explain(last)
    explanation.requires = finished.dropLast().map(explain)
    return explanation
  }

  private func explain(_ entry: Entry) -> Explanation {
    var explanation = Explanation(
      result: entry.value, decision: entry.decision.name, file: entry.decision.fileName,
      version: entry.decision.version)
    // Tables inside functions are recorded too; the decision's own is the one that explains it.
    let own = entry.tables.first { $0.table === entry.decision.table } ?? entry.tables.first
    if let own { explanation.add(own, detail) }
    return explanation
  }
}

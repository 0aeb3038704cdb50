import DMN
import DecisionSheets
import FEEL
import JSON

/// The failed tests of a decision as people read them: a table with a test a row, or one below the other
/// where the rows would be too long.
struct TestReportText {
  /// The longest line of a table that goes into a file or another program.
  private static let width = 160

  let name: String
  let tests: [TestOutcome]
  let console: Console

  /// - Parameters:
  ///   - name: The decision.
  ///   - report: The outcome of all tests.
  ///   - console: Where they are shown.
  init(_ name: String, in report: TestReport, _ console: Console) {
    self.name = name
    tests = report.tests.filter { $0.table == name }
    self.console = console
  }

  /// The lines; none if no test failed.
  var lines: [String] {
    let failed = tests.filter { !$0.isPassed && !$0.isTableFaulty }
    guard !failed.isEmpty else { return [] }
    let count = tests.count == 1 ? "its test" : "\(failed.count) of \(tests.count) tests"
    let title =
      "\(name.printable): ".styled(.bold, console.output)
      + "failed:".styled(.red, console.output) + " \(count)"
    let table = table(failed)
    var plain = console.output
    plain.isTerminal = false
    let longest = table.lines(plain).map(\.columnCount).max() ?? 0
    let isNarrow = longest <= (console.output.isTerminal ? console.output.width : Self.width)
    return [title] + (isNarrow ? table.lines(console.output) : failed.flatMap(block))
      + notes(failed)
  }

  // MARK: - As a table

  private func table(_ failed: [TestOutcome]) -> TextTable {
    var names = [String]()
    let inputs = failed.map { Self.flat($0.input) }
    for input in inputs {
      for (name, _) in input where !names.contains(name) { names.append(name) }
    }
    let titles = ["test"] + names + ["expected", "got", "decided by"]
    var table = TextTable(columns: titles.map { TextTable.Column(title: $0) })
    table.indent = 2
    for (test, input) in zip(failed, inputs) {
      let (expected, got) = Self.difference(test)
      var row = [TextTable.Cell(test.at)]
      row += names.map { name in
        TextTable.Cell(input.first { $0.name == name }?.value.json.text ?? "")
      }
      row += [
        TextTable.Cell(expected), TextTable.Cell(got, .red), TextTable.Cell(Self.rules(test)),
      ]
      table.rows.append(row)
    }
    return table
  }

  /// The values by their names, those in structures by paths such as `order.total`.
  private static func flat(
    _ context: ContextValue, _ prefix: String = "", depth: Int = 0
  ) -> [(name: String, value: Value)] {
    context.entries.flatMap { entry -> [(name: String, value: Value)] in
      let name = prefix + entry.key
      if case .context(let inner) = entry.value, !inner.entries.isEmpty, depth < 20 {
        return flat(inner, name + ".", depth: depth + 1)
      }
      return [(name, entry.value)]
    }
  }

  /// What was expected and what came; of several outputs those that differ.
  private static func difference(_ test: TestOutcome) -> (expected: String, got: String) {
    guard case .context(let expected) = test.expected, case .context(let got) = test.got else {
      return (test.expected.json.text, test.got.json.text)
    }
    let names = expected.entries.map(\.key).filter { name in
      expected[name]?.feelText != got[name]?.feelText
    }
    func shown(_ context: ContextValue) -> String {
      names.map { "\($0): \((context[$0] ?? .null).json.text)" }.joined(separator: ", ")
    }
    return names.isEmpty
      ? (test.expected.json.text, test.got.json.text) : (shown(expected), shown(got))
  }

  private static func rules(_ test: TestOutcome) -> String {
    test.rules.isEmpty
      ? "no rule" : test.rules.map { "rule \($0.rule) at \($0.at)" }.joined(separator: ", ")
  }

  // MARK: - One below the other

  private func block(_ test: TestOutcome) -> [String] {
    [
      "  \(test.at)".printable,
      "    input       \(Value.context(test.input).json.text.printable)",
      "    expected    \(test.expected.json.text.printable)",
      "    got         \(test.got.json.text.printable)",
      "    decided by  \(Self.rules(test).printable)",
    ]
  }

  private func notes(_ failed: [TestOutcome]) -> [String] {
    failed.flatMap { test in
      test.reasons.map { "  note  \(test.at): \($0.printable)" }
    }
  }
}

import DMN
import Diagnostics
import FEEL

/// Says of each rule and column whether the cell lets a value pass, by nothing but FEEL: it shares no
/// code with tables and their indexes.
struct TableOracle {
  private let table: DecisionTable
  /// The tests of each rule; nil where a cell is faulty or looks at other inputs or the clock.
  private let tests: [[CompiledUnaryTests?]]

  /// The oracle of the model's table `result`; nil if it is too large to be worth the time.
  init?(_ definitions: Definitions) {
    guard
      let table = definitions.decisions.first(where: { $0.name == "result" })?.decisionTable,
      table.rules.count <= 130
    else { return nil }
    self.table = table
    let compiler = FEELCompiler(scope: Scope())
    tests = table.rules.map { rule in
      rule.inputEntries.map { entry in
        let text = entry.text.isEmpty ? "-" : entry.text
        if text.contains("now()") || text.contains("today()") { return nil }
        let (compiled, diagnostics) = compiler.unaryTests(text, at: entry.origin)
        return diagnostics.isEmpty ? compiled : nil
      }
    }
  }

  /// How an explanation of all rules differs from what the cells say; nil if it does not.
  func difference(_ inputs: ContextValue, _ all: Explanation) -> String? {
    let values = all.inputs.map(\.value)
    guard values.count == table.inputs.count else { return nil }
    let evaluation = Target.evaluation()
    let matched = Set(all.matched.map(\.rule))
    let rejected = Dictionary(all.rejected.map { ($0.rule, $0) }, uniquingKeysWith: { $1 })
    for (place, tests) in tests.enumerated() where tests.count == values.count {
      let rule = place + 1
      var passes: [Bool?] = []
      for (test, value) in zip(tests, values) {
        passes.append(test.map { $0.matches(value, [], evaluation) == true })
      }
      if matched.contains(rule), let column = passes.firstIndex(where: { $0 == false }) {
        return "rule \(rule) matched, and column \(column + 1) does not let it pass"
      }
      guard let told = rejected[rule] else { continue }
      if ["From", "Until", "Enabled"].contains(told.input) { continue }
      if passes.allSatisfy({ $0 == true }) {
        return "rule \(rule) was rejected, and all cells pass"
      }
      // Behind a cell that is not known nothing is certain.
      guard let column = passes.firstIndex(where: { $0 != true }), passes[column] == false,
        let cell = table.rules[place].inputEntries[column].origin as Origin?
      else { continue }
      if told.at != cell.place {
        return "rule \(rule) was rejected at \(told.at), and \(cell.place) does not let it pass"
      }
    }
    return nil
  }
}

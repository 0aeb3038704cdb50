import DMN
import Diagnostics
import Spreadsheets

@testable import DecisionSheets

/// A decision table as short text, so that tests can compare it whole.
enum ModelDescription {
  static func text(_ decision: Decision) -> String {
    guard let table = decision.decisionTable else { return "\(decision.name): no table" }
    var lines = ["\(decision.name) \(table.hitPolicy.letters)"]
    for input in table.inputs {
      lines.append(
        "in \(input.expression.text): \(input.typeRef?.name ?? "Any")"
          + (input.allowedValues.map { " {\($0.text)}" } ?? ""))
    }
    for output in table.outputs {
      lines.append(
        "out \(output.name ?? ""): \(output.typeRef?.name ?? "Any")"
          + (output.allowedValues.map { " {\($0.text)}" } ?? "")
          + (output.defaultEntry.map { " default \($0.text)" } ?? ""))
    }
    for rule in table.rules {
      var line = (rule.id ?? "") + ": " + rule.inputEntries.map(\.text).joined(separator: " | ")
      line += " => " + rule.outputEntries.map(\.text).joined(separator: " | ")
      if let from = rule.from { line += " from \(from)" }
      if let until = rule.until { line += " until \(until)" }
      if !rule.isEnabled { line += " disabled" }
      if !rule.annotations.allSatisfy(\.isEmpty) {
        line += " // \(rule.annotations.joined(separator: "; "))"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  static func read(
    _ csv: String, file: String = "t.csv", options: TableOptions = TableOptions()
  ) -> (definitions: Definitions, tests: [DecisionTest], diagnostics: [Diagnostic]) {
    let (workbook, grid) = CSVReader.read(Array(csv.utf8), file: file)
    let (definitions, tests, sheets) = DecisionSheetReader.read(workbook, options: options)
    return (definitions, tests, grid + sheets)
  }
}

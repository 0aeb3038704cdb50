import Casework
import Connectors
import Diagnostics
import Spreadsheets

/// Finds and reads the intake sheets among the workflows.
enum IntakeFiles {
  /// Reads all intake sheets of some folders and files.
  ///
  /// - Parameters:
  ///   - paths: The folders and files.
  ///   - workflows: The workflows that rows may name.
  ///   - folders: What was read already.
  /// - Returns: The sheets by path, nil where a file has errors, and everything that is wrong.
  static func readAll(
    at paths: [String], workflows: [LoadedWorkflow], in folders: FolderReading
  ) -> (sheets: [String: [IntakeSheet]?], diagnostics: [Diagnostic]) {
    var sheets: [String: [IntakeSheet]?] = [:]
    var diagnostics: [Diagnostic] = []
    var owners: [String: Origin] = [:]
    let extensions = WorkflowSource.extensions.subtracting(["scxml"])
    for path in SourceFiles.signatures(at: paths, extensions: extensions).keys.sorted() {
      guard let bytes = folders.bytes(of: path), mayHoldIntake(bytes, path) else { continue }
      let found = folders.sheets(of: path, bytes).workbook.sheets
        .filter(IntakeSheetReader.isIntake)
      guard !found.isEmpty else { continue }
      var good: [IntakeSheet] = []
      var isWhole = true
      for sheet in found {
        let read = IntakeSheetReader.read(sheet)
        var all = read.diagnostics
        if let intake = read.intake {
          all += unknownWorkflows(intake, workflows)
          all += IntakeChecks.diagnostics(of: intake, workflows)
          if let owner = owners[intake.name] {
            all.append(
              Diagnostic(
                IntakeCode.sameName, at: intake.origin,
                "two sheets are of the intake '\(intake.name)'",
                expected: "one sheet for each intake", mend: "put their rows together",
                notes: [.init("the other is here", at: owner)]))
          }
          owners[intake.name] = intake.origin
          good.append(intake)
        }
        diagnostics += all
        if read.intake == nil || all.contains(where: { $0.severity == .error }) { isWhole = false }
      }
      sheets[path] = .some(isWhole ? good : nil)
    }
    return (sheets, diagnostics)
  }

  /// Text files say the word in plain sight; the others have to be opened.
  private static func mayHoldIntake(_ bytes: [UInt8], _ path: String) -> Bool {
    guard path.lowercased().hasSuffix(".csv") || path.lowercased().hasSuffix(".tsv") else {
      return true
    }
    let head = bytes.prefix(4096).filter { $0 != 0 }
    return String(decoding: head, as: UTF8.self).lowercased().contains("intake")
  }

  private static func unknownWorkflows(
    _ intake: IntakeSheet, _ workflows: [LoadedWorkflow]
  ) -> [Diagnostic] {
    let names = workflows.map(\.name)
    return intake.rows.flatMap { row in
      row.actions.compactMap { action in
        let name = action.workflow
        let isKnown = workflows.contains { $0.name == name || $0.label == name }
        guard !isKnown else { return nil }
        return Diagnostic(
          IntakeCode.unknownWorkflow, at: row.origin,
          "there is no workflow '\(name)'" + Suggestion.didYouMean(name, among: names), found: name,
          expected: names.sorted().joined(separator: ", "),
          mend: Suggestion.nearest(to: name, among: names).map { "write \($0)" }
            ?? "write the name of a workflow, or add one")
      }
    }
  }
}

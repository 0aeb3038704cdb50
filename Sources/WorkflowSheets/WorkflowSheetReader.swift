public import Diagnostics
public import Spreadsheets
public import Statechart

/// Reads workflows from state-transition sheets.
public enum WorkflowSheetReader {
  /// Reads the workflow of a sheet.
  ///
  /// The expressions in the cells are compiled with the statechart, which reports their faults at the
  /// same cells.
  /// - Parameters:
  ///   - sheet: The grid of cells; its first row begins with `Workflow`.
  ///   - decisions: The decisions that `decide` may name; nil where they are not known, and then
  ///     nothing is said about them.
  /// - Returns: The statechart, nil if the sheet is no workflow, and everything that is wrong.
  public static func read(
    _ sheet: Sheet, decisions: [DecisionInterface]?
  ) -> (document: StatechartDocument?, diagnostics: [Diagnostic]) {
    let findings = FlowFindings()
    guard let grid = FlowGrid(sheet, findings: findings) else {
      return (nil, findings.diagnostics.inReadingOrder())
    }
    let states = FlowStates(grid, findings: findings)
    let names = DecisionNames(known: decisions)
    var builder = FlowBuilder(grid: grid, states: states, decisions: names, findings: findings)
    let document = builder.build()
    if states.states.isEmpty {
      findings.report(
        .missingState, at: grid.origin, "the workflow has no states",
        expected: "rows below the header", mend: "add a state")
    }
    FlowChecks(states: states, decisions: names, findings: findings).run()
    return (document, findings.diagnostics.inReadingOrder())
  }

  /// Whether a sheet is a workflow: its first row begins with `Workflow`.
  public static func isWorkflow(_ sheet: Sheet) -> Bool {
    guard let first = sheet.rows.first(where: { !$0.isEmpty })?.first else { return false }
    return FlowGrid.isOpening(first.text)
  }
}

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
  ///   - connectors: The connectors that `send` may name; nil where they are not known.
  /// - Returns: The statechart, nil if the sheet is no workflow, and everything that is wrong.
  public static func read(
    _ sheet: Sheet, decisions: [DecisionInterface]?, connectors: [String]? = nil
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
    FlowNameChecks(
      grid: grid, states: states, decisions: names, connectors: connectors, findings: findings
    ).run()
    return (document, findings.diagnostics.inReadingOrder())
  }

  /// The workflows of a workbook, each as a sheet that holds nothing else; places stay as they are.
  ///
  /// A workflow begins with `Workflow` in column A, and ends where another block begins: a sheet may
  /// hold several, and tables beside them.
  public static func workflows(in workbook: Workbook) -> [Sheet] {
    workbook.sheets.flatMap { sheet in
      openings(in: sheet).map { start in
        var part = sheet
        let end = end(of: start, in: sheet)
        for row in part.rows.indices where row < start || row >= end { part.rows[row] = [] }
        return part
      }
    }
  }

  /// Whether a sheet holds a workflow, or was meant as one.
  public static func holdsWorkflow(_ sheet: Sheet) -> Bool { !openings(in: sheet).isEmpty }

  private static func openings(in sheet: Sheet) -> [Int] {
    guard let first = sheet.rows.firstIndex(where: { !$0.allSatisfy(\.isEmpty) }) else { return [] }
    let found = sheet.rows.indices.filter { row in
      FlowGrid.isOpening(sheet[row, 0].text) && (row == first || isHeading(sheet, row))
    }
    // A sheet with the header of a workflow was meant as one: reading it tells what it lacks.
    return found.isEmpty && hasHeader(sheet) ? [first] : found
  }

  private static func hasHeader(_ sheet: Sheet) -> Bool {
    sheet.rows.prefix(100).contains { row in
      let headers = Set(row.lazy.map { $0.text.lowercased() })
      return headers.contains("state") && headers.contains("go to")
    }
  }

  private static func end(of start: Int, in sheet: Sheet) -> Int {
    sheet.rows.indices.first { row in
      row > start && isHeading(sheet, row)
        && ["workflow", "table", "tests", "test", "types", "locale", "zone"]
          .contains(sheet[row, 0].text.lowercased().filter { !$0.isWhitespace && $0 != ":" })
    } ?? sheet.rows.count
  }

  /// A heading has three cells at most; a row of a workflow may have a keyword as its number.
  private static func isHeading(_ sheet: Sheet, _ row: Int) -> Bool {
    sheet.rows[row].dropFirst(3).allSatisfy(\.isEmpty)
  }
}

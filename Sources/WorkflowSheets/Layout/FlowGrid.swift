import Diagnostics
import Spreadsheets

/// The columns of a workflow sheet.
enum FlowColumn: String, CaseIterable {
  case state, on, when, `do`, note, parent, id, kind
  case goTo = "go to"

  var shown: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  init?(_ header: String) {
    let folded = header.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
    switch folded {
    case "event", "trigger": self = .on
    case "action", "actions": self = .do
    case "condition", "if", "guard": self = .when
    case "next", "target", "nextstate": self = .goTo
    case "why", "comment", "remark", "notes": self = .note
    default:
      guard
        let column = Self.allCases.first(where: {
          $0.rawValue.filter { $0 != " " } == folded
        })
      else { return nil }
      self = column
    }
  }
}

/// One row of a workflow below the header.
struct FlowRow {
  var cells: [FlowColumn: FlowText]
  /// Where the row stands: its first cell with content.
  var origin: Origin

  subscript(column: FlowColumn) -> FlowText? { cells[column] }
}

/// A `Data` row.
struct DataRow {
  var name: FlowText
  var type: FlowText?
  var value: FlowText?
  var note: String?
}

/// A workflow sheet as it was typed.
struct FlowGrid {
  var label: String
  var name: String
  var origin: Origin
  var data: [DataRow] = []
  var rows: [FlowRow] = []

  /// Whether a cell begins a workflow.
  static func isOpening(_ text: String) -> Bool {
    let word = text.filter { !$0.isWhitespace }.lowercased()
    return word == "workflow" || word == "workflow:"
  }

  /// Reads a sheet; nil if it is no workflow at all, or has no header.
  init?(_ sheet: Sheet, findings: FlowFindings) {
    func text(_ row: Int, _ column: Int) -> FlowText {
      FlowText(sheet[row, column].text, at: sheet.origin(row: row, column: column)).trimmed
    }
    func keyword(_ row: Int) -> String { text(row, 0).sub.lowercased() }
    guard let first = sheet.rows.firstIndex(where: { !$0.isEmpty }),
      Self.isOpening(text(first, 0).text)
    else {
      findings.report(
        .notAWorkflow, at: sheet.origin(row: 0, column: 0), found: text(0, 0).text,
        expected: "Workflow in column A of the first row", mend: "add the row Workflow, title, name"
      )
      return nil
    }
    let title = text(first, 1)
    let given = text(first, 2)
    label = title.isEmpty ? given.text : title.text
    name = given.isEmpty ? Self.name(of: label) : given.text
    origin = (given.isEmpty ? title : given).cell
    if label.isEmpty {
      findings.report(
        .badName, at: title.cell, "the workflow has no name", expected: "a title beside Workflow",
        mend: "write it")
    }
    var columns: [Int: FlowColumn]?
    for row in (first + 1)..<max(sheet.rows.count, first + 1) where !sheet.rows[row].isEmpty {
      if let columns {
        readRow(sheet, row, columns, findings)
      } else if keyword(row) == "data" {
        readData(sheet, row, text, findings)
      } else if keyword(row) == "name" || FlowColumn(text(row, 1).text) == .state {
        columns = Self.header(sheet, row, text, findings)
      } else {
        Self.reportUnknownRow(text(row, 0), findings)
      }
    }
    if columns == nil {
      findings.report(
        .missingColumn, at: origin, "the workflow has no header row",
        expected: "a row with Name in column A and State, On, When, Do, Go to behind it",
        mend: "add it above the first state")
      return nil
    }
  }

  private mutating func readData(
    _ sheet: Sheet, _ row: Int, _ text: (Int, Int) -> FlowText, _ findings: FlowFindings
  ) {
    let name = text(row, 1)
    guard !name.isEmpty else {
      findings.report(
        .badName, at: name.cell, "the variable has no name", expected: "a name beside Data",
        mend: "write it, or delete the row")
      return
    }
    let note = text(row, 4)
    data.append(
      DataRow(
        name: name, type: text(row, 2).nonEmpty, value: text(row, 3).nonEmpty,
        note: note.isEmpty ? nil : note.text))
  }

  private static func header(
    _ sheet: Sheet, _ row: Int, _ text: (Int, Int) -> FlowText, _ findings: FlowFindings
  ) -> [Int: FlowColumn] {
    var columns = [Int: FlowColumn]()
    for index in 1..<max(sheet.rows[row].count, 1) {
      let header = text(row, index)
      guard !header.isEmpty else { continue }
      if let column = FlowColumn(header.text), !columns.values.contains(column) {
        columns[index] = column
        continue
      }
      let names = FlowColumn.allCases.map(\.shown)
      findings.report(
        .unknownColumn, at: header.origin, found: header.text,
        expected: names.joined(separator: ", "),
        mend: Suggestion.nearest(to: header.text, among: names).map { "write \($0)" }
          ?? "write one of these, or empty the column")
    }
    for needed in [FlowColumn.state, .goTo] where !columns.values.contains(needed) {
      findings.report(
        .missingColumn, at: text(row, 0).cell, "the column '\(needed.shown)' is missing",
        expected: "State, On, When, Do, Go to", mend: "add it to this row")
    }
    return columns
  }

  private mutating func readRow(
    _ sheet: Sheet, _ row: Int, _ columns: [Int: FlowColumn], _ findings: FlowFindings
  ) {
    var cells = [FlowColumn: FlowText]()
    var first: Origin?
    for (index, cell) in sheet.rows[row].enumerated() where !cell.isEmpty {
      let text = FlowText(cell.text, at: sheet.origin(row: row, column: index)).trimmed
      if let column = columns[index] {
        cells[column] = text
        if column != .note { first = first ?? text.cell }
      } else if index > 0 {
        findings.report(
          .strayCell, at: text.cell, found: text.text, expected: "a header above the cell",
          mend: "empty the cell, or name its column; a comma inside a cell of a CSV file needs "
            + "quotes around the cell")
      }
    }
    guard let first else { return }
    rows.append(FlowRow(cells: cells, origin: first))
  }

  private static func reportUnknownRow(_ text: FlowText, _ findings: FlowFindings) {
    findings.report(
      .missingColumn, at: text.cell, "rows above the header begin with Data or Name",
      found: text.text,
      expected: "Data, or Name with the headers State, On, When, Do, Go to",
      mend: Suggestion.nearest(to: text.text, among: ["Data", "Name"]).map { "write \($0)" }
        ?? "write one of these, or delete the row")
  }

  /// `Order exceptions` as `order-exceptions`.
  private static func name(of label: String) -> String {
    label.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}

extension FlowText {
  var nonEmpty: FlowText? { isEmpty ? nil : self }
}

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
  var label: String?
}

/// A workflow sheet as it was typed.
struct FlowGrid {
  var label: String
  var name: String
  var note: String?
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
    let begin = sheet.rows.firstIndex { !$0.isEmpty }
    guard let first = begin, Self.isOpening(text(first, 0).text) else {
      let place = text(begin ?? 0, 0)
      findings.report(
        .notAWorkflow, at: place.cell, found: place.nonEmpty?.text,
        expected: "Workflow in column A of the first row",
        mend: Suggestion.nearest(to: place.text, among: ["Workflow"]) == nil
          ? "add the row Workflow, title, name above it" : "write Workflow")
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
    Self.checkStray(sheet, first, from: 3, "Workflow, title, name", findings)
    var columns: [Int: FlowColumn]?
    for row in (first + 1)..<max(sheet.rows.count, first + 1) where !sheet.rows[row].isEmpty {
      if let columns {
        readRow(sheet, row, columns, findings)
      } else if keyword(row) == "data" {
        readData(sheet, row, text, findings)
        Self.checkStray(
          sheet, row, from: 6, "Data, name, type, initial value, note, label", findings)
      } else if keyword(row) == "note" {
        note = text(row, 1).nonEmpty?.text
        Self.checkStray(sheet, row, from: 2, "Note and the remark", findings)
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
        note: note.nonEmpty?.text, label: text(row, 5).nonEmpty?.text))
  }

  private static func checkStray(
    _ sheet: Sheet, _ row: Int, from column: Int, _ expected: String, _ findings: FlowFindings
  ) {
    for index in sheet.rows[row].indices.dropFirst(column) where !sheet[row, index].isEmpty {
      findings.report(
        .strayCell, at: sheet.origin(row: row, column: index), found: sheet[row, index].text,
        expected: expected,
        mend: "empty the cell; a comma inside a cell of a CSV file needs quotes around the cell")
    }
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
    guard let first = first ?? cells[.note]?.cell else { return }
    rows.append(FlowRow(cells: cells, origin: first))
  }

  private static func reportUnknownRow(_ text: FlowText, _ findings: FlowFindings) {
    findings.report(
      .missingColumn, at: text.cell, "rows above the header begin with Data, Note or Name",
      found: text.text,
      expected: "Data, Note, or Name with the headers State, On, When, Do, Go to",
      mend: Suggestion.nearest(to: text.text, among: ["Data", "Note", "Name"]).map { "write \($0)" }
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

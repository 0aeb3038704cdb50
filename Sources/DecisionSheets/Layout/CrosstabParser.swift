import DMN
import Diagnostics
import Spreadsheets

/// Reads a crosstab: the first input's tests in the first column, the second's in the header row.
///
/// The names stand in a `Name` row (first input, second input, output; `Expression`, `Type` and
/// `Values` likewise), or in the corner as `first \ second`; then the table's name is the output's.
struct CrosstabParser {
  let block: RowBlock
  let rows: Range<Int>
  let findings: SheetFindings

  func parse(_ head: GridTable) -> GridTable? {
    var table = head
    var markers = [Keyword: Int]()
    var row = rows.lowerBound
    while row < rows.upperBound, let keyword = block.keyword(row),
      !keyword.beginsBlock || keyword.isSetting
    {
      markers[keyword] = row
      row += 1
    }
    guard row < rows.upperBound else {
      findings.report(
        .missingRules, at: table.origin, "the crosstab '\(table.label)' has no rows",
        expected: "a header row with the second input's tests", mend: "add it below the keywords")
      return nil
    }
    guard let names = columnNames(markers[.name], corner: block.cell(row, 0), table) else {
      return nil
    }
    let roles: [ColumnRole] = [.input, .input, .output]
    table.columns = zip(roles, names).enumerated().map { index, pair in
      func marker(_ keyword: Keyword) -> TypedCell? {
        markers[keyword].map { block.cell($0, index + 1) }.flatMap { $0.isEmpty ? nil : $0 }
      }
      var column = GridColumn(role: pair.0, name: pair.1.text, nameOrigin: pair.1.origin)
      column.expression = marker(.expression)
      column.type = marker(.type)
      column.values = marker(.values)
      return column
    }
    readCells(below: row, into: &table)
    return table
  }

  private func columnNames(
    _ nameRow: Int?, corner: TypedCell, _ table: GridTable
  ) -> [TypedCell]? {
    if let nameRow {
      let cells = (1...3).map { block.cell(nameRow, $0) }
      if cells.allSatisfy({ !$0.isEmpty }) { return cells }
      findings.report(
        .missingNames, at: cells.first { $0.isEmpty }?.origin ?? table.origin,
        "a crosstab has three names", expected: "the first input, the second input, the output",
        mend: "write the missing name")
      return nil
    }
    let parts = corner.text.split { $0 == "\\" || $0 == "/" || $0 == "|" }.map(\.trimmed)
    guard parts.count == 2 else {
      findings.report(
        .missingNames, at: corner.origin, "the crosstab does not name its inputs",
        found: corner.text.isEmpty ? "an empty corner" : corner.text,
        expected: "'first input \\ second input' in the corner, or a Name row with three names",
        mend: "write both names into the corner, with \\ between them")
      return nil
    }
    return parts.map { TypedCell(cell: .text($0), origin: corner.origin) }
      + [TypedCell(cell: .text(table.name), origin: table.origin)]
  }

  private func readCells(below header: Int, into table: inout GridTable) {
    let width = block.width
    let columns = width > 1 ? (1..<width).filter { !block.cell(header, $0).isEmpty } : []
    for row in (header + 1)..<max(rows.upperBound, header + 1) {
      for column in columns {
        let result = block.cell(row, column)
        table.rules.append(
          GridRule(
            cells: [block.cell(row, 0), block.cell(header, column), result],
            origin: result.origin))
      }
      for column in 1..<max(width, 1)
      where !columns.contains(column) && !block.cell(row, column).isEmpty {
        findings.report(
          .cellOutsideTable, at: block.cell(row, column).origin, found: block.text(row, column),
          expected: "a test above it in the header row", mend: "write the test, or empty the cell")
      }
    }
  }
}

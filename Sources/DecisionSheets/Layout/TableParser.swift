import DMN
import Diagnostics
import Spreadsheets

/// Reads a block of rows as a table, in whichever of the layouts it stands.
struct TableParser {
  let block: RowBlock
  /// The name of a table that names itself nowhere: that of the file.
  let fallbackName: String
  let findings: SheetFindings

  /// Reads a block that begins with keyword rows.
  func parseMarked() -> GridTable? {
    let head = TableHead(block, fallbackName: fallbackName, findings: findings)
    let rows = head.nextRow..<block.rows.upperBound
    switch head.table.orientation {
    case .ruleAsRow:
      var parser = MarkedTableParser(head.table, findings: findings)
      return parser.parse(rowGrid(rows))
    case .ruleAsColumn:
      var parser = MarkedTableParser(head.table, findings: findings)
      return parser.parse(turnedGrid(rows))
    case .crossTable:
      return CrosstabParser(block: block, rows: rows, findings: findings).parse(head.table)
    }
  }

  /// Reads a block whose first row holds the headers.
  func parseHeaderOnly() -> GridTable? {
    let first = block.rows.lowerBound
    let width = block.width
    let corner = block.cell(first, 0)
    var table = GridTable(label: fallbackName, name: fallbackName, origin: corner.origin)
    let holdsIDs =
      corner.isEmpty || ["#", "id", "rule", "no", "nr", "no."].contains(corner.text.lowercased())
    // Beside marked columns the corner is a hit policy, right or misspelt; otherwise only a right one is.
    let isMarked = (1..<max(width, 1)).contains { Self.isMarked(block.text(first, $0)) }
    let isPolicy =
      HitPolicy(corner.text) != nil
      || isMarked && !holdsIDs && !Self.isMarked(corner.text)
        && Suggestion.nearest(to: corner.text, among: HitPolicy.allCases.map(\.name)) != nil
    if isPolicy { TableHead.readHitPolicy(corner, into: &table, findings) }
    let hasIDs = holdsIDs || isPolicy
    let start = hasIDs ? 1 : 0
    func line(_ row: Int) -> LineGrid.Line {
      LineGrid.Line(
        LineCells(block, row: row, columns: start..<max(start, width)), headRow: row, headColumn: 0,
        kind: hasIDs ? .own : .empty)
    }
    var names = line(first)
    names.kind = .keyword(.name)
    // One text all over the row is a title whose cells were merged.
    guard Set(names.cells.map(\.text)).subtracting([""]).count > 1 else {
      findings.report(
        .missingNames, at: corner.origin, "this row is not the header of a table",
        found: corner.text,
        expected: "a row with the names of the columns, or a row that begins with Table",
        mend: "write Table into column A and the title into column B, and below it the rows "
          + "Role and Name; or delete this row")
      return nil
    }
    guard !holdsRulesInColumns(names) else { return nil }
    var parser = MarkedTableParser(table, findings: findings)
    return parser.parse(
      LineGrid(count: block.rows.count) { place in place == 0 ? names : line(first + place) })
  }

  /// Whether the header names rules, as in `Question | Rule 1 | Rule 2`; that is told.
  private func holdsRulesInColumns(_ names: LineGrid.Line) -> Bool {
    let words = ["rule", "regel", "case", "fall", "r", "option", ""]
    let numbered = names.cells.filter { cell in
      let text = cell.text.lowercased()
      let word = text.prefix { !$0.isNumber }.trimmed
      let number = text.dropFirst(text.prefix { !$0.isNumber }.count)
      return words.contains(word) && !number.isEmpty && number.allSatisfy(\.isASCIIDigit)
    }
    guard numbered.count > 1, numbered.count * 2 >= names.cells.count - 1,
      let first = numbered.first
    else { return false }
    findings.report(
      .unknownOrientation, at: first.origin, "the rules seem to stand in columns",
      found: numbered.map(\.text).joined(separator: ", "),
      expected: "the names of inputs and outputs in the header, and a rule in each row below it",
      mend: "turn the table; or write two rows above it, Table with its title and Orientation with "
        + "rules as columns, call this header Name, and put a column Role before it that says Input or "
        + "Output in each row")
    return true
  }

  /// Whether a header says its role, as in `in: tier`.
  private static func isMarked(_ header: String) -> Bool {
    let parts = header.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 1 && ColumnRole(parts[0].trimmed) != nil
  }

  private func rowGrid(_ rows: Range<Int>) -> LineGrid {
    let width = block.width
    return LineGrid(count: rows.count) { [block] place in
      let row = rows.lowerBound + place
      return LineGrid.Line(
        LineCells(block, row: row, columns: 1..<max(1, width)), headRow: row, headColumn: 0)
    }
  }

  /// The grid with rows and columns exchanged.
  ///
  /// Its first row may hold the keywords (`Role | Name | Type | 1 | 2`), as the turned ordinary form
  /// has them; else column A holds the roles, column B the names, and the rest are rules.
  private func turnedGrid(_ rows: Range<Int>) -> LineGrid {
    guard let first = rows.first else {
      return LineGrid(count: 0) { [block] place in
        LineGrid.Line(LineCells(block, rows: 0..<0, column: place), headRow: 0, headColumn: place)
      }
    }
    let hasKeywords = block.keyword(first) == .role || block.keyword(first) == .name
    let content = hasKeywords ? first + 1..<rows.upperBound : rows
    return LineGrid(count: block.width) { [block] column in
      var line = LineGrid.Line(
        LineCells(block, rows: content, column: column), headRow: first, headColumn: column)
      if !hasKeywords {
        line.kind = column == 0 ? .keyword(.role) : column == 1 ? .keyword(.name) : .empty
      }
      return line
    }
  }
}

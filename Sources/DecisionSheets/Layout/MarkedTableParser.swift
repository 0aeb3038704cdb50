import DMN
import Diagnostics
import Spreadsheets

/// Reads a table whose lines are named by keywords: `Role`, `Name`, `Expression`, `Type`, `Values`,
/// `Default`, then one rule a line.
struct MarkedTableParser {
  private var table: GridTable
  private let findings: SheetFindings
  private var markers = [Keyword: LineGrid.Line]()
  private var rules = [LineGrid.Line]()

  init(_ head: GridTable, findings: SheetFindings) {
    table = head
    self.findings = findings
  }

  /// The table, or nil if it has no columns to speak of.
  mutating func parse(_ grid: LineGrid) -> GridTable? {
    for place in 0..<grid.count { sort(grid.line(place)) }
    guard let names = markers[.name] ?? markers[.expression] else {
      findings.report(
        .missingNames, at: table.origin, "the table '\(table.label)' has no Name row",
        expected: "a row with Name in column A and the columns' names behind it",
        mend: "add the row above the first rule")
      return nil
    }
    // A key path would copy each line.
    let widest = rules.lazy.map { $0.cells.count }.max() ?? 0
    let columns = ColumnHeaders(
      names: names, roles: markers[.role], expressions: markers[.expression],
      types: markers[.type], values: markers[.values],
      widest: widest, findings: findings
    ).read(tableLabel: table.label)
    let usable = columns.filter { !$0.isFaulty }
    table.columns = usable.map(\.column)
    table.hasFaultyColumns = usable.count < columns.count
    let known = Set(columns.map(\.position))
    let strays = (0..<widest).filter { !known.contains($0) }
    let positions = usable.map(\.position)
    table.defaults = markers[.default].map { line in
      Array(GridCells(line.cells, positions: positions))
    }
    table.rules.reserveCapacity(rules.count)
    for line in rules {
      if !strays.isEmpty { reportOutside(line, strays) }
      table.rules.append(GridRule(line, positions: positions))
    }
    return table
  }

  private mutating func sort(_ line: LineGrid.Line) {
    let keyword = Keyword(line.headText)
    if keyword?.isSetting == true, line.cells.dropFirst(2).allSatisfy(\.isEmpty) { return }
    if let keyword, !keyword.beginsBlock {
      guard rules.isEmpty else {
        findings.report(
          .keywordBelowRules, at: line.head.origin, found: line.head.text,
          expected: "\(keyword.shown) above the first rule",
          mend: "move the row up, or give the rule another id")
        return
      }
      guard markers[keyword] == nil else {
        findings.report(
          .duplicateKeyword, at: line.head.origin, found: keyword.shown,
          mend: "keep one of the two rows")
        return
      }
      mark(line, as: keyword)
      return
    }
    if rules.isEmpty, let meant = Self.meantKeyword(line.headText) {
      findings.report(
        .unknownKeyword, at: line.head.origin, "'\(line.head.text)' is no keyword",
        found: line.head.text, expected: "a keyword, or the id of a rule",
        mend: "write \(meant)")
      // The row is read as what was probably meant, so that nothing else is said because of it.
      if let keyword = Keyword(meant), markers[keyword] == nil { mark(line, as: keyword) }
      return
    }
    rules.append(line)
  }

  /// Keeps a line; what belongs to the head of the table counts wherever it stands above the rules.
  private mutating func mark(_ line: LineGrid.Line, as keyword: Keyword) {
    markers[keyword] = line
    let cell = line.cells.first ?? TypedCell(cell: .empty, origin: line.head.origin)
    switch keyword {
    case .hitPolicy where table.hitPolicyOrigin == nil:
      TableHead.readHitPolicy(cell, into: &table, findings)
    case .hitPolicy:
      findings.report(
        .duplicateKeyword, at: line.head.origin, found: keyword.shown,
        mend: "keep one of the two rows")
    case .orientation:
      var turned = table
      TableHead.readOrientation(cell, into: &turned, findings)
      guard turned.orientation != table.orientation else { return }
      findings.report(
        .unknownOrientation, at: line.head.origin,
        "the orientation stands below what it turns", found: cell.text,
        expected: "Orientation in the row below Table", mend: "move the row up")
    default: break
    }
  }

  /// The keyword that a word above the first rule was probably meant to be.
  static func meantKeyword(_ text: String) -> String? {
    guard text.count >= 4, text.allSatisfy({ $0.isLetter || $0 == " " || $0 == "-" || $0 == ":" })
    else { return nil }
    return Suggestion.nearest(
      to: text, among: Keyword.allCases.filter { !$0.beginsBlock }.map(\.shown))
  }

  private func reportOutside(_ line: LineGrid.Line, _ positions: [Int]) {
    for position in positions
    where position < line.cells.count && !line.cells.content(position).isEmpty {
      let cell = line.cells[position]
      findings.report(
        .cellOutsideTable, at: cell.origin, found: cell.text,
        expected: "a name for this column in the Name row",
        mend:
          "name the column, or empty the cell; a comma inside a cell of a CSV file needs quotes "
          + "around the cell")
    }
  }
}

import DMN
import Diagnostics
import Spreadsheets

/// Reads the rows above the columns: `Table`, `Orientation` and `Hit policy`.
struct TableHead {
  private(set) var table: GridTable
  /// The first row below the head.
  private(set) var nextRow: Int

  init(_ block: RowBlock, fallbackName: String, findings: SheetFindings) {
    var row = block.rows.lowerBound
    table = GridTable(label: fallbackName, name: fallbackName, origin: block.cell(row, 0).origin)
    var seen = Set<Keyword>()
    if block.keyword(row) == nil {
      let cell = block.cell(row, 0)
      findings.report(
        .unknownKeyword, at: cell.origin, "'\(cell.text)' is no keyword", found: cell.text,
        expected: "Table, with the title beside it", mend: "write Table")
      row += 1
    }
    while row < block.rows.upperBound, let keyword = block.keyword(row),
      [.table, .orientation, .hitPolicy, .locale, .zone].contains(keyword)
    {
      if !seen.insert(keyword).inserted {
        findings.report(
          .duplicateKeyword, at: block.cell(row, 0).origin, found: keyword.shown,
          mend: "keep one of the two rows")
      }
      switch keyword {
      case .table: Self.readName(block, row, into: &table, findings)
      case .orientation: Self.readOrientation(block.cell(row, 1), into: &table, findings)
      case .hitPolicy: Self.readHitPolicy(block.cell(row, 1), into: &table, findings)
      default: break
      }
      row += 1
    }
    nextRow = row
  }

  private static func readName(
    _ block: RowBlock, _ row: Int, into table: inout GridTable, _ findings: SheetFindings
  ) {
    let label = block.cell(row, 1)
    let name = block.cell(row, 2)
    guard !label.isEmpty || !name.isEmpty else {
      findings.report(
        .missingTableName, at: label.origin, "the table has no name",
        expected: "the table's name in the cell beside Table",
        mend: "write the name into \(label.origin.place)")
      return
    }
    table.label = label.isEmpty ? name.text : label.text
    table.name = name.isEmpty ? label.text : name.text
    table.origin = (name.isEmpty ? label : name).origin
  }

  static func readOrientation(
    _ cell: TypedCell, into table: inout GridTable, _ findings: SheetFindings
  ) {
    switch cell.text.lowercased().filter(\.isLetter) {
    case "rulesasrows", "ruleasrow", "rows", "": table.orientation = .ruleAsRow
    case "rulesascolumns", "ruleascolumn", "columns": table.orientation = .ruleAsColumn
    case "crosstab", "crosstable": table.orientation = .crossTable
    default:
      findings.report(
        .unknownOrientation, at: cell.origin, found: cell.text,
        expected: "rules as rows, rules as columns, or crosstab",
        mend: "write one of these, or delete the row")
    }
  }

  static func readHitPolicy(
    _ cell: TypedCell, into table: inout GridTable, _ findings: SheetFindings
  ) {
    table.hitPolicyOrigin = cell.origin
    if let policy = HitPolicy(cell.text) {
      table.hitPolicy = policy
      return
    }
    let names = HitPolicy.allCases.map(\.name)
    findings.report(
      .unknownHitPolicy, at: cell.origin, found: cell.text,
      expected: names.joined(separator: ", "),
      mend: Suggestion.nearest(to: cell.text, among: names).map { "write \($0)" }
        ?? "write one of these, or delete the row: then it is Unique")
  }
}

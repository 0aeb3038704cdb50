import Diagnostics
import Spreadsheets

/// Some rows of a sheet, as typed cells.
final class RowBlock: Sendable {
  let sheet: Sheet
  /// The rows of the sheet, from 0.
  let rows: Range<Int>
  /// Any cell of the sheet, for what all of them share.
  private let corner: Origin

  init(sheet: Sheet, rows: Range<Int>) {
    self.sheet = sheet
    self.rows = rows
    corner = sheet.origin(row: 0, column: 0)
  }

  /// Where a cell stands.
  func origin(_ row: Int, _ column: Int) -> Origin { corner.cell(row: row, column: column) }

  func cell(_ row: Int, _ column: Int) -> TypedCell {
    var typed = TypedCell(cell: sheet[row, column], origin: origin(row, column))
    if !sheet.layout.details.isEmpty {
      typed.shown = sheet.detail(row: row, column: column)?.shown
    }
    if !sheet.layout.doubleLines.isEmpty {
      typed.hasDoubleLine = sheet.layout.doubleLines.contains(
        CellReference(row: row, column: column))
    }
    return typed
  }

  func text(_ row: Int, _ column: Int) -> String { sheet[row, column].text.trimmed }

  func keyword(_ row: Int) -> Keyword? { Keyword(text(row, 0)) }

  /// The number of columns that hold anything.
  var width: Int { rows.map { sheet.rows[$0].count }.max() ?? 0 }

  /// Whether cells show something else than their values, as some of a workbook do.
  var hasDetails: Bool { !sheet.layout.details.isEmpty }
}

/// A sheet cut into its blocks.
struct SheetBlocks {
  /// The tables, and among them the decisions that are one formula.
  var tables: [RowBlock] = []
  /// What the grid has no place for.
  var details: [RowBlock] = []
  /// The one table without keywords, if the sheet begins with it.
  var headerOnly: RowBlock?
  var tests: [RowBlock] = []
  var types: [RowBlock] = []
  /// The title above a table without keywords.
  var title: TypedCell?
  var locale: TypedCell?
  var zone: TypedCell?

  init(_ sheet: Sheet, findings: SheetFindings) {
    let titleRow = readTitle(sheet, findings)
    var row = 0
    while row < sheet.rows.count {
      if row == titleRow {
        row += 1
        continue
      }
      guard !sheet.rows[row].isEmpty else {
        row += 1
        continue
      }
      if row == 0, BlockOpening(sheet, row: row) == .instructions { return }
      if Self.beginsWorkflow(sheet, row) {
        row = Self.endOfWorkflow(sheet, from: row)
        continue
      }
      let end = Self.endOfBlock(sheet, from: row)
      let block = RowBlock(sheet: sheet, rows: row..<end)
      readSettings(in: block)
      if let opening = BlockOpening(sheet, row: row), opening != .instructions {
        if opening == .decision { tables.append(block) } else { details.append(block) }
        row = end
        continue
      }
      switch block.keyword(row) {
      case .table: tables.append(block)
      case .tests: tests.append(block)
      case .types: types.append(block)
      case .locale, .zone: break
      case .hitPolicy, .role, .name, .orientation:
        // Marker rows without `Table`: the file's name serves.
        if tables.isEmpty, headerOnly == nil {
          tables.append(block)
        } else {
          Self.reportStray(block, findings)
        }
      default:
        if tables.isEmpty, headerOnly == nil, tests.isEmpty {
          // Marker rows below it tell a misspelt `Table` from the header of a table without keywords.
          if block.rows.count > 1, block.keyword(row + 1)?.beginsBlock == false {
            tables.append(block)
          } else {
            headerOnly = block
          }
        } else {
          Self.reportStray(block, findings)
        }
      }
      row = end
    }
  }

  /// `Locale` and `Zone` stand by themselves or in the head of a table, and hold for the sheet.
  private mutating func readSettings(in block: RowBlock) {
    for row in block.rows {
      guard let keyword = block.keyword(row), keyword.isSetting,
        Self.isHeading(block.sheet, row)
      else { continue }
      if keyword == .locale { locale = block.cell(row, 1) } else { zone = block.cell(row, 1) }
    }
  }

  /// Whether a workflow begins with a row; the first row of a sheet may have stray cells behind it.
  static func beginsWorkflow(_ sheet: Sheet, _ row: Int) -> Bool {
    Keyword(sheet[row, 0].text.trimmed) == .workflow
      && (isHeading(sheet, row) || sheet.rows[..<row].allSatisfy { $0.allSatisfy(\.isEmpty) })
  }

  /// The row behind a workflow, which is read elsewhere: the first that begins something else; empty
  /// rows may stand between its states.
  private static func endOfWorkflow(_ sheet: Sheet, from start: Int) -> Int {
    var row = start + 1
    while row < sheet.rows.count {
      if let keyword = Keyword(sheet[row, 0].text.trimmed), keyword.beginsBlock,
        isHeading(sheet, row)
      {
        break
      }
      row += 1
    }
    return row
  }

  /// Takes a title above everything else, and returns its row.
  ///
  /// A title is one text alone in the first row, or all over its merged cells, with a table below it.
  private mutating func readTitle(_ sheet: Sheet, _ findings: SheetFindings) -> Int? {
    func texts(_ row: Int) -> Set<String> {
      Set(sheet.rows[row].map(\.text.trimmed)).subtracting([""])
    }
    let start = sheet.rows.indices.first { row in
      !sheet.rows[row].allSatisfy(\.isEmpty)
        && Keyword(sheet[row, 0].text.trimmed)?.isSetting != true
    }
    guard let first = start,
      texts(first).count == 1, let text = texts(first).first, Keyword(text) == nil,
      let next = sheet.rows[(first + 1)...].firstIndex(where: { !$0.allSatisfy(\.isEmpty) }),
      texts(next).count > 1
    else { return nil }
    let column = sheet.rows[first].firstIndex { !$0.isEmpty } ?? 0
    let below = Keyword(sheet[next, 0].text.trimmed)
    // A misspelt keyword is no title.
    guard below == nil || below?.beginsBlock == true,
      Suggestion.nearest(to: text, among: Keyword.allCases.map(\.shown)) == nil
    else { return nil }
    let cell = TypedCell(cell: .text(text), origin: sheet.origin(row: first, column: column))
    if below == nil { title = cell }
    findings.report(
      .guess, .note, at: cell.origin,
      below == nil
        ? "'\(text)' is taken as the title of the table below it"
        : "'\(text)' stands above the tables, and says nothing to them",
      found: text, mend: "if it belongs to a table, begin the table with a row Table")
    return first
  }

  /// The row behind a block: the first that is empty or begins another block.
  private static func endOfBlock(_ sheet: Sheet, from start: Int) -> Int {
    let opening = Keyword(sheet[start, 0].text.trimmed)
    if opening?.isSetting == true { return start + 1 }
    let isTable = opening == .table || opening?.beginsBlock == false
    var row = start + 1
    while row < sheet.rows.count, !sheet.rows[row].isEmpty {
      if let keyword = Keyword(sheet[row, 0].text.trimmed), keyword.beginsBlock,
        !(isTable && keyword.isSetting),
        isHeading(sheet, row)
      {
        return row
      }
      // A heading above a `Name` row begins something, even if it is misspelt.
      if isTable, row > start + 1, Keyword(sheet[row + 1, 0].text.trimmed) == .name,
        Keyword(sheet[row, 0].text.trimmed) == nil, isHeading(sheet, row),
        !sheet[row, 0].isEmpty, sheet[row, 0].text.contains(where: \.isLetter)
      {
        return row
      }
      row += 1
    }
    return row
  }

  /// A rule whose id is a word such as `Zone` has cells all over the row; a heading has two at most.
  static func isHeading(_ sheet: Sheet, _ row: Int) -> Bool {
    sheet.rows[row].dropFirst(3).allSatisfy(\.isEmpty)
  }

  private static func reportStray(_ block: RowBlock, _ findings: SheetFindings) {
    let first = block.rows.lowerBound
    let rows =
      block.rows.count == 1
      ? "row \(first + 1) belongs" : "rows \(first + 1)–\(block.rows.upperBound) belong"
    let followsEmptyRow = first > 0 && block.sheet.rows[first - 1].isEmpty
    let empty = followsEmptyRow ? "delete the empty row \(first), or " : ""
    let opening = block.text(first, 0)
    let nearest = Suggestion.nearest(
      to: opening, among: Keyword.allCases.filter(\.beginsBlock).map(\.shown))
    findings.report(
      .strayRows, at: block.sheet.origin(row: first, column: 0), "\(rows) to no table",
      found: opening.isEmpty ? nil : opening,
      expected: "a keyword in column A of the first row: Table, Tests, Types, Locale or Zone",
      mend: "\(empty)begin with \(nearest ?? "Table")")
  }
}

import Diagnostics

/// Gathers the cells of a sheet, whatever their order, within limits.
struct SheetBuilder {
  private var sheet: Sheet
  private let limits: SheetLimits
  private var diagnostics = [Diagnostic]()
  private var told = [GridCode: Int]()
  /// The cells held, those between the ones given included.
  private var size = 0
  /// What was noted beside cells: it is bounded like them, or a file could keep the reader busy for hours.
  private var marks = 0
  /// The cells that only repeat others.
  private var copies = 0
  /// Whether a limit was passed: nothing more is taken.
  private(set) var isFull = false

  /// Faults of one kind are told for the first cells only.
  private static let toldPerKind = 20
  /// An area of more cells is filled only as far as the sheet has content.
  private static let smallArea = 10_000
  /// A few bytes can ask for any number of copies of a cell, which nobody typed.
  private static let copyLimit = 2_000_000

  init(name: String, file: String, limits: SheetLimits) {
    sheet = Sheet(name: name, file: file, rows: [])
    self.limits = limits
  }

  /// The place of a cell, for messages.
  func origin(row: Int, column: Int) -> Origin { sheet.origin(row: row, column: column) }

  /// Whether anything is in the sheet so far.
  var rowCount: Int { sheet.rows.count }

  /// Puts a cell into the grid.
  mutating func set(_ cell: Cell, row: Int, column: Int, detail: CellDetail = CellDetail()) {
    guard !isFull, cell != .empty, hasRoom(row: row, column: column) else { return }
    while sheet.rows.count <= row { sheet.rows.append([]) }
    let width = sheet.rows[row].count
    if column < width {
      sheet.rows[row][column] = cell
    } else {
      size += column + 1 - width
      for _ in width..<column { sheet.rows[row].append(.empty) }
      sheet.rows[row].append(cell)
    }
    if !detail.isEmpty {
      sheet.layout.details[CellReference(row: row, column: column)] = detail
    }
  }

  /// Makes room for copies of a cell that stand beside or below it; false if there is none.
  ///
  /// - Parameters:
  ///   - count: The cells that the copies fill.
  ///   - area: All the cells, from the first on.
  /// - Returns: Whether there is room.
  mutating func allowCopies(_ count: Int, in area: CellArea) -> Bool {
    // What does not fit is refused before it is made.
    guard hasRoom(row: area.first.row, column: area.first.column) else { return false }
    if area.last.row >= limits.rows { return hasRoom(row: limits.rows, column: 0) }
    if area.last.column >= limits.columns {
      return hasRoom(row: area.first.row, column: limits.columns)
    }
    copies += count
    if copies > Self.copyLimit {
      stop(
        .tooLarge, row: area.first.row, column: area.first.column,
        expected: "at most \(Self.copyLimit) cells that repeat the one beside or above them",
        mend: "delete the rows and columns beyond the table")
    }
    return !isFull
  }

  /// Notes a double line at the left edge of a cell.
  mutating func markDoubleLine(row: Int, column: Int) {
    guard row < limits.rows, column < limits.columns, mark(1) else { return }
    sheet.layout.doubleLines.insert(CellReference(row: row, column: column))
  }

  /// Notes a merged area.
  mutating func merge(_ area: CellArea) {
    guard area.first != area.last, sheet.layout.mergedAreas.count < limits.rows else { return }
    sheet.layout.mergedAreas.append(area)
  }

  /// Notes rows that are hidden.
  mutating func hideRows(_ rows: Range<Int>) {
    let rows = rows.clamped(to: 0..<limits.rows)
    if mark(rows.count) { sheet.layout.hiddenRows.formUnion(rows) }
  }

  /// Notes columns that are hidden.
  mutating func hideColumns(_ columns: Range<Int>) {
    let columns = columns.clamped(to: 0..<limits.columns)
    if mark(columns.count) { sheet.layout.hiddenColumns.formUnion(columns) }
  }

  /// Notes that the whole sheet is hidden.
  mutating func hideSheet() { sheet.layout.isHidden = true }

  /// Tells a fault of a cell.
  mutating func report(
    _ code: GridCode, _ severity: Severity = .error, row: Int, column: Int, found: String?,
    expected: String, mend: String
  ) {
    told[code, default: 0] += 1
    guard told[code, default: 0] <= Self.toldPerKind else { return }
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin(row: row, column: column), found: found, expected: expected,
        mend: mend))
  }

  /// The sheet with merged values in all their cells, and what was wrong.
  mutating func finish() -> (sheet: Sheet, diagnostics: [Diagnostic]) {
    if isFull {
      // What was read is no table, and reading on would cost as much again for messages about it.
      return (Sheet(name: sheet.name, file: sheet.file, rows: []), diagnostics)
    }
    let rows = sheet.rows.count
    let columns = sheet.rows.lazy.map(\.count).max() ?? 0
    for area in sheet.layout.mergedAreas where !isFull { fill(area, rows, columns) }
    let height = sheet.rows.count
    let width = sheet.rows.lazy.map(\.count).max() ?? 0
    sheet.layout.hiddenRows = sheet.layout.hiddenRows.filter { $0 < height }
    sheet.layout.hiddenColumns = sheet.layout.hiddenColumns.filter { $0 < width }
    sheet.layout.doubleLines = sheet.layout.doubleLines.filter { $0.row < height }
    return (sheet, diagnostics)
  }

  private mutating func mark(_ count: Int) -> Bool {
    marks += count
    return marks <= limits.cells
  }

  /// A merged value applies to the whole area.
  private mutating func fill(_ area: CellArea, _ rows: Int, _ columns: Int) {
    let value = sheet[area.first.row, area.first.column]
    guard value != .empty else { return }
    let detail = sheet.layout.details[area.first] ?? CellDetail()
    var last = area.last
    let height = area.last.row - area.first.row + 1
    if height * (area.last.column - area.first.column + 1) > Self.smallArea {
      last.row = min(last.row, max(area.first.row, rows - 1))
      last.column = min(last.column, max(area.first.column, columns - 1))
    }
    let count = (last.row - area.first.row + 1) * (last.column - area.first.column + 1)
    guard last.row >= area.first.row, last.column >= area.first.column, mark(count) else { return }
    for row in area.first.row...last.row {
      for column in area.first.column...last.column {
        set(value, row: row, column: column, detail: detail)
        guard !isFull else { return }
      }
    }
  }

  private mutating func hasRoom(row: Int, column: Int) -> Bool {
    if row >= limits.rows {
      stop(
        .tooManyRows, row: row, column: column, expected: "at most \(limits.rows) rows",
        mend: "divide the table into several")
    } else if column >= limits.columns {
      stop(
        .tooManyColumns, row: row, column: column,
        expected: "at most \(limits.columns) columns", mend: "divide the table into several")
    } else if size + column + 1 > limits.cells {
      stop(
        .tooLarge, row: row, column: column, expected: "at most \(limits.cells) cells",
        mend: "delete the rows and columns beyond the table, or divide it into several")
    }
    return !isFull
  }

  private mutating func stop(
    _ code: GridCode, row: Int, column: Int, expected: String, mend: String
  ) {
    isFull = true
    report(code, row: row, column: column, found: nil, expected: expected, mend: mend)
  }
}

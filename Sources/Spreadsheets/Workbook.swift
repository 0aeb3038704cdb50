public import Diagnostics

/// What is in a cell, as far as the file says.
public enum Cell: Sendable, Hashable {
  /// Nothing.
  case empty
  /// Text; in a CSV file every cell is text.
  case text(String)
  /// A number, as its digits; `isPercent` if the cell shows it as a percentage.
  case number(String, isPercent: Bool = false)
  /// A truth value.
  case boolean(Bool)
  /// A date, as `2026-03-01`.
  case date(String)
  /// A date and time, as `2026-03-01T10:30:00`.
  case dateAndTime(String)
  /// A time of day, as `10:30:00`.
  case time(String)
  /// A formula that failed, as `#NAME?`.
  case formulaError(String)
  /// A formula whose value the file does not hold.
  case formulaWithoutValue(String)

  /// Whether there is nothing to see in the cell.
  public var isEmpty: Bool {
    switch self {
    case .empty: true
    case .text(let text): text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    default: false
    }
  }

  /// The cell as people would type it.
  public var text: String {
    switch self {
    case .empty: ""
    case .text(let text), .date(let text), .dateAndTime(let text), .time(let text),
      .formulaError(let text), .formulaWithoutValue(let text):
      text
    case .number(let digits, _): digits
    case .boolean(let value): value ? "TRUE" : "FALSE"
    }
  }
}

/// How large a sheet may be.
public struct SheetLimits: Sendable, Hashable {
  /// The most bytes of a file.
  public var bytes: Int
  /// The most rows.
  public var rows: Int
  /// The most columns.
  public var columns: Int
  /// The most cells of a sheet, counting the empty ones left of others.
  public var cells: Int

  /// Makes limits.
  public init(bytes: Int, rows: Int, columns: Int, cells: Int = 20_000_000) {
    self.bytes = bytes
    self.rows = rows
    self.columns = columns
    self.cells = cells
  }

  /// 256 MiB, the rows and columns that spreadsheet programs have, 20 million cells.
  public static let standard = SheetLimits(bytes: 256 << 20, rows: 1_048_576, columns: 16_384)
}

/// A grid of cells.
public struct Sheet: Sendable, Hashable {
  /// The name; nil in a CSV file, which has only one sheet.
  public var name: String?
  /// The file that holds it.
  public var file: String
  /// The rows; each ends with its last cell that is not empty.
  public var rows: [[Cell]]
  /// What else the file says about the sheet: hidden and merged parts, formats.
  public var layout: SheetLayout

  /// Makes a sheet.
  public init(
    name: String? = nil, file: String, rows: [[Cell]], layout: SheetLayout = SheetLayout()
  ) {
    self.name = name
    self.file = file
    self.rows = rows
    self.layout = layout
  }

  /// The cell at a place; empty outside the grid.
  public subscript(row: Int, column: Int) -> Cell {
    guard rows.indices.contains(row), rows[row].indices.contains(column) else { return .empty }
    return rows[row][column]
  }

  /// The place of a cell, for messages.
  public func origin(row: Int, column: Int) -> Origin {
    Origin(file: file, sheet: name, row: row, column: column)
  }
}

/// A file of sheets.
public struct Workbook: Sendable, Hashable {
  /// The path, as the user gave it.
  public var file: String
  /// The sheets, in their order.
  public var sheets: [Sheet]

  /// Makes a workbook.
  public init(file: String, sheets: [Sheet]) {
    self.file = file
    self.sheets = sheets
  }
}

/// How a written workbook looks and helps: for the formats that can say it, XLSX foremost.
public struct WorkbookStyle: Sendable, Hashable {
  /// The styles of sheets, by their names.
  public var sheets: [String: SheetStyle]

  /// Makes a style.
  public init(sheets: [String: SheetStyle] = [:]) {
    self.sheets = sheets
  }
}

/// How one sheet looks and helps.
public struct SheetStyle: Sendable, Hashable {
  /// A drop-down list of the values that some cells may hold.
  public struct AllowedValues: Sendable, Hashable {
    /// The cells.
    public var area: CellArea
    /// The values, in order.
    public var values: [String]
    /// Whether the program refuses other values, and not only offers these.
    public var isStrict: Bool

    /// Makes a list.
    public init(area: CellArea, values: [String], isStrict: Bool = false) {
      self.area = area
      self.values = values
      self.isStrict = isStrict
    }
  }

  /// What a row of the sheet is for.
  public enum RowRole: Sendable, Hashable {
    /// The title of a table.
    case title
    /// A header: bold on a coloured ground.
    case header
    /// Settings above a table: in grey.
    case setting
  }

  /// The rows that stay on the screen, from the top.
  public var frozenRows: Int
  /// The columns that stay on the screen, from the left.
  public var frozenColumns: Int
  /// The rows with a look of their own, from 0.
  public var rowRoles: [Int: RowRole]
  /// The widths of columns in characters, by column from 0; others fit their content.
  public var columnWidths: [Int: Double]
  /// The lists of allowed values.
  public var allowedValues: [AllowedValues]
  /// Notes that appear beside cells.
  public var notes: [CellReference: String]

  /// Makes a style.
  public init(
    frozenRows: Int = 0, frozenColumns: Int = 0, rowRoles: [Int: RowRole] = [:],
    columnWidths: [Int: Double] = [:], allowedValues: [AllowedValues] = [],
    notes: [CellReference: String] = [:]
  ) {
    self.frozenRows = frozenRows
    self.frozenColumns = frozenColumns
    self.rowRoles = rowRoles
    self.columnWidths = columnWidths
    self.allowedValues = allowedValues
    self.notes = notes
  }
}

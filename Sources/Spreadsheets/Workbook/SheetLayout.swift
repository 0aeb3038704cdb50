/// A rectangle of cells, such as `B2:D5`; all ends belong to it.
public struct CellArea: Sendable, Hashable, CustomStringConvertible {
  /// The cell at the top left.
  public var first: CellReference
  /// The cell at the bottom right.
  public var last: CellReference

  /// Makes an area from two opposite corners, in any order.
  public init(_ one: CellReference, _ other: CellReference) {
    first = CellReference(
      row: min(one.row, other.row), column: min(one.column, other.column))
    last = CellReference(
      row: max(one.row, other.row), column: max(one.column, other.column))
  }

  /// Reads `B2:D5`, or `B2` for one cell; nil for anything else.
  public init?(_ text: String) {
    let corners = text.split(separator: ":", omittingEmptySubsequences: false)
    guard corners.count <= 2, let one = corners.first.flatMap({ CellReference(String($0)) }),
      let other = corners.last.flatMap({ CellReference(String($0)) })
    else { return nil }
    self.init(one, other)
  }

  /// Whether a cell lies in the area.
  public func contains(row: Int, column: Int) -> Bool {
    (first.row...last.row).contains(row) && (first.column...last.column).contains(column)
  }

  /// How many cells it has.
  public var count: Int {
    (last.row - first.row + 1) * (last.column - first.column + 1)
  }

  /// The cells, row by row.
  var cells: [CellReference] {
    (first.row...last.row).flatMap { row in
      (first.column...last.column).map { CellReference(row: row, column: $0) }
    }
  }

  /// The area as people write it.
  public var description: String { first == last ? "\(first)" : "\(first):\(last)" }
}

/// What a cell showed, where that differs from its value: a spreadsheet program may have turned what
/// somebody typed into something else.
public struct CellDetail: Sendable, Hashable {
  /// The number format, as Excel writes it (`d-mmm`, `00000`, `"$"#,##0.00`), unless it is the plain one.
  public var format: String?
  /// The cell as it looked on the screen (`1-Apr`, `00042`, `$1,500.00`), as far as the format is
  /// understood.
  public var shown: String?
  /// The formula, with its `=`, that the value was computed by.
  public var formula: String?

  /// Makes a detail.
  public init(format: String? = nil, shown: String? = nil, formula: String? = nil) {
    self.format = format
    self.shown = shown
    self.formula = formula
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { format == nil && shown == nil && formula == nil }
}

/// What a workbook knows of a sheet beside the values of its cells; empty for a CSV file.
public struct SheetLayout: Sendable, Hashable {
  /// Whether the program shows the sheet.
  public var isHidden = false
  /// The rows that are hidden or filtered away, from 0, as far as the grid has them.
  public var hiddenRows: Set<Int> = []
  /// The columns that are hidden, from 0, as far as the grid has them.
  public var hiddenColumns: Set<Int> = []
  /// The merged areas; the grid holds the value in each of their cells.
  public var mergedAreas: [CellArea] = []
  /// The cells with a double line at their left edge, be it their own or their neighbour's.
  public var doubleLines: Set<CellReference> = []
  /// What cells showed, where that differs from their value.
  public var details: [CellReference: CellDetail] = [:]

  /// Makes the layout of a sheet of which nothing is known.
  public init() {}
}

extension Sheet {
  /// What the cell showed, if that differs from its value.
  public func detail(row: Int, column: Int) -> CellDetail? {
    layout.details[CellReference(row: row, column: column)]
  }

  /// The merged area that a cell belongs to.
  public func mergedArea(row: Int, column: Int) -> CellArea? {
    layout.mergedAreas.first { $0.contains(row: row, column: column) }
  }
}

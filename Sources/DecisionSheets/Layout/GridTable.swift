import DMN
import Diagnostics

/// A decision table as it was typed, whatever way the sheet lays it out.
struct GridTable {
  var label: String
  var name: String
  var origin: Origin
  var hitPolicy = HitPolicy.unique
  var hitPolicyOrigin: Origin?
  var orientation = DecisionTable.Orientation.ruleAsRow
  var columns: [GridColumn] = []
  var rules: [GridRule] = []
  /// The default outputs, one cell a column; nil without a `Default` row.
  var defaults: [TypedCell]?
  /// Whether columns were left out because of their roles, which was told.
  var hasFaultyColumns = false

  /// The names of the inputs and outputs, and the first names of paths.
  var valueNames: Set<String> {
    var names = Set<String>()
    for column in columns where column.role == .input || column.role == .output {
      let name = column.expression?.text ?? column.name
      names.insert(name)
      if column.isPath { names.insert(FEELNames.root(of: name)) }
    }
    return names
  }
}

/// A column of a table: what its header says.
struct GridColumn {
  var role: ColumnRole
  /// The header that people read.
  var name: String
  var nameOrigin: Origin
  /// Whether a double line stands before the column.
  var hasDoubleLine = false
  var expression: TypedCell?
  var type: TypedCell?
  var values: TypedCell?

  /// Whether what the column tests is a name or a path, not an expression.
  var isPath: Bool {
    expression.map { FEELNames.isPath($0.text) } ?? FEELNames.isPath(name, isHeader: true)
  }

  /// The column's letters, for messages; nil where the grid is turned.
  var place: String {
    guard case .cell(_, let reference) = nameOrigin.anchor else { return "" }
    return String(reference.prefix { $0.isLetter })
  }
}

/// A rule: one cell a column.
struct GridRule {
  /// The line that the rule is; nil in a crosstab.
  private let line: LineGrid.Line?
  let cells: GridCells
  private let place: Origin?

  init(_ line: LineGrid.Line, positions: [Int]) {
    self.line = line
    cells = GridCells(line.cells, positions: positions)
    place = nil
  }

  /// Makes a rule of cells that stand in several lines.
  init(cells: [TypedCell], origin: Origin) {
    line = nil
    self.cells = GridCells(cells)
    place = origin
  }

  /// The number or name of the rule, if it has one.
  var id: String? {
    guard let text = line?.headText, !text.isEmpty else { return nil }
    return text
  }

  /// Where the rule stands: at its head.
  var origin: Origin { place ?? line?.headOrigin ?? cells.origin(0) }
}

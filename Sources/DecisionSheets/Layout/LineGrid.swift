import Diagnostics
import Spreadsheets

/// A grid of lines that stands either as it was typed or turned: each line is a marker or a rule.
///
/// Lines and cells are made when they are asked for: a large table has a hundred thousand lines.
struct LineGrid {
  /// One line: what stands in column A, or in row 1 of a turned grid, and the cells behind it.
  struct Line {
    /// What stands at the head of a line.
    enum Head {
      /// Its first cell.
      case own
      /// Nothing, whatever the first cell holds.
      case empty
      /// A keyword, whatever the first cell holds.
      case keyword(Keyword)
    }

    let cells: LineCells
    /// The place of the head.
    let headRow: Int32
    let headColumn: Int32
    var kind: Head

    init(_ cells: LineCells, headRow: Int, headColumn: Int, kind: Head = .own) {
      self.cells = cells
      self.headRow = Int32(headRow)
      self.headColumn = Int32(headColumn)
      self.kind = kind
    }

    var headOrigin: Origin { cells.block.origin(Int(headRow), Int(headColumn)) }

    var headText: String {
      switch kind {
      case .own: cells.block.text(Int(headRow), Int(headColumn))
      case .empty: ""
      case .keyword(let keyword): keyword.rawValue
      }
    }

    var head: TypedCell {
      var head = cells.block.cell(Int(headRow), Int(headColumn))
      switch kind {
      case .own: break
      case .empty: head.cell = .empty
      case .keyword(let keyword): head.cell = .text(keyword.rawValue)
      }
      return head
    }
  }

  let count: Int
  /// The line at a place, from 0.
  let line: (Int) -> Line
}

/// The cells of a line, from a row or a column of a sheet.
struct LineCells: RandomAccessCollection {
  let block: RowBlock
  /// The place of the first cell.
  private let row: Int32
  private let column: Int32
  /// Whether the cells stand below each other.
  private let isTurned: Bool
  let endIndex: Int

  init(_ block: RowBlock, row: Int, columns: Range<Int>) {
    self.block = block
    self.row = Int32(row)
    column = Int32(columns.lowerBound)
    isTurned = false
    endIndex = columns.count
  }

  init(_ block: RowBlock, rows: Range<Int>, column: Int) {
    self.block = block
    row = Int32(rows.lowerBound)
    self.column = Int32(column)
    isTurned = true
    endIndex = rows.count
  }

  var startIndex: Int { 0 }

  subscript(position: Int) -> TypedCell { block.cell(row(position), column(position)) }

  /// What a cell holds, without its place.
  func content(_ position: Int) -> Cell { block.sheet[row(position), column(position)] }

  /// Where a cell stands.
  func origin(_ position: Int) -> Origin { block.origin(row(position), column(position)) }

  /// Where the line begins, for cells that it does not have.
  var lineOrigin: Origin {
    isTurned ? block.origin(Int(row), Int(column)) : block.origin(Int(row), 0)
  }

  private func row(_ position: Int) -> Int { Int(row) + (isTurned ? position : 0) }

  private func column(_ position: Int) -> Int { Int(column) + (isTurned ? 0 : position) }
}

/// The cells of a rule, one a column of its table.
struct GridCells: RandomAccessCollection {
  private enum Source {
    /// Those of a line at some positions; beyond its end they are empty.
    case line(LineCells, positions: [Int])
    /// Cells from several lines.
    case kept([TypedCell])
  }

  private let source: Source

  init(_ line: LineCells, positions: [Int]) { source = .line(line, positions: positions) }

  init(_ cells: [TypedCell]) { source = .kept(cells) }

  var startIndex: Int { 0 }

  var endIndex: Int {
    switch source {
    case .line(_, let positions): positions.count
    case .kept(let cells): cells.count
    }
  }

  subscript(position: Int) -> TypedCell {
    switch source {
    case .line(let line, let positions):
      let place = positions[position]
      return place < line.count
        ? line[place] : TypedCell(cell: .empty, origin: line.lineOrigin)
    case .kept(let cells): return cells[position]
    }
  }

  /// What a cell holds, without its place.
  func content(_ position: Int) -> Cell {
    switch source {
    case .line(let line, let positions):
      let place = positions[position]
      return place < line.count ? line.content(place) : .empty
    case .kept(let cells): return cells[position].cell
    }
  }

  /// Where a cell stands.
  func origin(_ position: Int) -> Origin {
    switch source {
    case .line(let line, let positions):
      let place = positions[position]
      return place < line.count ? line.origin(place) : line.lineOrigin
    case .kept(let cells): return cells[position].origin
    }
  }

  /// Whether a cell may show something else than its value.
  var hasDetails: Bool {
    switch source {
    case .line(let line, _): line.block.hasDetails
    case .kept(let cells): cells.contains { $0.shown != nil }
    }
  }
}

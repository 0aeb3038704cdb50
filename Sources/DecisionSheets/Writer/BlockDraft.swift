import DMN
import Diagnostics
import Spreadsheets

/// Some rows of a sheet in the making, with how they look; rows count from the first of the block.
struct BlockDraft {
  /// A column of cells that may hold some words.
  struct Offer {
    var area: CellArea
    var words: [String]
  }

  var rows: [[Cell]] = []
  var roles: [Int: SheetStyle.RowRole] = [:]
  var offers: [Offer] = []
  var notes: [CellReference: String] = [:]
  /// The rows that name the columns, which stay on the screen.
  var headerRows = 0

  mutating func append(_ cells: [Cell], _ role: SheetStyle.RowRole? = nil) {
    if let role { roles[rows.count] = role }
    rows.append(cells)
  }
}

/// A sheet in the making.
struct SheetDraft {
  var name: String?
  var isHidden = false
  /// Whether something stands on the sheet that an empty row must part from what follows.
  var isBegun = false
  private(set) var rows: [[Cell]] = []
  private(set) var style = SheetStyle()

  init(name: String?, isHidden: Bool = false) {
    self.name = name
    self.isHidden = isHidden
  }

  /// Adds a block below an empty row, or right below rows that only hold settings.
  mutating func append(_ block: BlockDraft, isSeparate: Bool = true) {
    guard !block.rows.isEmpty else { return }
    defer { isBegun = true }
    if !rows.isEmpty, isSeparate { rows.append([]) }
    let start = rows.count
    if start == 0 { style.frozenRows = block.headerRows }
    if block.headerRows > 0 { style.frozenColumns = 1 }
    for (row, role) in block.roles { style.rowRoles[start + row] = role }
    for offer in block.offers {
      let area = CellArea(
        CellReference(row: start + offer.area.first.row, column: offer.area.first.column),
        CellReference(row: start + offer.area.last.row, column: offer.area.last.column))
      style.allowedValues.append(.init(area: area, values: offer.words))
    }
    for (place, note) in block.notes {
      style.notes[CellReference(row: start + place.row, column: place.column)] = note
    }
    rows += block.rows.map { row in
      Array(row.prefix((row.lastIndex { $0 != .empty } ?? -1) + 1))
    }
  }

  /// The widths of columns, where they are better not those of the content.
  mutating func setWidths(_ widths: [Int: Double]) { style.columnWidths = widths }

  func sheet(file: String) -> Sheet {
    var sheet = Sheet(name: name, file: file, rows: rows)
    sheet.layout.isHidden = isHidden
    return sheet
  }
}

import Diagnostics
import Spreadsheets

/// What of a sheet's tables nobody sees: its cells count like all others, and that is told.
struct HiddenCells {
  private let sheet: Sheet
  private let blocks: [RowBlock]

  init(_ sheet: Sheet, in blocks: [RowBlock]) {
    self.sheet = sheet
    self.blocks = blocks
  }

  func report(_ findings: SheetFindings) {
    guard let first = blocks.first else { return }
    let layout = sheet.layout
    if layout.isHidden {
      findings.report(
        .hiddenCells, .warning, at: sheet.origin(row: first.rows.lowerBound, column: 0),
        "the sheet is hidden, and was read like the others", found: sheet.name,
        expected: "tables that people can see", mend: "show the sheet, or delete it")
      return
    }
    let rows = layout.hiddenRows.filter { row in
      blocks.contains { $0.rows.contains(row) }
    }
    report(Self.ranges(of: rows), "row", in: findings) { "\($0 + 1)" }
    let width = blocks.map(\.width).max() ?? 0
    let columns = layout.hiddenColumns.filter { column in
      column < width
        && blocks.contains { block in block.rows.contains { !sheet[$0, column].isEmpty } }
    }
    report(Self.ranges(of: columns), "column", in: findings) {
      CellReference.letters(ofColumn: $0)
    }
  }

  private func report(
    _ ranges: [ClosedRange<Int>], _ kind: String, in findings: SheetFindings,
    _ name: (Int) -> String
  ) {
    guard let first = ranges.first else { return }
    let parts = ranges.map {
      $0.count == 1 ? name($0.lowerBound) : "\(name($0.lowerBound))–\(name($0.upperBound))"
    }
    let isOne = ranges.count == 1 && first.count == 1
    let shown = parts.prefix(10).joined(separator: ", ") + (parts.count > 10 ? ", …" : "")
    let start = first.lowerBound
    findings.report(
      .hiddenCells, .warning,
      at: kind == "row"
        ? sheet.origin(row: start, column: 0)
        : sheet.origin(row: blocks.first?.rows.lowerBound ?? 0, column: start),
      "\(kind)\(isOne ? "" : "s") \(shown) \(isOne ? "is" : "are") hidden, and \(isOne ? "was" : "were") "
        + "read like the others", expected: "tables that people can see",
      mend:
        "show the \(kind)\(isOne ? "" : "s") (a filter hides rows, too), or delete \(isOne ? "it" : "them")"
    )
  }

  private static func ranges(of numbers: Set<Int>) -> [ClosedRange<Int>] {
    var ranges = [ClosedRange<Int>]()
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges
  }
}

import Diagnostics
import XML

/// Reads one worksheet of an XML Spreadsheet 2003.
struct XMLSpreadsheetSheetReader {
  private var builder: SheetBuilder
  private let styles: XMLSpreadsheetStyles
  private let limits: SheetLimits
  /// Dates are written as text, whatever day count the workbook would use.
  private let numbers = NumericCell(dates: SerialDate(is1904: false))
  private var row = -1
  private var column = -1
  private var nextColumn = 0
  /// The last row that a merged area covers, by column: cells without an index stand beside it.
  private var covered = [Int: Int]()

  init(name: String, file: String, limits: SheetLimits, styles: XMLSpreadsheetStyles) {
    builder = SheetBuilder(name: name, file: file, limits: limits)
    self.styles = styles
    self.limits = limits
  }

  /// Reads the element `Worksheet` whose start tag was just read.
  mutating func read(_ stream: XMLStream) {
    let level = stream.depth
    while let event = stream.next() {
      if event == .end, stream.depth == level { return }
      guard event == .start else { continue }
      switch stream.name {
      case "Table", "WorksheetOptions": break
      case "Column": readColumn(stream)
      case "Row": startRow(stream)
      case "Cell": builder.isFull ? stream.skipElement() : readCell(stream)
      case "Visible":
        if stream.elementText() != "SheetVisible" { builder.hideSheet() }
      default: stream.skipElement()
      }
    }
  }

  mutating func finish() -> (sheet: Sheet, diagnostics: [Diagnostic]) { builder.finish() }

  /// A count within what a sheet may have, so that sums of counts stay small.
  private func count(_ text: String?) -> Int? {
    text.flatMap { Int($0) }.map { min(max($0, 0), limits.rows + 1) }
  }

  private mutating func readColumn(_ stream: XMLStream) {
    if let index = count(stream.attribute("Index")) { nextColumn = max(index - 1, 0) }
    let span = (count(stream.attribute("Span")) ?? 0) + 1
    if stream.attribute("Hidden") == "1" { builder.hideColumns(nextColumn..<nextColumn + span) }
    nextColumn = min(nextColumn + span, limits.columns)
  }

  private mutating func startRow(_ stream: XMLStream) {
    row = min(row + 1, limits.rows)
    column = -1
    if let index = count(stream.attribute("Index")) { row = max(index - 1, 0) }
    let span = count(stream.attribute("Span")) ?? 0
    if stream.attribute("Hidden") == "1" { builder.hideRows(row..<row + span + 1) }
    row += span
  }

  private mutating func readCell(_ stream: XMLStream) {
    column = min(column + 1, limits.columns)
    if let index = count(stream.attribute("Index")) {
      column = max(index - 1, 0)
    } else {
      while let last = covered[column], last >= row, column < limits.columns { column += 1 }
    }
    let start = column
    let across = count(stream.attribute("MergeAcross")) ?? 0
    let down = count(stream.attribute("MergeDown")) ?? 0
    if across > 0 || down > 0 {
      builder.merge(
        CellArea(
          CellReference(row: row, column: column),
          CellReference(
            row: min(row + down, limits.rows - 1),
            column: min(column + across, limits.columns - 1))))
    }
    if down > 0 {
      for offset in 0...min(across, 1023) { covered[column + offset] = row + down }
    }
    let style = styles[stream.attribute("StyleID")]
    if style.hasDoubleLeft { builder.markDoubleLine(row: row, column: start) }
    if style.hasDoubleRight { builder.markDoubleLine(row: row, column: start + across + 1) }
    // LibreOffice writes its own formulas where Excel's are due.
    let formula = stream.attribute("Formula").map {
      $0.hasPrefix("=") ? $0 : ODSText.formula($0)
    }
    readData(stream, formula, style.format)
    column = min(start + across, limits.columns)
  }

  private mutating func readData(
    _ stream: XMLStream, _ formula: String?, _ format: NumberFormat
  ) {
    let level = stream.depth
    var data: (type: String, text: String)?
    while let event = stream.next() {
      if event == .end, stream.depth == level { break }
      guard event == .start else { continue }
      if stream.name == "Data", data == nil {
        let type = stream.attribute("Type") ?? "String"
        data = (type, stream.elementText())
      } else {
        stream.skipElement()
      }
    }
    var detail = CellDetail()
    detail.formula = formula
    if let data {
      take(data.type, data.text, detail, format)
    } else if let formula {
      builder.set(.formulaWithoutValue(formula), row: row, column: column, detail: detail)
    }
  }

  private mutating func take(
    _ type: String, _ text: String, _ detail: CellDetail, _ format: NumberFormat
  ) {
    var cell: Cell?
    var detail = detail
    switch type {
    case "String" where detail.formula != nil && FormulaError.matches(text):
      cell = .formulaError(text)
    case "String": cell = text.isEmpty ? .empty : .text(text)
    case "Boolean": cell = .boolean(text == "1" || text == "true")
    case "Error": cell = .formulaError(text)
    case "DateTime":
      if let made = moment(text, format) {
        cell = made.cell
        (detail.format, detail.shown) = (made.detail.format, made.detail.shown)
      }
    default:
      if let value = NumberText.value(text.trimmingBlanks), let made = numbers.make(value, format) {
        cell = made.cell
        (detail.format, detail.shown) = (made.detail.format, made.detail.shown)
      }
    }
    if let cell {
      builder.set(cell, row: row, column: column, detail: detail)
    } else {
      builder.report(
        type == "DateTime" ? .impossibleDate : .brokenCell, row: row, column: column, found: text,
        expected: type == "DateTime" ? "a date such as 2026-03-01T00:00:00.000" : "a number",
        mend: "type the cell again, or save the file again from the program that made it")
    }
  }

  /// A time of day stands on the last day of 1899, and may go beyond it.
  private func moment(
    _ text: String, _ format: NumberFormat
  ) -> (cell: Cell, detail: CellDetail)? {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    if text.hasPrefix("1899-12-3"), parts.count == 2 {
      guard let days = Self.days(clock: parts[1]) else { return nil }
      let isKnown = format.kind == .time || format.kind == .elapsed
      let plain = NumberFormat(days < 1 ? "h:mm:ss" : "[h]:mm:ss")
      return numbers.make(days, isKnown && days < 1 || format.kind == .elapsed ? format : plain)
    }
    guard let serial = SerialDate.serial(iso: text) else {
      return SerialDate.isISO(text) ? (.date(String(parts[0])), CellDetail()) : nil
    }
    let hasDay = [.date, .dateAndTime, .time].contains(format.kind)
    return numbers.make(serial, hasDay ? format : NumberFormat("yyyy-mm-dd"))
  }

  /// `36:00:00.000` as days.
  private static func days(clock: Substring) -> Double? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
      .map { NumberText.value($0) }
    guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2],
      hours >= 0, minutes >= 0, seconds >= 0
    else { return nil }
    return (hours * 3600 + minutes * 60 + seconds) / 86_400
  }
}

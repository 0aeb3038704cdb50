import Diagnostics
import XML

/// Reads one sheet of an OpenDocument file, cell by cell.
struct ODSSheetReader {
  private var builder: SheetBuilder
  private let styles: ODSStyles
  private let limits: SheetLimits
  private var row = 0
  private var columnCount = 0
  /// The styles that columns give to their cells, as ranges from the left.
  private var columnStyles = [(columns: Range<Int>, style: String)]()

  private static let office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  private static let extended =
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

  /// A cell as read, before it is known how often it is repeated.
  private struct Content {
    var cell = Cell.empty
    var detail = CellDetail()
    var style: String?
    var columns = 1
    var span: (rows: Int, columns: Int)?
    var fault: (code: GridCode, found: String, expected: String)?
  }

  init(name: String, file: String, limits: SheetLimits, styles: ODSStyles) {
    builder = SheetBuilder(name: name, file: file, limits: limits)
    self.styles = styles
    self.limits = limits
  }

  /// Reads the element `table:table` whose start tag was just read.
  mutating func read(_ stream: XMLStream) {
    let level = stream.depth
    if styles[stream.attribute("style-name")].hidesSheet { builder.hideSheet() }
    while let event = stream.next() {
      if event == .end, stream.depth == level { return }
      guard event == .start else { continue }
      switch stream.name {
      case "table-column": readColumn(stream)
      case "table-row": readRow(stream)
      // Groups and headers hold columns and rows; all else holds drawings and names.
      case "table-row-group", "table-header-rows", "table-rows", "table-column-group",
        "table-header-columns", "table-columns":
        break
      default: stream.skipElement()
      }
    }
  }

  mutating func finish() -> (sheet: Sheet, diagnostics: [Diagnostic]) { builder.finish() }

  private func count(_ text: String?) -> Int {
    min(max(text.flatMap { Int($0) } ?? 1, 1), limits.rows + 1)
  }

  private func isHidden(_ stream: XMLStream) -> Bool {
    let visibility = stream.attribute("visibility")
    return visibility == "collapse" || visibility == "filter"
  }

  private mutating func readColumn(_ stream: XMLStream) {
    let columns = columnCount..<columnCount + count(stream.attribute("number-columns-repeated"))
    columnCount = min(columns.upperBound, limits.columns)
    if isHidden(stream) { builder.hideColumns(columns) }
    if let style = stream.attribute("default-cell-style-name"), columnStyles.count < limits.columns
    {
      columnStyles.append((columns, style))
    }
  }

  private mutating func readRow(_ stream: XMLStream) {
    let level = stream.depth
    let repeated = count(stream.attribute("number-rows-repeated"))
    let rowStyle = stream.attribute("default-cell-style-name")
    if isHidden(stream) { builder.hideRows(row..<row + repeated) }
    var cells = [Content]()
    var column = 0
    while let event = stream.next() {
      if event == .end, stream.depth == level { break }
      guard event == .start else { continue }
      guard stream.name == "table-cell" || stream.name == "covered-table-cell" else {
        stream.skipElement()
        continue
      }
      // Once a limit is passed nothing is kept, and the rest is only walked over.
      if builder.isFull || cells.count > limits.columns {
        stream.skipElement()
      } else {
        let cell = readCell(stream, rowStyle ?? columnStyle(column))
        cells.append(cell)
        column = min(column + cell.columns, limits.columns + 1)
      }
    }
    let isEmpty = cells.allSatisfy { $0.cell == .empty && $0.fault == nil }
    if !isEmpty, !allowCopies(of: cells, rows: repeated) { return }
    for offset in 0..<(isEmpty ? 1 : repeated) where !builder.isFull {
      place(cells, row: row + offset)
    }
    row = min(row + repeated, limits.rows + 1)
  }

  /// Whether the row may be repeated so often, and its cells in it.
  private mutating func allowCopies(of cells: [Content], rows: Int) -> Bool {
    var filled = 0
    var kinds = 0
    for content in cells where content.cell != .empty || content.fault != nil {
      filled = min(filled + content.columns, limits.columns + 1)
      kinds += 1
    }
    let width = cells.lastIndex { $0.cell != .empty || $0.fault != nil }
      .map { last in cells[...last].reduce(0) { min($0 + $1.columns, limits.columns + 1) } }
    return builder.allowCopies(
      filled * rows - kinds,
      in: CellArea(
        CellReference(row: row, column: 0),
        CellReference(row: row + rows - 1, column: max(width ?? 1, 1) - 1)))
  }

  private mutating func place(_ cells: [Content], row: Int) {
    var column = 0
    for content in cells {
      if content.cell != .empty || content.fault != nil || content.span != nil {
        for offset in 0..<content.columns where !builder.isFull {
          place(content, row: row, column: column + offset)
        }
      }
      let style = styles[content.style]
      if style.hasDoubleLeft || style.hasDoubleRight, content.columns <= 64 {
        for offset in 0..<content.columns {
          if style.hasDoubleLeft { builder.markDoubleLine(row: row, column: column + offset) }
          if style.hasDoubleRight { builder.markDoubleLine(row: row, column: column + offset + 1) }
        }
      }
      column = min(column + content.columns, limits.columns + 1)
    }
  }

  private mutating func place(_ content: Content, row: Int, column: Int) {
    if let fault = content.fault {
      builder.report(
        fault.code, row: row, column: column, found: fault.found, expected: fault.expected,
        mend: "type the cell again, or save the file again from the program that made it")
    }
    builder.set(content.cell, row: row, column: column, detail: content.detail)
    if let span = content.span {
      builder.merge(
        CellArea(
          CellReference(row: row, column: column),
          CellReference(
            row: min(row + span.rows, limits.rows) - 1,
            column: min(column + span.columns, limits.columns) - 1)))
    }
  }

  private func columnStyle(_ column: Int) -> String? {
    columnStyles.first { $0.columns.contains(column) }?.style
  }

  private func readCell(_ stream: XMLStream, _ inherited: String?) -> Content {
    var content = Content()
    content.columns = count(stream.attribute("number-columns-repeated"))
    content.style = stream.attribute("style-name") ?? inherited
    let rows = count(stream.attribute("number-rows-spanned"))
    let columns = count(stream.attribute("number-columns-spanned"))
    if rows > 1 || columns > 1 { content.span = (rows, columns) }
    let type = stream.attribute("value-type", namespace: Self.office)
    let isError = stream.attribute("value-type", namespace: Self.extended) == "error"
    let formula = stream.attribute("formula").map(ODSText.formula)
    let value = type.flatMap { self.value($0, stream) }
    let shown = readText(stream)
    content.detail.formula = formula
    if isError || formula != nil && FormulaError.matches(shown ?? "") {
      content.cell = .formulaError(shown ?? "#ERROR!")
    } else if let type {
      take(type, value, shown, into: &content)
    } else if let formula {
      content.cell = .formulaWithoutValue(formula)
    } else if let shown, !shown.isEmpty {
      content.cell = .text(shown)
    }
    return content
  }

  private func value(_ type: String, _ stream: XMLStream) -> String? {
    switch type {
    case "date": stream.attribute("date-value")
    case "time": stream.attribute("time-value")
    case "boolean": stream.attribute("boolean-value")
    case "string": stream.attribute("string-value")
    default: stream.attribute("value", namespace: Self.office)
    }
  }

  /// The paragraphs of a cell whose start tag was just read, one a line; nil when it has none.
  private func readText(_ stream: XMLStream) -> String? {
    let level = stream.depth
    var text: String?
    while let event = stream.next() {
      if event == .end, stream.depth == level { break }
      guard event == .start else { continue }
      switch stream.name {
      case "p", "h": text = (text.map { $0 + "\n" } ?? "") + ODSText.paragraph(stream)
      // Notes, drawings and tables inside a cell are not its text.
      case "annotation", "table", "frame", "custom-shape": stream.skipElement()
      default: break
      }
    }
    return text
  }

  private func take(
    _ type: String, _ value: String?, _ shown: String?, into content: inout Content
  ) {
    switch type {
    case "string":
      let text = shown ?? value ?? ""
      content.cell = text.isEmpty ? .empty : .text(text)
      return
    case "boolean":
      content.cell = .boolean(value == "true")
      return
    case "date":
      guard let value, let cell = Self.date(value) else {
        content.fault = (
          .impossibleDate, value ?? shown ?? "", "a date from 0001-01-01 to 9999-12-31"
        )
        return
      }
      content.cell = cell
    case "time":
      guard let value, let seconds = ODSText.seconds(value) else {
        content.fault = (.brokenCell, value ?? shown ?? "", "a time")
        return
      }
      let kind = styles[content.style].showsElapsed ? "[h]:mm" : "h:mm"
      content.cell =
        NumericCell(dates: SerialDate(is1904: false)).make(
          seconds / 86_400, Self.format(kind, seconds))?
        .cell ?? .text(value)
    default:
      guard let value, let number = NumberText.value(value) else {
        content.fault = (.brokenCell, value ?? shown ?? "", "a number")
        return
      }
      content.cell = .number(NumberText.decimal(number), isPercent: type == "percentage")
    }
    if let shown, shown != content.cell.text { content.detail.shown = shown }
  }

  /// A time beyond a day is a duration, whatever its format.
  private static func format(_ code: String, _ seconds: Double) -> NumberFormat {
    NumberFormat(seconds < 0 || seconds >= 86_400 ? "[h]:mm" : code)
  }

  /// An ISO date, with or without a time, in its shortest form.
  private static func date(_ text: String) -> Cell? {
    guard SerialDate.isISO(text) else { return nil }
    guard text.contains("T") else { return .date(text) }
    var moment = text
    if moment.contains(".") {
      while moment.last == "0" { moment.removeLast() }
      if moment.last == "." { moment.removeLast() }
    }
    return .dateAndTime(moment)
  }
}

import Diagnostics
import XML

/// Reads one sheet of an XLSX workbook, cell by cell.
///
/// Spec: ISO/IEC 29500-1 § 18.3.
struct XLSXSheetReader {
  private var builder: SheetBuilder
  private let strings: [String]
  private let styles: XLSXStyles
  private let numbers: NumericCell
  private let limits: SheetLimits
  private var row = -1
  private var column = -1

  init(
    name: String, file: String, limits: SheetLimits, strings: [String], styles: XLSXStyles,
    numbers: NumericCell
  ) {
    builder = SheetBuilder(name: name, file: file, limits: limits)
    self.strings = strings
    self.styles = styles
    self.numbers = numbers
    self.limits = limits
  }

  mutating func read(_ stream: XMLStream) {
    while !builder.isFull, let event = stream.next() {
      guard event == .start else { continue }
      switch stream.name {
      case "row": startRow(stream)
      case "c": readCell(stream)
      case "col": hideColumns(stream)
      case "mergeCell":
        if let area = stream.attribute("ref").flatMap({ CellArea($0) }) { builder.merge(area) }
      default: break
      }
    }
  }

  mutating func finish() -> (sheet: Sheet, diagnostics: [Diagnostic]) { builder.finish() }

  private mutating func startRow(_ stream: XMLStream) {
    // Rows and cells without a reference follow on the one before.
    row += 1
    column = -1
    if let number = stream.attribute("r").flatMap({ Int($0) }), number > 0 { row = number - 1 }
    if XLSXText.isTrue(stream.attribute("hidden")), row < limits.rows {
      builder.hideRows(row..<row + 1)
    }
  }

  private mutating func hideColumns(_ stream: XMLStream) {
    guard XLSXText.isTrue(stream.attribute("hidden")),
      let first = stream.attribute("min").flatMap({ Int($0) }),
      let last = stream.attribute("max").flatMap({ Int($0) }), first > 0, first <= last
    else { return }
    builder.hideColumns(first - 1..<last)
  }

  private mutating func readCell(_ stream: XMLStream) {
    column += 1
    if let text = stream.attribute("r") {
      guard let reference = CellReference(text) else {
        builder.report(
          .brokenCell, row: max(row, 0), column: min(column, limits.columns),
          found: "the reference \"\(text)\"",
          expected: "a cell such as C7, at most XFD1048576", mend: GridFault.saveAgain)
        stream.skipElement()
        return
      }
      row = reference.row
      column = reference.column
    }
    let style = stream.attribute("s").flatMap { Int($0) }.map { styles[$0] } ?? .plain
    let type = stream.attribute("t") ?? "n"
    if style.hasDoubleLeft { builder.markDoubleLine(row: row, column: column) }
    if style.hasDoubleRight { builder.markDoubleLine(row: row, column: column + 1) }
    let content = readContent(stream)
    take(content, type, style.format)
  }

  private struct Content {
    var value: String?
    var inline: String?
    var formula: String?
  }

  private func readContent(_ stream: XMLStream) -> Content {
    let level = stream.depth
    var content = Content()
    while let event = stream.next() {
      switch event {
      case .start where stream.name == "v": content.value = stream.elementText()
      case .start where stream.name == "f": content.formula = stream.elementText()
      case .start where stream.name == "is": content.inline = XLSXStrings.richText(stream)
      case .start: stream.skipElement()
      case .end where stream.depth == level: return content
      case .end, .text: break
      }
    }
    return content
  }

  private mutating func take(_ content: Content, _ type: String, _ format: NumberFormat) {
    var detail = CellDetail()
    if let formula = content.formula, !formula.isEmpty { detail.formula = "=\(formula)" }
    if type == "inlineStr", let inline = content.inline {
      return set(inline.isEmpty ? .empty : .text(inline), detail)
    }
    guard let value = content.value, !value.isEmpty || type == "str" else {
      if content.formula != nil {
        set(.formulaWithoutValue(detail.formula ?? "a formula shared with other cells"), detail)
      }
      return
    }
    switch type {
    case "s":
      guard let index = Int(value.trimmingBlanks), strings.indices.contains(index) else {
        return broken("shared string \(value)", "one of the \(strings.count) shared strings")
      }
      set(strings[index].isEmpty ? .empty : .text(strings[index]), detail)
    case "str": setFormulaText(XLSXText.unescaped(value), detail)
    case "b": set(.boolean(XLSXText.isTrue(value)), detail)
    case "e": set(.formulaError(value), detail)
    case "d": setDate(value, detail, format)
    case "inlineStr": set(.text(XLSXText.unescaped(value)), detail)
    default: setNumber(value, detail, format)
    }
  }

  private mutating func set(_ cell: Cell, _ detail: CellDetail) {
    builder.set(cell, row: row, column: column, detail: detail)
  }

  /// Some programs write a formula's error as the text of its result.
  private mutating func setFormulaText(_ text: String, _ detail: CellDetail) {
    let isError = detail.formula != nil && FormulaError.matches(text)
    set(isError ? .formulaError(text) : .text(text), detail)
  }

  private mutating func setDate(_ text: String, _ detail: CellDetail, _ format: NumberFormat) {
    guard let serial = SerialDate.serial(iso: text) else {
      return broken("\"\(text)\"", "an ISO date")
    }
    setNumber(serial, text, detail, format, NumericCell(dates: SerialDate(is1904: false)))
  }

  private mutating func setNumber(_ text: String, _ detail: CellDetail, _ format: NumberFormat) {
    guard let value = NumberText.value(text.trimmingBlanks) else {
      return broken("\"\(text)\"", "a number")
    }
    setNumber(value, text, detail, format, numbers)
  }

  private mutating func setNumber(
    _ value: Double, _ text: String, _ detail: CellDetail, _ format: NumberFormat,
    _ numbers: NumericCell
  ) {
    guard let made = numbers.make(value, format) else {
      builder.report(
        .impossibleDate, row: row, column: column,
        found: "day \(text) of the workbook's calendar, shown as \(format.code)",
        expected: "a day from 1900-01-01 to 9999-12-31",
        mend: "type the date again, or format the cell as a number")
      return set(.number(NumberText.decimal(value)), detail)
    }
    var detail = detail
    detail.format = made.detail.format
    detail.shown = made.detail.shown
    set(made.cell, detail)
  }

  private mutating func broken(_ found: String, _ expected: String) {
    builder.report(
      .brokenCell, row: row, column: column, found: found, expected: expected,
      mend: GridFault.saveAgain)
  }
}

import Diagnostics

/// Cuts UTF-8 text into rows and cells.
struct CSVParser {
  private(set) var sheet: Sheet
  private(set) var diagnostics = [Diagnostic]()
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private let limits: SheetLimits
  private var index: Int
  private var row = [Cell]()
  /// After a quote that nothing closes, quotes are letters: the rest can still be read.
  private var quotesAreLetters = false
  /// Faults of one kind are told for the first cells only: a file in another format has thousands.
  private var textAfterQuoteCount = 0
  /// The cells read, and whether they or rows or columns are too many: then none is kept.
  private var size = 0
  private var isFull = false

  private static let quote = UInt8(ascii: "\"")
  private static let toldPerKind = 20

  init(_ bytes: [UInt8], from start: Int, delimiter: UInt8, sheet: Sheet, limits: SheetLimits) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.sheet = sheet
    self.limits = limits
    index = start
  }

  mutating func parse() {
    while index < bytes.count, !isFull {
      readCell()
      guard index < bytes.count else { break }
      if bytes[index] == delimiter {
        index += 1
        guard row.count < limits.columns else {
          stop(.tooManyColumns, expected: "at most \(limits.columns) columns")
          break
        }
        if index == bytes.count { row.append(.empty) }
      } else {
        skipLineEnd()
        endRow()
      }
    }
    if !row.isEmpty, !isFull { endRow() }
    // What was read is no table, and reading on would cost as much again for messages about it.
    if isFull { sheet.rows = [] }
    trimEmptyRows()
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private mutating func skipLineEnd() {
    let isReturn = bytes[index] == 0x0D
    index += 1
    if isReturn, index < bytes.count, bytes[index] == 0x0A { index += 1 }
  }

  private mutating func readCell() {
    if bytes[index] == Self.quote, !quotesAreLetters, readQuotedCell() { return }
    let start = index
    while index < bytes.count, bytes[index] != delimiter, !isEnd(bytes[index]) { index += 1 }
    append(bytes[start..<index])
  }

  /// Reads a cell in quotes; false if its quote is never closed, and then only the quote was read.
  private mutating func readQuotedCell() -> Bool {
    let start = index
    var content = [UInt8]()
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == Self.quote else {
        content.append(byte)
        continue
      }
      if index < bytes.count, bytes[index] == Self.quote {
        content.append(byte)
        index += 1
      } else {
        takeTextAfterQuote(into: &content)
        append(content[...])
        return true
      }
    }
    // The rest is read as if this quote were not there.
    index = start + 1
    quotesAreLetters = true
    let shown = String(decoding: bytes[start..<min(start + 60, bytes.count)], as: UTF8.self)
    report(
      .quoteNotClosed, found: String(shown.prefix { !$0.isNewline }),
      expected: "a second quote that ends the cell; a quote inside a cell is written twice",
      mend: "close the quote, or write \"\" for each quote that belongs to the cell")
    return false
  }

  private mutating func takeTextAfterQuote(into content: inout [UInt8]) {
    let start = index
    while index < bytes.count, bytes[index] != delimiter, !isEnd(bytes[index]) { index += 1 }
    let rest = bytes[start..<index]
    guard rest.contains(where: { $0 != 0x20 }) else { return }
    content += rest
    textAfterQuoteCount += 1
    guard textAfterQuoteCount <= Self.toldPerKind else { return }
    report(
      .textAfterQuote, found: String(decoding: content, as: UTF8.self),
      expected: "the separator or the end of the line behind the closing quote",
      mend: "put the whole cell into quotes, and write \"\" for each quote inside it")
  }

  private mutating func append(_ content: ArraySlice<UInt8>) {
    row.append(content.isEmpty ? .empty : .text(String(decoding: content, as: UTF8.self)))
  }

  private mutating func endRow() {
    while row.last?.isEmpty == true { row.removeLast() }
    guard sheet.rows.count < limits.rows else {
      stop(.tooManyRows, expected: "at most \(limits.rows) rows")
      return
    }
    size += row.count
    guard size <= limits.cells else {
      stop(.tooLarge, expected: "at most \(limits.cells) cells")
      return
    }
    sheet.rows.append(row)
    row.removeAll(keepingCapacity: true)
  }

  private mutating func stop(_ code: GridCode, expected: String) {
    report(code, expected: expected, mend: "divide the table into several")
    isFull = true
  }

  private mutating func trimEmptyRows() {
    while sheet.rows.last?.isEmpty == true { sheet.rows.removeLast() }
  }

  private mutating func report(
    _ code: GridCode, found: String? = nil, expected: String, mend: String
  ) {
    let origin = sheet.origin(row: sheet.rows.count, column: row.count)
    diagnostics.append(
      Diagnostic(code, at: origin, found: found, expected: expected, mend: mend))
  }
}

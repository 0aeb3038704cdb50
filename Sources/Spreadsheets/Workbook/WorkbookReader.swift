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
    var result = readContent(bytes, file: file, limits: limits)
    // Lists of allowed values that a written workbook carries for its drop-down lists are no table.
    result.workbook.sheets.removeAll { $0.layout.isHidden && $0.name == XLSXWriter.listSheet }
    return result
  }

  private static func readContent(
    _ bytes: [UInt8], file: String, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    let origin = Origin(file: file)
    let nothing = Workbook(file: file, sheets: [])
    guard bytes.count <= limits.bytes else {
      let diagnostic = Diagnostic(
        GridCode.tooLarge, at: origin, found: "\(bytes.count) bytes",
        expected: "at most \(limits.bytes) bytes", mend: "divide the table into several files")
      return (nothing, [diagnostic])
    }
    let named = WorkbookFormat(path: file)
    switch FileContent.detect(bytes) {
    case .archive: return readArchive(bytes, file: file, named: named, limits: limits)
    case .flatOpenDocument:
      let result = ODSReader.readFlat(bytes, file: file, limits: limits)
      return (result.workbook, result.diagnostics + misnamed(.fods, named, file))
    case .xmlSpreadsheet:
      let result = XMLSpreadsheetReader.read(bytes, file: file, limits: limits)
      return (result.workbook, result.diagnostics + misnamed(.xmlSpreadsheet, named, file))
    case .text: return readText(bytes, file: file, named: named, limits: limits)
    case .foreign(let name, let mend):
      let expected = named?.name ?? "a workbook or a CSV file"
      return (
        nothing,
        [Diagnostic(GridCode.otherFormat, at: origin, found: name, expected: expected, mend: mend)]
      )
    case .encrypted:
      let diagnostic = Diagnostic(
        GridCode.passwordProtected, at: origin, expected: "a workbook without a password",
        mend: GridFault.removePassword)
      return (nothing, [diagnostic])
    }
  }

  private static func readArchive(
    _ bytes: [UInt8], file: String, named: WorkbookFormat?, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    let nothing = Workbook(file: file, sheets: [])
    let archive: ZipArchive
    do throws(GridFault) {
      archive = try ZipArchive(bytes, file: file, limits: .standard)
    } catch {
      return (nothing, [error.diagnostic])
    }
    if let name = otherDocument(archive) {
      let diagnostic = Diagnostic(
        GridCode.otherFormat, at: Origin(file: file), found: name,
        expected: "an XLSX or ODS workbook",
        mend: "open the file in the program that made it and save or export it as XLSX or ODS")
      return (nothing, [diagnostic])
    }
    if ODSReader.accepts(archive) {
      let result = ODSReader.read(archive, file: file, limits: limits)
      return (result.workbook, result.diagnostics + misnamed(.ods, named, file))
    }
    if XLSXReader.accepts(archive) {
      var reader = XLSXReader(archive, file: file, limits: limits)
      let result = reader.read()
      return (result.workbook, result.diagnostics + misnamed(.xlsx, named, file))
    }
    let fault = GridFault.damaged(file, "a zip archive without a workbook in it")
    return (nothing, [fault.diagnostic])
  }

  private static func otherDocument(_ archive: ZipArchive) -> String? {
    if archive.contains("xl/workbook.bin") { return "a binary Excel workbook (XLSB)" }
    if archive.contains("word/document.xml") { return "a Word document" }
    if archive.contains("ppt/presentation.xml") { return "a presentation" }
    if archive.contains("Index/Document.iwa") { return "an Apple Numbers document" }
    return nil
  }

  private static func readText(
    _ bytes: [UInt8], file: String, named: WorkbookFormat?, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    if let named, named != .csv, !bytes.isEmpty,
      bytes.contains(0) || TextEncoding.detect(bytes).encoding == .windows1252,
      TextEncoding.detect(bytes).mark == 0
    {
      let fault = Diagnostic(
        GridCode.otherFormat, at: Origin(file: file), found: "neither a workbook nor text",
        expected: named.name, mend: GridFault.saveAgain)
      return (Workbook(file: file, sheets: []), [fault])
    }
    let result = CSVReader.read(bytes, file: file, limits: limits)
    guard !result.diagnostics.hasErrors else { return result }
    return (result.workbook, result.diagnostics + misnamed(.csv, named, file))
  }

  /// A file that could be read although its name says that it is something else.
  private static func misnamed(
    _ format: WorkbookFormat, _ named: WorkbookFormat?, _ file: String
  ) -> [Diagnostic] {
    guard let named, named != format else { return [] }
    return [
      Diagnostic(
        GridCode.otherFormat, .warning, at: Origin(file: file), found: format.name,
        expected: named.name,
        mend: "give the file the extension .\(format.rawValue), or save it again as \(named.name)")
    ]
  }
}

import Diagnostics
import XML

/// Reads OpenDocument sheets, packed (ODS) and flat (FODS).
///
/// Spec: OpenDocument 1.3 part 3, § 9.
struct ODSReader {
  private let file: String
  private let limits: SheetLimits
  private var styles = ODSStyles()
  private var workbook: Workbook
  private var diagnostics = [Diagnostic]()

  private init(file: String, limits: SheetLimits) {
    self.file = file
    self.limits = limits
    workbook = Workbook(file: file, sheets: [])
  }

  /// Whether an archive looks like an OpenDocument file.
  static func accepts(_ archive: ZipArchive) -> Bool {
    archive.contains("content.xml") && archive.contains("mimetype")
      || archive.contains("content.xml") && archive.contains("META-INF/manifest.xml")
  }

  /// Reads a packed file.
  static func read(
    _ archive: ZipArchive, file: String, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    var reader = ODSReader(file: file, limits: limits)
    do throws(GridFault) {
      try reader.readParts(archive)
    } catch {
      reader.diagnostics.append(error.diagnostic)
    }
    return (reader.workbook, reader.diagnostics)
  }

  /// Reads a flat file.
  static func readFlat(
    _ bytes: [UInt8], file: String, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    var reader = ODSReader(file: file, limits: limits)
    let stream = XMLStream(bytes, file: file, limits: Self.xmlLimits)
    reader.readDocument(stream)
    reader.diagnostics += stream.diagnostics
    reader.checkThatThereIsASheet()
    return (reader.workbook, reader.diagnostics)
  }

  private static let xmlLimits = XMLLimits(
    bytes: ArchiveLimits.standard.entryBytes, depth: 250, elements: 100_000_000)

  private mutating func readParts(_ archive: ZipArchive) throws(GridFault) {
    try checkForPassword(archive)
    if let bytes = try archive.read("styles.xml") {
      let stream = XMLStream(bytes, file: file, limits: Self.xmlLimits)
      readDocument(stream)
      try check(stream, "styles.xml")
    }
    guard let bytes = try archive.read("content.xml") else {
      throw GridFault.damaged(file, "the part content.xml is missing")
    }
    let stream = XMLStream(bytes, file: file, limits: Self.xmlLimits)
    readDocument(stream)
    try check(stream, "content.xml")
    checkThatThereIsASheet()
  }

  private func check(_ stream: XMLStream, _ part: String) throws(GridFault) {
    if let fault = stream.diagnostics.first(where: { $0.severity == .error }) {
      throw GridFault.damagedPart(file, part, fault)
    }
  }

  private func checkForPassword(_ archive: ZipArchive) throws(GridFault) {
    guard let bytes = try archive.read("META-INF/manifest.xml") else { return }
    let stream = XMLStream(bytes, file: file)
    while let event = stream.next() {
      guard event == .start, stream.name == "encryption-data" else { continue }
      throw GridFault(
        .passwordProtected, at: Origin(file: file), found: nil,
        expected: "a workbook without a password", mend: GridFault.removePassword)
    }
  }

  private mutating func checkThatThereIsASheet() {
    guard workbook.sheets.isEmpty, !diagnostics.hasErrors else { return }
    diagnostics.append(
      Diagnostic(
        GridCode.noSheet, at: Origin(file: file), expected: "an OpenDocument sheet",
        mend: "open the file in the program that made it and save it as a spreadsheet"))
  }

  private mutating func readDocument(_ stream: XMLStream) {
    while let event = stream.next() {
      guard event == .start else { continue }
      if ODSStyles.containers.contains(stream.name) {
        styles.read(stream)
      } else if stream.name == "table" {
        let name = stream.attribute("name") ?? "Sheet\(workbook.sheets.count + 1)"
        var reader = ODSSheetReader(name: name, file: file, limits: limits, styles: styles)
        reader.read(stream)
        let (sheet, faults) = reader.finish()
        workbook.sheets.append(sheet)
        diagnostics += faults
      } else if Self.passedOver.contains(stream.name) {
        stream.skipElement()
      }
    }
  }

  /// Parts of a document that may hold tables which are no sheets.
  private static let passedOver: Set<String> = [
    "master-styles", "tracked-changes", "scripts", "settings", "meta", "font-face-decls",
  ]
}

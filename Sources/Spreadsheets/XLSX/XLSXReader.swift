import Diagnostics
import XML

/// Reads XLSX workbooks as Excel, LibreOffice and Google Sheets write them, strict and transitional.
///
/// Spec: ISO/IEC 29500-1 § 18.
struct XLSXReader {
  private let package: XLSXPackage
  private let file: String
  private let limits: SheetLimits
  private var diagnostics = [Diagnostic]()

  private struct Entry {
    var name: String
    var relationship: String
    var isHidden: Bool
  }

  init(_ archive: ZipArchive, file: String, limits: SheetLimits) {
    package = XLSXPackage(archive: archive, file: file)
    self.file = file
    self.limits = limits
  }

  /// Whether an archive looks like an XLSX workbook.
  static func accepts(_ archive: ZipArchive) -> Bool {
    archive.contains("xl/workbook.xml")
      || archive.contains("[Content_Types].xml") && archive.contains("_rels/.rels")
  }

  /// Reads the workbook as far as it is whole: a damaged sheet does not take the others with it.
  mutating func read() -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    var workbook = Workbook(file: file, sheets: [])
    do throws(GridFault) {
      try readSheets(into: &workbook)
    } catch {
      diagnostics.append(error.diagnostic)
    }
    return (workbook, diagnostics)
  }

  private mutating func readSheets(into workbook: inout Workbook) throws(GridFault) {
    let main = try mainPart()
    let (entries, is1904) = try entries(of: main)
    let relationships = try package.relationships(of: main)
    func target(_ type: Substring) -> String? {
      relationships.first { $0.type == type }?.target
    }
    let styles = try XLSXStyles.read(package, part: target("styles"))
    let strings = try XLSXStrings.read(package, part: target("sharedStrings"))
    for (index, entry) in entries.enumerated() {
      let relationship = relationships.first { $0.id == entry.relationship }
      // A sheet may also be a chart or a dialogue, which holds no table.
      if let relationship, relationship.type != "worksheet" { continue }
      let part = relationship?.target ?? "xl/worksheets/sheet\(index + 1).xml"
      var reader = XLSXSheetReader(
        name: entry.name, file: file, limits: limits, strings: strings, styles: styles,
        numbers: NumericCell(dates: SerialDate(is1904: is1904)))
      do throws(GridFault) {
        guard let stream = try package.stream(part) else {
          throw GridFault.damaged(file, "the part \(part), sheet '\(entry.name)', is missing")
        }
        reader.read(stream)
        try package.check(stream, part)
      } catch {
        diagnostics.append(error.diagnostic)
      }
      var (sheet, faults) = reader.finish()
      sheet.layout.isHidden = entry.isHidden
      workbook.sheets.append(sheet)
      diagnostics += faults
    }
    guard workbook.sheets.isEmpty else { return }
    throw GridFault(
      .noSheet, at: Origin(file: file), found: nil, expected: "at least one sheet of cells",
      mend: GridFault.saveAgain)
  }

  private func mainPart() throws(GridFault) -> String {
    let found = try package.relationships(of: "").first { $0.type == "officeDocument" }?.target
    guard let found, package.archive.contains(found) else { return "xl/workbook.xml" }
    return found
  }

  private func entries(of part: String) throws(GridFault) -> ([Entry], is1904: Bool) {
    guard let stream = try package.stream(part) else {
      throw GridFault.damaged(file, "the part \(part) is missing")
    }
    var entries = [Entry]()
    var is1904 = false
    while let event = stream.next() {
      guard event == .start else { continue }
      switch stream.name {
      case "workbookPr": is1904 = XLSXText.isTrue(stream.attribute("date1904"))
      case "sheet":
        let state = stream.attribute("state")
        entries.append(
          Entry(
            name: stream.attribute("name") ?? "Sheet\(entries.count + 1)",
            relationship: stream.attribute("id", prefixed: true) ?? "",
            isHidden: state == "hidden" || state == "veryHidden"))
      default: break
      }
    }
    try package.check(stream, part)
    return (entries, is1904)
  }
}

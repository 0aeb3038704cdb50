import Diagnostics
import XML

/// Reads XML Spreadsheet 2003, which Excel and others save as "XML Spreadsheet".
struct XMLSpreadsheetReader {
  private let file: String
  private let limits: SheetLimits
  private var styles = XMLSpreadsheetStyles()
  private var workbook: Workbook
  private var diagnostics = [Diagnostic]()

  private init(file: String, limits: SheetLimits) {
    self.file = file
    self.limits = limits
    workbook = Workbook(file: file, sheets: [])
  }

  static func read(
    _ bytes: [UInt8], file: String, limits: SheetLimits
  ) -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    var reader = XMLSpreadsheetReader(file: file, limits: limits)
    let stream = XMLStream(
      bytes, file: file,
      limits: XMLLimits(
        bytes: ArchiveLimits.standard.entryBytes, depth: 250, elements: 100_000_000))
    reader.readWorkbook(stream)
    reader.diagnostics += stream.diagnostics
    if reader.workbook.sheets.isEmpty, !reader.diagnostics.hasErrors {
      reader.diagnostics.append(
        Diagnostic(
          GridCode.noSheet, at: Origin(file: file), expected: "an XML Spreadsheet with a Worksheet",
          mend: GridFault.saveAgain))
    }
    return (reader.workbook, reader.diagnostics)
  }

  private mutating func readWorkbook(_ stream: XMLStream) {
    while let event = stream.next() {
      guard event == .start else { continue }
      switch stream.name {
      case "Styles": styles.read(stream)
      case "Worksheet":
        let name = stream.attribute("Name") ?? "Sheet\(workbook.sheets.count + 1)"
        var reader = XMLSpreadsheetSheetReader(
          name: name, file: file, limits: limits, styles: styles)
        reader.read(stream)
        let (sheet, faults) = reader.finish()
        workbook.sheets.append(sheet)
        diagnostics += faults
      default: break
      }
    }
  }
}

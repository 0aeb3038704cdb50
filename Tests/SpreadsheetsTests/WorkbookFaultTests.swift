import Diagnostics
import Spreadsheets
import Testing

/// Files that hold no sheet, or hold one in a way that must not be believed.
@Suite struct WorkbookFaultTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var bytes: [UInt8]
    var place: String?
    var code: String
    var severity = Severity.error
    var found: String?
    var testDescription: String { name }
  }

  private static let oldExcel: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  private static func flat(_ table: String) -> [UInt8] {
    Array(
      ("<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        + "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
        + "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
        + "<office:spreadsheet><table:table table:name='S'>\(table)</table:table>"
        + "</office:spreadsheet></office:body></office:document>").utf8)
  }

  private static func zip(_ names: String...) -> [UInt8] {
    StoredZip.bytes(names.map { StoredZip.Part(name: $0, content: Array("<x/>".utf8)) })
  }

  static let examples = [
    Example(name: "empty", file: "a.xlsx", bytes: [], code: "GRID-008"),
    Example(
      name: "a CSV named XLSX", file: "a.xlsx", bytes: Array("a,b\n1,2\n".utf8), code: "GRID-006",
      severity: .warning, found: "a CSV file"),
    Example(
      name: "an old workbook", file: "a.xls", bytes: oldExcel, code: "GRID-006",
      found: "an old Excel workbook (XLS)"),
    Example(
      name: "a password", file: "a.xlsx",
      bytes: oldExcel + "EncryptedPackage".utf16.flatMap { [UInt8($0), 0] }, code: "GRID-012"),
    Example(
      name: "a web page", file: "a.xls", bytes: Array("\n<html><table>".utf8), code: "GRID-006",
      found: "a web page"),
    Example(
      name: "a PDF", file: "a.csv", bytes: Array("%PDF-1.7 ...".utf8), code: "GRID-006",
      found: "a PDF"),
    Example(
      name: "other XML", file: "a.xml", bytes: Array("<?xml version='1.0'?><definitions/>".utf8),
      code: "GRID-006", found: "an XML file that holds no sheet"),
    Example(
      name: "a Word document", file: "a.xlsx", bytes: zip("word/document.xml"), code: "GRID-006",
      found: "a Word document"),
    Example(
      name: "a binary workbook", file: "a.xlsb", bytes: zip("xl/workbook.bin"), code: "GRID-006",
      found: "a binary Excel workbook (XLSB)"),
    Example(
      name: "some archive", file: "a.xlsx", bytes: zip("readme.txt"), code: "GRID-010",
      found: "a zip archive without a workbook in it"),
    Example(
      name: "random bytes", file: "a.xlsx", bytes: [0x80, 0x00, 0x91, 0xFF], code: "GRID-006",
      found: "neither a workbook nor text"),
    Example(
      name: "a workbook without sheets", file: "a.xlsx", bytes: zip("xl/workbook.xml"),
      code: "GRID-013"),
    Example(
      name: "a flat file cut off", file: "a.fods",
      bytes: Array(flat("<table:table-row/>").prefix(300)), code: "XML-001"),
    Example(
      name: "entities", file: "a.fods",
      bytes: Array(
        ("<!DOCTYPE o [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><o x='urn:oasis:names:tc:opendocument'>"
          + "&b;</o>").utf8), code: "XML-005"),
    Example(
      name: "too many repeated rows", file: "a.fods",
      bytes: flat(
        "<table:table-row table:number-rows-repeated='2000000000'><table:table-cell>"
          + "<text:p>x</text:p></table:table-cell></table:table-row>"),
      place: "a.fods[S!A1048577]", code: "GRID-002"),
    Example(
      name: "absurd dimensions", file: "a.fods",
      bytes: flat(
        "<table:table-row table:number-rows-repeated='1048576'><table:table-cell "
          + "table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell>"
          + "</table:table-row>"), code: "GRID-001"),
    Example(
      name: "a date that is none", file: "a.fods",
      bytes: flat(
        "<table:table-row><table:table-cell office:value-type='date' "
          + "office:date-value='2026-02-30'/></table:table-row>"), place: "a.fods[S!A1]",
      code: "GRID-015", found: "2026-02-30"),
  ]

  @Test(arguments: examples) func names(example: Example) {
    let (_, diagnostics) = WorkbookReader.read(example.bytes, file: example.file)
    #expect(diagnostics.map(\.code.id) == [example.code])
    #expect(diagnostics.first?.severity == example.severity)
    #expect(diagnostics.allSatisfy { $0.mend != nil })
    if let found = example.found { #expect(diagnostics.first?.found == found) }
    if let place = example.place { #expect(diagnostics.first?.origin.place == place) }
  }

  @Test func passesOverMillionsOfEmptyRows() {
    let (workbook, diagnostics) = WorkbookReader.read(
      Self.flat(
        "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
          + "<table:table-row table:number-rows-repeated='1048575'><table:table-cell "
          + "table:number-columns-repeated='16384'/></table:table-row>"), file: "a.fods")
    #expect(diagnostics.isEmpty)
    #expect(workbook.sheets.first?.rows == [[.text("x")]])
  }

  @Test func clipsMergedAreasToTheTable() {
    let sheet =
      "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>"
      + "</sheetData><mergeCells><mergeCell ref='A1:A1048576'/></mergeCells></worksheet>"
    let (workbook, diagnostics) = WorkbookReader.read(XLSXParts(sheet: sheet).bytes, file: "m.xlsx")
    #expect(diagnostics.isEmpty)
    #expect(workbook.sheets.first?.rows == [[.number("1"), .number("2")]])
  }

  @Test func refusesAnArchiveThatGrowsBeyondMeasure() throws {
    let sheet = Sheet(
      name: "S", file: "b.ods", rows: [[.text(String(repeating: "a", count: 30_000_000))]])
    let bytes = try WorkbookWriter.write(Workbook(file: "b.ods", sheets: [sheet]), as: .ods)
    #expect(bytes.count < 100_000)
    let (_, diagnostics) = WorkbookReader.read(bytes, file: "b.ods")
    #expect(diagnostics.map(\.code.id) == ["GRID-011"])
  }

  @Test func readsTheSheetsThatAreWhole() throws {
    var parts = XLSXParts(sheet: "<worksheet><sheetData><row><c><v>1</v>")
    parts.workbook = parts.workbook.replacing(
      "</sheets>", with: "<sheet name='T' sheetId='2' r:id='rId9'/></sheets>")
    parts.relationships = parts.relationships.replacing(
      "</Relationships>",
      with:
        "<Relationship Id='rId9' Type='x/worksheet' Target='worksheets/two.xml'/></Relationships>")
    parts.others = [
      StoredZip.Part(
        name: "xl/worksheets/two.xml",
        content: Array(
          "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>".utf8))
    ]
    let (workbook, diagnostics) = WorkbookReader.read(parts.bytes, file: "w.xlsx")
    #expect(workbook.sheets.last?.rows == [[.number("2")]])
    #expect(diagnostics.map(\.code.id) == ["GRID-010"])
    #expect(diagnostics.first?.found?.hasPrefix("xl/worksheets/sheet1.xml, line 1: ") == true)
  }
}

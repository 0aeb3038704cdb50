import Diagnostics
import Foundation
import Spreadsheets
import TestSupport
import Testing

/// The same sheet saved by LibreOffice in each format it writes.
@Suite struct WorkbookFixtureTests {
  static let formats = ["xlsx", "ods", "fods", "xml"]
  /// LibreOffice loses number formats and what is hidden when it writes XML Spreadsheet 2003.
  static let wholeFormats = ["xlsx", "ods", "fods"]

  static func fixture(_ name: String) throws -> [UInt8] {
    let folder = Corpus.package.appendingPathComponent("Tests/SpreadsheetsTests/Fixtures")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private func kinds(_ format: String) throws -> (Workbook, Sheet) {
    let name = "kinds.\(format)"
    let (workbook, diagnostics) = WorkbookReader.read(try Self.fixture(name), file: name)
    #expect(diagnostics.map(\.text) == [])
    return (workbook, try #require(workbook.sheets.first))
  }

  @Test(arguments: formats) func readsEveryKindOfCell(format: String) throws {
    let (workbook, sheet) = try kinds(format)
    #expect(workbook.sheets.map(\.name) == ["Kinds", "Secret"])
    #expect(sheet[1, 1] == .number("0.1"))
    #expect(sheet[2, 1] == .number("0.1", isPercent: true))
    #expect(sheet[3, 1] == .number("1500"))
    #expect(sheet[4, 1] == .number("42"))
    #expect(sheet[5, 1] == .date("2026-04-01"))
    #expect(sheet[6, 1] == .date("2026-03-01"))
    #expect(sheet[7, 1] == .dateAndTime("2026-03-01T10:30:00"))
    #expect(sheet[8, 1] == .time("10:30:00"))
    #expect(sheet[9, 1] == .text("PT36H"))
    #expect(sheet[10, 1] == .boolean(true))
    #expect(sheet[11, 1] == .number("0.3"))
    #expect(sheet[12, 1] == .formulaError("#NAME?"))
    #expect(sheet[13, 1] == .formulaError("#DIV/0!"))
    #expect(sheet[14, 1] == .text("one    x\ntwo & <three>"))
    #expect(sheet[16, 1] == .number("0.0000001"))
    #expect(sheet[17, 1] == .number("12345678901234500000"))
  }

  @Test(arguments: wholeFormats) func keepsWhatTheCellsShowed(format: String) throws {
    let (_, sheet) = try kinds(format)
    #expect(sheet.detail(row: 1, column: 1) == nil)
    #expect(sheet.detail(row: 2, column: 1)?.shown == "10%")
    #expect(sheet.detail(row: 3, column: 1)?.shown == "$1,500.00")
    #expect(sheet.detail(row: 4, column: 1)?.shown == "00042")
    #expect(sheet.detail(row: 5, column: 1)?.shown == "1-Apr")
    #expect(sheet.detail(row: 6, column: 1)?.shown == nil)
    #expect(sheet.detail(row: 9, column: 1)?.shown == "36:00")
  }

  @Test(arguments: wholeFormats) func knowsHiddenAndMergedParts(format: String) throws {
    let (workbook, sheet) = try kinds(format)
    #expect(sheet.layout.hiddenRows == [15])
    #expect(sheet.layout.hiddenColumns == [3])
    #expect(workbook.sheets.map(\.layout.isHidden) == [false, true])
    #expect(sheet.layout.mergedAreas.map(\.description) == ["A17:A18"])
    #expect(sheet[16, 0] == .text("merged"))
    #expect(sheet[17, 0] == .text("merged"))
    if format != "xlsx" {
      #expect(sheet.layout.doubleLines == [CellReference(row: 15, column: 1)])
    }
    #expect(sheet.rows.count == 20)
    #expect(
      sheet.rows.suffix(2).map { $0.map(\.text) } == [["again", "again"], ["again", "again"]])
  }

  @Test(arguments: formats) func tellsAFileByItsContent(format: String) throws {
    let bytes = try Self.fixture("kinds.\(format)")
    let (workbook, diagnostics) = WorkbookReader.read(bytes, file: "kinds.csv")
    #expect(workbook.sheets.count == 2)
    #expect(diagnostics.map(\.code.id) == ["GRID-006"])
    #expect(diagnostics.map(\.severity) == [.warning])
  }
}

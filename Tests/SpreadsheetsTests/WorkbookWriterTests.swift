import Diagnostics
import Spreadsheets
import Testing

@Suite struct WorkbookWriterTests {
  static let formats: [WorkbookFormat] = [.xlsx, .ods, .fods, .xmlSpreadsheet]

  /// A workbook with every kind of cell and every part of the layout that is written.
  static func example(file: String) -> Workbook {
    var sheet = Sheet(
      name: "Order exceptions", file: file,
      rows: [
        [.text("Table"), .text("Order exception"), .text("order_exception")],
        [.text("  two blanks  "), .text("1-4"), .text("a \"quote\", a comma\nand a line <&>")],
        [.number("0.1"), .number("0.125", isPercent: true), .number("-1234567.89")],
        [.number("12345678901234567890"), .boolean(true), .boolean(false)],
        [],
        [.date("2026-03-01"), .dateAndTime("2026-03-01T10:30:15"), .time("23:59:59")],
        [.text("merged"), .text("merged"), .formulaError("#NAME?")],
        [.text("merged"), .text("merged"), .text("Zürich 東京 🎧")],
      ])
    sheet.layout.mergedAreas = [
      CellArea(CellReference(row: 6, column: 0), CellReference(row: 7, column: 1))
    ]
    sheet.layout.hiddenRows = [3]
    sheet.layout.hiddenColumns = [1]
    var ids = Sheet(name: "ids", file: file, rows: [[.text("A1"), .text("x")]])
    ids.layout.isHidden = true
    return Workbook(file: file, sheets: [sheet, ids])
  }

  private func trip(
    _ workbook: Workbook, _ format: WorkbookFormat, style: WorkbookStyle = WorkbookStyle()
  ) throws -> (workbook: Workbook, diagnostics: [Diagnostic]) {
    let bytes = try WorkbookWriter.write(workbook, as: format, style: style)
    return WorkbookReader.read(bytes, file: workbook.file)
  }

  @Test(arguments: formats) func writesWhatItReads(format: WorkbookFormat) throws {
    let workbook = Self.example(file: "out.\(format.rawValue)")
    let (read, diagnostics) = try trip(workbook, format)
    #expect(diagnostics.map(\.text) == [])
    #expect(read.sheets.map(\.name) == workbook.sheets.map(\.name))
    #expect(read.sheets.map(\.layout.isHidden) == [false, true])
    let sheet = try #require(read.sheets.first)
    var expected = try #require(workbook.sheets.first).rows
    // No binary number holds twenty digits.
    expected[3][0] = .text("12345678901234567890")
    for (row, cells) in expected.enumerated() {
      #expect((sheet.rows.indices.contains(row) ? sheet.rows[row] : []) == cells)
    }
    #expect(sheet.layout.mergedAreas == workbook.sheets.first?.layout.mergedAreas)
    #expect(sheet.layout.hiddenRows == [3])
    #expect(sheet.layout.hiddenColumns == [1])
  }

  @Test(arguments: formats) func writesHelpWithoutDisturbingTheCells(format: WorkbookFormat) throws
  {
    let workbook = Self.example(file: "out.\(format.rawValue)")
    let place = CellReference(row: 0, column: 1)
    let area = CellArea(place, CellReference(row: 3, column: 1))
    let values = (1...60).map { "allowed value \($0)" }
    let style = WorkbookStyle(sheets: [
      "Order exceptions": SheetStyle(
        frozenRows: 1, rowRoles: [0: .title, 1: .header, 2: .setting], columnWidths: [0: 20],
        allowedValues: [
          SheetStyle.AllowedValues(area: area, values: ["gold", "silver"]),
          SheetStyle.AllowedValues(area: area, values: values, isStrict: true),
        ],
        notes: [place: "became > 150\nin FEEL"])
    ])
    let plain = try trip(workbook, format)
    let (read, diagnostics) = try trip(workbook, format, style: style)
    #expect(diagnostics.isEmpty)
    #expect(read.sheets.map(\.rows) == plain.workbook.sheets.map(\.rows))
  }

  @Test func keepsFormatsInXLSX() throws {
    let place = CellReference(row: 0, column: 1)
    var sheet = Sheet(name: "S", file: "s.xlsx", rows: [[.number("42"), .date("2026-04-01")]])
    sheet.layout.doubleLines = [place]
    sheet.layout.details[CellReference(row: 0, column: 0)] = CellDetail(format: "00000")
    sheet.layout.details[place] = CellDetail(format: "d-mmm")
    let (read, _) = try trip(Workbook(file: "s.xlsx", sheets: [sheet]), .xlsx)
    #expect(read.sheets.first?.rows == sheet.rows)
    #expect(read.sheets.first?.layout.doubleLines == [place])
    #expect(read.sheets.first?.detail(row: 0, column: 0)?.shown == "00042")
    #expect(read.sheets.first?.detail(row: 0, column: 1)?.shown == "1-Apr")
  }

  @Test(arguments: formats) func keepsDoubleLines(format: WorkbookFormat) throws {
    let place = CellReference(row: 0, column: 1)
    var sheet = Sheet(name: "S", file: "s.\(format.rawValue)", rows: [[.text("a"), .text("b")]])
    sheet.layout.doubleLines = [place]
    let (read, diagnostics) = try trip(Workbook(file: sheet.file, sheets: [sheet]), format)
    #expect(diagnostics.isEmpty)
    #expect(read.sheets == [sheet])
  }

  @Test func givesSheetsNamesThatExcelAccepts() throws {
    let names = ["a/b", "A?B", "", String(repeating: "long", count: 20), "'quoted'"]
    let sheets = names.map { Sheet(name: $0, file: "n.xlsx", rows: [[.text($0)]]) }
    let (read, diagnostics) = try trip(Workbook(file: "n.xlsx", sheets: sheets), .xlsx)
    #expect(diagnostics.isEmpty)
    #expect(
      read.sheets.map(\.name) == [
        "a-b", "A-B (2)", "Sheet3", "longlonglonglonglonglonglonglon", "quoted",
      ])
  }

  @Test func writesTheSameBytesEachTime() throws {
    let workbook = Self.example(file: "out.ods")
    let first = try WorkbookWriter.write(workbook, as: .ods)
    #expect(try WorkbookWriter.write(workbook, as: .ods) == first)
    #expect(first.dropFirst(30).starts(with: Array("mimetypeapplication/vnd.oasis".utf8)))
  }
}

import Diagnostics
import Spreadsheets
import Testing

/// What Excel, Google Sheets and other programs write otherwise than LibreOffice.
@Suite struct XLSXQuirkTests {
  private func read(
    _ parts: XLSXParts
  ) throws -> (sheet: Sheet, diagnostics: [String]) {
    let (workbook, diagnostics) = WorkbookReader.read(parts.bytes, file: "q.xlsx")
    return (try #require(workbook.sheets.first), diagnostics.map(\.text))
  }

  private static func sheet(_ rows: String, after: String = "") -> String {
    "<worksheet><sheetData>\(rows)</sheetData>\(after)</worksheet>"
  }

  private static let styles =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-407]d. mmmm yyyy;@'/>"
    + "<numFmt numFmtId='165' formatCode='&quot;$&quot;#,##0.00_);(&quot;$&quot;#,##0.00)'/></numFmts>"
    + "<borders><border/><border><left style='thin'/><right style='double'/></border></borders>"
    + "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
    + "<xf numFmtId='14'/><xf numFmtId='16'/><xf numFmtId='9'/><xf numFmtId='164'/>"
    + "<xf numFmtId='165'/><xf numFmtId='0' borderId='1'/><xf numFmtId='22'/></cellXfs></styleSheet>"

  @Test func readsRichTextPhoneticsAndEscapes() throws {
    var parts = XLSXParts(
      sheet: Self.sheet(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
          + "<c r='C1' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r></is></c></row>"))
    parts.strings =
      "<sst><si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space='preserve'>ld </t></r>"
      + "<rPh sb='0' eb='1'><t>phonetic</t></rPh></si><si><t>a_x000A_b_x005F_c_xZZZZ_</t></si></sst>"
    let (sheet, diagnostics) = try read(parts)
    #expect(diagnostics == [])
    #expect(sheet.rows == [[.text("bold "), .text("a\nb_c_xZZZZ_"), .text("inline")]])
  }

  @Test func readsDatesOfBothSystems() throws {
    let rows =
      "<row r='1'><c r='A1' s='1'><v>46113</v></c><c r='B1' s='2'><v>46113</v></c>"
      + "<c r='C1' s='4'><v>46113</v></c><c r='D1' s='7'><v>46113.5</v></c>"
      + "<c r='E1' t='d' s='1'><v>2026-04-01</v></c><c r='F1' s='1'><v>59</v></c></row>"
    var parts = XLSXParts(sheet: Self.sheet(rows))
    parts.styles = Self.styles
    let (sheet, diagnostics) = try read(parts)
    #expect(diagnostics == [])
    #expect(
      sheet.rows == [
        [
          .date("2026-04-01"), .date("2026-04-01"), .date("2026-04-01"),
          .dateAndTime("2026-04-01T12:00:00"), .date("2026-04-01"), .date("1900-02-28"),
        ]
      ])
    #expect(sheet.detail(row: 0, column: 0)?.shown == "4/1/2026")
    #expect(sheet.detail(row: 0, column: 1)?.shown == "1-Apr")
    #expect(sheet.detail(row: 0, column: 2)?.shown == "1. April 2026")
    parts.workbook = parts.workbook.replacing(
      "<sheets>", with: "<workbookPr date1904='1'/><sheets>")
    parts.sheet = Self.sheet("<row><c s='1'><v>44651</v></c><c s='1'><v>0</v></c></row>")
    #expect(try read(parts).sheet.rows == [[.date("2026-04-01"), .date("1904-01-01")]])
  }

  @Test func namesDatesThatNoCalendarHas() throws {
    var parts = XLSXParts(
      sheet: Self.sheet("<row r='7'><c r='C7' s='1'><v>60</v></c><c s='1'><v>-1</v></c></row>"))
    parts.styles = Self.styles
    let (sheet, diagnostics) = try read(parts)
    #expect(sheet[6, 2] == .number("60"))
    #expect(diagnostics.count == 2)
    #expect(
      diagnostics.first == """
        q.xlsx[S!C7]: error: GRID-015: no calendar has this date
          found     day 60 of the workbook's calendar, shown as m/d/yyyy
          expected  a day from 1900-01-01 to 9999-12-31
          mend      type the date again, or format the cell as a number
        """)
  }

  @Test func readsFormulasWithAndWithoutValues() throws {
    let rows =
      "<row r='1'><c r='A1'><f>B1+1</f></c><c r='B1'><f>1+1</f><v>2</v></c>"
      + "<c r='C1' t='str'><f>\"a\"&amp;\"b\"</f><v>ab</v></c><c r='D1' t='e'><f>gold</f>"
      + "<v>#NAME?</v></c><c r='E1' t='str'><f>x</f><v>#N/A</v></c><c r='F1'><f t='shared' si='0'/>"
      + "<v>0.30000000000000004</v></c></row>"
    let (sheet, diagnostics) = try read(XLSXParts(sheet: Self.sheet(rows)))
    #expect(diagnostics == [])
    #expect(
      sheet.rows == [
        [
          .formulaWithoutValue("=B1+1"), .number("2"), .text("ab"), .formulaError("#NAME?"),
          .formulaError("#N/A"), .number("0.3"),
        ]
      ])
    #expect(sheet.detail(row: 0, column: 1)?.formula == "=1+1")
  }

  @Test func readsCellsWithoutReferencesAndDoubleLines() throws {
    var parts = XLSXParts(
      sheet: Self.sheet(
        "<row><c t='b'><v>1</v></c><c s='3'><v>0.1</v></c></row><row r='3'><c><v>1E-3</v></c>"
          + "<c r='D3' s='5'><v>-1500</v></c><c s='6'><v>7</v></c></row>"))
    parts.styles = Self.styles
    let (sheet, diagnostics) = try read(parts)
    #expect(diagnostics == [])
    #expect(sheet.rows[0] == [.boolean(true), .number("0.1", isPercent: true)])
    #expect(sheet.rows[1] == [])
    #expect(sheet.rows[2] == [.number("0.001"), .empty, .empty, .number("-1500"), .number("7")])
    #expect(sheet.detail(row: 2, column: 3)?.shown == "($1,500.00)")
    #expect(sheet.layout.doubleLines == [CellReference(row: 2, column: 5)])
  }

  @Test func readsPrefixedAndStrictNamespaces() throws {
    var parts = XLSXParts(
      sheet: "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheetData>"
        + "<x:row r='1'><x:c r='A1'><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>")
    parts.workbook =
      "<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main' conformance='strict' "
      + "xmlns:r='http://purl.oclc.org/ooxml/officeDocument/relationships'><sheets>"
      + "<sheet name='S' sheetId='1' r:id='rId1'/></sheets></workbook>"
    let (sheet, diagnostics) = try read(parts)
    #expect(diagnostics == [])
    #expect(sheet.rows == [[.number("5")]])
  }

  @Test func namesTheCellThatIsBroken() throws {
    let rows =
      "<row r='1'><c r='A1' t='s'><v>7</v></c><c r='B1'><v>1.2.3</v></c>"
      + "<c r='ZZZZ9'><v>1</v></c><c r='C1'><v>3</v></c></row>"
    let (sheet, diagnostics) = try read(XLSXParts(sheet: Self.sheet(rows)))
    #expect(sheet[0, 2] == .number("3"))
    #expect(diagnostics.map { $0.prefix(32) }.count == 3)
    #expect(diagnostics.first?.hasPrefix("q.xlsx[S!A1]: error: GRID-014") == true)
  }
}

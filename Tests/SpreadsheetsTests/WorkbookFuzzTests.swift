import Diagnostics
import Spreadsheets
import TestSupport
import Testing

/// Broken bytes never crash a reader, and never go unexplained.
@Suite struct WorkbookFuzzTests {
  static let limits = SheetLimits(bytes: 1 << 20, rows: 2000, columns: 200, cells: 20_000)

  private func check(_ bytes: [UInt8], _ file: String) {
    let (workbook, diagnostics) = WorkbookReader.read(bytes, file: file, limits: Self.limits)
    let isExplained = !workbook.sheets.isEmpty || diagnostics.hasErrors
    #expect(isExplained)
    #expect(diagnostics.allSatisfy { $0.mend != nil })
  }

  @Test(arguments: WorkbookFixtureTests.formats) func survivesChangedBytes(format: String) throws {
    let original = try WorkbookFixtureTests.fixture("kinds.\(format)")
    var dice = SeededGenerator(seed: 2026)
    for _ in 0..<600 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...12, using: &dice) {
        let index = Int.random(in: bytes.indices, using: &dice)
        bytes[index] = UInt8.random(in: 0...255, using: &dice)
      }
      check(bytes, "f.\(format)")
    }
  }

  @Test(arguments: WorkbookFixtureTests.formats) func survivesTruncation(format: String) throws {
    let original = try WorkbookFixtureTests.fixture("kinds.\(format)")
    for length in stride(from: 0, to: original.count, by: max(1, original.count / 150)) {
      check(Array(original.prefix(length)), "f.\(format)")
    }
  }

  /// The parts of an archive are protected by checksums: here they are changed inside it.
  @Test func survivesChangedSheets() throws {
    let sheet =
      "<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='1'>"
      + "<c r='A1' t='s' s='1'><v>0</v></c><c r='B1' s='2'><v>46113.5</v></c>"
      + "<c r='C1' t='inlineStr'><is><t>x</t></is></c></row><row r='2' hidden='1'>"
      + "<c r='A2' t='str'><f>A1</f><v>y</v></c></row></sheetData>"
      + "<mergeCells><mergeCell ref='A1:B2'/></mergeCells></worksheet>"
    let letters = Array("0123456789-.eE:ABZ<>/'\"= #".utf8)
    var dice = SeededGenerator(seed: 7)
    for _ in 0..<1500 {
      var bytes = Array(sheet.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let index = Int.random(in: bytes.indices, using: &dice)
        bytes[index] = letters.randomElement(using: &dice) ?? 0
      }
      var parts = XLSXParts(sheet: String(decoding: bytes, as: UTF8.self))
      parts.strings = "<sst><si><t>s</t></si></sst>"
      parts.styles =
        "<styleSheet><cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='46'/></cellXfs></styleSheet>"
      check(parts.bytes, "f.xlsx")
    }
  }

  @Test func survivesNoise() {
    var dice = SeededGenerator(seed: 99)
    let heads: [[UInt8]] = [
      [], [0x50, 0x4B, 3, 4], [0xD0, 0xCF, 0x11, 0xE0], Array("<?xml ".utf8), [0xFF, 0xFE],
    ]
    for round in 0..<500 {
      let length = Int.random(in: 0...400, using: &dice)
      let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }
      check(heads[round % heads.count] + noise, round.isMultiple(of: 2) ? "f.xlsx" : "f.csv")
    }
  }
}

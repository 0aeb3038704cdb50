import Diagnostics
import Spreadsheets
import Testing

@Suite struct CSVReaderTests {
  private func read(_ text: String) -> (rows: [[String]], diagnostics: [Diagnostic]) {
    read(Array(text.utf8))
  }

  private func read(_ bytes: [UInt8]) -> (rows: [[String]], diagnostics: [Diagnostic]) {
    let (workbook, diagnostics) = CSVReader.read(bytes, file: "t.csv")
    return (workbook.sheets.first?.rows.map { $0.map(\.text) } ?? [], diagnostics)
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var csv: String
    var rows: [[String]]
    var testDescription: String { name }
  }

  static let examples = [
    Example(name: "commas", csv: "a,b\n1,2\n", rows: [["a", "b"], ["1", "2"]]),
    Example(name: "semicolons", csv: "a;b\n1,5;2\n", rows: [["a", "b"], ["1,5", "2"]]),
    Example(name: "tabs", csv: "a\tb\nx, y\tz; w\n", rows: [["a", "b"], ["x, y", "z; w"]]),
    Example(
      name: "semicolons with lists", csv: "Role;Input;Output\nName;Tier;Rate\n1;gold, silver;1,5\n",
      rows: [
        ["Role", "Input", "Output"], ["Name", "Tier", "Rate"], ["1", "gold, silver", "1,5"],
      ]),
    Example(
      name: "commas with semicolons in cells", csv: "a,b\nx; y,1\nz; w,2\n",
      rows: [["a", "b"], ["x; y", "1"], ["z; w", "2"]]),
    Example(name: "announced separator", csv: "sep=;\na;b,c\n", rows: [["a", "b,c"]]),
    Example(
      name: "quotes", csv: "\"a \"\"b\"\"\",\"x\ny\"\r\n1,2",
      rows: [["a \"b\"", "x\ny"], ["1", "2"]]),
    Example(name: "old Mac line ends", csv: "a,b\r1,2\r", rows: [["a", "b"], ["1", "2"]]),
    Example(
      name: "empty cells and rows", csv: "a,,\n,,\n,b,,\n,,\n,,\n", rows: [["a"], [], ["", "b"]]),
    Example(name: "byte-order mark", csv: "\u{FEFF}a,b\n", rows: [["a", "b"]]),
    Example(name: "one column", csv: "a\nb\n", rows: [["a"], ["b"]]),
  ]

  @Test(arguments: examples) func readsCells(_ example: Example) {
    let (rows, diagnostics) = read(example.csv)
    #expect(rows == example.rows)
    #expect(diagnostics.isEmpty)
  }

  @Test func readsUTF16WithAndWithoutMark() {
    var little = [UInt8]()
    var big: [UInt8] = [0xFE, 0xFF]
    for unit in "name;größe\nä;1\n".utf16 {
      little += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      big += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    #expect(read(little).rows == [["name", "größe"], ["ä", "1"]])
    #expect(read([0xFF, 0xFE] + little).rows == [["name", "größe"], ["ä", "1"]])
    #expect(read(big).rows == [["name", "größe"], ["ä", "1"]])
    #expect(read(big + [0]).diagnostics.map(\.code) == [DiagnosticCode(GridCode.brokenUTF16)])
  }

  @Test func reportsWindows1252() {
    let (rows, diagnostics) = read([0x61, 0x2C, 0x80, 0x0A, 0xE4, 0x2C, 0x31])
    #expect(rows == [["a", "€"], ["ä", "1"]])
    #expect(diagnostics.map(\.code) == [DiagnosticCode(GridCode.oldEncoding)])
    #expect(diagnostics.map(\.severity) == [.warning])
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var csv: String
    var code: GridCode
    var place: String
    var testDescription: String { csv }
  }

  static let broken = [
    Broken(csv: "", code: .empty, place: "t.csv"),
    Broken(csv: "a,b\n1,\"open\n2,3\n", code: .quoteNotClosed, place: "t.csv[B2]"),
    Broken(csv: "a,b\n\"low\" risk,2\n", code: .textAfterQuote, place: "t.csv[A2]"),
    Broken(csv: "PK\u{03}\u{04}…", code: .otherFormat, place: "t.csv"),
    Broken(csv: "a\u{0}b", code: .otherFormat, place: "t.csv"),
  ]

  @Test(arguments: broken) func namesThePlaceOfAFault(_ example: Broken) {
    let (_, diagnostics) = read(example.csv)
    #expect(diagnostics.map(\.code) == [DiagnosticCode(example.code)])
    #expect(diagnostics.first?.origin.place == example.place)
    #expect(diagnostics.first?.mend != nil)
  }

  @Test func goesOnBehindAnOpenQuote() {
    #expect(read("a,b\n1,\"open\n2,3\n").rows == [["a", "b"], ["1", "open"], ["2", "3"]])
  }

  @Test func refusesAbsurdDimensions() {
    let limits = SheetLimits(bytes: 1000, rows: 3, columns: 4)
    func codes(_ text: String) -> [DiagnosticCode] {
      CSVReader.read(Array(text.utf8), file: "t.csv", limits: limits).diagnostics.map(\.code)
    }
    #expect(codes("a\nb\nc\nd\n") == [DiagnosticCode(GridCode.tooManyRows)])
    #expect(codes("a,b,c,d,e\n") == [DiagnosticCode(GridCode.tooManyColumns)])
    #expect(codes(String(repeating: "x", count: 1001)) == [DiagnosticCode(GridCode.tooLarge)])
  }

  @Test func randomBytesNeverCrash() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array(",;\t\"\n\r ab1=sep".utf8) + [0, 0x80, 0xC3, 0xA4, 0xFF, 0xFE, 0xEF, 0xBB]
    for length in 0..<3000 {
      let bytes = (0..<length % 60).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let (workbook, _) = CSVReader.read(bytes, file: "t.csv")
      #expect(workbook.sheets.count == 1)
    }
  }

  @Test func writesWhatItReads() {
    let rows: [[Cell]] = [
      [.text("a, b"), .empty, .text("say \"yes\"")], [], [.text(" x"), .text("1\n2; 3")],
    ]
    let text = CSVWriter.write(Sheet(file: "t.csv", rows: rows))
    #expect(CSVReader.read(Array(text.utf8), file: "t.csv").workbook.sheets.first?.rows == rows)
  }
}

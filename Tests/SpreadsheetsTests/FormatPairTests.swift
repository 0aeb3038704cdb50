import Diagnostics
import Spreadsheets
import TestSupport
import Testing

/// A sheet that goes from one format to another and back is the same sheet.
@Suite struct FormatPairTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var first: WorkbookFormat
    var second: WorkbookFormat
    var testDescription: String { "\(first) to \(second)" }
  }

  static let pairs = WorkbookWriterTests.formats.flatMap { first in
    WorkbookWriterTests.formats.map { Pair(first: first, second: $0) }
  }

  private static let texts = [
    "gold", "gold, silver", ">= 100", "- ", " x", "a\nb", "\"q\"", "<&>'", "1-4", "007", "TRUE",
    "東京", "=A1", "'", "tab\there", "a  b", "_x0041_", "#N/A", "2026-03-01", "—", "\u{A0}",
  ]

  private func randomCell(_ dice: inout SeededGenerator) -> Cell {
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: return .empty
    case 1: return .number("\(Int.random(in: -99_999...99_999, using: &dice))")
    case 2:
      let thousandths = Int.random(in: 1...999, using: &dice)
      let digits = "\(1000 + thousandths)".dropFirst()
      return thousandths.isMultiple(of: 10) ? .boolean(true) : .number("0.\(digits)")
    case 3: return .number("0.\(Int.random(in: 1...9, using: &dice))", isPercent: true)
    case 4: return .boolean(Bool.random(using: &dice))
    case 5: return .date("20\(Int.random(in: 10...99, using: &dice))-02-28")
    case 6:
      let minute = Int.random(in: 10...59, using: &dice)
      return Bool.random(using: &dice)
        ? .time("09:\(minute):07") : .dateAndTime("1999-12-31T23:\(minute):00")
    default: return .text(Self.texts.randomElement(using: &dice) ?? "x")
    }
  }

  private func randomSheet(_ dice: inout SeededGenerator) -> Sheet {
    var rows = (0..<Int.random(in: 1...12, using: &dice)).map { _ in
      (0..<Int.random(in: 0...6, using: &dice)).map { _ in randomCell(&dice) }
    }
    rows.append([.text("last")])
    for index in rows.indices {
      while rows[index].last == .empty { rows[index].removeLast() }
    }
    return Sheet(name: "Sheet", file: "p", rows: rows)
  }

  @Test(arguments: pairs) func loseNothing(pair: Pair) throws {
    var dice = SeededGenerator(seed: 4)
    for _ in 0..<40 {
      let sheet = randomSheet(&dice)
      var workbook = Workbook(file: "p", sheets: [sheet])
      for format in [pair.first, pair.second, pair.first] {
        let bytes = try WorkbookWriter.write(workbook, as: format)
        let (read, diagnostics) = WorkbookReader.read(bytes, file: "p")
        #expect(diagnostics.map(\.text) == [])
        workbook = read
      }
      #expect(workbook.sheets.first?.rows == sheet.rows)
    }
  }
}

import DMN
import Diagnostics
import FEEL
import Spreadsheets
import Testing

@testable import DecisionSheets

/// Large tables are read in blocks on several cores: every rule stands where it would stand otherwise.
@Suite struct LargeSheetTests {
  private static let count = 17_000
  private static let head = 5

  /// A rule of each number; some are alike, some days, remarks and faults are far from each other.
  private static func row(_ number: Int) -> String {
    let id = number == 16_000 ? "3" : "\(number)"
    let amount = number == 15_555 ? "(100.." : "[\(number * 2)..\(number * 2 + 1)]"
    let from = number % 4000 == 7 ? "2026-01-0\(number / 4000 + 1)" : ""
    let note = number % 3000 == 1 ? "note \(number)" : ""
    let result = number == 12_345 ? "" : number % 3 == 0 ? "yes" : "word \(number % 50)"
    return "\(id),\(amount),\"a\(number % 9), b\",\(from),\(result),\(note)"
  }

  private static let sheet =
    (["Table,Large", "Hit policy,First", "Role,Input,Input,From,Output,Note"]
    + ["Name,amount,tier,From,result,Remark", "Type,number,string,,string,"]
    + (1...count).map(row)).joined(separator: "\n")

  @Test func blocksMakeOneTable() throws {
    let workbook = CSVReader.read(Array(Self.sheet.utf8), file: "large.csv").workbook
    let (definitions, _, diagnostics) = DecisionSheetReader.read(workbook)
    let table = try #require(definitions.decisions.first?.decisionTable)
    #expect(table.rules.count == Self.count)
    for (place, rule) in table.rules.enumerated() {
      let number = place + 1
      let row = Self.head + number
      #expect(rule.id == (number == 16_000 ? "3" : "\(number)"))
      #expect(rule.origin.place == "large.csv[A\(row)]")
      if number != 15_555 {
        #expect(rule.inputEntries[0].text == "[\(number * 2)..\(number * 2 + 1)]")
      }
      #expect(rule.inputEntries[1].text == "\"a\(number % 9)\", \"b\"")
      #expect(rule.inputEntries[1].typed == "a\(number % 9), b")
      #expect(rule.inputEntries[1].origin.place == "large.csv[C\(row)]")
      let result = number % 3 == 0 ? "\"yes\"" : "\"word \(number % 50)\""
      #expect(rule.outputEntries[0].text == (number == 12_345 ? "null" : result))
      #expect(rule.from?.day == (number % 4000 == 7 ? number / 4000 + 1 : nil))
      #expect(rule.annotations == [number % 3000 == 1 ? "note \(number)" : ""])
    }
    let told = diagnostics.filter { $0.severity != .note }.map { "\($0.origin.place) \($0.code)" }
    let expected = [
      "large.csv[A16005] \(SheetCode.duplicateRule.rawValue)",
      "large.csv[E12350] \(SheetCode.emptyOutput.rawValue)",
    ]
    #expect(told.sorted().filter(expected.contains) == expected)
  }
}

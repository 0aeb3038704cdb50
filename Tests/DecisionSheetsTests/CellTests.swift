import DMN
import Diagnostics
import Spreadsheets
import Testing

@testable import DecisionSheets

/// Each cell people type, and the FEEL it becomes.
@Suite struct CellTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var type: String
    var typed: String
    var feel: String
    var values: String?
    var locale: String?
    var testDescription: String { "\(type): \(typed)" }
  }

  /// `type | typed | FEEL`, with `values` or a locale behind the type in brackets.
  static let corpus = """
    string | | -
    string | - | -
    string | – | -
    string | any | -
    string (any, none) | any | "any"
    string | gold | "gold"
    string | gold, silver | "gold", "silver"
    string | gold; silver | "gold", "silver"
    string | "gold","silver" | "gold","silver"
    string | "gold", silver | "gold", "silver"
    string | not gold | not("gold")
    string | not gold, silver | not("gold", "silver")
    string | <> gold | not("gold")
    string | <> gold, <> silver | not("gold", "silver")
    string | not("signed") | not("signed")
    string | not(signed) | not("signed")
    string | nothing | "nothing"
    string | null | null
    string | missing | null
    string (missing, found) | missing | "missing"
    string | gold, null | "gold", null
    string | same as customer.tier | customer.tier
    string | = customer.tier | customer.tier
    string | = gold | "gold"
    string | starts with(?, "DE") | starts with(?, "DE")
    string | address issue | "address issue"
    string | who? | "who?"
    string | Smith (UK) | "Smith (UK)"
    string | 00123 | "00123"
    string | it's | "it's"
    number | 5 | 5
    number | -5 | -5
    number | −5 | -5
    number | > 150 | > 150
    number | ≥ 150 | >= 150
    number | <= 1,000 | <= 1000
    number | >= 10,000.50 | >= 10000.50
    number | more than 2 | > 2
    number | at least 2 | >= 2
    number | less than 2 | < 2
    number | at most 2 | <= 2
    number | 2+ | >= 2
    number | 2 or more | >= 2
    number | 100-200 | [100..200]
    number | 100 - 200 | [100..200]
    number | -10--5 | [-10..-5]
    number | 100..200 | [100..200]
    number | [100..200) | [100..200)
    number | (3..10] | (3..10]
    number | ]3..10[ | ]3..10[
    number | [0.6..0.8) | [0.6..0.8)
    number | >= 100 < 200 | [100..200)
    number | > 100 and <= 200 | (100..200]
    number | < 200 >= 100 | [100..200)
    number | 100 to 200 | [100..200]
    number | between 100 and 200 | [100..200]
    number | 10% | 0.1
    number | 12.5% | 0.125
    number | 20-30% | [0.2..0.3]
    number | $1,500 | 1500
    number | 1500 € | 1500
    number | EUR 20 | 20
    number | > $1.5M | > 1500000
    number | 2K | 2000
    number | 1; 2; 3 | 1, 2, 3
    number | 1, 2, 3 | 1, 2, 3
    number | not 5 | not(5)
    number | not(5) | not(5)
    number | <> 5 | not(5)
    number | < 0.9 | < 0.9
    number | = 5 | 5
    number | null | null
    number | > limit | > limit
    number | same as limit | limit
    number | >= limit * 2 | >= limit * 2
    number [de-DE] | 1,5 | 1.5
    number [de-DE] | >= 1.500,25 | >= 1500.25
    number [de-DE] | 10,5-20,5 | [10.5..20.5]
    number [de-DE] | 1.000..2.000 | [1000..2000]
    number [de-DE] | 1000,5..2000 | [1000.5..2000]
    number [de-DE] | [1.000,5..2.000) | [1000.5..2000)
    number [en-US] | 1,000 | 1000
    number [fr-FR] | 1 000,5 | 1000.5
    number [de-CH] | 1'000.5 | 1000.5
    boolean | yes | true
    boolean | No | false
    boolean | TRUE | true
    boolean | n | false
    boolean | not yes | not(true)
    boolean | - | -
    list of string | contains x | list contains(?, "x")
    list of string | contains any of x, y | list contains(?, "x"), list contains(?, "y")
    list of string | contains all of x, y | list contains(?, "x") and list contains(?, "y")
    list of string | does not contain x | not(list contains(?, "x"))
    list of string | empty | count(?) = 0
    list of string | not empty | count(?) > 0
    list of string | count(?) > 0 | count(?) > 0
    list of string | list contains(?, "cures") | list contains(?, "cures")
    list of string | not(list contains(?, "brand")) | not(list contains(?, "brand"))
    list of number | contains 5 | list contains(?, 5)
    date | 2026-03-01 | date("2026-03-01")
    date | before 2026-03-01 | < date("2026-03-01")
    date | after 2026-03-01 | > date("2026-03-01")
    date | >= 2026-03-01 | >= date("2026-03-01")
    date | 2026-03-01 to 2026-03-31 | [date("2026-03-01")..date("2026-03-31")]
    date [de-DE] | 01.03.2026 | date("2026-03-01")
    date [en-US] | 3/1/2026 | date("2026-03-01")
    date [en-GB] | 1/3/2026 | date("2026-03-01")
    date | date("2026-03-01") | date("2026-03-01")
    time | after 18:00 | > time("18:00:00")
    date and time | 2026-03-01T10:30:00Z | date and time("2026-03-01T10:30:00Z")
    date and time | 2026-03-01 10:30 | date and time("2026-03-01T10:30:00")
    days and time duration | 20 hours | duration("PT20H")
    days and time duration | 3 days | duration("P3D")
    days and time duration | PT20H | duration("PT20H")
    days and time duration | > 1.5 hours | > duration("PT90M")
    days and time duration | 1-3 days | [duration("P1D")..duration("P3D")]
    days and time duration | 1 day 4 hours | duration("P1DT4H")
    days and time duration | duration("PT20H") | duration("PT20H")
    days and time duration | less than duration("PT20H") | < duration("PT20H")
    years and months duration | at least 2 years | >= duration("P2Y")
    """

  static let examples: [Example] = corpus.split(separator: "\n").map { line in
    let parts = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
    var example = Example(type: parts[0], typed: parts[1], feel: parts[2])
    if let open = example.type.firstIndex(of: "[") {
      example.locale = String(example.type[example.type.index(after: open)...].dropLast())
      example.type = example.type[..<open].trimmed
    } else if let open = example.type.firstIndex(of: "(") {
      example.values = String(example.type[example.type.index(after: open)...].dropLast())
      example.type = example.type[..<open].trimmed
    }
    return example
  }

  static func reader(_ example: Example) throws -> CellReader {
    let type = try #require(ColumnType(example.type))
    let allowed = example.values.map { values in
      AllowedValues(
        words: CellSyntax.items(values), feel: "", typed: values, origin: Origin(file: "t.csv"))
    }
    return CellReader(
      type: type, allowed: allowed, locale: example.locale.flatMap { SheetLocale($0) },
      names: ["limit", "customer", "customer.tier"])
  }

  @Test func corpusIsRead() { #expect(Self.examples.count > 90) }

  @Test(arguments: examples) func becomesFEEL(_ example: Example) throws {
    let reading = try Self.reader(example).unaryTests(.text(example.typed))
    #expect(reading.feel == example.feel)
  }

  /// What is read at sight is what the long way makes of it, which a blank behind it enforces.
  @Test(arguments: [
    "[date(\"2026-01-01\")..date(\"2026-02-28\"))", "(date(\"2026-01-01\")..date(\"2026-01-30\")]",
    ">= date(\"2026-12-01\")", "< date(\"0001-01-01\")", "> date(\"2026-04-30\")",
  ])
  func plainDaysAreReadAsTheLongWayDoes(_ typed: String) throws {
    #expect(PlainDates.isTest(typed))
    let reader = try Self.reader(Example(type: "date", typed: typed, feel: typed))
    #expect(try reader.unaryTests(.text(typed)).feel == typed)
    #expect(try reader.unaryTests(.text(typed + " ")).feel == typed)
  }

  @Test(arguments: [
    "", ">", ">=date(\"2026-01-01\")", ">= date(\"2026-02-29\")", ">= date(\"2026-13-01\")",
    "> date(\"2026-01-01\") ", "[date(\"2026-01-01\")..date(\"2026-02-01\")",
    "[date(\"2026-01-01\")..date(\"2026-02-01\"))x", "[date(\"2026-01-01\")..2026-02-01]", "< 5",
    "[date(\"26-01-01\")..date(\"2026-02-01\"))", "date(\"2026-01-01\")", "< date(\"2026-01-3é\")",
  ])
  func whatIsNoPlainDayGoesTheLongWay(_ typed: String) { #expect(!PlainDates.isTest(typed)) }

  struct Output: Sendable, CustomTestStringConvertible {
    var type: String
    var typed: String
    var feel: String
    var testDescription: String { "\(type): \(typed)" }
  }

  static let outputs = [
    Output(type: "string", typed: "approve", feel: "\"approve\""),
    Output(type: "string", typed: "\"approve\"", feel: "\"approve\""),
    Output(type: "string", typed: "fix it, then go", feel: "\"fix it, then go\""),
    Output(type: "string", typed: "say \"yes\" now", feel: "\"say \\\"yes\\\" now\""),
    Output(type: "string", typed: "-", feel: "null"),
    Output(type: "string", typed: "null", feel: "null"),
    Output(type: "string", typed: "same as customer.tier", feel: "customer.tier"),
    Output(type: "string", typed: "upper case(customer.tier)", feel: "upper case(customer.tier)"),
    Output(type: "number", typed: "48", feel: "48"),
    Output(type: "number", typed: "-20", feel: "-20"),
    Output(type: "number", typed: "$1,500", feel: "1500"),
    Output(type: "number", typed: "limit * 0.1", feel: "limit * 0.1"),
    Output(type: "boolean", typed: "yes", feel: "true"),
    Output(type: "date", typed: "2026-03-01", feel: "date(\"2026-03-01\")"),
    Output(type: "list of string", typed: "a, b", feel: "[\"a\", \"b\"]"),
    Output(type: "list of string", typed: "[]", feel: "[]"),
    Output(type: "list of string", typed: "[\"a\"]", feel: "[\"a\"]"),
    Output(type: "days and time duration", typed: "2 weeks", feel: "duration(\"P14D\")"),
  ]

  @Test(arguments: outputs) func outputBecomesFEEL(_ example: Output) throws {
    let reader = try Self.reader(Example(type: example.type, typed: "", feel: ""))
    #expect(try reader.expression(.text(example.typed)).feel == example.feel)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var type: String
    var typed: String
    var code: SheetCode
    /// What the message must contain, among headline, expected and mend.
    var says: [String]
    var values: String?
    var testDescription: String { "\(type): \(typed)" }
  }

  static let faults = [
    Fault(type: "number", typed: "1,5", code: .ambiguousNumber, says: ["1.5", "1; 5", "Locale"]),
    Fault(
      type: "number", typed: "100,200", code: .ambiguousNumber, says: ["100200", "100; 200"]),
    Fault(type: "number", typed: "<= 1,5", code: .ambiguousNumber, says: ["1.5"]),
    Fault(
      type: "number", typed: "007", code: .codeTurnedNumber, says: ["leading zeros", "string"]),
    Fault(type: "number", typed: "gold", code: .notANumber, says: ["same as gold"]),
    Fault(type: "number", typed: "limti", code: .notANumber, says: ["did you mean 'limit'"]),
    Fault(type: "number", typed: "04-Jan", code: .rangeTurnedDate, says: ["1..4"]),
    Fault(type: "number", typed: "01.04.2026", code: .rangeTurnedDate, says: ["1..4"]),
    Fault(type: "number", typed: "200-100", code: .rangeReversed, says: ["100..200"]),
    Fault(type: "number", typed: "#NAME?", code: .formulaError, says: ["same as customer.tier"]),
    Fault(
      type: "string", typed: "golld", code: .notAllowed, says: ["did you mean 'gold'"],
      values: "gold, silver"),
    Fault(
      type: "string", typed: "Gold", code: .notAllowed, says: ["capital letters", "write gold"],
      values: "gold, silver"),
    Fault(
      type: "string", typed: "\"sliver\"", code: .notAllowed, says: ["silver"],
      values: "gold, silver"),
    Fault(
      type: "string", typed: "not platinum", code: .notAllowed, says: ["gold, silver"],
      values: "gold, silver"),
    Fault(type: "string", typed: "> 150", code: .comparisonOfWords, says: ["number"]),
    Fault(type: "string", typed: "1.23457E+15", code: .codeTurnedNumber, says: ["text"]),
    Fault(type: "string", typed: "04-Jan", code: .rangeTurnedDate, says: ["quotes"]),
    Fault(type: "boolean", typed: "maybe", code: .notABoolean, says: ["yes"]),
    Fault(
      type: "date", typed: "01.03.2026", code: .ambiguousDate,
      says: ["2026-03-01 if the day comes first", "2026-01-03 if the month", "Locale"]),
    Fault(type: "date", typed: "soon", code: .notADate, says: ["2026-03-01"]),
    Fault(
      type: "days and time duration", typed: "2 months", code: .notADuration, says: ["20 hours"]),
    Fault(type: "list of string", typed: "gold", code: .notAListTest, says: ["contains gold"]),
  ]

  @Test(arguments: faults) func isAnsweredWithAMend(_ fault: Fault) throws {
    let reader = try Self.reader(
      Example(type: fault.type, typed: "", feel: "", values: fault.values))
    let problem = #expect(throws: CellProblem.self) {
      try reader.unaryTests(.text(fault.typed))
    }
    #expect(problem?.code == fault.code)
    let cell = TypedCell(cell: .text(fault.typed), origin: Origin(file: "t.csv"))
    let text = problem?.diagnostic(of: cell, header: nil).text ?? ""
    for part in fault.says { #expect(text.contains(part), "\(text)") }
    #expect(problem?.mend != nil)
  }

  @Test func warnsOfWhatItReplaces() throws {
    let reader = try Self.reader(Example(type: "string", typed: "", feel: ""))
    let quotes = try reader.unaryTests(.text("“gold”"))
    #expect(quotes.feel == "\"gold\"")
    #expect(quotes.warnings.map(\.code) == [.typographicQuotes])
    let blank = try reader.unaryTests(.text("address\u{A0}issue"))
    #expect(blank.feel == "\"address issue\"")
    #expect(blank.warnings.map(\.code) == [.invisibleCharacter])
    let name = try reader.unaryTests(.text("limit"))
    #expect(name.warnings.map(\.code) == [.wordIsName])
  }
}

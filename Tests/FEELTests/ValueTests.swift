import FEEL
import JSON
import Testing

@Suite struct ValueTests {
  @Test func aValueTakesTwentyFourBytes() {
    #expect(MemoryLayout<Value>.stride <= 24)
  }

  @Test func equalityIsThreeValued() {
    #expect(Value.number(1).feelEquals(.number(1)) == true)
    #expect(Value.number(1).feelEquals(.string("1")) == nil)
    #expect(Value.null.feelEquals(.number(1)) == false)
    #expect(Value.null.feelEquals(.null) == true)
    #expect(Value.list([.number(1), .null]).feelEquals(.list([.number(1)])) == false)
    #expect(
      Value.context(["a": .number(1), "b": .null])
        .feelEquals(.context(["b": .null, "a": .number(1)])) == true)
  }

  @Test func textsAreComparedByCodePoints() {
    let composed = Value.string("\u{E9}")
    let decomposed = Value.string("e\u{301}")
    #expect(composed.feelEquals(decomposed) == false)
    #expect(Value.string("a").compared(to: .string("\u{1F600}")) == .less)
    #expect(Value.string("\u{FFFD}").compared(to: .string("\u{1F600}")) == .less)
  }

  @Test func timesAreComparedInUTC() throws {
    func equal(_ first: String, _ second: String) throws -> Bool? {
      try #require(Value(temporalText: first)).feelEquals(#require(Value(temporalText: second)))
    }
    #expect(try equal("10:30:00Z", "10:30:00+00:00") == true)
    #expect(try equal("10:30:00+02:00", "08:30:00Z") == true)
    #expect(try equal("10:30:00", "10:30:00Z") == false)
    #expect(
      try equal("2018-10-08T00:00:00+02:00", "2018-10-08T00:00:00@Europe/Paris") == true)
    #expect(
      try equal("2002-04-02T12:00:00@Australia/Melbourne", "2002-04-02T12:00:00@Australia/Sydney")
        == true)
  }

  struct LiteralCase: Sendable, CustomTestStringConvertible {
    var value: Value
    var text: String
    var testDescription: String { text }
  }

  static let literals = [
    LiteralCase(value: .null, text: "null"),
    LiteralCase(value: .list([.number(1), .string("a\"b\n")]), text: #"[1, "a\"b\n"]"#),
    LiteralCase(
      value: .context(["a": .boolean(true), "b c": .list([])]), text: #"{a: true, "b c": []}"#),
    LiteralCase(
      value: .range(
        RangeValue(start: .number(1), startIncluded: true, end: .null, endIncluded: false)),
      text: "[1..null)"),
    LiteralCase(value: .range(RangeValue(.greater, .number(5))), text: "(> 5)"),
    LiteralCase(
      value: .yearsAndMonthsDuration(YearsAndMonthsDuration(months: 14)), text: "@\"P1Y2M\""),
  ]

  @Test(arguments: literals) func printsAsLiteral(_ example: LiteralCase) {
    #expect(example.value.feelText == example.text)
  }

  @Test func jsonTypesTurnTextsIntoDates() {
    let json = JSONValue.object([
      JSONMember("born", .string("2000-01-31")), JSONMember("total", .number("10.50")),
      JSONMember("other", .string("2000-01-31")),
    ])
    let value = Value(json: json, as: .context([ContextEntryType("born", .date)]))
    #expect(value.feelText == #"{born: @"2000-01-31", total: 10.5, other: "2000-01-31"}"#)
    #expect(value.json != json)
    #expect(Value(json: value.json).feelText.contains(#"born: "2000-01-31""#))
  }

  @Test func largeContextsFindTheirEntries() {
    let entries = (0..<100).map { ContextValue.Entry("key\($0)", .number(Number($0))) }
    let context = ContextValue(entries + [ContextValue.Entry("key5", .null)])
    #expect(context.count == 100)
    #expect(context["key99"] == .number(99))
    #expect(context["key5"] == .null)
    #expect(context["key100"] == nil)
    #expect(context.setting("key100", to: .null).count == 101)
  }

  @Test func rangesKnowWhatTheyHold() {
    let range = RangeValue(
      start: .number(1), startIncluded: false, end: .number(10), endIncluded: true)
    #expect(range.contains(.number(1)) == false)
    #expect(range.contains(.number(10)) == true)
    #expect(range.contains(.string("5")) == nil)
    #expect(RangeValue(.notEqual, .number(3)).contains(.number(3)) == false)
    #expect(RangeValue(.lessOrEqual, .number(3)).contains(.number(3)) == true)
  }
}

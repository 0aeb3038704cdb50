import Diagnostics
import JSON
import Testing

@Suite struct JSONParserTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var text: String
    var value: JSONValue
    var testDescription: String { text }
  }

  static let readable = [
    Example(text: "null", value: nil),
    Example(text: " true ", value: true),
    Example(text: "false", value: false),
    Example(text: "0", value: 0),
    Example(text: "-12.50", value: .number("-12.50")),
    Example(text: "1E400", value: .number("1E400")),
    Example(
      text: "1234567890123456789012345678901234.5",
      value: .number("1234567890123456789012345678901234.5")),
    Example(text: "[18446744073709551616 , 2]", value: [.number("18446744073709551616"), 2]),
    Example(text: "\"a\\u00e9\\n\\/\\ud83d\\ude00\"", value: "aé\n/😀"),
    Example(text: "[]", value: []),
    Example(text: "{}", value: [:]),
    Example(text: "[1,[2,[]],{}]", value: [1, [2, []], [:]]),
    Example(
      text: "{\"a\": {\"b\": [null, true]}, \"ä 1\": \"x\"}",
      value: ["a": ["b": [nil, true]], "ä 1": "x"]),
    Example(text: "{\"a\":1,\"a\":2}", value: ["a": 1, "a": 2]),
  ]

  @Test(arguments: readable) func reads(_ example: Example) throws {
    let value = try JSONValue.parse(example.text)
    #expect(value == example.value)
    #expect(try JSONValue.parse(value.text) == value)
    #expect(try JSONValue.parse(value.prettyText) == value)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var text: String
    var line = 1
    var column: Int
    var headline: String
    var testDescription: String { text }
  }

  static let faulty = [
    Fault(text: "", column: 1, headline: "the text is empty"),
    Fault(text: "{\"a\": 1,}", column: 8, headline: "a comma stands before '}'"),
    Fault(text: "[1, 2,]", column: 6, headline: "a comma stands before ']'"),
    Fault(
      text: "{\n  'a': 1}", line: 2, column: 3,
      headline: "the name of a member is missing or not quoted"),
    Fault(text: "{a: 1}", column: 2, headline: "the name of a member is missing or not quoted"),
    Fault(text: "{\"a\" 1}", column: 6, headline: "the ':' behind the name is missing"),
    Fault(text: "[1 2]", column: 4, headline: "a comma or the end is missing"),
    Fault(text: "[1", column: 3, headline: "the array is never closed"),
    Fault(text: "{\"a\": tru}", column: 7, headline: "'tru' is no JSON value"),
    Fault(text: "{\"a\": None}", column: 7, headline: "'None' is no JSON value"),
    Fault(text: "[01]", column: 2, headline: "'01' is no JSON number"),
    Fault(text: "[.5]", column: 2, headline: "'.5' is no JSON number"),
    Fault(text: "[1.]", column: 2, headline: "'1.' is no JSON number"),
    Fault(text: "[1e]", column: 2, headline: "'1e' is no JSON number"),
    Fault(text: "[1e999999999]", column: 2, headline: "the number is too large"),
    Fault(text: "[-0.1E+6146]", column: 2, headline: "the number is too large"),
    Fault(
      text: "[1\(String(repeating: "0", count: 6145))]", column: 2,
      headline: "the number is too large"),
    Fault(text: "[1e99999999999999999999]", column: 2, headline: "the number is too large"),
    Fault(text: "[nul]", column: 2, headline: "'nul' is no JSON value"),
    Fault(text: "1 2", column: 3, headline: "something stands behind the end of the JSON value"),
    Fault(text: "{} x", column: 4, headline: "something stands behind the end of the JSON value"),
    Fault(text: "\"abc", column: 1, headline: "the text is never closed"),
    Fault(text: "\"\\x\"", column: 2, headline: "JSON has no such escape"),
    Fault(text: "\"\\ud83d\"", column: 2, headline: "half of a surrogate pair stands alone"),
    Fault(text: "[\"a\nb\"]", column: 2, headline: "the text is not closed on its line"),
    Fault(text: "// hi\n1", column: 1, headline: "JSON has no comments"),
    Fault(
      text: String(repeating: "[", count: 100_000), column: 257,
      headline: "the JSON is nested too deep"),
  ]

  @Test(arguments: faulty) func explainsTheFirstFault(_ fault: Fault) {
    do {
      let value = try JSONValue.parse(fault.text)
      Issue.record("read as \(value)")
    } catch {
      #expect(error.line == fault.line)
      #expect(error.column == fault.column)
      #expect(error.diagnostic.headline == fault.headline)
    }
  }

  /// The largest numbers, the smallest, and zeros of any size.
  @Test(arguments: [
    "9.99e6144", "0.1e6145", "1e-999999999", "0e999999999", "0.000e99999999999999999999",
    "1e-99999999999999999999", "-1e+6144",
  ]) func numbersWithinTheRangeAreRead(_ text: String) throws {
    #expect(try JSONValue.parse(text) == .number(text))
  }

  @Test func textThatIsNotUTF8() {
    #expect(throws: JSONError.self) { try JSONValue.parse([0x22, 0xFF, 0x22] as [UInt8]) }
  }

  /// Whatever is read can be written and read again; whatever is refused has a place in the text.
  @Test func randomTexts() {
    var generator = SystemRandomNumberGenerator()
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "1", "-2.5e3", "true", "null", " ", "\\", "\"", "x",
      "é",
    ]
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 1...9, using: &generator)).compactMap { _ in
        pieces.randomElement(using: &generator)
      }.joined()
      do {
        let value = try JSONValue.parse(text)
        #expect(try JSONValue.parse(value.text) == value, "\(text)")
      } catch {
        #expect(error.column >= 1 && error.column <= text.count + 1, "\(text)")
        #expect(error.diagnostic.headline != "the text cannot be read as JSON", "\(text)")
      }
    }
  }
}

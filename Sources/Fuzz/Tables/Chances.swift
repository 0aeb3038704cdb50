import Diagnostics
import FEEL

/// What the values of a column are.
enum RandomKind: CaseIterable {
  case number, fine, wide, string, code, boolean, date, time, dateTime, duration, months, numbers
  case texts, mixed

  /// The type of the column; nil where it has none.
  var type: String? {
    switch self {
    case .number, .fine, .wide: "number"
    case .string, .code: "string"
    case .boolean: "boolean"
    case .date: "date"
    case .time: "time"
    case .dateTime: "date and time"
    case .duration: "days and time duration"
    case .months: "years and months duration"
    case .numbers: "list<number>"
    case .texts: "list<string>"
    case .mixed: nil
    }
  }

  var isList: Bool { self == .numbers || self == .texts }

  /// Whether `<` says something of two values.
  var isOrdered: Bool { !isList && self != .boolean }
}

/// Random choices, and random constants of FEEL.
struct Chances {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func number(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// True once in `times`.
  mutating func once(in times: Int) -> Bool { number(in: 1...times) == 1 }

  mutating func oneOf<Choice>(_ choices: [Choice]) -> Choice {
    choices[number(in: 0...choices.count - 1)]
  }

  /// A constant as a cell has it.
  mutating func constant(_ kind: RandomKind) -> String {
    let day = number(in: 1...9)
    switch kind {
    case .number: return "\(number(in: -4...8))"
    case .fine:
      return once(in: 12)
        ? oneOf([
          "1e30", "-1e30", "12345678901234567890123", "0.1234567890123", "-0.0", "1.0", "1e-9",
          "9223372036854775807", "4611686018427387904", "-4611686018427387905",
        ]) : "\(number(in: -2...2)).\(oneOf(["0", "5", "25", "250000000001"]))"
    case .wide: return "\(number(in: -3000...3000))"
    case .string:
      return "\""
        + oneOf([
          "a", "b", "c", "é", "e\u{301}", "a long text without end", "", "ab", "abcdefg",
          "abcdefgh",
          "abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnopq", "a long text without enD",
          "😀",
          "a\\\"b", "A", " a",
        ]) + "\""
    case .code: return "\"k\(number(in: 0...400))\""
    case .boolean: return once(in: 2) ? "true" : "false"
    case .date:
      if once(in: 15) {
        return oneOf([
          "@\"9999-12-31\"", "@\"0001-01-01\"", "@\"-2026-01-01\"", "date(\"2024-02-29\")",
          "@\"12026-01-01\"",
        ])
      }
      return once(in: 2) ? "@\"2026-01-0\(day)\"" : "date(\"2026-01-0\(day)\")"
    case .time:
      return "@\"0\(day):00:00\(oneOf(["", "", "Z", ".5", "+02:00", "@Europe/Berlin"]))\""
    case .dateTime:
      let zone = oneOf(["", "", "", "Z", "+01:00", "@Europe/Berlin"])
      return once(in: 4)
        ? "date and time(\"2026-01-0\(day)T10:00:00\(zone)\")"
        : "@\"2026-01-0\(day)T10:00:00\(zone)\""
    case .duration:
      return "@\""
        + oneOf([
          "PT\(day)H", "PT\(day)H", "P\(day)D", "PT24H", "P1DT0.5S", "-PT\(day)H", "PT0S",
          "P400000D",
        ]) + "\""
    case .months:
      return "duration(\"" + oneOf(["P\(day)M", "P\(day)M", "P1Y", "P12M", "-P\(day)M", "P1Y2M"])
        + "\")"
    case .numbers:
      return "[\((0..<number(in: 0...3)).map { _ in constant(.number) }.joined(separator: ", "))]"
    case .texts:
      return "[\((0..<number(in: 0...3)).map { _ in constant(.string) }.joined(separator: ", "))]"
    case .mixed: return constant(oneOf([RandomKind.number, .string, .date]))
    }
  }

  /// A value: one of some constants, one just beside it, or any other of the kind.
  mutating func constantValue(_ kind: RandomKind, near constants: [String]) -> Value {
    guard !constants.isEmpty, !once(in: 4) else {
      if kind == .string || kind == .code, once(in: 5) { return .string("never named") }
      return Self.value(of: constant(kind))
    }
    let text = oneOf(constants)
    let value = Self.value(of: text)
    guard once(in: 2) else { return value }
    let sign = oneOf(["+", "-"])
    switch value {
    case .number:
      return Self.value(
        of: "\(text) \(sign) \(oneOf(["1", "0.5", "0.000000001", "1e-12", "1e-30"]))")
    case .string(let string):
      return .string(
        oneOf([string + "a", String(string.dropLast()), string + "\u{0}", " " + string]))
    case .date: return Self.value(of: "\(text) \(sign) duration(\"P1D\")")
    case .time, .dateTime, .daysAndTimeDuration:
      return Self.value(
        of: "\(text) \(sign) duration(\"\(oneOf(["PT1S", "PT0.000000001S", "PT24H", "PT1H"]))\")")
    case .yearsAndMonthsDuration: return Self.value(of: "\(text) \(sign) duration(\"P1M\")")
    default: return value
    }
  }

  static func value(of text: String) -> Value {
    FEELCompiler(scope: Scope()).expression(text, at: RandomTable.origin).compiled?.constant
      ?? .null
  }
}

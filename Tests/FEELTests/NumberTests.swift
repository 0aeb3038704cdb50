import FEEL
import TestSupport
import Testing

@Suite struct NumberTests {
  struct TextCase: Sendable, CustomTestStringConvertible {
    var text: String
    var printed: String?
    var testDescription: String { text }
  }

  static let texts = [
    TextCase(text: "0", printed: "0"),
    TextCase(text: "-0", printed: "0"),
    TextCase(text: "-0.00", printed: "0"),
    TextCase(text: "1.500", printed: "1.5"),
    TextCase(text: "100", printed: "100"),
    TextCase(text: "1e2", printed: "100"),
    TextCase(text: "12e-1", printed: "1.2"),
    TextCase(text: ".5", printed: "0.5"),
    TextCase(text: "5.", printed: "5"),
    TextCase(text: "+7", printed: "7"),
    TextCase(text: "0.00000000000000000001", printed: "0.00000000000000000001"),
    TextCase(text: "0.000000000000000000001", printed: "1e-21"),
    TextCase(text: "1.5E-30", printed: "1.5e-30"),
    TextCase(text: "1e34", printed: "10000000000000000000000000000000000"),
    TextCase(text: "1.1e34", printed: "1.1e34"),
    TextCase(text: "-1e6144", printed: "-1e6144"),
    TextCase(
      text: "1234567890123456789012345678901234", printed: "1234567890123456789012345678901234"),
    TextCase(
      text: "0.12345678901234567890123456789012345",
      printed: "0.1234567890123456789012345678901234"),
    TextCase(
      text: "99999999999999999999999999999999999", printed: "1e35"),
    TextCase(text: "1e-6177", printed: "0"),
    TextCase(text: "1e6145"),
    TextCase(text: "1e99999999999999999999"),
    TextCase(text: ""), TextCase(text: "-"), TextCase(text: "."), TextCase(text: "1e"),
    TextCase(text: "1.2.3"), TextCase(text: "NaN"), TextCase(text: " 1"), TextCase(text: "0x1"),
  ]

  @Test(arguments: texts) func readsAndPrints(_ example: TextCase) {
    #expect(Number(example.text)?.description == example.printed)
  }

  struct OperationCase: Sendable, CustomTestStringConvertible {
    var name: String
    var result: Number?
    var expected: String?
    var testDescription: String { name }
  }

  static func number(_ text: String) throws -> Number { try #require(Number(text)) }

  @Test func arithmeticIsDecimal() throws {
    let operations = try [
      OperationCase(
        name: "0.1 + 0.2", result: Self.number("0.1").adding(Self.number("0.2")), expected: "0.3"),
      OperationCase(name: "1 + 0.5", result: Number(1).adding(Self.number("0.5")), expected: "1.5"),
      OperationCase(name: "3 - 5", result: Number(3).subtracting(5), expected: "-2"),
      OperationCase(name: "5 - 5", result: Number(-5).adding(5), expected: "0"),
      OperationCase(
        name: "2^64-1 + 1", result: Self.number("18446744073709551615").adding(1),
        expected: "18446744073709551616"),
      OperationCase(
        name: "2^63 * 4", result: Self.number("9223372036854775808").multiplied(by: -4),
        expected: "-36893488147419103232"),
      OperationCase(
        name: "1.5 * 1.5", result: Self.number("1.5").multiplied(by: Self.number("1.5")),
        expected: "2.25"),
      OperationCase(
        name: "1 / 3", result: Number(1).divided(by: 3),
        expected: "0." + String(repeating: "3", count: 34)),
      OperationCase(name: "12 / 4", result: Number(12).divided(by: -4), expected: "-3"),
      OperationCase(name: "1 / 0", result: Number(1).divided(by: 0), expected: nil),
      OperationCase(
        name: "too large", result: try Self.number("9e6144").multiplied(by: 10),
        expected: nil),
      OperationCase(name: "12 mod 5", result: Number(12).modulo(5), expected: "2"),
      OperationCase(name: "-12 mod 5", result: Number(-12).modulo(5), expected: "3"),
      OperationCase(name: "12 mod -5", result: Number(12).modulo(-5), expected: "-3"),
      OperationCase(name: "-12 mod -5", result: Number(-12).modulo(-5), expected: "-2"),
      OperationCase(
        name: "10.1 mod 4.5", result: Self.number("10.1").modulo(Self.number("4.5")),
        expected: "1.1"),
      OperationCase(
        name: "-10.1 mod 4.5", result: Self.number("-10.1").modulo(Self.number("4.5")),
        expected: "3.4"),
      OperationCase(name: "2 ** 10", result: Number(2).raised(to: 10), expected: "1024"),
      OperationCase(name: "10 ** -2", result: Number(10).raised(to: -2), expected: "0.01"),
      OperationCase(
        name: "4 ** 0.5", result: Number(4).raised(to: Self.number("0.5")),
        expected: "2"),
      OperationCase(
        name: "-4 ** 0.5", result: Number(-4).raised(to: Self.number("0.5")),
        expected: nil),
      OperationCase(name: "0 ** -1", result: Number(0).raised(to: -1), expected: nil),
      OperationCase(name: "sqrt(16)", result: Number(16).squareRoot, expected: "4"),
      OperationCase(name: "sqrt(-1)", result: Number(-1).squareRoot, expected: nil),
      OperationCase(name: "exp(0)", result: Number(0).exponential, expected: "1"),
      OperationCase(name: "log(1)", result: Number(1).naturalLogarithm, expected: "0"),
      OperationCase(name: "log(0)", result: Number(0).naturalLogarithm, expected: nil),
    ]
    for operation in operations {
      #expect(operation.result?.description == operation.expected, "\(operation.name)")
    }
  }

  struct RoundingCase: Sendable, CustomTestStringConvertible {
    var text: String
    var scale: Int
    var mode: RoundingMode
    var expected: String?
    var testDescription: String { "\(text) to \(scale), \(mode)" }
  }

  static let roundings = [
    RoundingCase(text: "2.5", scale: 0, mode: .halfEven, expected: "2"),
    RoundingCase(text: "3.5", scale: 0, mode: .halfEven, expected: "4"),
    RoundingCase(text: "-2.5", scale: 0, mode: .halfUp, expected: "-3"),
    RoundingCase(text: "2.5", scale: 0, mode: .halfDown, expected: "2"),
    RoundingCase(text: "2.51", scale: 0, mode: .halfDown, expected: "3"),
    RoundingCase(text: "-5.01", scale: 0, mode: .up, expected: "-6"),
    RoundingCase(text: "-5.99", scale: 0, mode: .down, expected: "-5"),
    RoundingCase(text: "-1.5", scale: 0, mode: .floor, expected: "-2"),
    RoundingCase(text: "-1.5", scale: 0, mode: .ceiling, expected: "-1"),
    RoundingCase(text: "1.126", scale: 2, mode: .halfUp, expected: "1.13"),
    RoundingCase(text: "1250", scale: -2, mode: .halfEven, expected: "1200"),
    RoundingCase(text: "1250", scale: -40, mode: .halfEven, expected: "0"),
    RoundingCase(text: "1", scale: 6177, mode: .halfEven, expected: nil),
  ]

  @Test(arguments: roundings) func roundsToScale(_ example: RoundingCase) throws {
    let number = try #require(Number(example.text))
    #expect(number.rounded(scale: example.scale, example.mode)?.description == example.expected)
  }

  @Test func equalNumbersOfDifferentPrecisionHashAlike() throws {
    for texts in [
      ["1", "1.0", "1.000"], ["100", "1e2", "1.0e2"], ["0", "-0.0", "0e9"],
      ["1e40", "10e39"], ["-0.5", "-0.50"],
    ] {
      let numbers = texts.compactMap { Number($0) }
      #expect(numbers.count == texts.count)
      #expect(Set(numbers).count == 1, "\(texts)")
    }
  }

  @Test func printedNumbersReadBackAsTheSame() throws {
    var generator = SeededGenerator(seed: 20_240_229)
    for _ in 0..<5000 {
      let digits = (0..<Int.random(in: 1...34, using: &generator))
        .map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
      let exponent = Int.random(in: -60...60, using: &generator)
      let text = "\(Bool.random(using: &generator) ? "-" : "")\(digits)e\(exponent)"
      let number = try #require(Number(text))
      #expect(Number(number.description) == number, "\(text)")
    }
  }

  @Test func integerArithmeticAgreesWithInt() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<5000 {
      let first = Int.random(in: -1_000_000_000...1_000_000_000, using: &generator)
      let second = Int.random(in: -1_000_000_000...1_000_000_000, using: &generator)
      #expect(Number(first).adding(Number(second)) == Number(first + second))
      #expect(Number(first).multiplied(by: Number(second)) == Number(first * second))
      #expect((Number(first) < Number(second)) == (first < second))
      #expect(Number(first).int == first)
    }
  }
}

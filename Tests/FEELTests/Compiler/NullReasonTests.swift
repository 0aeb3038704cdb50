import Diagnostics
import FEEL
import Testing

/// A null born of a failure keeps its reason; strict mode makes it an error.
struct NullReasonTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var code: FEELCode
    var span: TextSpan
    var message: String
    var testDescription: String { text }
  }

  static let cases = [
    Case(
      text: "1 + nosuch", code: .unresolvedName, span: TextSpan(4, 10),
      message: "'nosuch' is not known here"),
    Case(
      text: "1 + custommer", code: .unresolvedName, span: TextSpan(4, 13),
      message: "'custommer' is not known here (did you mean \"customer\"?)"),
    Case(
      text: "customer.teir", code: .unknownEntry, span: TextSpan(0, 13),
      message: "the context has no entry 'teir' (did you mean \"tier\"?)"),
    Case(
      text: "1 + \"a\"", code: .typeMismatch, span: TextSpan(0, 7),
      message: "+ does not work on number and string"),
    Case(
      text: "2 / (1 - 1)", code: .divisionByZero, span: TextSpan(0, 11), message: "division by zero"
    ),
    Case(
      text: "[1, 2][3]", code: .indexOutOfRange, span: TextSpan(0, 9),
      message: "there is no element 3; the list has 2"),
    Case(
      text: "customer(1)", code: .notAFunction, span: TextSpan(0, 11),
      message: "'customer' is context, not a function"),
    Case(
      text: "1 < \"a\"", code: .typeMismatch, span: TextSpan(0, 7),
      message: "< does not work on number and string"),
    Case(
      text: "(function(n: number) n)(\"a\")", code: .conversionFailed, span: TextSpan(0, 28),
      message: "the argument 'n' of function(n: number) is string, not number"),
  ]

  private func evaluate(_ text: String, strict: Bool) throws -> (Value, Evaluation) {
    var scope = Scope()
    scope.declare("customer")
    let result = FEELCompiler(scope: scope).expression(
      text, at: Origin(file: "t", anchor: .cell(sheet: nil, reference: "B2")))
    let compiled = try #require(result.compiled)
    let evaluation = Fixtures.evaluation(strict: strict)
    let customer = Value.context(ContextValue([ContextValue.Entry("tier", .string("gold"))]))
    return (compiled.evaluate([customer], evaluation), evaluation)
  }

  @Test(arguments: cases) func keepsReason(_ example: Case) throws {
    let (value, evaluation) = try evaluate(example.text, strict: false)
    #expect(value == .null)
    let reason = try #require(evaluation.reasons.first)
    #expect(reason.code == example.code)
    #expect(reason.message == example.message)
    #expect(reason.origin?.span == example.span)
    #expect(reason.origin?.place == "t[B2]")
    #expect(evaluation.failure == nil)
  }

  @Test func strictModeStops() throws {
    let (_, evaluation) = try evaluate("1 + nosuch", strict: true)
    #expect(evaluation.failure?.code == .unresolvedName)
    #expect(evaluation.failure?.origin?.span == TextSpan(4, 10))
  }

  @Test func nullOperandsGiveNoReason() throws {
    let (value, evaluation) = try evaluate("null + 1 < 5", strict: true)
    #expect(value == .null)
    #expect(evaluation.reasons.isEmpty)
    #expect(evaluation.failure == nil)
  }

  @Test func reasonsAreBounded() throws {
    let (_, evaluation) = try evaluate("for i in 1..10000 return i + \"a\"", strict: false)
    #expect(evaluation.reasons.count == Evaluation.maximumReasons)
  }
}

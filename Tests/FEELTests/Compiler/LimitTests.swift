import Diagnostics
import FEEL
import Testing

/// Nothing that can be written exhausts the machine: there is a limit and a message.
struct LimitTests {
  private func evaluate(
    _ text: String, limits: Limits = .standard, strict: Bool = false
  ) throws -> (value: Value, evaluation: Evaluation) {
    let result = FEELCompiler(scope: Scope()).expression(text, at: Origin(file: "t"))
    let compiled = try #require(result.compiled, "\(result.diagnostics.map(\.text))")
    let evaluation = Fixtures.evaluation(limits: limits, strict: strict)
    return (compiled.evaluate([], evaluation), evaluation)
  }

  @Test func endlessRecursionEndsWithAMessage() throws {
    let result = try evaluate("{f: function(n) f(n + 1) + 1, r: f(0)}.r")
    #expect(result.value == .null)
    #expect(result.evaluation.failure?.code == .recursionLimit)
  }

  @Test func endlessMutualRecursionEndsWithAMessage() throws {
    let result = try evaluate(
      "{y: function(f) (function(x) x(x))(function(x) f(function(a) x(x)(a))), "
        + "r: y(function(g) function(n) g(n + 1))(0)}.r")
    #expect(result.evaluation.failure?.code == .recursionLimit)
  }

  @Test func recursionWithinTheLimitWorks() throws {
    let result = try evaluate("{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(500)}.r")
    #expect(result.value == .number(500))
  }

  @Test func doublyRecursiveFunctionStopsByItsSteps() throws {
    let result = try evaluate(
      "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(60)}.r",
      limits: Limits(steps: 100_000))
    #expect(result.evaluation.failure?.code == .iterationLimit)
  }

  @Test func hugeRangeStopsByItsSize() throws {
    let result = try evaluate(
      "for i in 1..1000000000000 return i", limits: Limits(listCount: 10_000))
    #expect(result.evaluation.failure?.code == .listLimit)
  }

  @Test func hugeQuantifierStopsByItsSteps() throws {
    let result = try evaluate(
      "some i in 1..9223372036854775807 satisfies i < 0", limits: Limits(steps: 50_000))
    #expect(result.evaluation.failure?.code == .iterationLimit)
  }

  @Test func longEvaluationStopsByItsTime() throws {
    let result = try evaluate(
      "every i in 1..1000000000 satisfies i > 0", limits: Limits(milliseconds: 20))
    #expect(result.evaluation.failure?.code == .timeLimit)
  }

  @Test func doubledStringStopsByItsSize() throws {
    let result = try evaluate(
      "{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: string length(f(\"ab\", 60))}.r",
      limits: Limits(stringBytes: 100_000))
    #expect(result.evaluation.failure?.code == .stringLimit)
  }

  /// Values that grow by sharing, with the operations that would have to walk them.
  static let growingValues = [
    "for i in 1..200000 return if i = 1 then 1 else [partial[-1]]",
    "for i in 1..100 return [partial[-1], partial[-1]]",
    doubling + "z: 1}",
    doubling + "z: string(v60)}.z",
    doubling + "w: [v59, v59], z: w = v60}.z",
    doubling + "z: flatten(v60)}.z",
    doubling + "z: sum(v60)}.z",
    doubling + "z: context([v60])}.z",
    doubling + "z: list contains([v59], v60)}.z",
    "{f: function(a, n) if n = 0 then a else f([a, a], n - 1), r: f(1, 200)}.r",
    "{f: function(n) if n = 0 then 1 else [f(n - 1)], r: count(f(2000))}.r",
  ]

  /// `{v1: [1, 1], v2: [v1, v1], …,`: a value of 2 to the 60 leaves.
  private static let doubling =
    "{v0: 1, " + (1...60).map { "v\($0): [v\($0 - 1), v\($0 - 1)], " }.joined()

  @Test(arguments: growingValues) func growingValueStops(_ text: String) throws {
    let result = try evaluate(text, limits: Limits(steps: 200_000))
    #expect(result.value == .null)
    #expect([.depthLimit, .iterationLimit].contains(result.evaluation.failure?.code))
  }

  struct DeepText: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
  }

  static let deepTexts = [
    ("parentheses", "("), ("lists", "["), ("contexts", "{a: "), ("conditionals", "if "),
    ("negations", "-"), ("loops", "for x in "), ("functions", "function(x) "), ("filters", "a["),
    ("calls", "f("), ("types", "1 instance of list<"), ("listed types", "list<"), ("sums", "1 + "),
    ("powers", "2 ** "), ("membership", "1 in ("), ("paths", "a."), ("or", "a or "),
    ("odd characters", "#$"), ("intervals", "]1..2["), ("not", "not("), ("comments", "/*"),
  ].map { DeepText(testDescription: $0.0, text: String(repeating: $0.1, count: 20_000)) }

  @Test(arguments: deepTexts) func deepTextIsRefused(_ deep: DeepText) {
    let compiler = FEELCompiler(scope: Scope())
    #expect(compiler.expression(deep.text, at: Origin(file: "t")).diagnostics.hasErrors)
    #expect(compiler.unaryTests(deep.text, at: Origin(file: "t")).diagnostics.hasErrors)
  }

  @Test func millionParenthesesAreRefused() {
    let text =
      String(repeating: "(", count: 1_000_000) + "1" + String(repeating: ")", count: 1_000_000)
    let result = FEELCompiler(scope: Scope()).expression(text, at: Origin(file: "t"))
    #expect(result.diagnostics.map(\.code.id) == ["FEEL-017"])
  }

  @Test func sumOfManyTermsIsAccepted() throws {
    let text = (1...500).map(String.init).joined(separator: " + ")
    #expect(try evaluate(text).value == .number(125_250))
  }
}

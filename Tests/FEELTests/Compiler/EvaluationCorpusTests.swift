import Diagnostics
import FEEL
import Testing

/// The corpus of expressions, variables and results.
struct EvaluationCorpusTests {
  static let cases = CorpusCase.read("evaluation.txt")
  static let testCases = CorpusCase.read("unary-tests.txt")

  @Test func corporaAreThere() {
    #expect(Self.cases.count > 200)
    #expect(Self.testCases.count > 40)
  }

  /// The value of a text without variables.
  static func literal(_ text: String) throws -> Value {
    let compiled = FEELCompiler(scope: Scope()).expression(text, at: Origin(file: "literal"))
    return try #require(compiled.compiled, "\(compiled.diagnostics.map(\.text))")
      .evaluate([], Fixtures.evaluation())
  }

  /// A scope for the entries of a context, and their values by slot.
  static func variables(_ text: String) throws -> (scope: Scope, values: [Value]) {
    var scope = Scope()
    guard case .context(let context) = try literal(text) else { return (scope, []) }
    for entry in context.entries { scope.declare(entry.key) }
    return (scope, context.entries.map(\.value))
  }

  @Test(arguments: cases) func evaluates(_ example: CorpusCase) throws {
    let fields = example.fields
    try #require(fields.count == 2 || fields.count == 3)
    let given = try Self.variables(fields.count == 3 ? fields[1] : "{}")
    let result = FEELCompiler(scope: given.scope).expression(fields[0], at: Origin(file: "t"))
    let compiled = try #require(result.compiled, "\(result.diagnostics.map(\.text))")
    let value = compiled.evaluate(given.values, Fixtures.evaluation())
    #expect(value.feelText == fields[fields.count - 1])
  }

  /// Fields: tests, input, result, perhaps variables before the result.
  @Test(arguments: testCases) func applies(_ example: CorpusCase) throws {
    let fields = example.fields
    try #require(fields.count == 3 || fields.count == 4)
    let given = try Self.variables(fields.count == 4 ? fields[2] : "{}")
    let result = FEELCompiler(scope: given.scope).unaryTests(fields[0], at: Origin(file: "t"))
    let compiled = try #require(result.compiled, "\(result.diagnostics.map(\.text))")
    let matches = compiled.matches(
      try Self.literal(fields[1]), given.values, Fixtures.evaluation())
    #expect(matches.map { "\($0)" } ?? "null" == fields[fields.count - 1])
  }
}

/// What tests of evaluation share.
enum Fixtures {
  /// A fixed moment: 2026-03-01T10:30:00Z.
  static func evaluation(limits: Limits = .standard, strict: Bool = false) -> Evaluation {
    guard let now = DateAndTime("2026-03-01T10:30:00Z") else {
      preconditionFailure("the fixed moment is a date and time")
    }
    return Evaluation(now: now, limits: limits, strict: strict)
  }
}

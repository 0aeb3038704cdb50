import Diagnostics
import FEEL
import Testing

/// The corpus of expressions and the trees they parse to.
struct TreeTests {
  static let cases = CorpusCase.read("trees.txt")

  @Test func corpusIsThere() { #expect(Self.cases.count > 100) }

  /// The names that the corpus may use beside the built-in functions.
  static var scope: Scope {
    var scope = Scope()
    for name in ["a", "b", "c", "x", "y", "list", "first name", "a-b", "Monthly Fee", "in stock"] {
      scope.declare(name)
    }
    scope.declare(
      "applicant",
      type: .context([
        ContextEntryType("first name", .string),
        ContextEntryType("age", .number),
        ContextEntryType("pre-tax income", .number),
      ]))
    scope.declare(
      "orders", type: .list(.context([ContextEntryType("order total", .number)])))
    return scope
  }

  @Test(.enabled(if: CorpusCase.isRecording)) func record() throws {
    try CorpusCase.record("trees.txt", fields: 2) { example in
      FEELCompiler(scope: Self.scope).syntax(of: example.fields[0], at: Origin(file: "t"))
        .expression.description
    }
  }

  @Test(arguments: cases) func parsesToTree(_ example: CorpusCase) throws {
    try #require(example.fields.count == 2)
    let compiler = FEELCompiler(scope: Self.scope)
    let result = compiler.syntax(of: example.fields[0], at: Origin(file: "t"))
    #expect(result.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    #expect(result.expression.description == example.fields[1])
  }
}

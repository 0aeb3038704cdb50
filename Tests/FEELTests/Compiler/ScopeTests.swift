import Diagnostics
import FEEL
import Testing

/// What an embedding declares, and what it learns of compiled texts.
struct ScopeTests {
  private let origin = Origin(file: "t")

  private func value(
    _ text: String, _ scope: Scope, _ variables: [Value] = [],
    options: FEELCompiler.Options = .init(), host: AnyObject? = nil
  ) throws -> Value {
    let result = FEELCompiler(scope: scope, options: options).expression(text, at: origin)
    let compiled = try #require(result.compiled, "\(result.diagnostics.map(\.text))")
    let now = try #require(DateAndTime("2026-03-01T10:30:00Z"))
    return compiled.evaluate(variables, Evaluation(now: now, host: host))
  }

  private final class Session {
    let active: Set<String>

    init(active: Set<String>) { self.active = active }
  }

  @Test func nativeFunctionSeesItsHost() throws {
    var scope = Scope()
    scope.declareFunction(
      FunctionValue(
        name: "In", parameters: [FunctionParameter("id", .string)], resultType: .boolean
      ) { arguments, evaluation in
        guard case .string(let id) = arguments[0], let session = evaluation.host as? Session else {
          return .null
        }
        return .boolean(session.active.contains(id))
      })
    let session = Session(active: ["waiting"])
    #expect(try value("In(\"waiting\")", scope, host: session) == .boolean(true))
    #expect(try value("In(id: \"done\")", scope, host: session) == .boolean(false))
    #expect(try value("In(1)", scope, host: session) == .null)
  }

  @Test func declaredTypesConstrain() throws {
    var scope = Scope()
    scope.declareType("tSmall", as: .number) { value in
      guard case .number(let number) = value else { return false }
      return number < 256
    }
    #expect(try value("255 instance of tSmall", scope) == .boolean(true))
    #expect(try value("256 instance of tSmall", scope) == .boolean(false))
    #expect(try value("[1, 256] instance of list<tSmall>", scope) == .boolean(false))
    #expect(try value("{a: 1} instance of context<a: tSmall>", scope) == .boolean(true))
  }

  @Test func declaredNameHidesBuiltinFunction() throws {
    var scope = Scope()
    scope.declare("count")
    #expect(try value("count + 1", scope, [.number(2)]) == .number(3))
  }

  @Test func nameDeclaredAgainKeepsItsSlot() {
    var scope = Scope()
    let first = scope.declare("x")
    scope.declare("y")
    #expect(scope.declare("x", type: .number) == first)
    #expect(scope.variables.map(\.name) == ["x", "y"])
  }

  @Test func compiledTextTellsTheNamesItUses() throws {
    var scope = Scope()
    for name in ["a", "b", "c"] { scope.declare(name) }
    let compiled = try #require(
      FEELCompiler(scope: scope).expression(
        "{x: c}.x + (function(b) b + a)(1)", at: origin
      ).compiled)
    #expect(compiled.usedNames == ["a", "c"])
  }

  @Test func externalFunctionComesFromTheEmbedding() throws {
    let options = FEELCompiler.Options { definition, parameters in
      guard case .context(let java) = definition["java"], java["class"] == .string("Math") else {
        return nil
      }
      return FunctionValue(parameters: parameters) { arguments, _ in .list(arguments) }
    }
    let known = "(function(a) external {java: {class: \"Math\", method signature: \"f(int)\"}})(5)"
    #expect(try value(known, Scope(), options: options) == .list([.number(5)]))
    let unknown = known.replacing("Math", with: "Foo")
    #expect(try value(unknown, Scope(), options: options) == .null)
    let diagnostics = FEELCompiler(scope: Scope(), options: options)
      .expression(unknown, at: origin).diagnostics
    #expect(diagnostics.map(\.code.id) == ["FEEL-024"])
    #expect(!diagnostics.hasErrors)
  }

  struct ViewCase: Sendable, CustomTestStringConvertible {
    var tests: String
    var view: String
    var testDescription: String { tests }
  }

  static let views = [
    ViewCase(tests: "-", view: "any"),
    ViewCase(tests: "\"a\", \"b\"", view: "points \"a\" \"b\""),
    ViewCase(tests: "= 5", view: "points 5"),
    ViewCase(tests: "null", view: "points null"),
    ViewCase(tests: "1 + 1", view: "points 2"),
    ViewCase(tests: "> 5", view: "intervals (> 5)"),
    ViewCase(tests: "[1..5), 7", view: "points 7 intervals [1..5)"),
    ViewCase(tests: "not(\"a\")", view: "not points \"a\""),
    ViewCase(tests: "not([1..4))", view: "not intervals [1..4)"),
    ViewCase(tests: "not(]1..4[)", view: "not intervals (1..4)"),
    ViewCase(tests: "not(\"a\", ]1..4[)", view: "not points \"a\" intervals (1..4)"),
    ViewCase(tests: "not([1..2[, ]3..4])", view: "not intervals [1..2) (3..4]"),
    ViewCase(tests: "date(\"2026-03-01\")", view: "points @\"2026-03-01\""),
    ViewCase(tests: "!= 5", view: "excluded 5"),
    ViewCase(tests: "x, 5", view: "points 5 residual"),
    ViewCase(tests: "? > 5", view: "residual"),
    ViewCase(tests: "[1, 2]", view: "residual"),
  ]

  @Test(arguments: views) func testsShowWhatAnIndexCanUse(_ example: ViewCase) throws {
    var scope = Scope()
    scope.declare("x")
    let compiled = try #require(
      FEELCompiler(scope: scope).unaryTests(example.tests, at: origin).compiled)
    let view = compiled.view
    var words: [String] = []
    if view.isAny { words.append("any") }
    if view.isNegated { words.append("not") }
    if !view.points.isEmpty { words += ["points"] + view.points.map(\.feelText) }
    if !view.intervals.isEmpty {
      words += ["intervals"] + view.intervals.map { Value.range($0).feelText }
    }
    if !view.excluded.isEmpty { words += ["excluded"] + view.excluded.map(\.feelText) }
    if view.hasResidual { words.append("residual") }
    #expect(words.joined(separator: " ") == example.view)
  }

  @Test func typesReadBack() {
    for text in [
      "Any", "number", "date and time", "list<list<string>>", "range<number>",
      "context<a: string, b c: list<number>>", "function<number, string> -> boolean",
      "days and time duration",
    ] { #expect(FEELType(parsing: text)?.description == text) }
    #expect(FEELType(parsing: "nummer") == nil)
    #expect(FEELType(parsing: "list<number") == nil)
    #expect(FEELType(parsing: "number number") == nil)
  }
}

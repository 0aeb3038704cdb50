import DMN
import Diagnostics
import Testing

@Suite struct BoxedExpressionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var expression: String
    var result: String
    var testDescription: String { name }
  }

  private static func literal(_ text: String, type: String? = nil) -> String {
    let attribute = type.map { " typeRef=\"\($0)\"" } ?? ""
    return "<literalExpression\(attribute)><text>\(text)</text></literalExpression>"
  }

  private static func entry(_ name: String?, _ expression: String, type: String? = nil) -> String {
    let attribute = type.map { " typeRef=\"\($0)\"" } ?? ""
    let variable = name.map { "<variable name=\"\($0)\"\(attribute)/>" } ?? ""
    return "<contextEntry>\(variable)\(expression)</contextEntry>"
  }

  private static func function(_ body: String, kind: String = "FEEL", _ parameters: String...)
    -> String
  {
    "<functionDefinition kind=\"\(kind)\">"
      + parameters.map { "<formalParameter name=\"\($0)\" typeRef=\"number\"/>" }.joined() + body
      + "</functionDefinition>"
  }

  private static func each(_ kind: String, _ list: String, _ part: String, _ body: String) -> String
  {
    "<\(kind) iteratorVariable=\"x\"><in>\(literal(list))</in>"
      + "<\(part)>\(literal(body))</\(part)></\(kind)>"
  }

  static let cases = [
    Case(name: "a literal without text", expression: literal(""), result: "null"),
    Case(name: "a typed literal", expression: literal("[7]", type: "number"), result: "7"),
    Case(
      name: "a value of another type", expression: literal("\"x\"", type: "number"),
      result: "null"),
    Case(
      name: "a context whose entries see the earlier ones",
      expression: "<context>" + entry("a b", literal("1")) + entry("c", literal("a b + 1"))
        + "</context>", result: "{\"a b\": 1, c: 2}"),
    Case(
      name: "a context with a result",
      expression: "<context>" + entry("a", literal("1")) + entry(nil, literal("a + 41"))
        + "</context>", result: "42"),
    Case(
      name: "a name hidden inside is untouched outside",
      expression: "<context>" + entry("a", literal("1"))
        + entry("b", "<context>" + entry("a", literal("a + 1")) + "</context>")
        + entry("c", literal("a")) + "</context>", result: "{a: 1, b: {a: 2}, c: 1}"),
    Case(
      name: "a typed entry",
      expression: "<context>" + entry("a", literal("1"), type: "string")
        + "</context>", result: "{a: null}"),
    Case(
      name: "a list", expression: "<list>\(literal("1"))\(literal("\"a\""))</list>",
      result: "[1, \"a\"]"),
    Case(
      name: "a relation",
      expression: "<relation><column name=\"a\"/><column name=\"b\" typeRef=\"string\"/>"
        + "<row>\(literal("1"))\(literal("\"x\""))</row><row>\(literal("2"))\(literal("3"))</row>"
        + "</relation>", result: "[{a: 1, b: \"x\"}, {a: 2, b: null}]"),
    Case(
      name: "a function that calls itself",
      expression: "<context>"
        + entry("f", function(literal("if n &lt; 2 then 1 else n * f(n - 1)"), "n"))
        + entry(nil, literal("f(5)")) + "</context>", result: "120"),
    Case(
      name: "a function over what it sees",
      expression: "<context>" + entry("k", literal("10"))
        + entry("f", function(literal("n + k"), "n"))
        + entry(nil, literal("for i in 1..2 return f(i)")) + "</context>", result: "[11, 12]"),
    Case(
      name: "an invocation",
      expression: "<context>" + entry("f", function(literal("a - b"), "a", "b"))
        + entry(
          nil,
          "<invocation>\(literal("f"))<binding><parameter name=\"b\"/>\(literal("1"))</binding>"
            + "<binding><parameter name=\"a\"/>\(literal("5"))</binding></invocation>")
        + "</context>", result: "4"),
    Case(
      name: "an argument of another type: the function is not called",
      expression: "<context>" + entry("f", function(literal("n = null"), "n"))
        + entry(nil, literal("f(\"x\")")) + "</context>", result: "null"),
    Case(
      name: "a conditional",
      expression: "<conditional><if>\(literal("null"))</if><then>\(literal("1"))</then>"
        + "<else>\(literal("2"))</else></conditional>", result: "2"),
    Case(
      name: "a filter with item",
      expression:
        "<filter><in>\(literal("[1, 2, 3]"))</in><match>\(literal("item > 1"))</match></filter>",
      result: "[2, 3]"),
    Case(
      name: "a filter with the entries of the items",
      expression:
        "<filter><in>\(literal("[{a: 1}, {a: 2}]"))</in><match>\(literal("a > 1"))</match></filter>",
      result: "[{a: 2}]"),
    Case(
      name: "a filter by a text",
      expression: "<filter><in>\(literal("[1]"))</in><match>\(literal("\"x\""))</match></filter>",
      result: "null"),
    Case(
      name: "for", expression: each("for", "[1, 2, 3]", "return", "x + count(partial)"),
      result: "[1, 3, 5]"),
    Case(name: "some", expression: each("some", "[1, 2]", "satisfies", "x = 2"), result: "true"),
    Case(
      name: "some of none", expression: each("some", "[]", "satisfies", "true"), result: "false"),
    Case(name: "every", expression: each("every", "[1, 2]", "satisfies", "x > 1"), result: "false"),
    Case(
      name: "every of none", expression: each("every", "[]", "satisfies", "false"), result: "true"),
    Case(
      name: "every with a text", expression: each("every", "[1]", "satisfies", "\"x\""),
      result: "null"),
  ]

  @Test(arguments: cases) func gives(_ example: Case) throws {
    let (model, diagnostics) = Make.model(
      Make.xml("<decision name=\"d\" id=\"d\">\(example.expression)</decision>"))
    #expect(!diagnostics.hasErrors, "\(diagnostics.map(\.text))")
    #expect(try model.decide("d") == example.result)
  }

  @Test func aFunctionWithoutEndStopsWithAnError() throws {
    let body = Self.literal("f(n + 1)")
    let expression =
      "<context>" + Self.entry("f", Self.function(body, "n"))
      + Self.entry(nil, Self.literal("f(1)")) + "</context>"
    let (model, _) = Make.model(
      Make.xml("<decision name=\"d\" id=\"d\">\(expression)</decision>"))
    #expect(try model.decide("d") == "FEEL-201")
  }
}

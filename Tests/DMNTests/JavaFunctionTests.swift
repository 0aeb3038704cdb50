import DMN
import FEEL
import Testing

@Suite struct JavaFunctionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var className: String
    var signature: String
    var parameters: String
    var call: String
    var result: String
    var testDescription: String { "\(className).\(signature) of \(call)" }
  }

  static let cases = [
    Case(
      className: "java.lang.Math", signature: "max(double, double)", parameters: "a, b",
      call: "1.5, 2.25", result: "2.25"),
    Case(
      className: "java.lang.Math", signature: "round(double)", parameters: "a", call: "-2.5",
      result: "-2"),
    Case(
      className: "java.lang.Math", signature: "floorMod(int,int)", parameters: "a, b",
      call: "-7, 3", result: "2"),
    Case(
      className: "java.lang.Math", signature: "addExact(int, int)", parameters: "a, b",
      call: "2147483647, 1", result: "null"),
    Case(
      className: "java.lang.Math", signature: "sqrt(double)", parameters: "a", call: "-1",
      result: "null"),
    Case(
      className: "java.lang.Math", signature: "max(int, int)", parameters: "a, b", call: "1.5, 2",
      result: "null"),
    Case(
      className: "java.lang.Integer", signature: "valueOf(java.lang.String)", parameters: "a",
      call: "\"12\"", result: "12"),
    Case(
      className: "java.lang.Integer", signature: "valueOf(java.lang.String)", parameters: "a",
      call: "\"12x\"", result: "null"),
    Case(
      className: "java.lang.Float", signature: "valueOf(java.lang.String)", parameters: "a",
      call: "\"1234.56\"", result: "1234.56"),
    Case(
      className: "java.lang.String", signature: "valueOf(char)", parameters: "a", call: "\"ab\"",
      result: "null"),
    Case(
      className: "java.lang.String",
      signature: "format(java.lang.String, [Ljava.lang.Object;)", parameters: "a, b, c",
      call: "\"%-4s|%05.1f\", \"x\", 2.25", result: "\"x   |002.3\""),
    Case(
      className: "java.lang.String",
      signature: "format(java.lang.String, java.lang.Object...)", parameters: "a, b",
      call: "\"%d%%\", 1.5", result: "null"),
    Case(
      className: "java.lang.Character", signature: "isDigit(char)", parameters: "a",
      call: "\"7\"", result: "true"),
    Case(
      className: "java.lang.Nothing", signature: "f()", parameters: "", call: "", result: "null"),
  ]

  @Test(arguments: cases) func gives(_ example: Case) throws {
    let text = """
      {f: function(\(example.parameters)) external {java: {class: "\(example.className)", \
      method signature: "\(example.signature)"}}, r: f(\(example.call))}.r
      """
    let (model, _) = Make.model(
      Make.xml(
        "<decision name=\"d\" id=\"d\"><literalExpression><text>\(text)</text></literalExpression></decision>"
      ))
    #expect(try model.decide("d") == example.result)
  }

  @Test func methodsCanBeAdded() throws {
    var registry = JavaFunctions.standard
    registry.register(try #require(JavaSignature("twice(long)")), of: "com.example.Tools") {
      guard case .integer(let number)? = $0.first else { return nil }
      return .integer(number * 2)
    }
    let text = """
      {f: function(n) external {java: {class: "com.example.Tools", \
      method signature: "twice(long)"}}, r: f(21)}.r
      """
    let definitions = try #require(
      DMNReader.read(
        Array(
          Make.xml(
            "<decision name=\"d\" id=\"d\"><literalExpression><text>\(text)</text></literalExpression></decision>"
          ).utf8), file: "a.dmn"
      ).definitions)
    let model = CompiledModel.compile([definitions], java: registry).model
    #expect(try model.decide("d") == "42")
  }
}

import DMN
import Diagnostics
import Testing

@Suite struct HitPolicyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var policy: HitPolicy
    var outputs: [OutputClause] = [Make.output()]
    var rules: [String]
    var input: String
    var result: String
    var testDescription: String { "\(policy.letters) of \(rules) for \(input)" }
  }

  static let sizes = ["> 10 => 1", "> 20 => 2", "> 30 => 2"]
  static let ranked = [Make.output(values: "\"high\", \"middle\", \"low\"")]
  static let levels = ["> 10 => \"low\"", "> 20 => \"high\"", "> 30 => \"middle\""]
  static let two = [Make.output("level", values: "\"high\", \"low\""), Make.output("note")]
  static let pairs = ["> 10 => \"low\" | 1", "> 20 => \"high\" | 2", "> 30 => \"high\" | 3"]

  static let cases = [
    Case(policy: .unique, rules: sizes, input: "15", result: "1"),
    Case(policy: .unique, rules: sizes, input: "25", result: "DMN-040"),
    Case(policy: .unique, rules: sizes, input: "5", result: "null"),
    Case(policy: .any, rules: ["> 10 => 1", "> 20 => 1"], input: "25", result: "1"),
    Case(policy: .any, rules: sizes, input: "25", result: "DMN-041"),
    Case(policy: .any, rules: sizes, input: "5", result: "null"),
    Case(policy: .first, rules: sizes, input: "35", result: "1"),
    Case(policy: .first, rules: sizes, input: "5", result: "null"),
    Case(policy: .priority, outputs: ranked, rules: levels, input: "35", result: "\"high\""),
    Case(policy: .priority, outputs: ranked, rules: levels, input: "15", result: "\"low\""),
    Case(policy: .priority, outputs: ranked, rules: levels, input: "5", result: "null"),
    Case(
      policy: .priority, outputs: two, rules: pairs, input: "35",
      result: "{level: \"high\", note: 2}"),
    Case(
      policy: .outputOrder, outputs: ranked, rules: levels, input: "35",
      result: "[\"high\", \"middle\", \"low\"]"),
    Case(policy: .outputOrder, outputs: ranked, rules: levels, input: "5", result: "[]"),
    Case(
      policy: .outputOrder, outputs: two, rules: pairs, input: "35",
      result:
        "[{level: \"high\", note: 2}, {level: \"high\", note: 3}, {level: \"low\", note: 1}]"),
    Case(policy: .ruleOrder, rules: sizes, input: "35", result: "[1, 2, 2]"),
    Case(policy: .ruleOrder, rules: sizes, input: "5", result: "[]"),
    Case(policy: .collect, rules: sizes, input: "25", result: "[1, 2]"),
    Case(policy: .collect, rules: sizes, input: "5", result: "[]"),
    Case(policy: .collectSum, rules: sizes, input: "35", result: "5"),
    Case(policy: .collectSum, rules: sizes, input: "5", result: "null"),
    Case(policy: .collectMin, rules: sizes, input: "35", result: "1"),
    Case(policy: .collectMax, rules: sizes, input: "35", result: "2"),
    Case(policy: .collectMin, rules: sizes, input: "5", result: "null"),
    Case(policy: .collectMax, rules: sizes, input: "5", result: "null"),
    Case(policy: .collectCount, rules: sizes, input: "35", result: "3"),
    Case(policy: .collectCount, rules: sizes, input: "5", result: "0"),
    Case(
      policy: .collectSum, rules: ["> 10 => \"a\"", "> 20 => 2"], input: "25", result: "DMN-045"),
    Case(
      policy: .collectMax, rules: ["> 1 => @\"P1D\"", "> 2 => @\"P3D\""], input: "3",
      result: "@\"P3D\""),
    Case(
      policy: .unique, outputs: [Make.output(defaultEntry: "7")], rules: sizes, input: "5",
      result: "7"),
    Case(
      policy: .collect, outputs: [Make.output(defaultEntry: "7")], rules: sizes, input: "5",
      result: "[7]"),
    Case(
      policy: .first, outputs: [Make.output("a", defaultEntry: "7"), Make.output("b")],
      rules: ["> 10 => 1 | 2"], input: "5", result: "{a: 7, b: null}"),
    Case(
      policy: .collect, rules: ["- => 1", "null => 2", "> 5 => 3"], input: "null", result: "[1, 2]"),
    Case(policy: .collect, rules: ["not(5) => 1", "not(6) => 2"], input: "5", result: "[2]"),
  ]

  @Test(arguments: cases) func gives(_ example: Case) throws {
    let table = Make.table(
      example.policy, inputs: ["size"], outputs: example.outputs, rules: example.rules)
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["size"])]).model
    #expect(try model.decide("result", "{size: \(example.input)}") == example.result)
  }

  @Test func violationsNameBothRules() throws {
    let table = Make.table(
      .unique, inputs: ["size"], outputs: [Make.output()], rules: Self.sizes)
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["size"])]).model
    let decision = try #require(model.decision(named: "result"))
    let error = try #require(
      decision.evaluate(try Make.inputs("{size: 25}"), Make.noon).errors.first)
    #expect(error.found == "rules 1 and 2 both match")
    #expect(error.origin.place == "test.csv[A11]")
    #expect(error.notes.first?.origin?.place == "test.csv[A10]")
  }
}

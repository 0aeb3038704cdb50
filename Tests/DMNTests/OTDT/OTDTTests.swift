import DMN
import Diagnostics
import FEEL
import JSON
import Testing

/// Tables of OpenText Decision Service are read and written.
struct OTDTTests {
  /// A table of the form that the service exports.
  private static let fees = """
    {
      "id": "5a0cbb4a-2b43-4d6c-9d0c-0c1f0f2a7a11",
      "schemaId": "https://www.opentext.com/ocp/devx/decision/1.0.0/DecisionTable",
      "data": {
        "id": "9b1d6c53-93f4-4c44-9f0f-7d9a4f3e2b10",
        "version": 1,
        "name": "Shipping fees",
        "key": "shipping_fees",
        "description": "What a parcel costs",
        "namespace": "0f1e2d3c-aaaa-bbbb-cccc-1234567890ab",
        "hitIndicator": "RULE ORDER",
        "inputExpressions": [
          {
            "id": "input_17", "type": "string", "variableId": "zone",
            "entries": ["home", "abroad", "on \\"hold\\""], "label": "Zone"
          },
          { "id": "1", "type": "number", "variableId": "weight", "label": "Weight" },
          { "id": "3", "type": "boolean", "variableId": "express", "label": "Express" },
          { "id": "4", "type": "date", "variableId": "day", "label": "Day" }
        ],
        "outputExpressions": [
          { "id": "2", "type": "number", "variableId": "fee", "label": "Fee" }
        ],
        "rules": [
          {
            "2": "4.90",
            "input_17_operator": "==", "input_17_expression": "home",
            "1_operator": "<=", "1_expression": "5",
            "3_operator": "-- NA --", "3_expression": "-",
            "4_operator": "-- NA --", "4_expression": "-",
            "1_expressionLanguage": "", "1_operator_expressionLanguage": ""
          },
          {
            "2": "12",
            "input_17_operator": "!=", "input_17_expression": "home",
            "1_operator": "-- NA --", "1_expression": "-",
            "3_operator": "==", "3_expression": "true",
            "4_operator": ">=", "4_expression": "2026-03-01"
          }
        ]
      },
      "serviceName": "decision"
    }
    """

  private func read(_ text: String) -> (model: Definitions?, diagnostics: [Diagnostic]) {
    let (model, diagnostics) = OTDTReader.read(Array(text.utf8), file: "fees.otdt")
    return (model, diagnostics)
  }

  @Test func isReadAsATable() throws {
    let (model, diagnostics) = read(Self.fees)
    #expect(diagnostics.map(\.text) == [])
    let decision = try #require(model?.decisions.first)
    let table = try #require(decision.decisionTable)
    #expect(decision.name == "shipping_fees" && decision.label == "Shipping fees")
    #expect(table.hitPolicy == .ruleOrder)
    #expect(table.inputs.map(\.expression.text) == ["zone", "weight", "express", "day"])
    #expect(table.inputs.first?.allowedValues?.text == #""home", "abroad", "on \"hold\"""#)
    #expect(
      table.rules.map { $0.inputEntries.map(\.text) } == [
        ["\"home\"", "<= 5", "-", "-"], ["not(\"home\")", "-", "true", ">= date(\"2026-03-01\")"],
      ])
    #expect(table.rules.map { $0.outputEntries.map(\.text) } == [["4.90"], ["12"]])
    #expect(table.rules[1].origin.place == "fees.otdt:33:7")
  }

  @Test(arguments: [
    ("{zone: \"home\", weight: 5, express: true, day: null}", "[4.9]"),
    ("{zone: \"abroad\", weight: 5, express: true, day: date(\"2026-03-01\")}", "[12]"),
    ("{zone: \"abroad\", weight: 5, express: true, day: date(\"2026-02-28\")}", "[]"),
  ])
  func decides(_ inputs: String, _ expected: String) throws {
    let model = try #require(read(Self.fees).model)
    let (compiled, diagnostics) = CompiledModel.compile([model])
    #expect(diagnostics.map(\.text) == [])
    #expect(try compiled.decide("shipping_fees", inputs) == expected)
  }

  @Test func isWrittenAsItWas() throws {
    let model = try #require(read(Self.fees).model)
    let (written, diagnostics) = OTDTWriter.text(of: model)
    #expect(diagnostics.map(\.text) == [])
    let text = try #require(written)
    #expect(read(text).model == model)
    let before = try JSONValue.parse(Self.fees)
    let after = try JSONValue.parse(text)
    for name in ["name", "key", "description", "namespace", "hitIndicator"] {
      #expect(after["data"]?[name] == before["data"]?[name])
    }
    #expect(after["schemaId"] == before["schemaId"])
    for (index, rule) in (before["data"]?["rules"]?.arrayValue ?? []).enumerated() {
      for member in rule.objectValue ?? [] {
        #expect(after["data"]?["rules"]?.arrayValue?[index][member.name] == member.value)
      }
    }
  }

  @Test func severalValuesBecomeSeveralRules() throws {
    let outputs = [Make.output("b")]
    let table = Make.table(
      .collect, inputs: ["a", "c"], outputs: outputs,
      rules: ["1, 2, 1.0 | \"x\", \"y\" => 5", "< 2 | - => 6"])
    let model = Make.definitions(table, inputs: ["a", "c"])
    let (text, diagnostics) = OTDTWriter.text(of: model)
    #expect(
      Set(diagnostics.map(\.code))
        == [.init(OTDTCode.notKept), .init(OTDTCode.ruleSplit)])
    let json = try #require(text)
    let written = try #require(read(json).model)
    #expect(written.decisions.first?.decisionTable?.rules.count == 5)
    let first = CompiledModel.compile([model]).0
    let second = CompiledModel.compile([written]).0
    for inputs in ["{a: 1, c: \"x\"}", "{a: 2, c: \"y\"}", "{a: 3, c: \"x\"}", "{a: 1, c: \"z\"}"] {
      #expect(try second.decide("result", inputs) == first.decide("result", inputs))
    }
  }

  /// What would change decisions keeps the file from being written, and says why.
  @Test(arguments: [
    ("[1..5] => 1", HitPolicy.unique), ("not(1, 2) => 1", .unique), ("< 1, > 5 => 1", .unique),
    ("\"a\", 1 => 1", .unique), ("1 => 1 + 1", .unique), ("1 => null", .unique),
    ("1 => 1", .collectSum), ("abs(?) > 1 => 1", .unique),
  ])
  func whatItCannotHoldIsAnError(_ rule: String, _ policy: HitPolicy) {
    let table = Make.table(policy, inputs: ["a"], outputs: [Make.output("b")], rules: [rule])
    let (text, diagnostics) = OTDTWriter.text(of: Make.definitions(table, inputs: ["a"]))
    #expect(text == nil)
    let errors = diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.code) == [.init(OTDTCode.cannotHold)])
    #expect(errors.allSatisfy { $0.mend?.isEmpty == false })
  }

  @Test func everythingThatIsLostIsTold() throws {
    var table = Make.table(
      .first, inputs: ["a"], outputs: [Make.output("b")], rules: ["1 => 1", "2 => 2"])
    table.annotations = ["Why"]
    table.orientation = .ruleAsColumn
    table.rules[1].isEnabled = false
    var model = Make.definitions(table, inputs: ["a"])
    model.tests = [
      DecisionTest(decision: "result", inputs: [], expected: .noRule, origin: Make.origin)
    ]
    let (text, diagnostics) = OTDTWriter.text(of: model)
    #expect(text != nil)
    #expect(
      diagnostics.map(\.headline) == [
        "a test cannot be kept", "the remarks cannot be kept",
        "the names and numbers of rules cannot be kept", "the orientation cannot be kept",
        "a rule that is switched off cannot be kept",
      ])
    var dated = model
    if case .decisionTable(var table)? = dated.decisions[0].expression?.kind {
      table.rules[0].from = CalendarDate("2026-01-01")
      dated.decisions[0].expression = BoxedExpression(table)
    }
    #expect(OTDTWriter.text(of: dated).text == nil)
  }

  @Test(arguments: [
    "", "{", "[]", "{\"schemaId\": \"x\", \"data\": 5}", "{\"data\": {}}", "null", "\u{0}",
  ])
  func whatIsNoTableIsSaid(_ text: String) {
    let (model, diagnostics) = read(text)
    #expect(model == nil && diagnostics.hasErrors)
  }

  /// Whatever is missing or of another kind in the file, there is an answer.
  @Test func brokenFilesAreSurvived() {
    let text = Array(Self.fees.utf8)
    for cut in stride(from: 0, to: text.count, by: 17) {
      _ = OTDTReader.read(Array(text[..<cut]), file: "cut.otdt")
      for word in ["null", "[]", "{}", "5", "\"\""] {
        var broken = text
        broken.replaceSubrange(cut..<min(cut + 9, text.count), with: Array(word.utf8))
        let (model, _) = OTDTReader.read(broken, file: "broken.otdt")
        if let model { _ = OTDTWriter.text(of: model) }
      }
    }
  }
}

import DMN
import Diagnostics
import FEEL
import JSON
import Testing

@Suite struct TableTests {
  @Test func rulesHoldOnTheirDaysOnly() throws {
    var table = Make.table(
      .collect, inputs: ["size"], outputs: [Make.output()],
      rules: ["- => 1", "- => 2", "- => 3", "- => 4"])
    table.rules[0].until = CalendarDate("2026-02-28")
    table.rules[1].from = CalendarDate("2026-03-01")
    table.rules[2].until = CalendarDate("2026-03-01")
    table.rules[3].isEnabled = false
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["size"])]).model
    #expect(try model.decide("result", "{size: 1}") == "[2, 3]")
  }

  @Test func daysGoByTheZone() throws {
    var table = Make.table(
      .first, inputs: ["size"], outputs: [Make.output()], rules: ["- => 1", "- => 2"])
    table.rules[0].from = CalendarDate("2026-03-02")
    var definitions = Make.definitions(table, inputs: ["size"])
    let utc = CompiledModel.compile([definitions]).model
    definitions.zone = "Pacific/Auckland"
    let auckland = CompiledModel.compile([definitions]).model
    // Noon in London is the next day in New Zealand.
    #expect(try utc.decide("result", "{size: 1}") == "2")
    #expect(try auckland.decide("result", "{size: 1}") == "1")
  }

  @Test func inputsMayBeGivenByLabel() throws {
    var table = Make.table(
      .first, inputs: ["order.total", "tier"], outputs: [Make.output()],
      rules: ["> 100 | \"gold\" => 1", "- | - => 2"])
    table.inputs[0].label = "Order total"
    table.inputs[1].label = "Customer tier"
    let definitions = Make.definitions(table, inputs: ["order", "tier"])
    let model = CompiledModel.compile([definitions]).model
    #expect(try model.decide("result", "{order: {total: 120}, tier: \"gold\"}") == "1")
    let given = "{\"Order total\": 120, \"Customer tier\": \"gold\"}"
    #expect(try model.decide("result", given) == "1")
  }

  /// No rule looks at what the path leads to, but it is asked for all the same.
  @Test func aPathThatLeadsNowhereIsToldThoughNoCellTestsIt() throws {
    let table = Make.table(
      .first, inputs: ["order.total", "size"], outputs: [Make.output()], rules: ["- | > 1 => 1"])
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["order", "size"])]).model
    let decision = try #require(model.decision(named: "result"))
    let inputs = try Make.inputs("{order: 3, size: 2}")
    var walking = Make.noon
    walking.usesIndexes = false
    let reasons = decision.evaluate(inputs, walking).reasons
    #expect(reasons.map(\.message) == ["a number has no 'total'"])
    #expect(decision.evaluate(inputs, Make.noon).reasons == reasons)
    #expect(DecisionSession(decision, Make.noon).evaluate(inputs).reasons == reasons)
  }

  @Test func aNameCountsBeforeALabel() throws {
    var table = Make.table(
      .first, inputs: ["order.total", "total"], outputs: [Make.output()],
      rules: ["> 100 | - => 1", "- | > 100 => 2"])
    table.inputs[0].label = "total"
    let definitions = Make.definitions(table, inputs: ["order", "total"])
    let model = CompiledModel.compile([definitions]).model
    #expect(try model.decide("result", "{order: {total: 7}, total: 120}") == "2")
  }

  @Test func columnsTellTheTypesOfInputs() throws {
    var table = Make.table(
      .first, inputs: ["order.day"], outputs: [Make.output()],
      rules: ["> @\"2026-01-01\" => 1", "- => 2"])
    table.inputs[0].typeRef = TypeReference("date", at: Make.origin)
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["order"])]).model
    let decision = try #require(model.decision(named: "result"))
    let json: Value = Value(
      json: .object([.init("order", .object([.init("day", .string("2026-02-01"))]))]),
      as: decision.inputType)
    guard case .context(let inputs) = json else { throw Make.NotAContext() }
    #expect(decision.evaluate(inputs, Make.noon).value == .number(1))
  }

  @Test func aColumnTellsTheTypeOfItsInput() throws {
    var table = Make.table(
      .first, inputs: ["day"], outputs: [Make.output()], rules: ["- => 1"])
    table.inputs[0].typeRef = TypeReference("date", at: Make.origin)
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["day"])]).model
    #expect(
      model.decision(named: "result")?.inputType == .context([ContextEntryType("day", .date)]))
  }

  @Test func inputsOutsideTheAllowedValuesAreErrors() throws {
    var table = Make.table(
      .first, inputs: ["tier"], outputs: [Make.output()], rules: ["- => 1"])
    table.inputs[0].allowedValues = Make.text("\"gold\", \"silver\"")
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["tier"])]).model
    #expect(try model.decide("result", "{tier: \"gold\"}") == "1")
    #expect(try model.decide("result", "{tier: \"golf\"}") == "DMN-044")
  }

  @Test func aFaultyCellIsReportedWheneverItWouldCount() throws {
    let table = Make.table(
      .first, inputs: ["size"], outputs: [Make.output()], rules: ["[1..2 => 1", "- => 2"])
    let (model, diagnostics) = CompiledModel.compile([
      Make.definitions(table, inputs: ["size"])
    ])
    #expect(diagnostics.map(\.code.id) == ["FEEL-012"])
    #expect(diagnostics.first?.origin.place == "test.csv[B10]")
    #expect(try model.decide("result", "{size: 1}") == "DMN-047")
  }

  @Test func aMissingInputIsNullWithAReasonAndAnErrorInStrictMode() throws {
    let table = Make.table(
      .first, inputs: ["size"], outputs: [Make.output()], rules: ["> 1 => 1"])
    let model = CompiledModel.compile([Make.definitions(table, inputs: ["size"])]).model
    let decision = try #require(model.decision(named: "result"))
    let lenient = decision.evaluate(.empty, Make.noon)
    #expect(lenient.value.isNull && lenient.errors.isEmpty)
    #expect(lenient.reasons.map(\.code) == [.missingInput])
    var strict = Make.noon
    strict.isStrict = true
    #expect(decision.evaluate(.empty, strict).errors.map(\.code.id) == ["FEEL-110"])
  }

  @Test func aGivenResultTakesThePlaceOfADecision() throws {
    let (model, diagnostics) = Make.model(
      Make.xml(
        """
        <inputData name="base" id="base"/>
        <decision name="inner" id="inner">
          <informationRequirement><requiredInput href="#base"/></informationRequirement>
          <literalExpression><text>base + 1</text></literalExpression>
        </decision>
        <decision name="outer" id="outer">
          <informationRequirement><requiredDecision href="#inner"/></informationRequirement>
          <literalExpression><text>inner * 10</text></literalExpression>
        </decision>
        """))
    #expect(diagnostics.isEmpty)
    #expect(try model.decide("outer", "{base: 1}") == "20")
    let result = try #require(model.decision(named: "outer"))
      .evaluate(try Make.inputs("{inner: 7}"), Make.noon)
    // What only the given decision needs is not missed.
    #expect(result.value == .number(70) && result.reasons.isEmpty)
  }
}

import DMN
import FEEL
import Testing

/// Decision services and business knowledge models as functions.
@Suite struct ServiceTests {
  private let elements = """
    <inputData name="base" id="base"><variable name="base" typeRef="number"/></inputData>
    <decision name="rate" id="rate"><variable name="rate" typeRef="number"/>
      <literalExpression><text>2</text></literalExpression></decision>
    <decision name="price" id="price">
      <informationRequirement><requiredInput href="#base"/></informationRequirement>
      <informationRequirement><requiredDecision href="#rate"/></informationRequirement>
      <literalExpression><text>base * rate</text></literalExpression></decision>
    <decision name="tax" id="tax">
      <informationRequirement><requiredDecision href="#price"/></informationRequirement>
      <literalExpression><text>price / 10</text></literalExpression></decision>
    <decisionService name="pricing" id="pricing">
      <outputDecision href="#price"/><inputDecision href="#rate"/><inputData href="#base"/>
    </decisionService>
    <decisionService name="both" id="both">
      <outputDecision href="#price"/><outputDecision href="#tax"/>
      <encapsulatedDecision href="#rate"/><inputData href="#base"/>
    </decisionService>
    <decision name="caller" id="caller">
      <knowledgeRequirement><requiredKnowledge href="#pricing"/></knowledgeRequirement>
      <knowledgeRequirement><requiredKnowledge href="#both"/></knowledgeRequirement>
      <literalExpression><text>[pricing(10, 3), pricing(rate: 4, base: 10), pricing("x", 3),
        pricing(1), both(100)]</text></literalExpression></decision>
    """

  @Test func servicesAreFunctionsOfInputDataThenInputDecisions() throws {
    let (model, diagnostics) = Make.model(Make.xml(elements))
    #expect(diagnostics.isEmpty)
    #expect(
      try model.decide("caller") == "[30, 40, null, null, {price: 200, tax: 20}]")
  }

  @Test func servicesCanBeCalledFromOutside() throws {
    let model = Make.model(Make.xml(elements)).model
    let given = try Make.inputs("{base: 10, rate: [5]}")
    #expect(model.evaluateService(named: "pricing", given, Make.noon)?.result.value == .number(50))
    #expect(model.evaluateService(named: "both", given, Make.noon)?.outputs == ["price", "tax"])
    #expect(model.evaluateService(named: "nothing", given, Make.noon) == nil)
  }

  @Test func aServiceDoesNotChangeWhatIsDecidedOutside() throws {
    let model = Make.model(
      Make.xml(
        elements + """
          <decision name="mixed" id="mixed">
            <informationRequirement><requiredDecision href="#rate"/></informationRequirement>
            <knowledgeRequirement><requiredKnowledge href="#pricing"/></knowledgeRequirement>
            <literalExpression><text>[pricing(1, 7), rate]</text></literalExpression></decision>
          """)
    ).model
    #expect(try model.decide("mixed") == "[7, 2]")
  }

  @Test func knowledgeModelsSeeEachOtherAndThemselves() throws {
    let (model, diagnostics) = Make.model(
      Make.xml(
        """
        <businessKnowledgeModel name="square" id="s"><encapsulatedLogic>
          <formalParameter name="n" typeRef="number"/>
          <literalExpression><text>n * n</text></literalExpression></encapsulatedLogic>
        </businessKnowledgeModel>
        <businessKnowledgeModel name="sum to" id="t"><encapsulatedLogic>
          <formalParameter name="n" typeRef="number"/>
          <literalExpression><text>if n = 0 then 0 else square(n) + sum to(n - 1)</text></literalExpression>
          </encapsulatedLogic>
          <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
        </businessKnowledgeModel>
        <decision name="d" id="d">
          <knowledgeRequirement><requiredKnowledge href="#t"/></knowledgeRequirement>
          <literalExpression><text>sum to(3)</text></literalExpression></decision>
        """))
    #expect(diagnostics.isEmpty)
    #expect(try model.decide("d") == "14")
  }
}

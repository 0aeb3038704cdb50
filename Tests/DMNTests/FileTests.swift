import DMN
import Diagnostics
import Testing

/// DMN XML: the versions, imports, references.
@Suite struct FileTests {
  @Test(arguments: DMNVersion.allCases) func readsEveryVersion(_ version: DMNVersion) throws {
    // DMN 1.1 names types with the prefix of FEEL's namespace; later versions may.
    let (model, diagnostics) = Make.model(
      Make.xml(
        """
        <itemDefinition name="tOrder">
          <itemComponent name="order total"><typeRef>feel:number</typeRef></itemComponent>
        </itemDefinition>
        <inputData name="order" id="in"><variable name="order" typeRef="tOrder"/></inputData>
        <decision name="fee" id="d">
          <variable name="fee" typeRef="feel:number"/>
          <informationRequirement><requiredInput href="#in"/></informationRequirement>
          <decisionTable hitPolicy="COLLECT" aggregation="SUM">
            <input><inputExpression typeRef="feel:number"><text>order.order total</text></inputExpression></input>
            <output typeRef="feel:number"/>
            <rule><inputEntry><text>&gt; 10</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            <rule><inputEntry><text>&gt; 100</text></inputEntry><outputEntry><text>2.5</text></outputEntry></rule>
          </decisionTable>
        </decision>
        """, version: version))
    #expect(diagnostics.map(\.text) == [])
    #expect(try model.decide("fee", "{order: {\"order total\": 200}}") == "3.5")
  }

  private let library = """
    <itemDefinition name="tAge"><typeRef>number</typeRef>
      <allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
    <inputData name="person age" id="age"><variable name="person age" typeRef="tAge"/></inputData>
    <decision name="is adult" id="adult">
      <informationRequirement><requiredInput href="#age"/></informationRequirement>
      <literalExpression><text>person age &gt;= 18</text></literalExpression>
    </decision>
    <businessKnowledgeModel name="double it" id="double">
      <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
        <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic>
    </businessKnowledgeModel>
    """

  private func importing(_ name: String) -> String {
    let prefix = name.isEmpty ? "" : "\(name)."
    return Make.xml(
      """
      <import namespace="urn:lib" name="\(name)"
        importType="\(DMNVersion.v1_5.modelNamespace)"/>
      <inputData name="age" id="own"><variable name="age" typeRef="\(prefix)tAge"/></inputData>
      <decision name="result" id="r">
        <informationRequirement><requiredInput href="urn:test#own"/></informationRequirement>
        <informationRequirement><requiredDecision href="urn:lib#adult"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="urn:lib#double"/></knowledgeRequirement>
        <literalExpression>
          <text>if \(prefix)is adult then \(prefix)double it(age) else null</text>
        </literalExpression>
      </decision>
      """)
  }

  @Test(arguments: ["lib", "my lib", ""]) func importsByNamespaceAndPrefix(_ name: String) throws {
    let (model, diagnostics) = Make.model(
      importing(name), Make.xml(library, version: .v1_3, namespace: "urn:lib"))
    #expect(diagnostics.map(\.text) == [])
    #expect(try model.decide("result", "{age: 21, \"person age\": 21}") == "42")
    #expect(try model.decide("result", "{age: 21, \"person age\": 12}") == "null")
    // The imported constraint holds for the input of its type here.
    #expect(try model.decide("result", "{age: 200, \"person age\": 21}") == "null")
  }

  @Test func dmn11PrefixesTypesOfImports() throws {
    let text = """
      <definitions xmlns="\(DMNVersion.v1_1.modelNamespace)" xmlns:lib="urn:lib"
        name="test" namespace="urn:test">
        <import namespace="urn:lib" importType="\(DMNVersion.v1_1.modelNamespace)"/>
        <inputData name="age" id="own"><variable name="age" typeRef="lib:tAge"/></inputData>
        <decision name="result" id="r">
          <informationRequirement><requiredInput href="#own"/></informationRequirement>
          <literalExpression><text>age</text></literalExpression>
        </decision>
      </definitions>
      """
    let (model, diagnostics) = Make.model(
      text, Make.xml(library, version: .v1_1, namespace: "urn:lib"))
    #expect(diagnostics.map(\.text) == [])
    #expect(try model.decide("result", "{age: 20}") == "20")
    #expect(try model.decide("result", "{age: 200}") == "null")
  }
}

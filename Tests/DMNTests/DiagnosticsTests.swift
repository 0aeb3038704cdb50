import DMN
import Diagnostics
import Testing

/// Each code has a model that brings it forth; `FileTests` holds models near them that do not.
@Suite struct DiagnosticsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var code: DMNCode
    var line: Int
    var elements: String
    var testDescription: String { "\(code.rawValue) \(code.title)" }
  }

  private static func decision(_ expression: String, _ requirements: String = "") -> String {
    "<decision name=\"d\" id=\"d\">\(requirements)\(expression)</decision>"
  }

  private static func table(_ attributes: String, _ outputs: String, _ rules: String) -> String {
    decision(
      """
      <decisionTable \(attributes)>
      <input><inputExpression><text>1</text></inputExpression></input>
      \(outputs)
      \(rules)
      </decisionTable>
      """)
  }

  private static func rule(_ outputs: String...) -> String {
    "<rule><inputEntry><text>-</text></inputEntry>"
      + outputs.map { "<outputEntry><text>\($0)</text></outputEntry>" }.joined() + "</rule>"
  }

  // Elements begin in line 3 of the file.
  static let cases = [
    Case(code: .unknownElement, line: 3, elements: "<desicion name=\"d\" id=\"d\"/>"),
    Case(
      code: .unknownElement, line: 3,
      elements: decision("<literalExpresion><text>1</text></literalExpresion>")),
    Case(
      code: .missingAttribute, line: 3,
      elements: "<inputData id=\"i\"/>"),
    Case(
      code: .missingElement, line: 3,
      elements: decision(
        "<conditional><if><literalExpression><text>true</text></literalExpression></if>"
          + "<then><literalExpression><text>1</text></literalExpression></then></conditional>")),
    Case(
      code: .unknownValue, line: 3,
      elements: table("hitPolicy=\"FRIST\"", "<output/>", rule("1"))),
    Case(
      code: .unknownLanguage, line: 3,
      elements: decision(
        "<literalExpression expressionLanguage=\"urn:groovy\"><text>1</text></literalExpression>")),
    Case(
      code: .importedValues, line: 3,
      elements: decision(
        "<literalExpression><importedValues locationURI=\"x.csv\"/></literalExpression>")),
    Case(
      code: .duplicateID, line: 4,
      elements: "<inputData name=\"a\" id=\"x\"/>\n<inputData name=\"b\" id=\"x\"/>"),
    Case(
      code: .duplicateName, line: 4,
      elements: "<inputData name=\"a\" id=\"x\"/>\n<inputData name=\"a\" id=\"y\"/>"),
    Case(
      code: .unknownReference, line: 3,
      elements: decision(
        "<literalExpression><text>1</text></literalExpression>",
        "<informationRequirement><requiredInput href=\"#nowhere\"/></informationRequirement>")),
    Case(
      code: .wrongReference, line: 4,
      elements: "<inputData name=\"a\" id=\"a\"/>\n"
        + decision(
          "<literalExpression><text>a</text></literalExpression>",
          "<informationRequirement><requiredDecision href=\"#a\"/></informationRequirement>")),
    Case(
      code: .cycle, line: 3,
      elements: decision(
        "<literalExpression><text>d</text></literalExpression>",
        "<informationRequirement><requiredDecision href=\"#d\"/></informationRequirement>")),
    Case(
      code: .unknownImport, line: 3,
      elements: "<import namespace=\"urn:nowhere\" name=\"n\" "
        + "importType=\"\(DMNVersion.v1_5.modelNamespace)\"/>"),
    Case(
      code: .notImported, line: 3,
      elements: decision(
        "<literalExpression><text>1</text></literalExpression>",
        "<informationRequirement><requiredInput href=\"urn:else#i\"/></informationRequirement>")),
    Case(
      code: .unknownType, line: 3,
      elements:
        "<inputData name=\"a\" id=\"a\"><variable name=\"a\" typeRef=\"strng\"/></inputData>\n"
        + decision(
          "<literalExpression typeRef=\"strng\"><text>1</text></literalExpression>")),
    Case(
      code: .recursiveType, line: 3,
      elements: "<itemDefinition name=\"t\"><itemComponent name=\"c\"><typeRef>t</typeRef>"
        + "</itemComponent></itemDefinition>"),
    Case(
      code: .variableName, line: 3,
      elements: "<inputData name=\"a\" id=\"a\"><variable name=\"b\"/></inputData>"),
    Case(code: .entryCount, line: 6, elements: table("", "<output/>", rule("1", "2"))),
    Case(code: .emptyOutput, line: 6, elements: table("", "<output/>", rule(""))),
    Case(
      code: .missingOutputValues, line: 5,
      elements: table("hitPolicy=\"PRIORITY\"", "<output/>", rule("1"))),
    Case(
      code: .missingOutputName, line: 5,
      elements: table("", "<output name=\"a\"/><output/>", rule("1", "2"))),
    Case(
      code: .severalOutputs, line: 3,
      elements: table(
        "hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "<output name=\"a\"/><output name=\"b\"/>",
        rule("1", "2"))),
    Case(
      code: .unknownJavaFunction, line: 3,
      elements: decision(
        "<functionDefinition kind=\"Java\"><context>"
          + "<contextEntry><variable name=\"class\"/><literalExpression><text>\"x.Y\"</text>"
          + "</literalExpression></contextEntry><contextEntry><variable name=\"method signature\"/>"
          + "<literalExpression><text>\"f()\"</text></literalExpression></contextEntry>"
          + "</context></functionDefinition>")),
    Case(
      code: .pmmlFunction, line: 3,
      elements: decision("<functionDefinition kind=\"PMML\"><context/></functionDefinition>")),
    Case(
      code: .outputNotAllowed, line: 6,
      elements: table(
        "", "<output><outputValues><text>\"gold\"</text></outputValues></output>",
        rule("\"golf\""))),
    Case(
      code: .rowLength, line: 3,
      elements: decision(
        "<relation><column name=\"a\"/><column name=\"b\"/><row>"
          + "<literalExpression><text>1</text></literalExpression></row></relation>")),
    Case(code: .noLogic, line: 3, elements: decision("")),
  ]

  @Test(arguments: cases) func reports(_ example: Case) {
    let diagnostics = Make.model(Make.xml(example.elements)).diagnostics
    let found = diagnostics.first { $0.code == DiagnosticCode(example.code) }
    #expect(found != nil, "\(diagnostics.map(\.text))")
    #expect(found?.origin.place.hasPrefix("test1.dmn:\(example.line)") == true)
  }

  @Test func otherXMLIsNoModel() {
    let html = DMNReader.read(Array("<html/>".utf8), file: "a.dmn")
    #expect(html.definitions == nil && html.diagnostics.map(\.code.id) == ["DMN-001"])
    let future = DMNReader.read(
      Array("<definitions xmlns=\"urn:dmn-9\" namespace=\"x\"/>".utf8), file: "a.dmn")
    #expect(future.definitions == nil && future.diagnostics.map(\.code.id) == ["DMN-002"])
    let nameless = DMNReader.read(
      Array("<definitions xmlns=\"\(DMNVersion.v1_5.modelNamespace)\"/>".utf8), file: "a.dmn")
    #expect(nameless.diagnostics.map(\.code.id) == ["DMN-003"])
  }

  @Test func nestingIsBounded() {
    let depth = 60
    let text =
      String(repeating: "<list>", count: depth)
      + "<literalExpression><text>1</text></literalExpression>"
      + String(repeating: "</list>", count: depth)
    #expect(Make.model(Make.xml(Self.decision(text))).diagnostics.isEmpty)
    let deeper =
      String(repeating: "<list>", count: 150)
      + "<literalExpression><text>1</text></literalExpression>"
      + String(repeating: "</list>", count: 150)
    let found = Make.model(Make.xml(Self.decision(deeper))).diagnostics
    #expect(found.contains { $0.code == DiagnosticCode(DMNCode.tooDeep) })
  }

  @Test func aFaultyDecisionDoesNotStopTheOthers() throws {
    let (model, diagnostics) = Make.model(
      Make.xml(
        """
        <decision name="bad" id="b"><literalExpression><text>1 +</text></literalExpression></decision>
        <decision name="good" id="g"><literalExpression><text>1 + 1</text></literalExpression></decision>
        """))
    #expect(diagnostics.hasErrors)
    #expect(try model.decide("good") == "2")
    #expect(try model.decide("bad") == "DMN-047")
  }
}

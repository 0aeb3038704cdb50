import DMN
import Diagnostics
import Testing
import XML

/// The form of what is written: what modelling tools and the schema ask for.
struct WriterTests {
  /// The children of each element in the order of the schema: DMN 1.5, DMN15.xsd.
  private static let order: [String: [String]] = [
    "definitions": [
      "description", "extensionElements", "import", "itemDefinition", "DRG", "DMNDI",
    ],
    "itemDefinition": [
      "description", "extensionElements", "typeRef", "allowedValues", "typeConstraint",
      "itemComponent", "functionItem",
    ],
    "decision": [
      "description", "extensionElements", "question", "allowedAnswers", "variable",
      "informationRequirement", "knowledgeRequirement", "expression",
    ],
    "businessKnowledgeModel": [
      "description", "extensionElements", "variable", "encapsulatedLogic", "knowledgeRequirement",
    ],
    "decisionService": [
      "description", "extensionElements", "variable", "outputDecision", "encapsulatedDecision",
      "inputDecision", "inputData",
    ],
    "decisionTable": ["extensionElements", "input", "output", "annotation", "rule"],
    "rule": ["extensionElements", "inputEntry", "outputEntry", "annotationEntry"],
    "input": ["extensionElements", "inputExpression", "inputValues"],
    "output": ["extensionElements", "outputValues", "defaultOutputEntry"],
    "inputEntry": ["extensionElements", "text"],
    "contextEntry": ["variable", "expression"],
    "relation": ["extensionElements", "column", "row"],
    "invocation": ["extensionElements", "expression", "binding"],
    "functionDefinition": ["extensionElements", "formalParameter", "expression"],
    "conditional": ["extensionElements", "if", "then", "else"],
    "filter": ["extensionElements", "in", "match"],
    "for": ["extensionElements", "in", "return"],
    "every": ["extensionElements", "in", "satisfies"],
    "DMNDiagram": ["DMNShape", "DMNEdge"],
  ]

  private static let groups: [String: String] = {
    var groups = [String: String]()
    for name in ["inputData", "decision", "businessKnowledgeModel", "decisionService"] {
      groups["definitions/" + name] = "DRG"
    }
    let expressions = [
      "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
      "invocation", "conditional", "filter", "for", "some", "every",
    ]
    for parent in ["decision", "contextEntry", "invocation", "functionDefinition"] {
      for name in expressions { groups[parent + "/" + name] = "expression" }
    }
    return groups
  }()

  private func written(_ model: Definitions) throws -> XMLElement {
    let text = try #require(DMNWriter.xml(of: model).text)
    let (root, diagnostics) = XMLDocument.parse(Array(text.utf8), file: "written.dmn")
    #expect(diagnostics.isEmpty)
    return try #require(root)
  }

  private func visit(_ element: XMLElement, _ body: (XMLElement) -> Void) {
    body(element)
    for child in element.elements { visit(child, body) }
  }

  @Test(arguments: 0..<60) func schemaOrderAndIDs(_ seed: Int) throws {
    var random = RandomModel(seed: UInt64(seed))
    let root = try written(random.definitions())
    var ids = Set<String>()
    var requirements = Set<String>()
    var shown = [String]()
    visit(root) { element in
      if let order = Self.order[element.name], element.namespace != "urn:docket:tables:1" {
        let names = element.elements.map {
          Self.groups[element.name + "/" + $0.name] ?? $0.name
        }
        let places = names.map { name in order.firstIndex(of: name) }
        #expect(!places.contains(nil), "\(element.name): \(names)")
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted(), "\(names)")
      }
      if element.namespace != "urn:docket:tables:1", let id = element.attribute("id") {
        #expect(ids.insert(id).inserted, "\(id) is there twice")
        #expect(id.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }, "\(id)")
        #expect(id.first?.isNumber != true)
      }
      if ["informationRequirement", "knowledgeRequirement"].contains(element.name) {
        requirements.formUnion(element.attribute("id").map { [$0] } ?? [])
      }
      if let shape = element.attribute("dmnElementRef") { shown.append(shape) }
    }
    #expect(shown.allSatisfy(ids.contains), "the diagram shows what is not there")
    #expect(Set(shown).count == shown.count)
  }

  @Test func theDiagramStandsOnItsInputs() throws {
    let origin = Make.origin
    func decision(_ name: String, needs: [Requirement]) -> Decision {
      Decision(
        variable: InformationItem(name, at: origin), requirements: needs,
        expression: BoxedExpression(Make.text("1")), origin: origin)
    }
    func reference(_ id: String) -> ElementReference { ElementReference(id, at: origin) }
    var model = Definitions(name: "d", namespace: "urn:d", origin: origin)
    model.inputData = ["a", "b"].map {
      InputData(variable: InformationItem($0, at: origin), origin: origin)
    }
    model.decisions = [
      decision("top", needs: [.decision(reference("middle")), .input(reference("a"))]),
      decision("middle", needs: [.input(reference("b"))]),
      decision("one", needs: [.decision(reference("other"))]),
      decision("other", needs: [.decision(reference("one"))]),
    ]
    let root = try written(model)
    var tops = [String: Double]()
    var boxes = [(x: Double, y: Double, width: Double)]()
    var edges = 0
    visit(root) { element in
      guard let shape = element.attribute("dmnElementRef") else { return }
      if element.name == "DMNEdge" { edges += 1 }
      guard let bounds = element.elements.first(where: { $0.name == "Bounds" }) else { return }
      func number(_ name: String) -> Double { bounds.attribute(name).flatMap(Double.init) ?? 0 }
      tops[shape] = number("y")
      boxes.append((number("x"), number("y"), number("width")))
    }
    #expect(edges == 5)
    let places = try ["top", "middle", "a", "b"].map { try #require(tops[$0]) }
    #expect(places[0] < places[1] && places[1] < places[2] && places[2] == places[3])
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] where other.y == box.y {
        #expect(other.x >= box.x + box.width || box.x >= other.x + other.width, "boxes overlap")
      }
    }
  }

  @Test func aCharacterThatXMLCannotHoldIsToldByItsPlace() {
    let origin = Origin(file: "t.csv", anchor: .cell(sheet: nil, reference: "B7"))
    var table = Make.table(.unique, inputs: ["a"], outputs: [Make.output()], rules: ["1 => 2"])
    table.rules[0].inputEntries = [FEELText("\"a\u{1}\"", at: origin)]
    let (text, diagnostics) = DMNWriter.xml(of: Make.definitions(table, inputs: ["a"]))
    #expect(text == nil)
    #expect(diagnostics.map(\.code) == [.init(DMNCode.notInXML)])
    #expect(diagnostics.first?.origin.place == "t.csv[B7]")
    #expect(diagnostics.first?.found == "U+0001")
  }

  @Test func idsThatXMLRefusesAreKept() throws {
    var model = Definitions(name: "m", namespace: "urn:m", origin: Make.origin)
    model.inputData = ["Order total", "input:x", "1", "a_x0020_b", "a b"].map {
      InputData(id: $0, variable: InformationItem("v", at: Make.origin), origin: Make.origin)
    }
    let root = try written(model)
    let ids = root.elements(named: "inputData").map { $0.attribute("id") }
    #expect(
      ids == ["Order_x0020_total", "input_x003A_x", "_x0031_", "a_x005F_x0020_b", "a_x0020_b"])
  }
}

import XML

extension DMNWriter {
  mutating func inputData(_ input: InputData) -> XMLElement {
    drgElement("inputData", input)
  }

  mutating func decision(_ decision: Decision) -> XMLElement {
    drgElement("decision", decision) { writer, _ in
      var parts = [XMLElement]()
      if let question = decision.question {
        parts.append(writer.element("question", text: question))
      }
      if let answers = decision.allowedAnswers {
        parts.append(writer.element("allowedAnswers", text: answers))
      }
      return parts
    } after: { writer, id in
      var parts = writer.requirements(decision.requirements, of: id)
      if let expression = decision.expression { parts.append(writer.expression(expression)) }
      return parts
    }
  }

  mutating func businessKnowledgeModel(_ model: BusinessKnowledgeModel) -> XMLElement {
    drgElement(
      "businessKnowledgeModel", model,
      after: { writer, id in
        var parts = [XMLElement]()
        if let logic = model.encapsulatedLogic {
          parts.append(writer.function("encapsulatedLogic", logic, typeRef: logic.typeRef))
        }
        return parts + writer.requirements(model.requirements, of: id)
      })
  }

  mutating func decisionService(_ service: DecisionService) -> XMLElement {
    drgElement(
      "decisionService", service,
      after: { writer, _ in
        writer.references("outputDecision", service.outputDecisions)
          + writer.references("encapsulatedDecision", service.encapsulatedDecisions)
          + writer.references("inputDecision", service.inputDecisions)
          + writer.references("inputData", service.inputData)
      })
  }

  private mutating func references(
    _ name: String, _ references: [ElementReference]
  ) -> [XMLElement] {
    references.map { reference in
      place = reference.origin
      return element(name, [("href", href(reference))])
    }
  }

  /// An element of the requirements graph: its head, what stands before its variable, the variable,
  /// and what stands after it.
  private mutating func drgElement<Element: DRGElement>(
    _ name: String, _ source: Element,
    before: (inout DMNWriter, String) -> [XMLElement] = { _, _ in [] },
    after: (inout DMNWriter, String) -> [XMLElement] = { _, _ in [] }
  ) -> XMLElement {
    place = source.origin
    let id = elementID(source)
    let head = head(source.description, keptID(id))
    let variable = informationItem("variable", source.variable)
    return element(
      name, [("id", id.xml), ("label", source.label), ("name", source.name)],
      head + before(&self, id.xml) + [variable] + after(&self, id.xml))
  }

  /// The id of an element; of two elements with one id, which is a fault, the second gets another.
  private mutating func elementID(_ source: some DRGElement) -> DMNIdentifiers.Assigned {
    guard let xml = ids.claim(source.id) else {
      return DMNIdentifiers.Assigned(xml: ids.fresh(), kept: source.id)
    }
    let isPlain = xml == source.id && !DMNIdentifiers.isMadeUp(xml)
    return DMNIdentifiers.Assigned(xml: xml, kept: isPlain ? nil : source.id)
  }

  /// Requirements in the order of the schema: what is known first, then functions.
  private mutating func requirements(
    _ requirements: [Requirement], of id: String
  ) -> [XMLElement] {
    var information = [XMLElement]()
    var knowledge = [XMLElement]()
    for requirement in requirements {
      place = requirement.reference.origin
      let own = ids.fresh()
      let href = href(requirement.reference)
      links.append(
        DMNDiagram.Link(
          id: own, source: localID(requirement.reference), target: id))
      switch requirement {
      case .input:
        let part = element("requiredInput", [("href", href)])
        information.append(element("informationRequirement", [("id", own)], [part]))
      case .decision:
        let part = element("requiredDecision", [("href", href)])
        information.append(element("informationRequirement", [("id", own)], [part]))
      case .knowledge:
        let part = element("requiredKnowledge", [("href", href)])
        knowledge.append(element("knowledgeRequirement", [("id", own)], [part]))
      }
    }
    return information + knowledge
  }

  /// A `variable`, `parameter`, `formalParameter` or `column`.
  mutating func informationItem(_ name: String, _ item: InformationItem) -> XMLElement {
    place = item.origin
    return element(
      name, [("id", ids.fresh()), ("name", item.name), ("typeRef", typeName(item.typeRef))])
  }
}

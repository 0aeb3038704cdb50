import Diagnostics
import XML

extension DMNReader {
  private static let expressionNames = [
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
    "invocation", "conditional", "filter", "for", "some", "every",
  ]

  /// A boxed expression, or nil if the element is none, which is reported.
  mutating func readExpression(_ element: XMLElement, in parent: XMLElement) -> BoxedExpression? {
    guard depth < Self.depthLimit else {
      report(
        .tooDeep, at: element.origin(in: file), expected: "at most \(Self.depthLimit) levels",
        mend: "move inner expressions to decisions of their own")
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    guard let kind = readKind(of: element, in: parent) else { return nil }
    return BoxedExpression(
      kind, typeRef: readTypeReference("typeRef", of: element), id: readID(of: element),
      origin: element.origin(in: file))
  }

  private mutating func readKind(
    of element: XMLElement, in parent: XMLElement
  ) -> BoxedExpression.Kind? {
    switch element.name {
    case "literalExpression": .literal(readLiteral(element))
    case "decisionTable": .decisionTable(readDecisionTable(element))
    case "context":
      .context(children("contextEntry", of: element).map { readContextEntry($0) })
    case "list": .list(readExpressions(of: element))
    case "relation": .relation(readRelation(element))
    case "functionDefinition": .function(readFunctionDefinition(element))
    case "invocation": .invocation(readInvocation(element))
    case "conditional":
      .conditional(
        condition: readPart("if", of: element), then: readPart("then", of: element),
        otherwise: readPart("else", of: element))
    case "filter":
      .filter(source: readPart("in", of: element), match: readPart("match", of: element))
    case "for": .iterator(readIterator(element, .for, body: "return"))
    case "some": .iterator(readIterator(element, .some, body: "satisfies"))
    case "every": .iterator(readIterator(element, .every, body: "satisfies"))
    default: unknownExpression(element, in: parent)
    }
  }

  private mutating func unknownExpression(
    _ element: XMLElement, in parent: XMLElement
  ) -> BoxedExpression.Kind? {
    reportUnknown(element, in: parent, known: Self.expressionNames)
    return nil
  }

  private func children(_ name: String, of element: XMLElement) -> [XMLElement] {
    element.elements(named: name, namespace: version.modelNamespace)
  }

  private mutating func readLiteral(_ element: XMLElement) -> FEELText {
    checkLanguage(of: element)
    if let imported = dmnChild("importedValues", of: element) {
      report(
        .importedValues, at: imported.origin(in: file), found: imported.attribute("locationURI"),
        expected: "<text>", mend: "write the expression into the model")
    }
    return readText(of: element)
  }

  /// The expressions among the children of an element.
  private mutating func readExpressions(of element: XMLElement) -> [BoxedExpression] {
    dmnChildren(of: element)
      .filter { !["description", "extensionElements"].contains($0.name) }
      .compactMap { readExpression($0, in: element) }
  }

  /// The one expression inside the child `name`, such as the `if` of a conditional.
  private mutating func readPart(_ name: String, of element: XMLElement) -> BoxedExpression {
    guard let part = dmnChild(name, of: element) else {
      reportMissing(name, in: element)
      return missingExpression(in: element)
    }
    guard var expression = readExpressions(of: part).first else {
      reportMissing("literalExpression", in: part)
      return missingExpression(in: part)
    }
    // The list of a filter or an iteration may carry its type on the part around it.
    if expression.typeRef == nil { expression.typeRef = readTypeReference("typeRef", of: part) }
    return expression
  }

  /// Stands for an expression that was reported as missing.
  private func missingExpression(in element: XMLElement) -> BoxedExpression {
    BoxedExpression(FEELText("null", at: element.origin(in: file)))
  }

  private mutating func readContextEntry(_ element: XMLElement) -> ContextEntry {
    let variable = dmnChild("variable", of: element).map { readInformationItem($0) }
    let value = dmnChildren(of: element)
      .filter { !["variable", "description", "extensionElements"].contains($0.name) }
      .compactMap { readExpression($0, in: element) }.first
    if value == nil { reportMissing("literalExpression", in: element) }
    return ContextEntry(
      variable: variable, expression: value ?? missingExpression(in: element),
      origin: element.origin(in: file))
  }

  private mutating func readRelation(_ element: XMLElement) -> Relation {
    let columns = children("column", of: element).map { readInformationItem($0) }
    var rows = [[BoxedExpression]]()
    for row in children("row", of: element) {
      let cells = readExpressions(of: row)
      if cells.count == columns.count {
        rows.append(cells)
      } else {
        report(
          .rowLength, at: row.origin(in: file), found: "\(cells.count) cells",
          expected: "\(columns.count) cells, one for each column",
          mend: "add or take out cells of the row")
      }
    }
    return Relation(columns: columns, rows: rows)
  }

  /// A `functionDefinition` or the `encapsulatedLogic` of a business knowledge model.
  mutating func readFunctionDefinition(_ element: XMLElement) -> FunctionDefinition {
    var definition = FunctionDefinition(
      parameters: [], body: nil, typeRef: readTypeReference("typeRef", of: element),
      origin: element.origin(in: file))
    // DMN 1.1 has no kind; modellers of that time wrote it as an attribute of their own.
    let kind =
      element.attribute("kind")
      ?? element.attributes.first { $0.name == "kind" && version == .v1_1 }?.value
    if let kind {
      let letters = ["F": "FEEL", "J": "Java", "P": "PMML"]
      if let known = FunctionDefinition.Kind(rawValue: letters[kind] ?? kind) {
        definition.kind = known
      } else {
        reportUnknownValue(of: "kind", of: element, known: ["FEEL", "Java", "PMML"])
      }
    }
    for child in dmnChildren(of: element) {
      switch child.name {
      case "formalParameter": definition.parameters.append(readInformationItem(child))
      case "description", "extensionElements": break
      default:
        if let body = readExpression(child, in: element) { definition.body = body }
      }
    }
    return definition
  }

  private mutating func readInvocation(_ element: XMLElement) -> Invocation {
    var function: BoxedExpression?
    var bindings = [Invocation.Binding]()
    for child in dmnChildren(of: element) {
      switch child.name {
      case "binding":
        guard let parameter = dmnChild("parameter", of: child) else {
          reportMissing("parameter", in: child)
          continue
        }
        let argument = dmnChildren(of: child).first { $0.name != "parameter" }
        bindings.append(
          Invocation.Binding(
            parameter: readInformationItem(parameter),
            argument: argument.flatMap { readExpression($0, in: child) }))
      case "description", "extensionElements": break
      default: function = readExpression(child, in: element) ?? function
      }
    }
    if function == nil { reportMissing("literalExpression", in: element) }
    return Invocation(
      function: function ?? missingExpression(in: element), bindings: bindings)
  }

  private mutating func readIterator(
    _ element: XMLElement, _ kind: BoxedIterator.Kind, body: String
  ) -> BoxedIterator {
    let variable = InformationItem(
      required("iteratorVariable", of: element),
      at: element.origin(ofAttribute: "iteratorVariable", in: file))
    return BoxedIterator(
      kind: kind, variable: variable, source: readPart("in", of: element),
      body: readPart(body, of: element))
  }
}

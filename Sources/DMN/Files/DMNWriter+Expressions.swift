import XML

extension DMNWriter {
  /// A boxed expression.
  mutating func expression(_ expression: BoxedExpression) -> XMLElement {
    place = expression.origin
    guard depth < DMNReader.depthLimit else {
      report(
        .tooDeep, at: place, expected: "at most \(DMNReader.depthLimit) levels",
        mend: "move inner expressions to decisions of their own")
      return element("literalExpression")
    }
    depth += 1
    defer { depth -= 1 }
    switch expression.kind {
    case .literal(let text):
      return feel("literalExpression", text, id: expression.id, typeRef: expression.typeRef)
    case .decisionTable(let table):
      return decisionTable(table, id: expression.id ?? table.id, typeRef: expression.typeRef)
    case .function(let function):
      return self.function(
        "functionDefinition", function, id: expression.id,
        typeRef: expression.typeRef ?? function.typeRef)
    case .context(let entries):
      return boxed("context", expression) { writer in entries.map { writer.contextEntry($0) } }
    case .list(let items):
      return boxed("list", expression) { writer in items.map { writer.expression($0) } }
    case .relation(let relation):
      return boxed("relation", expression) { writer in writer.parts(of: relation) }
    case .invocation(let invocation):
      return boxed("invocation", expression) { writer in writer.parts(of: invocation) }
    case .conditional(let condition, let then, let otherwise):
      return boxed("conditional", expression) { writer in
        [
          writer.part("if", condition), writer.part("then", then),
          writer.part("else", otherwise),
        ]
      }
    case .filter(let source, let match):
      return boxed("filter", expression) { writer in
        [writer.part("in", source), writer.part("match", match)]
      }
    case .iterator(let iterator):
      let body = iterator.kind == .for ? "return" : "satisfies"
      return boxed(
        iterator.kind.rawValue, expression, [("iteratorVariable", iterator.variable.name)]
      ) { writer in
        [writer.part("in", iterator.source), writer.part(body, iterator.body)]
      }
    }
  }

  private mutating func boxed(
    _ name: String, _ expression: BoxedExpression, _ attributes: [(String, String?)] = [],
    _ content: (inout DMNWriter) -> [XMLElement]
  ) -> XMLElement {
    let id = ids.assign(expression.id)
    let own: [(String, String?)] = [("id", id.xml), ("typeRef", typeName(expression.typeRef))]
    let head = head(nil, keptID(id))
    return element(name, own + attributes, head + content(&self))
  }

  /// A `functionDefinition` or the `encapsulatedLogic` of a business knowledge model.
  mutating func function(
    _ name: String, _ function: FunctionDefinition, id: String? = nil, typeRef: TypeReference?
  ) -> XMLElement {
    place = function.origin
    let id = ids.assign(id)
    var children = head(nil, keptID(id))
    children += function.parameters.map { informationItem("formalParameter", $0) }
    if let body = function.body { children.append(expression(body)) }
    let attributes: [(String, String?)] = [
      ("id", id.xml), ("typeRef", typeName(typeRef)),
      ("kind", function.kind == .feel ? nil : function.kind.rawValue),
    ]
    return element(name, attributes, children)
  }

  /// The one expression inside a part such as the `if` of a conditional.
  private mutating func part(_ name: String, _ expression: BoxedExpression) -> XMLElement {
    let id = ids.fresh()
    let content = self.expression(expression)
    return element(name, [("id", id)], [content])
  }

  private mutating func contextEntry(_ entry: ContextEntry) -> XMLElement {
    place = entry.origin
    let id = ids.fresh()
    let variable = entry.variable.map { [informationItem("variable", $0)] } ?? []
    let value = expression(entry.expression)
    return element("contextEntry", [("id", id)], variable + [value])
  }

  private mutating func parts(of relation: Relation) -> [XMLElement] {
    var parts = relation.columns.map { informationItem("column", $0) }
    for row in relation.rows {
      let id = ids.fresh()
      let cells = row.map { expression($0) }
      parts.append(element("row", [("id", id)], cells))
    }
    return parts
  }

  private mutating func parts(of invocation: Invocation) -> [XMLElement] {
    var parts = [expression(invocation.function)]
    for binding in invocation.bindings {
      let parameter = informationItem("parameter", binding.parameter)
      let argument = binding.argument.map { [expression($0)] } ?? []
      parts.append(element("binding", [], [parameter] + argument))
    }
    return parts
  }
}

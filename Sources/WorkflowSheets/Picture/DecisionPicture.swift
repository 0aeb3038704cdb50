public import DMN

/// Draws how decisions depend on each other and on what comes from outside, as DMN draws it: a box for
/// a decision, a rounded one for an input, a cut one for knowledge.
///
/// Spec: DMN 1.5, § 6.2, the decision requirements diagram.
public enum DecisionPicture {
  /// The picture in the DOT language.
  ///
  /// - Parameter models: Models that were read together; references between them are followed.
  /// - Returns: The graph.
  public static func dot(_ models: [Definitions]) -> String {
    let title =
      models.count == 1 ? models.first.map { $0.label ?? $0.name } ?? "decisions" : "decisions"
    let attributes = [
      ("label", title), ("labelloc", "t"), ("labeljust", "l"), ("rankdir", "BT"), ("pad", "0.3"),
    ]
    return DotText.graph(name: title, attributes: attributes) { dot in
      for model in models { draw(model, among: models, into: &dot) }
    }
  }

  private static func draw(
    _ model: Definitions, among models: [Definitions], into dot: inout DotText
  ) {
    for input in model.inputData {
      dot.node(
        id(input.id, model),
        look("rounded,filled", "#e8eef5", "#5a7796", input.label ?? input.name, nil))
    }
    for decision in model.decisions {
      let policy = decision.decisionTable.map { table in
        "\(table.hitPolicy.letters) · \(table.rules.count) rules"
      }
      dot.node(
        id(decision.id, model),
        look("filled", "#fdf3dc", "#b08a3c", decision.label ?? decision.name, policy))
      requirements(decision.requirements, of: decision.id, model, among: models, into: &dot)
    }
    for knowledge in model.businessKnowledgeModels {
      dot.node(
        id(knowledge.id, model),
        look("filled,diagonals", "#f0f0f0", "#5b6770", knowledge.label ?? knowledge.name, nil))
      requirements(knowledge.requirements, of: knowledge.id, model, among: models, into: &dot)
    }
  }

  private static func requirements(
    _ requirements: [Requirement], of element: String, _ model: Definitions,
    among models: [Definitions], into dot: inout DotText
  ) {
    for requirement in requirements {
      let reference = requirement.reference
      let home =
        reference.namespace.flatMap { name in models.first { $0.namespace == name } } ?? model
      let isKnowledge = if case .knowledge = requirement { true } else { false }
      dot.edge(
        id(reference.id, home), id(element, model),
        isKnowledge ? [("style", "dashed"), ("arrowhead", "vee")] : [])
    }
  }

  private static func id(_ id: String, _ model: Definitions) -> String {
    "\(model.namespace)#\(id)"
  }

  private static func look(
    _ style: String, _ fill: String, _ line: String, _ name: String, _ detail: String?
  ) -> [(String, String)] {
    let small = detail.map { "<BR/><FONT POINT-SIZE=\"9\">\(DotText.escaped($0))</FONT>" } ?? ""
    return [
      ("shape", "box"), ("style", style), ("fillcolor", fill), ("color", line),
      ("margin", "0.16,0.09"), ("html", "<B>\(DotText.escaped(name))</B>\(small)"),
    ]
  }
}

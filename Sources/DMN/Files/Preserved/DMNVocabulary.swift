/// Which parts of the elements of DMN the model holds; all others are kept as XML.
enum DMNVocabulary {
  /// What the model holds of an element: attributes, and children that it looks into.
  struct Held {
    var attributes: Set<String>
    var children: Set<String>
  }

  /// The boxed expressions.
  static let expressions: Set<String> = [
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
    "invocation", "conditional", "filter", "for", "some", "every",
  ]

  /// Elements whose id the model holds.
  static let withID: Set<String> =
    expressions.union(requirable).union(["input", "output", "rule"])

  /// Elements of the requirements graph that the model holds.
  static let requirable: Set<String> = [
    "inputData", "decision", "businessKnowledgeModel", "decisionService",
  ]

  /// Elements that are told apart by what they require, and the children that say it.
  static let requirements: [String: Set<String>] = [
    "informationRequirement": ["requiredDecision", "requiredInput"],
    "knowledgeRequirement": ["requiredKnowledge"],
  ]

  /// Spec: DMN 1.5, DMN15.xsd.
  static let held: [String: Held] = [
    "definitions": Held(
      ["label", "name", "namespace", "exporter", "exporterVersion"], ["description"]),
    "import": Held(["name", "namespace", "locationURI", "importType"]),
    "itemDefinition": type, "itemComponent": type,
    "typeRef": Held(), "text": Held(), "description": Held(), "question": Held(),
    "allowedAnswers": Held(),
    "allowedValues": Held([], ["text"]), "typeConstraint": Held([], ["text"]),
    "functionItem": Held(["outputTypeRef"], ["parameters"]),
    "parameters": item, "variable": item, "parameter": item, "formalParameter": item,
    "column": item,
    "inputData": Held(["label", "name", "href"], ["description", "variable"]),
    "decision": Held(
      ["label", "name"],
      expressions.union([
        "description", "question", "allowedAnswers", "variable", "informationRequirement",
        "knowledgeRequirement",
      ])),
    "businessKnowledgeModel": Held(
      ["label", "name"], ["description", "variable", "encapsulatedLogic", "knowledgeRequirement"]),
    "decisionService": Held(
      ["label", "name"],
      [
        "description", "variable", "outputDecision", "encapsulatedDecision", "inputDecision",
        "inputData",
      ]),
    "informationRequirement": Held([], ["requiredDecision", "requiredInput"]),
    "knowledgeRequirement": Held([], ["requiredKnowledge"]),
    "requiredDecision": reference, "requiredInput": reference, "requiredKnowledge": reference,
    "outputDecision": reference, "encapsulatedDecision": reference, "inputDecision": reference,
    "literalExpression": Held(["typeRef"], ["text"]),
    "decisionTable": Held(
      ["typeRef", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel"],
      ["input", "output", "annotation", "rule"]),
    "input": Held(["label"], ["inputExpression", "inputValues"]),
    "inputExpression": Held(["typeRef"], ["text"]),
    "inputValues": Held([], ["text"]),
    "output": Held(["label", "name", "typeRef"], ["outputValues", "defaultOutputEntry"]),
    "outputValues": Held([], ["text"]), "defaultOutputEntry": Held([], ["text"]),
    "annotation": Held(["name"]),
    "rule": Held([], ["inputEntry", "outputEntry", "annotationEntry"]),
    "inputEntry": Held([], ["text"]), "outputEntry": Held([], ["text"]),
    "annotationEntry": Held([], ["text"]),
    "context": Held(["typeRef"], ["contextEntry"]),
    "contextEntry": Held([], expressions.union(["variable"])),
    "list": Held(["typeRef"], expressions),
    "relation": Held(["typeRef"], ["column", "row"]),
    "row": Held([], expressions),
    "functionDefinition": function, "encapsulatedLogic": function,
    "invocation": Held(["typeRef"], expressions.union(["binding"])),
    "binding": Held([], expressions.union(["parameter"])),
    "conditional": Held(["typeRef"], ["if", "then", "else"]),
    "filter": Held(["typeRef"], ["in", "match"]),
    "for": Held(["typeRef", "iteratorVariable"], ["in", "return"]),
    "some": Held(["typeRef", "iteratorVariable"], ["in", "satisfies"]),
    "every": Held(["typeRef", "iteratorVariable"], ["in", "satisfies"]),
    "if": part, "then": part, "else": part, "in": part, "match": part, "return": part,
    "satisfies": part,
  ]

  private static let type = Held(
    ["label", "name", "isCollection"],
    [
      "description", "typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem",
    ])
  private static let item = Held(["name", "typeRef"])
  private static let reference = Held(["href"])
  private static let function = Held(
    ["typeRef", "kind"], expressions.union(["formalParameter"]))
  private static let part = Held(["typeRef"], expressions)

  /// Where a child of DMN stands among the children of its parent, by the order of the schema.
  static func rank(of child: String, in parent: String) -> Int {
    if child == "description" { return 0 }
    if child == "extensionElements" { return 1 }
    guard let order = orders[parent] else { return 100 }
    return order.firstIndex { $0.contains(child) }.map { $0 + 2 } ?? 100
  }

  private static let orders: [String: [Set<String>]] = [
    "definitions": [
      ["import"], ["itemDefinition"], requirable.union(["knowledgeSource"]),
      ["textAnnotation", "association", "group", "artifact"], ["elementCollection"],
      ["performanceIndicator", "organizationUnit", "businessContextElement"], ["DMNDI"],
    ],
    "decision": [
      ["question"], ["allowedAnswers"], ["variable"], ["informationRequirement"],
      ["knowledgeRequirement"], ["authorityRequirement"], ["supportedObjective"],
      ["impactedPerformanceIndicator"], ["decisionMaker"], ["decisionOwner"], ["usingProcess"],
      ["usingTask"], expressions,
    ],
    "businessKnowledgeModel": [
      ["variable"], ["encapsulatedLogic"], ["knowledgeRequirement"], ["authorityRequirement"],
    ],
  ]
}

extension DMNVocabulary.Held {
  fileprivate init(_ attributes: Set<String> = [], _ children: Set<String> = []) {
    self.init(attributes: attributes, children: children)
  }
}

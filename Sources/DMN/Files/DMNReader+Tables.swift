import Diagnostics
import XML

extension DMNReader {
  mutating func readDecisionTable(_ element: XMLElement) -> DecisionTable {
    var table = DecisionTable(
      id: readID(of: element), hitPolicy: readHitPolicy(of: element), inputs: [], outputs: [],
      rules: [], orientation: readOrientation(of: element),
      outputLabel: element.attribute("outputLabel"), origin: element.origin(in: file))
    for child in dmnChildren(of: element) {
      switch child.name {
      case "input": table.inputs.append(readInputClause(child))
      case "output": table.outputs.append(readOutputClause(child))
      case "annotation": table.annotations.append(child.attribute("name") ?? "")
      case "rule": table.rules.append(readRule(child))
      case "description", "extensionElements": break
      default:
        reportUnknown(child, in: element, known: ["input", "output", "annotation", "rule"])
      }
    }
    if table.outputs.isEmpty { reportMissing("output", in: element) }
    if let read = element.position.flatMap({ rules[$0] }) {
      table.rules = read.rules
      diagnostics += read.diagnostics
    }
    table.rules.seal()
    return table
  }

  private mutating func readHitPolicy(of element: XMLElement) -> HitPolicy {
    guard let text = element.attribute("hitPolicy") else { return .unique }
    guard let policy = HitPolicy(text), !policy.hasOperator else {
      let known = ["UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
      reportUnknownValue(of: "hitPolicy", of: element, known: known)
      return .unique
    }
    guard policy == .collect, let aggregation = element.attribute("aggregation") else {
      return policy
    }
    switch aggregation {
    case "SUM": return .collectSum
    case "MIN": return .collectMin
    case "MAX": return .collectMax
    case "COUNT": return .collectCount
    default:
      reportUnknownValue(of: "aggregation", of: element, known: ["SUM", "MIN", "MAX", "COUNT"])
      return .collect
    }
  }

  private mutating func readOrientation(of element: XMLElement) -> DecisionTable.Orientation {
    guard let text = element.attribute("preferredOrientation") else { return .ruleAsRow }
    if let orientation = DecisionTable.Orientation(rawValue: text) { return orientation }
    reportUnknownValue(
      of: "preferredOrientation", of: element,
      known: ["Rule-as-Row", "Rule-as-Column", "CrossTable"])
    return .ruleAsRow
  }

  mutating func reportUnknownValue(of attribute: String, of element: XMLElement, known: [String]) {
    let text = element.attribute(attribute) ?? ""
    let nearest = Suggestion.nearest(to: text, among: known)
    report(
      .unknownValue, at: element.origin(ofAttribute: attribute, in: file),
      "\(attribute) \"\(text)\" is not known", found: text,
      expected: "one of " + known.joined(separator: ", "), mend: nearest.map { "write \"\($0)\"" })
  }

  private mutating func readInputClause(_ element: XMLElement) -> InputClause {
    let origin = element.origin(in: file)
    var clause = InputClause(
      label: element.attribute("label"), expression: FEELText("", at: origin),
      id: readID(of: element), origin: origin)
    if let expression = dmnChild("inputExpression", of: element) {
      checkLanguage(of: expression)
      clause.expression = readText(of: expression)
      clause.typeRef = readTypeReference("typeRef", of: expression)
    } else {
      reportMissing("inputExpression", in: element)
    }
    if let values = dmnChild("inputValues", of: element) {
      clause.allowedValues = readText(of: values)
    }
    return clause
  }

  private mutating func readOutputClause(_ element: XMLElement) -> OutputClause {
    var clause = OutputClause(
      name: element.attribute("name"), label: element.attribute("label"),
      typeRef: readTypeReference("typeRef", of: element), id: readID(of: element),
      origin: element.origin(in: file))
    if let values = dmnChild("outputValues", of: element) {
      clause.allowedValues = readText(of: values)
    }
    if let entry = dmnChild("defaultOutputEntry", of: element) {
      checkLanguage(of: entry)
      clause.defaultEntry = readText(of: entry)
    }
    return clause
  }

  mutating func readRule(_ element: XMLElement) -> DecisionRule {
    var rule = DecisionRule(
      id: readID(of: element), inputEntries: [], outputEntries: [],
      origin: element.origin(in: file))
    readSettings(of: element, into: &rule)
    for child in dmnChildren(of: element) {
      switch child.name {
      case "inputEntry":
        checkLanguage(of: child)
        rule.inputEntries.append(readText(of: child))
      case "outputEntry":
        checkLanguage(of: child)
        rule.outputEntries.append(readText(of: child))
      case "annotationEntry":
        rule.annotations.append(dmnChild("text", of: child)?.allText ?? child.allText)
      case "description", "extensionElements": break
      default:
        reportUnknown(child, in: element, known: ["inputEntry", "outputEntry", "annotationEntry"])
      }
    }
    return rule
  }
}

extension HitPolicy {
  /// Whether it is one of the collect operators, which DMN XML writes in an attribute of their own.
  fileprivate var hasOperator: Bool {
    switch self {
    case .collectSum, .collectMin, .collectMax, .collectCount: true
    case .unique, .any, .priority, .first, .ruleOrder, .outputOrder, .collect: false
    }
  }
}

import Diagnostics
import FEEL
import XML

extension DMNWriter {
  mutating func decisionTable(
    _ table: DecisionTable, id: String?, typeRef: TypeReference?
  ) -> XMLElement {
    place = table.origin
    let id = ids.assign(id)
    let (policy, aggregation) = table.hitPolicy.xmlNames
    let orientation = table.orientation == .ruleAsRow ? nil : table.orientation.rawValue
    let attributes: [(String, String?)] = [
      ("id", id.xml), ("typeRef", typeName(typeRef)), ("hitPolicy", policy),
      ("aggregation", aggregation), ("preferredOrientation", orientation),
      ("outputLabel", table.outputLabel),
    ]
    var children = head(nil, keptID(id))
    children += table.inputs.map { inputClause($0) }
    children += table.outputs.map { outputClause($0) }
    place = table.origin
    children += table.annotations.map { element("annotation", [("name", $0)]) }
    children.reserveCapacity(children.count + table.rules.count)
    for rule in table.rules { children.append(self.rule(rule)) }
    return element("decisionTable", attributes, children)
  }

  private mutating func inputClause(_ clause: InputClause) -> XMLElement {
    place = clause.origin
    let id = ids.assign(clause.id)
    var children = head(nil, keptID(id))
    children.append(feel("inputExpression", clause.expression, typeRef: clause.typeRef))
    if let values = clause.allowedValues { children.append(feel("inputValues", values)) }
    place = clause.origin
    return element("input", [("id", id.xml), ("label", clause.label)], children)
  }

  private mutating func outputClause(_ clause: OutputClause) -> XMLElement {
    place = clause.origin
    let id = ids.assign(clause.id)
    var children = head(nil, keptID(id))
    if let values = clause.allowedValues { children.append(feel("outputValues", values)) }
    if let entry = clause.defaultEntry { children.append(feel("defaultOutputEntry", entry)) }
    place = clause.origin
    let attributes: [(String, String?)] = [
      ("id", id.xml), ("label", clause.label), ("name", clause.name),
      ("typeRef", typeName(clause.typeRef)),
    ]
    return element("output", attributes, children)
  }

  private mutating func rule(_ rule: DecisionRule) -> XMLElement {
    place = rule.origin
    let id = ids.assign(rule.id)
    var children = head(nil, keptID(id) + settings(of: rule))
    children += rule.inputEntries.map { feel("inputEntry", $0) }
    children += rule.outputEntries.map { feel("outputEntry", $0) }
    place = rule.origin
    for annotation in rule.annotations {
      let text = element("text", text: annotation)
      children.append(element("annotationEntry", [], [text]))
    }
    return element("rule", [("id", id.xml)], children)
  }

  /// When a rule holds, for which DMN has no place: other programs apply it always.
  private mutating func settings(of rule: DecisionRule) -> [XMLElement] {
    var kept = [XMLElement]()
    var found = [String]()
    if let from = rule.from {
      kept.append(extra(.from, text: from.description))
      found.append("from \(from)")
    }
    if let until = rule.until {
      kept.append(extra(.until, text: until.description))
      found.append("until \(until)")
    }
    if !rule.isEnabled {
      kept.append(extra(.disabled))
      found.append("switched off")
    }
    if !found.isEmpty {
      report(
        .onlyHere, .warning, at: rule.origin,
        "other programs will apply this rule always",
        found: found.joined(separator: ", "),
        mend: "if others run the file too, leave out rules that do not hold")
    }
    return kept
  }
}

extension HitPolicy {
  /// The values of `hitPolicy` and `aggregation` in DMN XML.
  fileprivate var xmlNames: (policy: String, aggregation: String?) {
    switch self {
    case .unique: ("UNIQUE", nil)
    case .any: ("ANY", nil)
    case .priority: ("PRIORITY", nil)
    case .first: ("FIRST", nil)
    case .ruleOrder: ("RULE ORDER", nil)
    case .outputOrder: ("OUTPUT ORDER", nil)
    case .collect: ("COLLECT", nil)
    case .collectSum: ("COLLECT", "SUM")
    case .collectMin: ("COLLECT", "MIN")
    case .collectMax: ("COLLECT", "MAX")
    case .collectCount: ("COLLECT", "COUNT")
    }
  }
}

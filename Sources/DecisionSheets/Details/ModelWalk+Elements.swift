import DMN
import Diagnostics

extension Definitions {
  /// The namespace, unless it only stands for the file.
  var declaredNamespace: String? {
    FileNamespace.file(of: namespace) == nil ? namespace : nil
  }

  /// The name, unless it is the file's.
  var declaredName: String? {
    guard let file = FileNamespace.file(of: namespace) else { return name }
    return name == SheetContents.tableName(ofFile: file) ? nil : name
  }
}

extension ModelWalk {
  mutating func definitions(_ read: inout Definitions, _ meant: Definitions?) {
    var name = read.declaredName
    fact("model", "name", &name, meant?.declaredName)
    var namespace = read.declaredNamespace
    fact("model", "namespace", &namespace, meant?.declaredNamespace)
    if let name { read.name = name }
    if let namespace { read.namespace = namespace }
    fact("model", "label", &read.label, meant?.label)
    fact("model", "description", &read.description, meant?.description)
    fact("model", "locale", &read.locale, meant?.locale)
    fact("model", "zone", &read.zone, meant?.zone)
    types(&read.itemDefinitions, meant?.itemDefinitions, in: "type", read.origin)
    inputs(&read, meant)
    decisions(&read, meant)
    preserved(&read.preserved, meant?.preserved)
    guard let meant else { return }
    if read.businessKnowledgeModels != meant.businessKnowledgeModels {
      fault("functions", at: meant.origin)
    }
    if read.decisionServices != meant.decisionServices { fault("services", at: meant.origin) }
    if read.imports != meant.imports { fault("imports", at: meant.origin) }
  }

  private mutating func inputs(_ read: inout Definitions, _ meant: Definitions?) {
    let names = list(
      "model", "inputs", read.inputData.map(\.name), meant.map { $0.inputData.map(\.name) })
    let known = Dictionary(
      read.inputData.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let origin = read.origin
    read.inputData = names.map { name in
      known[name]
        ?? InputData(
          id: "input:\(name)", variable: InformationItem(name, at: origin), origin: origin)
    }
    for index in read.inputData.indices {
      let place = "input \(read.inputData[index].name)"
      let other = meant?.inputData.item(index)
      let old = read.inputData[index].id
      fact(place, "id", &read.inputData[index].id, other?.id)
      if read.inputData[index].id != old { renamed[old] = read.inputData[index].id }
      fact(place, "label", &read.inputData[index].label, other?.label)
      type(
        place, &read.inputData[index].variable.typeRef, other?.variable.typeRef, at: origin)
    }
  }

  private mutating func decisions(_ read: inout Definitions, _ meant: Definitions?) {
    let names = list(
      "model", "decisions", read.decisions.map(\.name), meant.map { $0.decisions.map(\.name) })
    let known = Dictionary(
      read.decisions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let origin = read.origin
    read.decisions = names.map { name in
      known[name]
        ?? Decision(variable: InformationItem(name, at: origin), expression: nil, origin: origin)
    }
    for index in read.decisions.indices {
      let old = read.decisions[index].id
      let name = read.decisions[index].name
      fact(name, "id", &read.decisions[index].id, meant?.decisions.item(index)?.id)
      if read.decisions[index].id != old { renamed[old] = read.decisions[index].id }
    }
    let namespaces = [read.namespace, meant?.namespace].compactMap(\.self)
    for index in read.decisions.indices {
      if !renamed.isEmpty { read.decisions[index].rename(renamed) }
      decision(&read.decisions[index], meant?.decisions.item(index), namespaces)
    }
  }

  private mutating func decision(
    _ read: inout Decision, _ meant: Decision?, _ namespaces: [String]
  ) {
    let place = read.name
    fact(place, "label", &read.label, meant?.label)
    fact(place, "description", &read.description, meant?.description)
    fact(place, "question", &read.question, meant?.question)
    fact(place, "allowed answers", &read.allowedAnswers, meant?.allowedAnswers)
    type(place, &read.variable.typeRef, meant?.variable.typeRef, at: read.origin)
    requirements(&read, meant, namespaces)
    expression(&read, meant)
  }

  private mutating func requirements(
    _ read: inout Decision, _ meant: Decision?, _ namespaces: [String]
  ) {
    let old = read.requirements.map { $0.detail(namespaces) }
    let new = list(
      read.name, "requires", old, meant.map { $0.requirements.map { $0.detail(namespaces) } })
    guard new != old else { return }
    let origin = read.origin
    read.requirements = new.compactMap { Requirement(detail: $0, at: origin) }
  }

  private mutating func expression(_ read: inout Decision, _ meant: Decision?) {
    guard var expression = read.expression else {
      if meant?.expression != nil { fault(read.name, at: meant?.origin ?? read.origin) }
      return
    }
    if compares, meant?.expression == nil {
      fault(read.name, at: meant?.origin ?? read.origin)
      return
    }
    let place = read.name
    let other = meant?.expression
    switch (expression.kind, other?.kind) {
    case (.decisionTable(var table), .decisionTable(let otherTable)):
      self.table(&table, otherTable, place)
      if table.id != expression.id, expression.id == nil { expression.id = table.id }
      expression.kind = .decisionTable(table)
    case (.decisionTable(var table), nil):
      let old = table.id
      self.table(&table, nil, place)
      if table.id != old { expression.id = table.id }
      expression.kind = .decisionTable(table)
    case (.literal(var text), .literal(let otherText)):
      feel(place, "formula", &text, otherText)
      expression.kind = .literal(text)
    case (.literal(var text), nil):
      feel(place, "formula", &text, nil)
      expression.kind = .literal(text)
    default:
      // Other boxes have no parts that could be told apart here.
      if let kind = other?.kind, kind != expression.kind {
        fault(place, at: meant?.origin ?? read.origin)
      }
    }
    fact(place, "formula id", &expression.id, other?.id)
    type(place, &expression.typeRef, other?.typeRef, at: read.origin, property: "formula type")
    read.expression = expression
  }
}

extension Decision {
  /// Points requirements of the same file to new ids.
  fileprivate mutating func rename(_ ids: [String: String]) {
    requirements = requirements.map { requirement in
      guard requirement.reference.namespace == nil, let id = ids[requirement.reference.id] else {
        return requirement
      }
      var reference = requirement.reference
      reference.id = id
      return requirement.pointing(to: reference)
    }
  }
}

extension Requirement {
  /// The same kind of requirement of another element.
  func pointing(to reference: ElementReference) -> Requirement {
    switch self {
    case .input: .input(reference)
    case .decision: .decision(reference)
    case .knowledge: .knowledge(reference)
    }
  }

  /// The requirement as a detail says it: `input #tier`; the file's own namespace is left out.
  fileprivate func detail(_ own: [String]) -> String {
    let word =
      switch self {
      case .input: "input"
      case .decision: "decision"
      case .knowledge: "knowledge"
      }
    let namespace = reference.namespace.flatMap { own.contains($0) ? nil : $0 } ?? ""
    return "\(word) \(namespace)#\(reference.id)"
  }

  fileprivate init?(detail: String, at origin: Origin) {
    guard let blank = detail.firstIndex(of: " "), let hash = detail.firstIndex(of: "#"),
      blank < hash
    else { return nil }
    let namespace = String(detail[detail.index(after: blank)..<hash])
    let reference = ElementReference(
      String(detail[detail.index(after: hash)...]), namespace: namespace.isEmpty ? nil : namespace,
      at: origin)
    switch detail[..<blank] {
    case "input": self = .input(reference)
    case "decision": self = .decision(reference)
    case "knowledge": self = .knowledge(reference)
    default: return nil
    }
  }
}

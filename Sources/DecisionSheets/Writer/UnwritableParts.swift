import DMN
import Diagnostics

/// The parts of a model for which sheets have no form: they are told, never dropped.
struct UnwritableParts {
  private(set) var diagnostics = [Diagnostic]()

  init(_ definitions: Definitions) {
    for decision in definitions.decisions { add(decision) }
    for function in definitions.businessKnowledgeModels {
      report(
        "the function '\(function.name)'", at: function.origin,
        mend: "write its formula into the decisions that call it")
    }
    for service in definitions.decisionServices {
      report(
        "the decision service '\(service.name)'", at: service.origin,
        mend: "ask for its decisions by their own names")
    }
    for other in definitions.imports {
      report(
        "the import of '\(other.namespace)'", at: other.origin,
        mend: "convert the imported file too, and keep both in one folder")
    }
    for type in definitions.itemDefinitions { add(type, type.name) }
  }

  private mutating func add(_ decision: Decision) {
    let kind: String
    switch decision.expression?.kind {
    case nil, .literal, .decisionTable: return
    case .context: kind = "a context"
    case .list: kind = "a list of expressions"
    case .relation: kind = "a relation"
    case .function: kind = "a function"
    case .invocation: kind = "a call of a function"
    case .conditional: kind = "an if with boxes"
    case .filter: kind = "a filter with boxes"
    case .iterator: kind = "a loop with boxes"
    }
    report(
      "the decision '\(decision.name)', which is \(kind)",
      at: decision.expression?.origin ?? decision.origin, mend: "write it as one FEEL formula")
  }

  private mutating func add(_ type: ItemDefinition, _ path: String, depth: Int = 0) {
    switch type.structure {
    case .function:
      report("the function type '\(path)'", at: type.origin, mend: "take the type out")
    case .components(let parts) where depth < 100:
      for part in parts { add(part, "\(path).\(part.name)", depth: depth + 1) }
    case .components, .reference, .unspecified: break
    }
  }

  private mutating func report(_ what: String, at origin: Origin, mend: String) {
    diagnostics.append(
      Diagnostic(
        SheetCode.notWritable, at: origin, "a sheet has no form for \(what)",
        expected: "decision tables, formulas and types",
        mend: "\(mend), or keep the model in DMN XML"))
  }
}

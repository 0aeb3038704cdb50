public import Diagnostics
import FEEL
import JSON

/// Writes a decision table for OpenText Decision Service (`.otdt`).
///
/// The format knows columns of four types, cells with one comparison, and literal results. What else a
/// table says is told: as an error where decisions would differ without it, as a warning elsewhere.
public struct OTDTWriter {
  /// The hit indicators by policy; the collect operators have none.
  static let indicators: [HitPolicy: String] = [
    .unique: "UNIQUE", .first: "FIRST", .any: "ANY", .priority: "PRIORITY",
    .ruleOrder: "RULE ORDER", .outputOrder: "OUTPUT ORDER", .collect: "COLLECT",
  ]
  private static let schema =
    "https://www.opentext.com/ocp/devx/decision/1.0.0" + OTDTReader.schemaEnding

  let model: Definitions
  var diagnostics: [Diagnostic] = []
  let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: nil))

  /// Writes the table of a model.
  ///
  /// - Parameter model: A model with one decision table.
  /// - Returns: The JSON, or nil if there is an error among the diagnostics; these tell all that the
  ///   format does not hold.
  public static func text(of model: Definitions) -> (text: String?, diagnostics: [Diagnostic]) {
    var writer = OTDTWriter(model: model)
    let value = writer.document()
    guard let value, !writer.diagnostics.hasErrors else { return (nil, writer.diagnostics) }
    return (value.prettyText + "\n", writer.diagnostics)
  }

  private init(model: Definitions) {
    self.model = model
  }

  private mutating func document() -> JSONValue? {
    let tables = model.decisions.filter { $0.decisionTable != nil }
    guard let decision = tables.first, let table = decision.decisionTable, tables.count == 1 else {
      report(
        .cannotHold, at: model.origin, "a file of this kind holds one table",
        found: tables.isEmpty ? "no table" : tables.map(\.name).joined(separator: ", "),
        mend: tables.isEmpty
          ? "convert a file with a decision table" : "put each table into a file of its own")
      return nil
    }
    tellWhatIsLost(decision, table)
    let inputs = table.inputs.indices.map { input($0, of: table) }
    let outputs = table.outputs.indices.map { output($0, of: table, decision) }
    let rules = rules(of: table, inputs, outputs)
    let namespace = Self.namespace(of: model, key: decision.name)
    let data: [(String, JSONValue)] = [
      ("id", .string(Self.identifier("table", namespace, decision.name))),
      ("version", 1), ("name", .string(decision.label ?? decision.name)),
      ("key", .string(decision.name)), ("description", .string(decision.description ?? "")),
      ("namespace", .string(namespace)),
      ("hitIndicator", .string(Self.indicators[table.hitPolicy] ?? "")),
      ("inputExpressions", .array(inputs.map(\.json))),
      ("outputExpressions", .array(outputs.map(\.json))), ("rules", .array(rules)),
    ]
    return [
      "id": .string(Self.identifier("file", namespace, decision.name)),
      "schemaId": .string(Self.schema),
      "data": .object(data.map { JSONMember($0.0, $0.1) }),
      "serviceName": "decision",
    ]
  }

  /// The namespace in the service, as `OTDTReader` found it, or the model's own.
  private static func namespace(of model: Definitions, key: String) -> String {
    let start = OTDTReader.namespace("", key: "").dropLast()
    let end = ":" + key
    guard model.namespace.hasPrefix(start), model.namespace.hasSuffix(end),
      model.namespace.count >= start.count + end.count
    else { return model.namespace }
    return String(model.namespace.dropFirst(start.count).dropLast(end.count))
  }

  /// An identifier in the form of a UUID, the same for the same table.
  private static func identifier(_ parts: String...) -> String {
    let digest = SHA256.digest(Array(parts.joined(separator: "\n").utf8))
    let digits = Array(SHA256.hexadecimal(Array(digest.prefix(16))))
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }

  mutating func report(
    _ code: OTDTCode, _ severity: Severity = .error, at origin: Origin, _ headline: String,
    found: String? = nil, expected: String? = nil, mend: String
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend))
  }
}

// MARK: - What has no place

extension OTDTWriter {
  private mutating func tellWhatIsLost(_ decision: Decision, _ table: DecisionTable) {
    if Self.indicators[table.hitPolicy] == nil {
      report(
        .cannotHold, at: table.origin, "\(table.hitPolicy.name) has no hit indicator",
        found: table.hitPolicy.name,
        expected: Self.indicators.values.sorted().joined(separator: ", "),
        mend: "use Collect, and let the caller combine the results")
    }
    for other in model.decisions where other.decisionTable == nil {
      lose("the decision '\(other.name)'", at: other.origin, "give its value as an input")
    }
    for knowledge in model.businessKnowledgeModels {
      lose("the function '\(knowledge.name)'", at: knowledge.origin, "use plain values")
    }
    for service in model.decisionServices {
      lose("the decision service '\(service.name)'", at: service.origin, "call the table itself")
    }
    for requirement in decision.requirements {
      guard case .decision(let reference) = requirement else { continue }
      lose(
        "the link to '\(reference.id)'", at: reference.origin, "have the caller give its result")
    }
    for output in table.outputs {
      guard let entry = output.defaultEntry else { continue }
      report(
        .cannotHold, at: entry.origin, "defaults have no place", found: entry.asTyped,
        mend: "write a last rule that matches always, with the hit policy First")
    }
    let count = model.tests.count
    if count > 0, let test = model.tests.first {
      lose(count == 1 ? "a test" : "\(count) tests", at: test.origin, "keep the tests in a sheet")
    }
    if !table.annotations.isEmpty {
      lose("the remarks", at: table.origin, "keep them in a sheet")
    }
    if table.rules.contains(where: { $0.id != nil }) {
      lose("the names and numbers of rules", at: table.origin, "keep them in a sheet")
    }
    if !model.preserved.isEmpty {
      let owners = model.preserved.map(\.owner)
      let more = owners.count > 5 ? " and \(owners.count - 5) more" : ""
      lose(
        "what the DMN file holds beside the model (\(owners.prefix(5).joined(separator: ", "))\(more))",
        at: model.origin, "keep the DMN file, or convert to a sheet")
    }
    if table.orientation != .ruleAsRow {
      lose("the orientation", at: table.origin, "nothing: rules stand in rows")
    }
  }

  /// Tells of something that is left out and does not change what is decided.
  mutating func lose(_ what: String, at origin: Origin, _ mend: String) {
    report(.notKept, .warning, at: origin, "\(what) cannot be kept", mend: mend)
  }
}

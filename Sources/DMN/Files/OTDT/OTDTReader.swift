public import Diagnostics
import FEEL
import JSON

/// Reads decision tables of OpenText Decision Service (`.otdt`), as a model with one decision.
public struct OTDTReader {
  /// What the identifier of the format ends in.
  static let schemaEnding = "/DecisionTable"

  private struct Column {
    var id: String
    var type: OTDTType
  }

  private let file: String
  private let bytes: [UInt8]
  private var diagnostics: [Diagnostic] = []

  /// Reads one file.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The path, for origins.
  /// - Returns: The model, or nil if it is no such table, and everything that is wrong with it.
  public static func read(
    _ bytes: [UInt8], file: String
  ) -> (definitions: Definitions?, diagnostics: [Diagnostic]) {
    var reader = OTDTReader(file: file, bytes: bytes)
    do throws(JSONError) {
      let definitions = reader.definitions(try JSONValue.parse(bytes, file: file))
      return (definitions, reader.diagnostics)
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.mend =
        diagnostic.mend ?? "export the table from OpenText Decision Service once more, as it is"
      return (nil, [diagnostic])
    }
  }

  private init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  private mutating func definitions(_ root: JSONValue) -> Definitions? {
    guard let data = root["data"], data.objectValue != nil,
      let schema = root["schemaId"]?.stringValue, schema.hasSuffix(Self.schemaEnding)
    else {
      report(
        .notATable, at: [], found: root["schemaId"]?.stringValue,
        expected: "an object with a schemaId that ends in \(Self.schemaEnding), and data",
        mend: "export the table from OpenText Decision Service once more")
      return nil
    }
    passOver(root, known: ["id", "schemaId", "data", "serviceName"], at: [])
    passOver(
      data,
      known: [
        "id", "version", "name", "key", "description", "namespace", "hitIndicator",
        "inputExpressions", "outputExpressions", "rules",
      ], at: ["data"])
    let key = text(data, "key", at: ["data"]) ?? ""
    let origin = origin(["data"])
    var model = Definitions(
      name: data["name"]?.stringValue ?? key,
      namespace: Self.namespace(data["namespace"]?.stringValue ?? "", key: key), origin: origin)
    var table = DecisionTable(
      hitPolicy: hitPolicy(data), inputs: [], outputs: [], rules: [], origin: origin)
    let inputs = columns(data, "inputExpressions") { reader, column, value, place in
      table.inputs.append(reader.inputClause(column, value, at: place))
    }
    let outputs = columns(data, "outputExpressions") { reader, column, value, place in
      table.outputs.append(reader.outputClause(column, value, at: place))
    }
    if table.outputs.isEmpty {
      report(
        .missing, at: ["data"], "the table has no output", expected: "outputExpressions",
        mend: "add an output")
    }
    for (index, rule) in (data["rules"]?.arrayValue ?? []).enumerated() {
      table.rules.append(self.rule(rule, inputs, outputs, at: ["data", "rules", "\(index)"]))
    }
    var decision = Decision(
      id: key, label: model.name == key ? nil : model.name,
      variable: InformationItem(key, at: origin), expression: BoxedExpression(table),
      origin: origin)
    decision.description = data["description"]?.stringValue
    declareInputs(of: table, in: &model, neededBy: &decision)
    model.decisions = [decision]
    return model
  }

  /// The namespace of the model: tables of one project share theirs, and it takes the key to tell them
  /// apart.
  static func namespace(_ text: String, key: String) -> String { "urn:docket:otdt:\(text):\(key)" }

  private mutating func declareInputs(
    of table: DecisionTable, in model: inout Definitions, neededBy decision: inout Decision
  ) {
    for clause in table.inputs {
      let path = clause.expression.text.split(separator: ".")
      guard let root = path.first.map(String.init),
        !model.inputData.contains(where: { $0.name == root })
      else { continue }
      let type = path.count == 1 ? clause.typeRef : nil
      model.inputData.append(
        InputData(
          id: "input:\(root)", label: path.count == 1 ? clause.label : nil,
          variable: InformationItem(root, typeRef: type, at: clause.origin),
          origin: clause.origin))
      decision.requirements.append(.input(ElementReference("input:\(root)", at: clause.origin)))
    }
  }

  private mutating func hitPolicy(_ data: JSONValue) -> HitPolicy {
    guard let text = text(data, "hitIndicator", at: ["data"]) else { return .unique }
    if let policy = HitPolicy(text), OTDTWriter.indicators[policy] != nil { return policy }
    let known = OTDTWriter.indicators.values.sorted()
    report(
      .unknownHitIndicator, at: ["data", "hitIndicator"], found: text,
      expected: known.joined(separator: ", "),
      mend: Suggestion.nearest(to: text, among: known).map { "write \"\($0)\"" }
        ?? "write one of these")
    return .unique
  }
}

// MARK: - Columns

extension OTDTReader {
  private mutating func columns(
    _ data: JSONValue, _ name: String,
    _ add: (inout OTDTReader, Column, JSONValue, [String]) -> Void
  ) -> [Column] {
    var columns = [Column]()
    for (index, value) in (data[name]?.arrayValue ?? []).enumerated() {
      let place = ["data", name, "\(index)"]
      passOver(value, known: ["id", "type", "variableId", "label", "entries"], at: place)
      guard let id = text(value, "id", at: place) else { continue }
      let column = Column(id: id, type: type(value, at: place))
      columns.append(column)
      add(&self, column, value, place)
    }
    return columns
  }

  private mutating func type(_ value: JSONValue, at place: [String]) -> OTDTType {
    guard let text = text(value, "type", at: place) else { return .string }
    if let type = OTDTType(rawValue: text) { return type }
    let known = OTDTType.allCases.map(\.rawValue)
    report(
      .unknownType, at: place + ["type"], found: text, expected: known.joined(separator: ", "),
      mend: Suggestion.nearest(to: text, among: known).map { "write \"\($0)\"" }
        ?? "write one of these")
    return .string
  }

  private mutating func inputClause(
    _ column: Column, _ value: JSONValue, at place: [String]
  ) -> InputClause {
    let name = text(value, "variableId", at: place) ?? ""
    let origin = origin(place)
    return InputClause(
      label: value["label"]?.stringValue, expression: FEELText(name, at: origin),
      typeRef: TypeReference(column.type.rawValue, at: origin),
      allowedValues: entries(value, column.type, at: place), id: column.id, origin: origin)
  }

  private mutating func outputClause(
    _ column: Column, _ value: JSONValue, at place: [String]
  ) -> OutputClause {
    let origin = origin(place)
    return OutputClause(
      name: text(value, "variableId", at: place), label: value["label"]?.stringValue,
      typeRef: TypeReference(column.type.rawValue, at: origin),
      allowedValues: entries(value, column.type, at: place), id: column.id, origin: origin)
  }

  private mutating func entries(
    _ value: JSONValue, _ type: OTDTType, at place: [String]
  ) -> FEELText? {
    guard let items = value["entries"]?.arrayValue, !items.isEmpty else { return nil }
    let literals = items.enumerated().compactMap { index, item in
      literal(item, type, at: place + ["entries", "\(index)"])
    }
    return FEELText(literals.joined(separator: ", "), at: origin(place + ["entries"]))
  }
}

// MARK: - Rules

extension OTDTReader {
  private mutating func rule(
    _ rule: JSONValue, _ inputs: [Column], _ outputs: [Column], at place: [String]
  ) -> DecisionRule {
    var known = Set<String>()
    for column in inputs + outputs {
      known.formUnion([column.id, column.id + "_expression", column.id + "_operator"])
      for name in [column.id + "_expressionLanguage", column.id + "_operator_expressionLanguage"] {
        known.insert(name)
        checkLanguage(rule, name, at: place)
      }
    }
    passOver(rule, known: known, at: place)
    var result = DecisionRule(inputEntries: [], outputEntries: [], origin: origin(place))
    result.inputEntries = inputs.map { test(rule, $0, at: place) }
    result.outputEntries = outputs.map { column in
      let place = place + [column.id]
      guard let value = rule[column.id] else {
        report(
          .missing, at: place, "a rule has no value for the output \(column.id)",
          expected: "a member \"\(column.id)\"", mend: "add the value")
        return FEELText("null", at: origin(place))
      }
      return FEELText(literal(value, column.type, at: place) ?? "null", at: origin(place))
    }
    return result
  }

  private mutating func test(_ rule: JSONValue, _ column: Column, at place: [String]) -> FEELText {
    let name = column.id + "_expression"
    let place = place + [rule[name] == nil ? column.id + "_operator" : name]
    let sign = rule[column.id + "_operator"]?.stringValue ?? OTDTType.anyOperator
    let value = rule[name]
    let isEmpty = value == nil || value == .string("-") || value == .string("")
    if sign == OTDTType.anyOperator || isEmpty { return FEELText("-", at: origin(place)) }
    let known = ["==", "!=", "<", "<=", ">", ">="]
    guard known.contains(sign) else {
      report(
        .unknownOperator, at: place.dropLast() + [column.id + "_operator"], found: sign,
        expected: (known + [OTDTType.anyOperator]).joined(separator: "  "),
        mend: "write the test with one of these, or as several rules")
      return FEELText("-", at: origin(place))
    }
    guard let value, let literal = literal(value, column.type, at: place) else {
      return FEELText("-", at: origin(place))
    }
    let text =
      switch sign {
      case "==": literal
      case "!=": "not(\(literal))"
      default: "\(sign) \(literal)"
      }
    return FEELText(text, at: origin(place))
  }

  private mutating func checkLanguage(_ rule: JSONValue, _ name: String, at place: [String]) {
    guard let language = rule[name]?.stringValue, !language.isEmpty else { return }
    report(
      .unknownLanguage, at: place + [name], found: language, expected: "no language",
      mend: "write a plain value")
  }

  /// The FEEL literal of a value, which is kept as a text or as what it is.
  private mutating func literal(
    _ value: JSONValue, _ type: OTDTType, at place: [String]
  ) -> String? {
    let text =
      switch value {
      case .string(let text), .number(let text): text
      case .boolean(let truth): truth ? "true" : "false"
      case .null, .array, .object: value.text
      }
    if let feel = type.feel(text) { return feel }
    report(
      .wrongValue, at: place, "'\(text)' is no \(type.rawValue)", found: text,
      expected: "a \(type.rawValue)", mend: "mend the value, or the type of the column")
    return nil
  }
}

// MARK: - Support

extension OTDTReader {
  /// A text that must be there.
  private mutating func text(_ value: JSONValue, _ name: String, at place: [String]) -> String? {
    if let text = value[name]?.stringValue, !text.isEmpty { return text }
    report(
      .missing, at: place, "there is no \(name)", expected: "a text \"\(name)\"",
      mend: "add \"\(name)\"")
    return nil
  }

  /// Tells of members that nobody describes.
  private mutating func passOver(_ value: JSONValue, known: Set<String>, at place: [String]) {
    for member in value.objectValue ?? [] where !known.contains(member.name) {
      report(
        .notKept, .warning, at: place + [member.name], "'\(member.name)' is passed over",
        found: member.name, mend: "nothing is to be done if decisions do not depend on it")
    }
  }

  private func origin(_ path: [String]) -> Origin {
    guard let place = JSONLocator(bytes).position(of: path) else { return Origin(file: file) }
    return Origin(file: file, anchor: .line(place.line, column: place.column))
  }

  private mutating func report(
    _ code: OTDTCode, _ severity: Severity = .error, at path: [String], _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin(path), headline, found: found, expected: expected, mend: mend))
  }
}

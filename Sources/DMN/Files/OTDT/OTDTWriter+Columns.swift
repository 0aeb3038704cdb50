import Diagnostics
import FEEL
import JSON

extension OTDTWriter {
  /// A column as the file has it.
  struct Column {
    var id: String
    var type: OTDTType
    var json: JSONValue
  }

  mutating func input(_ index: Int, of table: DecisionTable) -> Column {
    let clause = table.inputs[index]
    let name = clause.expression.text.trimmingWhitespace()
    if !Self.isPlain(name) {
      report(
        .cannotHold, at: clause.expression.origin, "'\(name)' is no plain name", found: name,
        expected: "letters, digits and _, beginning with a letter",
        mend: "have the caller give the value as an input of its own")
    }
    let ids = table.inputs.map { $0.id ?? "" } + table.outputs.map { $0.id ?? "" }
    var guess: OTDTType?
    for rule in table.rules where guess == nil && rule.inputEntries.count > index {
      guess = tests(rule.inputEntries[index])?.first?.type
    }
    let type = type(clause.typeRef, at: clause.origin, guess)
    return column(
      id: Self.id(clause.id, "input_\(index + 1)", among: ids), type, name,
      clause.label ?? name, clause.allowedValues ?? allowedValues(of: clause.typeRef))
  }

  mutating func output(_ index: Int, of table: DecisionTable, _ decision: Decision) -> Column {
    let clause = table.outputs[index]
    let name = clause.name ?? decision.name
    let ids = table.inputs.map { $0.id ?? "" } + table.outputs.map { $0.id ?? "" }
    var guess: OTDTType?
    for rule in table.rules where guess == nil && rule.outputEntries.count > index {
      guess = literal(rule.outputEntries[index])?.type
    }
    let type = type(clause.typeRef, at: clause.origin, guess)
    return column(
      id: Self.id(clause.id, "output_\(index + 1)", among: ids), type, name,
      clause.label ?? name, clause.allowedValues ?? allowedValues(of: clause.typeRef))
  }

  private mutating func column(
    id: String, _ type: OTDTType, _ name: String, _ label: String, _ values: FEELText?
  ) -> Column {
    var members = [
      JSONMember("id", .string(id)), JSONMember("type", .string(type.rawValue)),
      JSONMember("variableId", .string(name)),
    ]
    if let values {
      let tests = self.tests(values) ?? []
      if !tests.isEmpty, tests.allSatisfy({ $0.sign == "==" && $0.type == type }) {
        members.append(JSONMember("entries", .array(tests.map { .string($0.text) })))
      } else {
        lose(
          "the allowed values \(values.asTyped)", at: values.origin, "have the caller check them")
      }
    }
    members.append(JSONMember("label", .string(label)))
    return Column(id: id, type: type, json: .object(members))
  }

  /// The id that a column has, if it is the only one that has it, or one made up.
  private static func id(_ id: String?, _ made: String, among ids: [String]) -> String {
    if let id, !id.isEmpty, ids.count(where: { $0 == id }) == 1 { return id }
    var made = made
    while ids.contains(made) { made += "_" }
    return made
  }

  private static func isPlain(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      part.first.map { $0.isLetter || $0 == "_" } == true
        && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }

  /// The type in the file: by the type that is named, else by the values in the column.
  private mutating func type(
    _ reference: TypeReference?, at origin: Origin, _ guess: OTDTType?
  ) -> OTDTType {
    var name = reference?.name
    for _ in 0..<20 {
      if let name, let type = OTDTType(rawValue: name) { return type }
      guard let item = model.itemDefinitions.first(where: { $0.name == name }), !item.isCollection,
        case .reference(let inner) = item.structure
      else { break }
      name = inner.name
    }
    if let name, name != "Any" {
      report(
        .cannotHold, at: reference?.origin ?? origin, "columns cannot have the type \(name)",
        found: name, expected: OTDTType.allCases.map(\.rawValue).joined(separator: ", "),
        mend: "test parts of the value that have one of these types")
      return .string
    }
    return guess ?? .string
  }

  /// The allowed values that a type with a name has.
  private func allowedValues(of reference: TypeReference?) -> FEELText? {
    model.itemDefinitions.first { $0.name == reference?.name }?.allowedValues
  }
}

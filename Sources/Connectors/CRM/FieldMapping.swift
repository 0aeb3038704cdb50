import JSON

/// Which property of a customer system holds which field of a message.
struct FieldMapping: Sendable {
  /// The property of each field.
  let properties: [String: String]
  /// The property that takes, as lines of text, what has no property of its own; nil to refuse that.
  let description: String?

  /// The properties of the fields, without those that somebody else takes care of.
  func values(_ fields: OperationFields, without names: Set<String>) -> [(String, JSONValue?)] {
    var values: [(String, JSONValue?)] = []
    var described = names
    for member in fields.data.objectValue ?? [] where !names.contains(member.name) {
      guard let property = properties[member.name] else { continue }
      described.insert(member.name)
      values.append((property, Self.flat(member.value)))
    }
    let rest = fields.lines(without: described)
    if let description, !rest.isEmpty { values.append((description, .string(rest))) }
    return values
  }

  /// The fields of a record, by the names that messages have for them.
  func fields(of record: JSONValue) -> [(String, JSONValue?)] {
    properties.sorted { $0.key < $1.key }.map { ($0.key, record[$0.value]) }
  }

  /// A list as a field with several values takes it.
  private static func flat(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let items): .string(items.map(\.shown).joined(separator: ";"))
    case .object: .string(value.text)
    default: value
    }
  }
}

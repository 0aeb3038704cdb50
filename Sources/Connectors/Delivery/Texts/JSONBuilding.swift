import JSON

extension JSONValue {
  /// A context of the members that have a value.
  static func context(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(
      members.compactMap { name, value in
        guard let value, !value.isNull else { return nil }
        return JSONMember(name, value)
      })
  }

  /// The value for people: a text as it is, a list by its elements, null as nothing, anything else as JSON.
  var shown: String {
    switch self {
    case .null: ""
    case .string(let text), .number(let text): text
    case .array(let items): items.map(\.shown).joined(separator: ", ")
    case .boolean, .object: text
    }
  }

  /// A whole number as JSON.
  static func whole(_ number: Int) -> JSONValue { .number(String(number)) }
}

extension OperationFields {
  /// The fields that are not among the names, as lines that people read: `product: pro`.
  func lines(without names: Set<String>) -> String {
    (data.objectValue ?? [])
      .filter { !names.contains($0.name) && !$0.value.isNull }
      .map { "\($0.name): \($0.value.shown)" }
      .joined(separator: "\n")
  }
}

extension ConnectorSection {
  /// A member that is an object, as it stands; empty when it is left out.
  mutating func object(_ member: String) -> [JSONMember]? {
    guard let value = json[member] else { return [] }
    guard let members = value.objectValue else {
      report(member, "\"\(member)\" of the connector \"\(name)\" is no object")
      return nil
    }
    return members
  }

  /// A text; the standard one when it is left out.
  mutating func text(_ member: String, or standard: String) -> String? {
    json[member] == nil ? standard : text(member)
  }

  /// Names for names; empty when it is left out.
  mutating func dictionary(_ member: String) -> [String: String] {
    Dictionary(members(member).map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// Names for names, by the name of each group; empty when it is left out.
  mutating func dictionaries(_ member: String) -> [String: [String: String]]? {
    guard let groups = object(member) else { return nil }
    var result: [String: [String: String]] = [:]
    for group in groups {
      guard let names = group.value.objectValue else {
        report(
          member, "\"\(group.name)\" in \"\(member)\" of the connector \"\(name)\" is no object",
          expected: "an object of names")
        return nil
      }
      for entry in names {
        guard let text = text(entry.value, in: member, named: entry.name) else { return nil }
        result[group.name, default: [:]][entry.name] = text
      }
    }
    return result
  }
}

package import JSON

extension JSONValue {
  /// An object of the members that have a value: what systems are not told is left out.
  package static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { name, value in value.map { JSONMember(name, $0) } })
  }
}

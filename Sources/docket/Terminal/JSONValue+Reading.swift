import JSON

extension JSONValue {
  /// A text or the digits of a number, as people see it.
  var shown: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .null, .boolean, .array, .object: nil
    }
  }

  /// An object of the members that are there.
  static func object(present members: [(String, JSONValue?)]) -> JSONValue {
    .object(members.compactMap { name, value in value.map { JSONMember(name, $0) } })
  }
}

extension String {
  /// The text as a JSON string.
  var json: JSONValue { .string(self) }
}

/// Objects made of others.
extension JSONValue {
  /// The object with a member set, in its place where it is there; anything else counts as an object without members.
  public func setting(_ name: String, _ value: JSONValue) -> JSONValue {
    var members = objectValue ?? []
    if let place = members.firstIndex(where: { $0.name == name }) {
      members[place].value = value
    } else {
      members.append(JSONMember(name, value))
    }
    return .object(members)
  }

  /// The object with the members of another over its own.
  public func merged(with other: JSONValue) -> JSONValue {
    (other.objectValue ?? []).reduce(.object(objectValue ?? [])) { $0.setting($1.name, $1.value) }
  }
}

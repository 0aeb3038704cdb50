/// A JSON value (RFC 8259); numbers keep the digits they were written with.
public indirect enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number, exactly as written.
  case number(String)
  /// A text.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object: its members in the order written.
  case object([JSONMember])
}

/// A name and a value of an object.
public struct JSONMember: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The value.
  public var value: JSONValue

  /// Makes a member.
  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

/// Header fields in the order they came; names are compared without regard to case.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One header field.
  public struct Field: Sendable, Hashable {
    /// The field's name as written.
    public var name: String
    /// The field's value, without surrounding blanks.
    public var value: String

    /// Makes a field.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// All fields.
  public private(set) var fields: [Field] = []

  /// No header fields.
  public init() {}

  /// Header fields from a literal such as `["Content-Type": "text/plain"]`.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }

  /// Appends a field; one of the same name stays beside it.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// The first value of a field; setting replaces all of that name, nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first { Self.same($0.name, name) }?.value }
    set {
      fields.removeAll { Self.same($0.name, name) }
      if let newValue { add(name, newValue) }
    }
  }

  /// Compares two field names as RFC 9110 asks: ASCII letters without regard to case.
  private static func same(_ first: String, _ second: String) -> Bool {
    let left = first.utf8
    let right = second.utf8
    return left.count == right.count && zip(left, right).allSatisfy { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

extension HTTPHeaders.Field {
  /// Whether the field may be sent: a name that is a token, a value without line breaks.
  ///
  /// A line break would let whoever supplied the value write header fields of their own.
  package var isSafe: Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ":")
      }
      && !value.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
  }
}

import JSON

/// A text or a JSON value with places such as `{orderId}` for the fields of a message.
///
/// Values never become syntax: in paths they are percent-encoded, in JSON they are put in as values.
enum RestTemplate {
  /// The names of the fields that a text asks for.
  static func names(in text: String) -> [String] {
    pieces(of: text).compactMap { $0.isPlace ? $0.text : nil }
  }

  /// The names of the fields that a value asks for.
  static func names(in json: JSONValue) -> [String] {
    switch json {
    case .string(let text): names(in: text)
    case .array(let items): items.flatMap { names(in: $0) }
    case .object(let members): members.flatMap { names(in: $0.value) }
    case .null, .boolean, .number: []
    }
  }

  /// A text with its places filled.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - value: The text of a field; nil for one that is not there.
  /// - Returns: nil when a field is not there.
  static func fill(_ text: String, _ value: (String) -> String?) -> String? {
    var result = ""
    for piece in pieces(of: text) {
      guard piece.isPlace else {
        result += piece.text
        continue
      }
      guard let text = value(piece.text) else { return nil }
      result += text
    }
    return result
  }

  /// A value with its places filled: a text that is one place becomes the field's value, of its own type;
  /// members whose field is not there are left out.
  static func fill(_ json: JSONValue, _ value: (String) -> JSONValue?) -> JSONValue? {
    switch json {
    case .string(let text):
      let found = pieces(of: text)
      if found.count == 1, let only = found.first, only.isPlace { return value(only.text) }
      return fill(text) { value($0)?.shown }.map(JSONValue.string)
    case .array(let items): return .array(items.compactMap { fill($0, value) })
    case .object(let members):
      return .object(
        members.compactMap { member in
          fill(member.value, value).map { JSONMember(member.name, $0) }
        })
    case .null, .boolean, .number: return json
    }
  }

  private struct Piece {
    var text: String
    var isPlace: Bool
  }

  /// The text cut at its places; a brace that closes nowhere is a brace.
  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"),
      let close = rest[open...].firstIndex(of: "}")
    {
      if open > rest.startIndex {
        pieces.append(Piece(text: String(rest[..<open]), isPlace: false))
      }
      let name = rest[rest.index(after: open)..<close]
      pieces.append(Piece(text: String(name), isPlace: true))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(Piece(text: String(rest), isPlace: false)) }
    return pieces
  }
}

import JSON

/// Custom attributes as Genesys takes them: texts alone, and few of them.
enum GenesysAttributes {
  /// The bytes that names and values may have together.
  ///
  /// Genesys names no limit; public middleware keeps to this one.
  static let limit = 1900

  /// The attributes of a context: everything becomes a text, null goes, and the longest values are cut
  /// between characters until all fit.
  static func texts(_ members: [JSONMember]) -> [JSONMember] {
    var texts = members.compactMap { member in text(member.value).map { (member.name, $0) } }
    var excess = texts.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count } - limit
    while excess > 0, let longest = texts.indices.max(by: { size(texts[$0].1) < size(texts[$1].1) })
    {
      let value = texts[longest].1
      guard !value.isEmpty else { break }
      texts[longest].1 = TextParts.prefix(of: value, bytes: max(0, size(value) - excess))
      excess -= size(value) - size(texts[longest].1)
    }
    return texts.map { JSONMember($0.0, .string($0.1)) }
  }

  private static func size(_ text: String) -> Int { text.utf8.count }

  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    case .number, .boolean, .array, .object: value.text
    }
  }
}

/// Cuts texts for systems that count bytes, never within a character that people see.
enum TextParts {
  /// The longest beginning of a text that has at most so many bytes of UTF-8.
  static func prefix(of text: String, bytes limit: Int) -> String {
    var bytes = 0
    var end = text.startIndex
    while end < text.endIndex {
      bytes += text[end].utf8.count
      guard bytes <= limit else { break }
      end = text.index(after: end)
    }
    return String(text[..<end])
  }

  /// The text in parts of at most so many bytes of UTF-8: cut after a blank or line end where the second
  /// half of a part has one, else between two characters; joined they are the text again.
  ///
  /// A single character longer than a part, which no keyboard writes, is cut between its scalars.
  static func parts(of text: String, bytes limit: Int) -> [String] {
    var parts: [String] = []
    var rest = Substring(text)
    while rest.utf8.count > limit {
      let end = cut(in: rest, limit)
      parts.append(String(rest[..<end]))
      rest = rest[end...]
    }
    if !rest.isEmpty || parts.isEmpty { parts.append(String(rest)) }
    return parts
  }

  private static func cut(in text: Substring, _ limit: Int) -> String.Index {
    var bytes = 0
    var end = text.startIndex
    var blank: String.Index?
    while end < text.endIndex {
      let character = text[end]
      bytes += character.utf8.count
      guard bytes <= limit else { break }
      end = text.index(after: end)
      if character.isWhitespace, bytes * 2 >= limit { blank = end }
    }
    if let blank { return blank }
    if end > text.startIndex { return end }
    bytes = 0
    for index in text.unicodeScalars.indices {
      bytes += text.unicodeScalars[index].utf8.count
      guard bytes <= limit else { return index > text.startIndex ? index : text.endIndex }
    }
    return text.endIndex
  }
}

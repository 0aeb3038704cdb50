import JSON

/// What tables ask about a text.
enum TextMeasures {
  /// Length in bytes and in characters that people see, links, and traces of broken encoding.
  static func fields(of text: String?) -> [JSONMember] {
    let text = text ?? ""
    return [
      JSONMember("textBytes", .number(String(text.utf8.count))),
      JSONMember("graphemes", .number(String(text.count))),
      JSONMember("linkCount", .number(String(links(in: text)))),
      JSONMember("hasReplacementChar", .boolean(looksDamaged(text))),
    ]
  }

  /// How the variables are declared.
  static let variables = [
    IntakeVariable("textBytes", "number", "length of the text in bytes of UTF-8"),
    IntakeVariable("graphemes", "number", "length of the text in characters that people see"),
    IntakeVariable("linkCount", "number", "web addresses in the text"),
    IntakeVariable("hasReplacementChar", "boolean", "whether the text was damaged before it came"),
  ]

  /// A replacement character, or question marks where letters were.
  static func looksDamaged(_ text: String) -> Bool {
    text.unicodeScalars.contains("\u{FFFD}") || text.contains("???")
  }

  private static func links(in text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count { word in
      let word = word.lowercased()
      return word.contains("http://") || word.contains("https://") || word.hasPrefix("www.")
    }
  }
}

/// Words in quotes that are FEEL as they are typed: `"gold"`, `"gold","silver"`.
///
/// Tables have hundreds of thousands of them; whatever is written otherwise goes the long way.
enum PlainWords {
  /// Whether a text is one word in quotes.
  static func isLiteral(_ text: String) -> Bool { count(text) == 1 }

  /// Whether a text is words in quotes with commas between them.
  static func areLiterals(_ text: String) -> Bool { count(text) > 0 }

  /// How many words in quotes a text is; 0 if it holds anything else.
  private static func count(_ text: String) -> Int {
    let quote = UInt8(ascii: "\"")
    var count = 0
    var isInside = false
    var mayBegin = true
    for byte in text.utf8 {
      if isInside {
        // What is not plain ASCII may have to be made plain first.
        guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return 0 }
        if byte == quote { isInside = false }
      } else if byte == quote, mayBegin {
        isInside = true
        mayBegin = false
        count += 1
      } else if byte == UInt8(ascii: ","), !mayBegin {
        mayBegin = true
      } else if byte != UInt8(ascii: " ") || !mayBegin || count == 0 {
        return 0
      }
    }
    return isInside || mayBegin ? 0 : count
  }
}

import Spreadsheets
/// What the characters of a cell say about it before its meaning is known.
enum CellSyntax {
  /// The words and signs for "any value".
  static func isAny(_ text: String) -> Bool {
    text.isEmpty || text == "-" || text == "–" || text == "—" || text.lowercased() == "any"
  }

  /// Words that people write for any value, but that may be values too.
  static func isWordForAny(_ text: String) -> Bool {
    [
      "*", "all", "all others", "any other", "any value", "anything", "anything else", "else",
      "everything", "everything else", "rest", "others", "all other", "other values", "otherwise",
      "the rest", "whatever", "egal", "alle", "sonst", "alle anderen", "n/a", "na",
    ].contains(text.lowercased())
  }

  /// The alternatives of `gold or silver` or `DE / AT`; nil where no such sign stands between words.
  static func alternatives(_ text: String) -> [String]? {
    var parts = [String]()
    var current = [Substring]()
    for word in text.split(separator: " ") {
      if ["or", "oder", "/", "|"].contains(word.lowercased()) {
        parts.append(current.joined(separator: " "))
        current = []
      } else {
        current.append(word)
      }
    }
    parts.append(current.joined(separator: " "))
    guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return parts
  }

  /// The words for "no value".
  static func isNull(_ text: String) -> Bool {
    let folded = text.lowercased()
    return folded == "null" || folded == "missing"
  }

  /// Whether the text is what a spreadsheet program shows for a failed formula.
  static func isFormulaError(_ text: String) -> Bool {
    guard text.hasPrefix("#") || text.hasPrefix("Err:") else { return false }
    if text.hasPrefix("Err:") { return text.dropFirst(4).allSatisfy(\.isASCIIDigit) }
    return text == "#N/A" || text == "#NV"
      || (text.count > 3 && (text.hasSuffix("!") || text.hasSuffix("?"))
        && text.dropFirst().dropLast().allSatisfy {
          $0.isUppercase || $0 == "/" || $0 == "0" || $0 == "¿"
        })
  }

  /// Whether the text is a formula over cells, as in `=A1*2` or `=SUM(B2:B9)`.
  static func isSpreadsheetFormula(_ text: String) -> Bool {
    guard text.hasPrefix("="), let first = text.dropFirst().first, first.isUppercase || first == "$"
    else { return false }
    let word = text.dropFirst().prefix { $0.isUppercase || $0.isNumber || $0 == "$" }
    let letters = word.filter(\.isLetter)
    guard letters.allSatisfy(\.isASCII) else { return false }
    if text.dropFirst(1 + word.count).first == "(" { return letters.count > 1 }
    return (1...3).contains(letters.count) && word.last?.isNumber == true
      && word.drop { !$0.isNumber }.allSatisfy(\.isNumber)
  }

  /// Cuts a text at commas and semicolons outside quotes and brackets, blanks taken off the parts.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - commaNeedsBlank: Whether a comma only separates if a blank or nothing follows, as in columns
  ///     of numbers.
  /// - Returns: The parts; an empty one where two separators meet.
  static func items(_ text: String, commaNeedsBlank: Bool = false) -> [String] {
    var items = [String]()
    var current = ""
    var depth = 0
    var isQuoted = false
    var previous: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if character == "\"", previous != "\\" { isQuoted.toggle() }
      if !isQuoted {
        if "([{".contains(character) { depth += 1 }
        if ")]}".contains(character) { depth -= 1 }
        let follows = next < text.endIndex ? text[next] : " "
        let separates =
          character == ";"
          || (character == "," && (!commaNeedsBlank || follows.isWhitespace))
        if separates, depth <= 0 {
          items.append(current.trimmed)
          current = ""
          previous = character
          index = next
          continue
        }
      }
      current.append(character)
      previous = character
      index = next
    }
    items.append(current.trimmed)
    return items
  }

  /// Whether the text is written in FEEL's own syntax: quotes, `?`, a call, a list or a context.
  static func isFEEL(_ text: String) -> Bool {
    if text.hasPrefix("{") || text.hasPrefix("[") && !isBracketRange(text) { return true }
    var previous: Character = " "
    for character in text {
      switch character {
      case "\"": return true
      case "?" where !previous.isLetter && !previous.isNumber: return true
      case "(" where previous.isLetter: return true
      default: break
      }
      previous = character
    }
    return false
  }

  /// Whether the text looks like `[1..2)`: brackets at both ends and dots between.
  static func isBracketRange(_ text: String) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    return "[](".contains(first) && "[])".contains(last) && text.contains("..")
  }

  /// The content of a FEEL string literal without escapes; nil for anything else.
  static func literalContent(_ text: String) -> String? {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
    let content = text.dropFirst().dropLast()
    return content.contains("\"") || content.contains("\\") ? nil : String(content)
  }

  /// The text as a FEEL string literal.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for character in text {
      switch character {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n", "\r\n": literal += "\\n"
      case "\t": literal += "\\t"
      case "\r": literal += "\\r"
      default: literal.append(character)
      }
    }
    return literal + "\""
  }

  /// The text behind the first of `words` that it begins with, whatever the case.
  static func strip(_ words: [String], from text: String) -> String? {
    let folded = text.lowercased()
    for word in words where folded.hasPrefix(word) {
      let rest = text.dropFirst(word.count)
      // A word ends where no letter follows: `not` is no prefix of `nothing`.
      if let last = word.last, last.isLetter, let next = rest.first, next.isLetter || next == "_" {
        continue
      }
      return rest.trimmed
    }
    return nil
  }
}

/// A regular expression of XPath, ready to be used on texts.
///
/// Spec: DMN 1.5 § 10.3.4.3 (`matches`, `replace`, `split`); XQuery 1.0 and XPath 2.0 Functions and
/// Operators § 7.6. Look-around, inline flags and other inventions of programming languages are
/// refused. A match that would take too long ends in an error.
public struct RegularExpression: Sendable {
  private let program: MatchProgram
  private let groupCount: Int
  private let flags: PatternFlags

  /// Parses a pattern.
  ///
  /// - Parameters:
  ///   - pattern: The pattern in XPath's flavour.
  ///   - flags: Any of `s`, `m`, `i`, `x` and `q`.
  /// - Throws: `PatternError` with the place in the pattern and the way to mend it.
  public init(_ pattern: String, flags: String = "") throws(PatternError) {
    self.flags = try PatternFlags(flags)
    var translation = PatternTranslation(flags: self.flags)
    if self.flags.isLiteral {
      groupCount = 0
      translation.write(.sequence(pattern.unicodeScalars.map { .character($0) }))
    } else {
      var text = Array(pattern.unicodeScalars)
      if self.flags.ignoresSpace { text = RegularExpression.withoutSpace(text) }
      var parser = PatternParser(text)
      translation.write(try parser.parse())
      groupCount = parser.groupCount
    }
    guard let program = MatchProgram(translation.text, ignoresCase: self.flags.ignoresCase) else {
      throw PatternError("the pattern is too large", at: 0)
    }
    self.program = program
  }

  /// Flag `x` drops white space everywhere but in classes (F&O § 7.6.1.1).
  private static func withoutSpace(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var kept: [Unicode.Scalar] = []
    var depth = 0
    var escaped = false
    for character in text {
      if !escaped, character == "[" { depth += 1 }
      if !escaped, character == "]" { depth -= 1 }
      escaped = !escaped && character == "\\"
      if depth == 0, [" ", "\t", "\n", "\r"].contains(character) { continue }
      kept.append(character)
    }
    return kept
  }

  /// Whether the pattern matches somewhere in the text.
  ///
  /// - Throws: `PatternError` when the match takes too long.
  public func matches(_ text: String) throws(PatternError) -> Bool {
    var found = false
    try program.forEachMatch(in: text) { _ in
      found = true
      return false
    }
    return found
  }

  /// The text with every match replaced.
  ///
  /// - Parameters:
  ///   - text: The text to search.
  ///   - replacement: `$1` stands for the first group, `$0` for the whole match, `\$` and `\\` for
  ///     the characters; with the flag `q` it is plain text.
  /// - Returns: The new text.
  /// - Throws: `PatternError` for a replacement that is not well-formed, a pattern that matches the
  ///   empty text, or a match that takes too long.
  public func replacing(in text: String, with replacement: String) throws(PatternError) -> String {
    try refuseEmptyMatch()
    let parts = try Replacement.parse(replacement, groupCount: groupCount, isPlain: flags.isLiteral)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var copied = 0
    try program.forEachMatch(in: text) { captures in
      guard let whole = captures.first ?? nil else { return false }
      result += bytes[copied..<whole.lowerBound]
      for part in parts {
        switch part {
        case .text(let literal): result += Array(literal.utf8)
        case .group(let number):
          if number < captures.count, let range = captures[number] { result += bytes[range] }
        }
      }
      copied = whole.upperBound
      return true
    }
    result += bytes[copied...]
    return String(decoding: result, as: UTF8.self)
  }

  /// The parts of the text between the matches; an empty part where two matches touch.
  ///
  /// - Throws: `PatternError` for a pattern that matches the empty text, or a match that takes too
  ///   long.
  public func split(_ text: String) throws(PatternError) -> [String] {
    try refuseEmptyMatch()
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var start = 0
    try program.forEachMatch(in: text) { captures in
      guard let whole = captures.first ?? nil else { return false }
      parts.append(String(decoding: bytes[start..<whole.lowerBound], as: UTF8.self))
      start = whole.upperBound
      return true
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// F&O error FORX0003.
  private func refuseEmptyMatch() throws(PatternError) {
    if try matches("") {
      throw PatternError("the pattern matches the empty text, so it would match everywhere", at: 0)
    }
  }
}

/// A part of a replacement text.
private enum Replacement {
  case text(String)
  case group(Int)

  static func parse(
    _ text: String, groupCount: Int, isPlain: Bool
  ) throws(PatternError) -> [Replacement] {
    if isPlain { return [.text(text)] }
    let characters = Array(text.unicodeScalars)
    var parts: [Replacement] = []
    var literal = String.UnicodeScalarView()
    var position = 0
    while position < characters.count {
      let character = characters[position]
      let next = position + 1 < characters.count ? characters[position + 1] : nil
      switch character {
      case "\\":
        guard let next, next == "\\" || next == "$" else {
          throw PatternError(
            "in a replacement write \\\\ for a backslash, \\$ for a '$'", at: position)
        }
        literal.append(next)
        position += 2
      case "$":
        guard let next, ("0"..."9").contains(next) else {
          throw PatternError("in a replacement '$' is followed by a group's number", at: position)
        }
        parts.append(.text(String(literal)))
        literal = String.UnicodeScalarView()
        position += 1
        // As many digits as name a group; further ones are text (F&O § 7.6.3).
        var number = Int(next.value - 48)
        position += 1
        while position < characters.count, ("0"..."9").contains(characters[position]) {
          let longer = number * 10 + Int(characters[position].value - 48)
          guard longer <= groupCount else { break }
          number = longer
          position += 1
        }
        parts.append(.group(number))
      default:
        literal.append(character)
        position += 1
      }
    }
    parts.append(.text(String(literal)))
    return parts
  }
}

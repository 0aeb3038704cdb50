extension PatternParser {
  /// The rest of a class expression, behind its `[`.
  ///
  /// Spec: XML Schema part 2, appendix F, productions 11 to 37.
  mutating func characterClass(openedAt start: Int) throws(PatternError) -> Pattern.CharacterSet {
    try characterClass(openedAt: start, depth: 1)
  }

  private mutating func characterClass(
    openedAt start: Int, depth: Int
  ) throws(PatternError) -> Pattern.CharacterSet {
    guard depth <= PatternParser.maximumDepth else {
      throw PatternError(
        "the classes are nested deeper than \(PatternParser.maximumDepth)", at: position)
    }
    var set = Pattern.CharacterSet(isNegated: false, members: [], subtracted: [])
    if current == "^" {
      set.isNegated = true
      position += 1
    }
    while true {
      guard let next = current else {
        throw PatternError("this '[' is never closed; write \\[ for the character", at: start)
      }
      if next == "]" {
        guard !set.members.isEmpty else {
          throw PatternError("the class is empty; write \\] for the character ']'", at: position)
        }
        position += 1
        return set
      }
      if next == "-", peek(1) == "[" {
        guard !set.members.isEmpty else {
          throw PatternError("there is nothing to subtract from", at: position)
        }
        let opened = position + 1
        position += 2
        set.subtracted.append(try characterClass(openedAt: opened, depth: depth + 1))
        guard current == "]" else {
          throw PatternError("a subtraction is the last part of a class", at: position)
        }
        position += 1
        return set
      }
      set.members.append(try member())
    }
  }

  /// A hyphen stands for itself wherever it does not join two characters to a range; as an end of
  /// a range it has to be escaped (XML Schema 1.1 part 2, appendix G.4.2).
  private mutating func member() throws(PatternError) -> Pattern.Member {
    let start = position
    let startsWithHyphen = current == "-"
    let member = try singleOrEscape()
    guard case .range(let first, _) = member else { return member }
    guard current == "-", let end = peek(1), end != "]", end != "[" else {
      return .range(first, first)
    }
    position += 1
    let endStart = position
    guard !startsWithHyphen, end != "-" else {
      throw PatternError("write \\- for a hyphen at an end of a range", at: start)
    }
    guard case .range(let last, _) = try singleOrEscape() else {
      throw PatternError("a range ends with one character", at: endStart)
    }
    guard first <= last else {
      throw PatternError("the range \(first)-\(last) runs backwards", at: start)
    }
    return .range(first, last)
  }

  private mutating func singleOrEscape() throws(PatternError) -> Pattern.Member {
    let start = position
    guard let next = current else {
      throw PatternError("the class is never closed", at: start)
    }
    position += 1
    switch next {
    case "\\":
      return try classEscape(startingAt: start)
    case "[":
      throw PatternError("write \\[ for the character '[' in a class", at: start)
    default:
      return .range(next, next)
    }
  }

  /// What follows a backslash, in a class or outside; a single character comes as a range of one.
  mutating func classEscape(startingAt start: Int) throws(PatternError) -> Pattern.Member {
    guard let next = current else {
      throw PatternError("a backslash stands at the end; write \\\\ for the character", at: start)
    }
    position += 1
    switch next {
    case "n": return .range("\n", "\n")
    case "r": return .range("\r", "\r")
    case "t": return .range("\t", "\t")
    case "\\", "|", ".", "-", "^", "?", "*", "+", "{", "}", "(", ")", "[", "]", "$":
      return .range(next, next)
    case "p", "P": return try property(negated: next == "P", startingAt: start)
    default: break
    }
    if let set = Pattern.NamedSet(rawValue: Character(next)) {
      return .named(set, negated: false)
    }
    if let lower = String(next).lowercased().first, let set = Pattern.NamedSet(rawValue: lower) {
      return .named(set, negated: true)
    }
    throw PatternError(
      "XPath has no escape \\\(next); for the character itself write it without a backslash",
      at: start)
  }

  /// `\p{Lu}` or `\p{IsGreek}`.
  private mutating func property(
    negated: Bool, startingAt start: Int
  ) throws(PatternError) -> Pattern.Member {
    guard current == "{", let close = text[position...].firstIndex(of: "}") else {
      throw PatternError("write the category in braces, such as \\p{Lu}", at: start)
    }
    let name = String(String.UnicodeScalarView(text[(position + 1)..<close]))
    position = close + 1
    if PatternParser.categories.contains(name) {
      return .category(name, negated: negated)
    }
    if name.hasPrefix("Is"), let block = UnicodeBlocks.ranges[String(name.dropFirst(2))] {
      return .block(block, negated: negated)
    }
    throw PatternError(
      "'\(name)' is neither a category such as Lu nor a block such as IsGreek", at: start)
  }

  /// XML Schema part 2, appendix F.1.1.
  private static let categories: Set<String> = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C",
    "Cc", "Cf", "Co", "Cn",
  ]
}

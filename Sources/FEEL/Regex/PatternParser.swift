/// Parses the regular expressions of XPath and refuses what XPath does not know, such as
/// look-around, inline flags and possessive quantifiers.
struct PatternParser {
  /// Deeper nesting than any hand-written pattern has; keeps the recursion bounded.
  static let maximumDepth = 100
  /// The largest count PCRE2 takes in `{n,m}`.
  static let maximumCount = 65_535

  let text: [Unicode.Scalar]
  /// Where the next character is read.
  var position = 0
  private var depth = 0
  /// The groups opened so far.
  private(set) var groupCount = 0
  /// The groups closed so far: only they can be referred back to.
  private var closedGroups: Set<Int> = []

  init(_ text: [Unicode.Scalar]) {
    self.text = text
  }

  /// The character at the place, or nil behind the end.
  var current: Unicode.Scalar? {
    position < text.count ? text[position] : nil
  }

  func peek(_ distance: Int) -> Unicode.Scalar? {
    position + distance < text.count ? text[position + distance] : nil
  }

  mutating func parse() throws(PatternError) -> Pattern {
    let pattern = try alternatives()
    guard current == nil else {
      throw PatternError("a ')' closes nothing; write \\) for the character", at: position)
    }
    return pattern
  }

  private mutating func alternatives() throws(PatternError) -> Pattern {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternParser.maximumDepth else {
      throw PatternError(
        "the groups are nested deeper than \(PatternParser.maximumDepth)", at: position)
    }
    var branches = [try sequence()]
    while current == "|" {
      position += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternError) -> Pattern {
    var pieces: [Pattern] = []
    while let next = current, next != "|", next != ")" {
      pieces.append(try quantified(try atom()))
    }
    return pieces.count == 1 ? pieces[0] : .sequence(pieces)
  }

  private mutating func atom() throws(PatternError) -> Pattern {
    let start = position
    guard let next = current else { throw PatternError("the pattern ends too early", at: start) }
    position += 1
    switch next {
    case ".": return .anyCharacter
    case "^": return .lineStart
    case "$": return .lineEnd
    case "[": return .set(try characterClass(openedAt: start))
    case "(": return try group(openedAt: start)
    case "\\": return try escape(startingAt: start)
    case "?", "*", "+":
      throw PatternError(
        "nothing stands before '\(next)' that could be repeated; write \\\(next) for the character",
        at: start)
    case "{", "}", "]":
      throw PatternError("write \\\(next) for the character '\(next)'", at: start)
    default: return .character(next)
    }
  }

  private mutating func group(openedAt start: Int) throws(PatternError) -> Pattern {
    var number: Int?
    if current == "?" {
      guard peek(1) == ":" else {
        throw PatternError(
          "XPath has no look-around, named groups or inline flags: after '(?' only ':' may stand",
          at: position)
      }
      position += 2
    } else {
      groupCount += 1
      number = groupCount
    }
    let content = try alternatives()
    guard current == ")" else {
      throw PatternError("this '(' is never closed; write \\( for the character", at: start)
    }
    position += 1
    if let number { closedGroups.insert(number) }
    return .group(content, captured: number != nil)
  }

  private mutating func escape(startingAt start: Int) throws(PatternError) -> Pattern {
    if let digit = current, ("1"..."9").contains(digit) {
      return try backReference(startingAt: start)
    }
    switch try classEscape(startingAt: start) {
    case .range(let character, _): return .character(character)
    case let member: return .set(.escape(member))
    }
  }

  /// Takes as many digits as give a group that is closed (F&O § 7.6.1).
  private mutating func backReference(startingAt start: Int) throws(PatternError) -> Pattern {
    var number = 0
    while let digit = current, ("0"..."9").contains(digit) {
      let longer = number * 10 + Int(digit.value - 48)
      if number > 0, longer > groupCount { break }
      number = longer
      position += 1
    }
    guard closedGroups.contains(number) else {
      throw PatternError("\\\(number) refers to a group that is not closed before it", at: start)
    }
    return .backReference(number)
  }

  private mutating func quantified(_ atom: Pattern) throws(PatternError) -> Pattern {
    guard let next = current else { return atom }
    let start = position
    let least: Int
    let most: Int?
    switch next {
    case "?": (least, most) = (0, 1)
    case "*": (least, most) = (0, nil)
    case "+": (least, most) = (1, nil)
    case "{": (least, most) = try count(openedAt: start)
    default: return atom
    }
    if next != "{" { position += 1 }
    let reluctant = current == "?"
    if reluctant { position += 1 }
    if let again = current, again == "*" || again == "+" || again == "?" || again == "{" {
      throw PatternError(
        "two quantifiers follow each other; put the first part into parentheses", at: position)
    }
    return .repeated(atom, least: least, most: most, reluctant: reluctant)
  }

  /// `{n}`, `{n,}` or `{n,m}`.
  private mutating func count(openedAt start: Int) throws(PatternError) -> (Int, Int?) {
    position += 1
    let least = try countNumber(openedAt: start)
    var most: Int? = least
    if current == "," {
      position += 1
      most = current == "}" ? nil : try countNumber(openedAt: start)
    }
    guard current == "}" else {
      throw PatternError("'{' starts a count such as {2}, {2,} or {2,5}", at: start)
    }
    position += 1
    if let most, most < least {
      throw PatternError("the count {\(least),\(most)} ends before it begins", at: start)
    }
    return (least, most)
  }

  private mutating func countNumber(openedAt start: Int) throws(PatternError) -> Int {
    var number: Int?
    while let digit = current, ("0"..."9").contains(digit) {
      let longer = (number ?? 0) * 10 + Int(digit.value - 48)
      guard longer <= PatternParser.maximumCount else {
        throw PatternError(
          "a count may be \(PatternParser.maximumCount) at most", at: start)
      }
      number = longer
      position += 1
    }
    guard let number else {
      throw PatternError("'{' starts a count such as {2}, {2,} or {2,5}", at: start)
    }
    return number
  }
}

/// The flags of XPath's regular expressions.
struct PatternFlags: Sendable, Hashable {
  /// `s`: the dot also matches a line end.
  var dotMatchesAll = false
  /// `m`: `^` and `$` also match at lines.
  var multiline = false
  /// `i`: upper and lower case are one.
  var ignoresCase = false
  /// `x`: white space in the pattern does not count.
  var ignoresSpace = false
  /// `q`: the pattern is plain text.
  var isLiteral = false

  init(_ text: String) throws(PatternError) {
    for (offset, flag) in text.unicodeScalars.enumerated() {
      switch flag {
      case "s": dotMatchesAll = true
      case "m": multiline = true
      case "i": ignoresCase = true
      case "x": ignoresSpace = true
      case "q": isLiteral = true
      default:
        throw PatternError("'\(flag)' is no flag; the flags are s, m, i, x and q", at: offset)
      }
    }
  }
}

/// Writes a parsed pattern in the language of PCRE2, so that it means the same there.
struct PatternTranslation {
  let flags: PatternFlags
  private(set) var text = ""

  init(flags: PatternFlags) {
    self.flags = flags
  }

  mutating func write(_ pattern: Pattern) {
    switch pattern {
    case .character(let character): text += PatternTranslation.literal(character)
    // F&O § 7.6.1: without `s` the dot matches anything but line feed and carriage return.
    case .anyCharacter: text += flags.dotMatchesAll ? "(?s:.)" : "[^\\n\\r]"
    case .set(let set): write(set)
    case .lineStart: text += flags.multiline ? "(?:\\A|(?<=\\n)(?!\\z))" : "\\A"
    // PCRE2's own `$` would also match before a last line feed.
    case .lineEnd: text += flags.multiline ? "(?=\\n|\\z)" : "\\z"
    case .backReference(let number): text += "(?:\\g{\(number)})"
    case .group(let content, let captured):
      text += captured ? "(" : "(?:"
      write(content)
      text += ")"
    case .repeated(let content, let least, let most, let reluctant):
      text += "(?:"
      write(content)
      text += "){\(least),\(most.map(String.init) ?? "")}\(reluctant ? "?" : "")"
    case .sequence(let parts):
      for part in parts { write(part) }
    case .alternatives(let branches):
      text += "(?:"
      for (index, branch) in branches.enumerated() {
        if index > 0 { text += "|" }
        write(branch)
      }
      text += ")"
    }
  }

  /// PCRE2 has no subtraction: a look-ahead keeps the subtracted characters out.
  private mutating func write(_ set: Pattern.CharacterSet) {
    text += "(?:"
    for part in set.subtracted {
      text += "(?!"
      write(part)
      text += ")"
    }
    text += set.isNegated ? "[^" : "["
    for member in set.members { text += PatternTranslation.member(member) }
    text += "])"
  }

  private static func member(_ member: Pattern.Member) -> String {
    switch member {
    case .range(let first, let last) where first == last: literal(first)
    case .range(let first, let last): "\(literal(first))-\(literal(last))"
    case .category(let name, let negated): "\\\(negated ? "P" : "p"){\(name)}"
    case .block(let range, let negated): block(range, negated: negated)
    case .named(let set, let negated): named(set, negated: negated)
    }
  }

  private static func block(_ range: ClosedRange<UInt32>, negated: Bool) -> String {
    guard negated else { return "\(hex(range.lowerBound))-\(hex(range.upperBound))" }
    var parts = ""
    if range.lowerBound > 0 { parts += "\\x{0}-\(hex(range.lowerBound - 1))" }
    if range.upperBound < 0x10FFFF { parts += "\(hex(range.upperBound + 1))-\\x{10FFFF}" }
    return parts
  }

  // XML Schema part 2, appendix F.1.1: \w is all but punctuation, separators and other; \i and \c
  // are the characters of XML names. Negated sets are written as the ranges between.
  private static func named(_ set: Pattern.NamedSet, negated: Bool) -> String {
    switch set {
    case .digit: negated ? "\\P{Nd}" : "\\p{Nd}"
    case .word: negated ? "\\p{P}\\p{Z}\\p{C}" : "\\p{L}\\p{M}\\p{N}\\p{S}"
    case .space: ranges([0x9...0xA, 0xD...0xD, 0x20...0x20], negated: negated)
    case .nameStart: ranges(nameStartRanges, negated: negated)
    case .name: ranges(nameRanges, negated: negated)
    }
  }

  private static func ranges(_ ranges: [ClosedRange<UInt32>], negated: Bool) -> String {
    guard negated else {
      return ranges.map { "\(hex($0.lowerBound))-\(hex($0.upperBound))" }.joined()
    }
    var parts = ""
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { parts += "\(hex(next))-\(hex(range.lowerBound - 1))" }
      next = range.upperBound + 1
    }
    return parts + "\(hex(next))-\\x{10FFFF}"
  }

  /// XML 1.0, productions 4 and 4a.
  private static let nameStartRanges: [ClosedRange<UInt32>] = [
    0x3A...0x3A, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF,
    0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF,
    0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF,
  ]
  private static let nameRanges: [ClosedRange<UInt32>] = [
    0x2D...0x2E, 0x30...0x3A, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xB7...0xB7, 0xC0...0xD6,
    0xD8...0xF6, 0xF8...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x203F...0x2040,
    0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
    0x10000...0xEFFFF,
  ]

  private static func hex(_ code: UInt32) -> String {
    "\\x{\(String(code, radix: 16))}"
  }

  /// Letters and digits as they are, everything else by its number, so that nothing is special.
  private static func literal(_ character: Unicode.Scalar) -> String {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9": String(character)
    default: hex(character.value)
    }
  }
}

/// A regular expression of XPath, parsed: what `matches`, `replace` and `split` work with.
///
/// Spec: DMN 1.5 § 10.3.4.3 refers to XQuery 1.0 and XPath 2.0 Functions and Operators § 7.6.1, which
/// extends the regular expressions of XML Schema part 2, appendix F.
indirect enum Pattern: Sendable, Hashable {
  /// One character, taken literally.
  case character(Unicode.Scalar)
  /// Any character; only with the flag `s` also a line end.
  case anyCharacter
  /// One character of a set.
  case set(CharacterSet)
  /// `^`.
  case lineStart
  /// `$`.
  case lineEnd
  /// What a group caught before, counted from 1.
  case backReference(Int)
  /// `(…)` or `(?:…)`.
  case group(Pattern, captured: Bool)
  /// A pattern several times; `most` is nil where there is no limit.
  case repeated(Pattern, least: Int, most: Int?, reluctant: Bool)
  /// One pattern after the other.
  case sequence([Pattern])
  /// One pattern or another.
  case alternatives([Pattern])

  /// A character class expression such as `[a-z-[aeiou]]` or an escape such as `\d`.
  struct CharacterSet: Sendable, Hashable {
    var isNegated: Bool
    var members: [Member]
    /// Characters taken out again.
    var subtracted: [CharacterSet]

    static func escape(_ member: Member) -> CharacterSet {
      CharacterSet(isNegated: false, members: [member], subtracted: [])
    }
  }

  /// A part of a character class.
  enum Member: Sendable, Hashable {
    case range(Unicode.Scalar, Unicode.Scalar)
    /// `\s \d \w \i \c`, or the capital letter for everything else.
    case named(NamedSet, negated: Bool)
    /// A general category of Unicode such as `Lu`.
    case category(String, negated: Bool)
    /// A block of Unicode such as `Greek`.
    case block(ClosedRange<UInt32>, negated: Bool)
  }

  /// The multi-character escapes of XML Schema.
  enum NamedSet: Character, Sendable {
    case space = "s"
    case digit = "d"
    case word = "w"
    case nameStart = "i"
    case name = "c"
  }
}

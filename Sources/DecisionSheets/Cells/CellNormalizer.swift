import Diagnostics

/// Makes plain what word processors and web pages leave in cells.
enum CellNormalizer {
  private static let quotes: Set<Unicode.Scalar> = ["“", "”", "„", "‟", "«", "»"]

  /// The text without blanks around it, and a warning for each kind of character that was replaced.
  static func normalize(_ text: String) -> (text: String, warnings: [CellProblem]) {
    let trimmed = text.trimmed
    let isPlain = !trimmed.utf8.contains { $0 >= 0x80 }
    if isPlain, trimmed.utf8.last != UInt8(ascii: "'") { return (trimmed, []) }
    var warnings = [CellProblem]()
    var scalars = trimmed.unicodeScalars
    if let plain = withoutSingleQuotes(trimmed) {
      scalars = plain.unicodeScalars
      warnings.append(
        CellProblem(
          .typographicQuotes, .warning, "single quotes were read as double ones",
          expected: "double quotes, as in \"gold\", or none",
          mend: "write \(plain), or leave the quotes away"))
    }
    if isPlain { return (String(scalars), warnings) }
    if let first = scalars.first, quotes.contains(first) || hasQuotesAsSyntax(trimmed) {
      scalars = replaced(scalars) { quotes.contains($0) ? "\"" : $0 }
      warnings.append(
        CellProblem(
          .typographicQuotes, .warning, expected: "plain quotes, as in \"gold\"",
          mend: "write \(String(scalars)), or leave the quotes away"))
    }
    if scalars.contains(where: { $0.value >= 0x80 && $0.isBlank }) {
      var kept = String.UnicodeScalarView()
      var kinds = [String]()
      for scalar in scalars {
        if scalar.value >= 0x80, scalar.isBlank, !kinds.contains(name(scalar)) {
          kinds.append(name(scalar))
        }
        switch scalar.value {
        case 0x200B, 0x2060, 0xFEFF: continue
        default: kept.append(scalar.value >= 0x80 && scalar.isBlank ? " " : scalar)
        }
      }
      scalars = kept
      warnings.append(
        CellProblem(
          .invisibleCharacter, .warning,
          "\(kinds.joined(separator: ", ")) in the cell was read as a plain blank or none",
          expected: "'\(String(scalars))' with plain blanks",
          mend: "delete the blank and type it anew"))
    }
    return (String(scalars), warnings)
  }

  private static let singleQuotes: Set<Character> = ["'", "‘", "’", "‚", "‛", "‹", "›"]

  /// `'gold', 'silver'` with double quotes; nil unless every value stands in single ones.
  private static func withoutSingleQuotes(_ text: String) -> String? {
    guard let last = text.last, singleQuotes.contains(last) else { return nil }
    let (body, isNegated) = CellReader.negation(text)
    var words = [String]()
    for item in CellSyntax.items(body) {
      guard item.count >= 2, let first = item.first, let last = item.last,
        singleQuotes.contains(first), singleQuotes.contains(last)
      else { return nil }
      words.append(CellSyntax.quoted(String(item.dropFirst().dropLast())))
    }
    let joined = words.joined(separator: ", ")
    return isNegated ? "not(\(joined))" : joined
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xA0: "a non-breaking space"
    case 0x202F, 0x2009: "a narrow space"
    case 0x200B: "a zero-width space"
    case 0xFEFF: "a byte-order mark"
    case 0x3000: "an ideographic space"
    default: "the space U+\(String(scalar.value, radix: 16, uppercase: true))"
    }
  }

  /// What may stand before a value in quotes.
  private static let openings: Set<String> = [
    "not", "<>", "!=", "≠", "=", "contains", "contains any of", "contains all of",
    "contains none of", "does not contain",
  ]

  /// Quotes behind an opening bracket or a separator, as in `not(“gold”)` or `gold, “silver”`.
  private static func hasQuotesAsSyntax(_ text: String) -> Bool {
    if let quote = text.unicodeScalars.firstIndex(where: { quotes.contains($0) }) {
      let before = String(text.unicodeScalars[..<quote]).trimmed.lowercased()
      if openings.contains(before) { return true }
    }
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if quotes.contains(scalar), "(,;[:".unicodeScalars.contains(previous) { return true }
      if scalar != " " { previous = scalar }
    }
    return false
  }

  private static func replaced(
    _ scalars: String.UnicodeScalarView, _ change: (Unicode.Scalar) -> Unicode.Scalar
  ) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    for scalar in scalars { result.append(change(scalar)) }
    return result
  }
}

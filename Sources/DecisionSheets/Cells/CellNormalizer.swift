import Diagnostics

/// Makes plain what word processors and web pages leave in cells.
enum CellNormalizer {
  private static let quotes: Set<Unicode.Scalar> = ["“", "”", "„", "‟", "«", "»"]

  /// The text without blanks around it, and a warning for each kind of character that was replaced.
  static func normalize(_ text: String) -> (text: String, warnings: [CellProblem]) {
    let trimmed = text.trimmed
    guard trimmed.utf8.contains(where: { $0 >= 0x80 }) else { return (trimmed, []) }
    var warnings = [CellProblem]()
    var scalars = trimmed.unicodeScalars
    if let first = scalars.first, quotes.contains(first) || hasQuotesAsSyntax(trimmed) {
      scalars = replaced(scalars) { quotes.contains($0) ? "\"" : $0 }
      warnings.append(
        CellProblem(
          .typographicQuotes, .warning, expected: "plain quotes, as in \"gold\"",
          mend: "write \(String(scalars)), or leave the quotes away"))
    }
    if scalars.contains(where: { $0.value >= 0x80 && $0.isBlank }) {
      var kept = String.UnicodeScalarView()
      for scalar in scalars {
        switch scalar.value {
        case 0x200B, 0x2060, 0xFEFF: continue
        default: kept.append(scalar.value >= 0x80 && scalar.isBlank ? " " : scalar)
        }
      }
      scalars = kept
      warnings.append(
        CellProblem(
          .invisibleCharacter, .warning, expected: "plain blanks",
          mend: "type the blank anew: '\(String(scalars))'"))
    }
    return (String(scalars), warnings)
  }

  /// Quotes behind an opening bracket or a separator, as in `not(“gold”)` or `gold, “silver”`.
  private static func hasQuotesAsSyntax(_ text: String) -> Bool {
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

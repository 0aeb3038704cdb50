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

import FEEL
import Spreadsheets
import Diagnostics

/// Words, literals and durations as somebody would type them into a sheet.
enum FlowWords {
  /// A name as an action writes it: in quotes where it is more than one word.
  static func name(_ text: String, of what: String) throws(Unsayable) -> String {
    let isPlain =
      text.allSatisfy { $0.isLetter || $0.isNumber || "_-.#:/".contains($0) } && !text.isEmpty
    if isPlain { return text }
    guard !text.isEmpty, !text.contains("\""), !text.contains(where: \.isNewline) else {
      throw Unsayable(
        "\(what) with quotes or line breaks in its name", found: text, mend: "rename it")
    }
    return "\"\(text)\""
  }

  /// The words of a string literal, or of a list of them; nil for any other expression.
  static func strings(_ text: String) -> [String]? {
    guard let expression = syntax(text) else { return nil }
    switch expression.kind {
    case .string(let word): return [word]
    case .list(let items):
      var words: [String] = []
      for item in items {
        guard case .string(let word) = item.kind else { return nil }
        words.append(word)
      }
      return words
    default: return nil
    }
  }

  /// The expression that a text is; nil if it is none.
  static func syntax(_ text: String) -> Expression? {
    let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: nil))
    let (syntax, diagnostics) = compiler.syntax(of: text, at: Origin(file: ""))
    return diagnostics.hasErrors ? nil : syntax
  }

  /// `duration("PT20H")` as `20 hours`; nil where the cell must hold the expression.
  static func duration(_ feel: String) -> String? {
    guard feel.hasPrefix("duration(\""), feel.hasSuffix("\")") else { return nil }
    let iso = String(feel.dropFirst(10).dropLast(2))
    for candidate in [words(iso), iso].compactMap(\.self)
    where FlowDuration.feel(candidate) == feel {
      return candidate
    }
    return nil
  }

  /// `P2D` as `2 days`, `PT90M` as `90 minutes`, `P1DT4H` as `1 day 4 hours`.
  private static func words(_ iso: String) -> String? {
    guard iso.hasPrefix("P") else { return nil }
    var isTime = false
    var digits = ""
    var parts: [String] = []
    for character in iso.dropFirst() {
      switch character {
      case "T": isTime = true
      case "0"..."9", ".": digits.append(character)
      default:
        let unit: String? =
          switch (character, isTime) {
          case ("Y", false): "year"
          case ("M", false): "month"
          case ("D", false): "day"
          case ("H", true): "hour"
          case ("M", true): "minute"
          case ("S", true): "second"
          default: nil
          }
        guard let unit, !digits.isEmpty else { return nil }
        parts.append("\(digits) \(unit)\(digits == "1" ? "" : "s")")
        digits = ""
      }
    }
    return parts.isEmpty || !digits.isEmpty ? nil : parts.joined(separator: " ")
  }
}

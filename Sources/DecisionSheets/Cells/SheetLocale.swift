import Diagnostics

/// How numbers and dates are written in a language and country.
struct SheetLocale: Hashable {
  /// The order of the parts of a date.
  enum DateOrder {
    case dayMonthYear
    case monthDayYear
    case yearMonthDay
  }

  /// The locale's name, such as `de-CH`.
  var identifier: String
  /// The mark before the fraction.
  var decimal: Character
  /// The marks between thousands.
  var grouping: Set<Character>
  /// The order of the parts of a date.
  var dateOrder: DateOrder

  /// The marks that are blanks, or were before blanks were made plain.
  private static let blanks: Set<Character> = [" ", "\u{A0}", "\u{202F}"]

  /// Finds a locale by its name, `de-DE` or `de`, with `-` or `_`.
  init?(_ name: String) {
    let parts = name.split { $0 == "-" || $0 == "_" }.map { $0.lowercased() }
    guard let language = parts.first else { return nil }
    let country = parts.count > 1 ? parts.last?.uppercased() : nil
    identifier = country.map { "\(language)-\($0)" } ?? language
    dateOrder = .dayMonthYear
    switch language {
    case "en", "ja", "zh", "ko", "he", "th", "hi":
      (decimal, grouping) = (".", [","])
      switch (language, country) {
      case ("en", "US"), ("en", nil): dateOrder = .monthDayYear
      case ("ja", _), ("zh", _), ("ko", _), ("en", "CA"), ("en", "ZA"): dateOrder = .yearMonthDay
      default: break
      }
    case "de" where country == "CH" || country == "LI", "it" where country == "CH":
      (decimal, grouping) = (".", ["'", "’"])
    case "es" where ["MX", "US", "GT", "HN", "NI", "SV", "PA", "PE", "DO"].contains(country ?? ""):
      (decimal, grouping) = (".", [","])
    case "de", "nl", "es", "it", "pt", "id", "tr", "da", "el", "ro", "hr", "sl", "sr", "ca", "vi":
      (decimal, grouping) = (",", ["."])
      if language == "de", country == "AT" { grouping.formUnion(Self.blanks) }
    case "fr", "fi", "nb", "nn", "no", "cs", "sk", "pl", "ru", "uk", "bg", "et", "lv":
      (decimal, grouping) = (",", Self.blanks)
      if language == "fr", country == "CA" { dateOrder = .yearMonthDay }
    case "sv", "hu", "lt":
      (decimal, grouping) = (",", Self.blanks)
      dateOrder = .yearMonthDay
    default: return nil
    }
  }

  /// Names to choose from when one is misspelt.
  static let examples = [
    "en-US", "en-GB", "de-DE", "de-AT", "de-CH", "fr-FR", "es-ES", "it-IT", "nl-NL", "pt-BR",
    "sv-SE", "da-DK", "nb-NO", "fi-FI", "pl-PL", "cs-CZ", "ja-JP",
  ]
}

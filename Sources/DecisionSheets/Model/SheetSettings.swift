import Spreadsheets
import Diagnostics

/// What a sheet, or a flag, says about the way things are written.
struct SheetSettings {
  var locale: SheetLocale?
  var zone: String?

  /// The settings of a sheet; those given from outside hold for sheets that say nothing.
  static func read(
    _ blocks: SheetBlocks, defaults: SheetSettings, findings: SheetFindings
  ) -> SheetSettings {
    var settings = defaults
    if let cell = blocks.locale {
      if let locale = SheetLocale(cell.text) {
        settings.locale = locale
      } else {
        let nearest = Suggestion.nearest(to: cell.text, among: SheetLocale.examples)
        findings.report(
          .unknownLocale, at: cell.origin, found: cell.text,
          expected: "a language and a country, such as en-US or de-DE",
          mend: nearest.map { "write \($0)" } ?? "write one of these, or delete the row")
      }
    }
    if let cell = blocks.zone {
      if isZone(cell.text) {
        settings.zone = cell.text
      } else {
        findings.report(
          .unknownZone, at: cell.origin, found: cell.text,
          expected: "a zone such as Europe/Berlin or UTC", mend: "write it in this form")
      }
    }
    return settings
  }

  /// Whether a text has the form of a zone's name: the zones themselves are the system's.
  static func isZone(_ text: String) -> Bool {
    if text == "UTC" || text == "GMT" { return true }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count > 1
      && parts.allSatisfy { part in
        part.first?.isUppercase == true
          && part.allSatisfy {
            $0.isLetter || $0 == "_" || $0 == "-" || $0.isASCIIDigit || $0 == "+"
          }
      }
  }
}

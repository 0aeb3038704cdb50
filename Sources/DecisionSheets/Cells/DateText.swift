import Spreadsheets
import FEEL
import Diagnostics

/// Reads dates, times and dates with times as people type them, into ISO 8601.
struct DateText {
  var locale: SheetLocale?

  /// The date as `2026-03-01`; nil if this is no date at all.
  func date(_ text: String) throws(CellProblem) -> String? {
    if let day = CalendarDate(text) { return day.description }
    guard let mark = [".", "/", "-"].first(where: { text.contains($0) }) else { return nil }
    let parts = text.split(separator: mark, omittingEmptySubsequences: false).map(\.trimmed)
    guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) }),
      let first = digits(parts[0]), let second = digits(parts[1]), let third = digits(parts[2])
    else { return nil }
    guard parts[0].count == 4 || parts[2].count == 4 else {
      if let problem = shortYear(text, parts, first, second, third) { throw problem }
      return nil
    }
    guard let locale else {
      if parts[0].count == 4 { return iso(first, second, third) }
      throw ambiguous(text, first, second, third)
    }
    let day =
      switch locale.dateOrder {
      case _ where parts[0].count == 4: CalendarDate(year: first, month: second, day: third)
      case .monthDayYear: CalendarDate(year: third, month: first, day: second)
      case .dayMonthYear, .yearMonthDay: CalendarDate(year: third, month: second, day: first)
      }
    return day?.description
  }

  /// The problem of `01.03.26`, whose year is anybody's guess; nil if no order makes it a day.
  private func shortYear(
    _ text: String, _ parts: [String], _ first: Int, _ second: Int, _ third: Int
  ) -> CellProblem? {
    guard parts[2].count == 2, parts[0].count <= 2, parts[1].count <= 2 else { return nil }
    let readings = [
      iso(2000 + third, second, first).map { "\($0) if the day comes first" },
      iso(2000 + third, first, second).map { "\($0) if the month comes first" },
    ].compactMap(\.self)
    guard !readings.isEmpty else { return nil }
    return CellProblem(
      .ambiguousDate, .error, "the year of '\(text)' has two digits",
      expected: readings.joined(separator: ", or "),
      mend:
        "write it as year-month-day with four digits for the year, or string into the Type row if "
        + "this is no date", part: text)
  }

  private func iso(_ year: Int, _ month: Int, _ day: Int) -> String? {
    CalendarDate(year: year, month: month, day: day)?.description
  }

  private func digits(_ text: String) -> Int? {
    text.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
  }

  private func ambiguous(_ text: String, _ first: Int, _ second: Int, _ year: Int) -> CellProblem {
    let readings = [
      iso(year, second, first).map { "\($0) if the day comes first" },
      iso(year, first, second).map { "\($0) if the month comes first" },
    ].compactMap(\.self)
    return CellProblem(
      .ambiguousDate, .error, "the date '\(text)' is written in a local form",
      expected: readings.isEmpty
        ? "a date such as 2026-03-01" : readings.joined(separator: ", or "),
      mend: "write it as year-month-day, or say with a Locale row (en-US, de-DE) how dates are "
        + "written in this sheet", part: text)
  }

  /// The time of day as `10:30:00`; nil if this is none.
  func time(_ text: String) -> String? {
    var body = text
    var zone = ""
    if body.hasSuffix("Z") || body.hasSuffix("z") {
      body.removeLast()
      zone = "Z"
    } else if let sign = body.lastIndex(where: { $0 == "+" || $0 == "-" || $0 == "@" }) {
      zone = String(body[sign...])
      body = String(body[..<sign])
      guard zone.hasPrefix("@") || time(String(zone.dropFirst())) != nil else { return nil }
    }
    let parts = body.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = digits(String(parts[0])), hour < 24,
      let minute = digits(String(parts[1])), parts[1].count == 2, minute < 60
    else { return nil }
    let seconds = parts.count == 3 ? String(parts[2]) : "00"
    guard let second = digits(String(seconds.prefix(2))), second < 60, seconds.count >= 2,
      seconds.dropFirst(2).allSatisfy({ $0.isASCIIDigit || $0 == "." })
    else { return nil }
    return "\(hour < 10 ? "0" : "")\(hour):\(parts[1]):\(seconds)\(zone)"
  }

  /// The date and time as `2026-03-01T10:30:00`; nil if this is none.
  func dateAndTime(_ text: String) throws(CellProblem) -> String? {
    guard let mark = text.firstIndex(where: { $0 == "T" || $0 == " " }) else {
      return try date(text).map { "\($0)T00:00:00" }
    }
    guard let day = try date(String(text[..<mark])),
      let time = time(text[text.index(after: mark)...].trimmed)
    else { return nil }
    return "\(day)T\(time)"
  }

  /// Whether the text looks like what spreadsheet programs make of `1-4`: `04-Jan`, `Jan-04`, `1. Apr`.
  static func looksLikeTurnedRange(_ text: String) -> Bool {
    let parts = text.split { $0 == "-" || $0 == "." || $0 == " " || $0 == "/" }
    guard parts.count == 2 else { return false }
    let isDay = { (part: Substring) in part.count <= 2 && part.allSatisfy(\.isASCIIDigit) }
    let isMonth = { (part: Substring) in
      (3...4).contains(part.count) && months.contains(part.prefix(3).lowercased())
    }
    return (isDay(parts[0]) && isMonth(parts[1])) || (isMonth(parts[0]) && isDay(parts[1]))
  }

  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär",
    "mai",
    "okt", "dez", "fév", "avr", "jui", "aoû", "déc", "ene", "abr", "ago", "dic",
  ]
}

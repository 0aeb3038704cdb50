public import Diagnostics
import FEEL
public import Spreadsheets

/// Reads calendars from sheets: `Calendar`, `Zone`, `Hours`, `Holiday` and `Special` rows.
public enum CalendarSheetReader {
  /// Whether a sheet is a calendar: its first row begins with `Calendar`, and one below it with another
  /// of a calendar's words; a table can have a column of that name.
  public static func isCalendar(_ sheet: Sheet) -> Bool {
    guard let first = sheet.rows.firstIndex(where: { !$0.isEmpty }),
      keyword(sheet[first, 0].text) == .calendar
    else { return false }
    return sheet.rows[(first + 1)...].contains { row in
      guard let word = row.first.flatMap({ keyword($0.text) }) else { return false }
      return word != .calendar
    }
  }

  /// Reads the calendar of a sheet.
  ///
  /// - Parameter sheet: The grid of cells.
  /// - Returns: The calendar, nil where something is wrong with it, and everything that is.
  public static func read(
    _ sheet: Sheet
  ) -> (calendar: BusinessCalendar?, diagnostics: [Diagnostic]) {
    var reading = CalendarReading(sheet: sheet)
    let calendar = reading.read()
    return (reading.diagnostics.hasErrors ? nil : calendar, reading.diagnostics)
  }

  enum Keyword: String, CaseIterable {
    case calendar, zone, hours, holiday, special

    var shown: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  }

  static func keyword(_ text: String) -> Keyword? {
    var word = text.lowercased().filter { !$0.isWhitespace }
    if word.hasSuffix(":") { word.removeLast() }
    switch word {
    case "holidays": return .holiday
    case "specialday", "specialdays": return .special
    case "workinghours": return .hours
    case "timezone": return .zone
    default: return Keyword(rawValue: word)
    }
  }
}

/// The reading of one sheet; it gathers all that is wrong.
struct CalendarReading {
  let sheet: Sheet
  private(set) var diagnostics: [Diagnostic] = []
  private var week: [[BusinessCalendar.Hours]] = Array(repeating: [], count: 7)
  private var dates: [Int: BusinessCalendar.SpecialDay] = [:]
  private var yearly: [BusinessCalendar.YearlyDay: BusinessCalendar.SpecialDay] = [:]
  private var dateRows: [CalendarDateCell.Day: Origin] = [:]
  private var hasFaultyHours = false

  init(sheet: Sheet) { self.sheet = sheet }

  mutating func read() -> BusinessCalendar? {
    guard let first = sheet.rows.firstIndex(where: { !$0.isEmpty }) else { return nil }
    let label = text(first, 1)
    let given = text(first, 2)
    let name = given.isEmpty ? label : given
    if name.isEmpty {
      report(
        .missingName, at: sheet.origin(row: first, column: 1), expected: "a name beside Calendar",
        mend: "write the name by which workflows call it, such as office")
    }
    checkStray(row: first, from: 3)
    var zone: TimeZoneRules?
    var hasZoneRow = false
    var keyword: CalendarSheetReader.Keyword?
    for row in (first + 1)..<max(sheet.rows.count, first + 1) where !isBlank(row) {
      let word = text(row, 0)
      if !word.isEmpty {
        keyword = CalendarSheetReader.keyword(word)
        if keyword == nil || keyword == .calendar { reportKeyword(word, row) }
      }
      switch keyword {
      case .zone:
        hasZoneRow = true
        zone = readZone(row)
      case .hours: readHours(row)
      case .holiday: readDay(row, isSpecial: false)
      case .special: readDay(row, isSpecial: true)
      case .calendar, nil:
        if word.isEmpty { reportKeyword("", row) }
      }
    }
    if !hasZoneRow {
      report(
        .badZone, at: sheet.origin(row: first, column: 0), "the calendar names no time zone",
        expected: "a row with Zone and a name such as Europe/Berlin",
        mend: "add the row below the first")
    }
    guard let zone, !name.isEmpty else { return nil }
    let calendar = BusinessCalendar(
      name: name, label: label, zone: zone, week: week, dates: dates, yearly: yearly)
    if !calendar.hasWorkingTime, !hasFaultyHours {
      report(
        .noWorkingTime, at: sheet.origin(row: first, column: 0),
        expected: "a row such as Hours, Monday to Friday, 09:00-17:00", mend: "add it")
    }
    return calendar
  }

  // MARK: Rows

  private mutating func readZone(_ row: Int) -> TimeZoneRules? {
    checkStray(row: row, from: 2)
    let name = text(row, 1)
    if let zone = TimeZoneRules.named(name) { return zone }
    let nearest = Suggestion.nearest(to: name, among: CalendarZones.common)
    report(
      .badZone, at: sheet.origin(row: row, column: 1), found: name.isEmpty ? "nothing" : name,
      expected: "the name of a zone, such as Europe/Berlin, America/New_York or UTC",
      mend: nearest.map { "write \($0)" } ?? "write one of the IANA time zone database")
    return nil
  }

  private mutating func readHours(_ row: Int) {
    checkStray(row: row, from: 4)
    let days = text(row, 1)
    guard let weekdays = CalendarDayCell.weekdays(days) else {
      hasFaultyHours = true
      report(
        .badDay, at: sheet.origin(row: row, column: 1), found: days.isEmpty ? "nothing" : days,
        expected: "Monday, Monday to Friday, or Monday, Wednesday",
        mend: CalendarDayCell.nearest(days).map { "write \($0)" } ?? "write days of the week")
      return
    }
    guard let hours = hours(row, 2) else { return }
    for weekday in weekdays {
      let all = (week[weekday] + hours).sorted { $0.start < $1.start }
      if let clash = Self.overlap(all) {
        report(
          .overlap, at: sheet.origin(row: row, column: 2),
          "the working hours of \(CalendarDayCell.names[weekday]) overlap", found: clash,
          expected: "hours that follow each other",
          mend: "mend the hours, or delete one of the rows"
        )
        return
      }
      week[weekday] = all
    }
  }

  private mutating func readDay(_ row: Int, isSpecial: Bool) {
    let nameColumn = isSpecial ? 3 : 2
    checkStray(row: row, from: nameColumn + 1)
    let origin = sheet.origin(row: row, column: 1)
    let days: [CalendarDateCell.Day]
    switch CalendarDateCell.read(sheet[row, 1]) {
    case .days(let read): days = read
    case .wrong(let expected, let mend):
      report(
        .badDate, at: origin, found: text(row, 1).isEmpty ? "nothing" : text(row, 1),
        expected: expected, mend: mend)
      return
    }
    var hours: [BusinessCalendar.Hours] = []
    if isSpecial {
      guard let read = self.hours(row, 2) else { return }
      hours = read
    }
    let special = BusinessCalendar.SpecialDay(name: text(row, nameColumn), hours: hours)
    for day in days {
      if let other = dateRows[day] {
        report(
          .duplicateDate, at: origin, found: day.text, expected: "one row for each day",
          mend: "delete one of the two rows", notes: [.init("the other stands here", at: other)])
        return
      }
      dateRows[day] = origin
      switch day {
      case .date(let number): dates[number] = special
      case .yearly(let day): yearly[day] = special
      }
    }
  }

  private mutating func hours(_ row: Int, _ column: Int) -> [BusinessCalendar.Hours]? {
    let text = text(row, column)
    switch CalendarHoursCell.read(text) {
    case .hours(let hours):
      let sorted = hours.sorted { $0.start < $1.start }
      guard let clash = Self.overlap(sorted) else { return sorted }
      hasFaultyHours = true
      report(
        .overlap, at: sheet.origin(row: row, column: column), found: clash,
        expected: "hours that follow each other", mend: "write 09:00-12:00, 13:00-17:00")
    case .wrong(let expected, let mend):
      hasFaultyHours = true
      report(
        .badHours, at: sheet.origin(row: row, column: column),
        found: text.isEmpty ? "nothing" : text, expected: expected, mend: mend)
    }
    return nil
  }

  private static func overlap(_ hours: [BusinessCalendar.Hours]) -> String? {
    for (first, second) in zip(hours, hours.dropFirst()) where second.start < first.end {
      return "\(first.text) and \(second.text)"
    }
    return nil
  }

  // MARK: Cells and reports

  private func text(_ row: Int, _ column: Int) -> String {
    sheet[row, column].text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func isBlank(_ row: Int) -> Bool { sheet.rows[row].allSatisfy(\.isEmpty) }

  private mutating func checkStray(row: Int, from column: Int) {
    for index in column..<max(column, sheet.rows[row].count) where !sheet[row, index].isEmpty {
      report(
        .strayCell, at: sheet.origin(row: row, column: index), found: text(row, index),
        expected: "an empty cell",
        mend: "empty it; a comma inside a cell of a CSV file needs quotes around the cell")
    }
  }

  private mutating func reportKeyword(_ word: String, _ row: Int) {
    let words = CalendarSheetReader.Keyword.allCases.dropFirst().map(\.shown)
    report(
      .unknownKeyword, at: sheet.origin(row: row, column: 0),
      found: word.isEmpty ? "a row without a word in column A" : word,
      expected: words.joined(separator: ", "),
      mend: Suggestion.nearest(to: word, among: words).map { "write \($0)" }
        ?? "begin the row with one of these")
  }

  private mutating func report(
    _ code: CalendarCode, at origin: Origin, _ headline: String? = nil, found: String? = nil,
    expected: String, mend: String, notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code, at: origin, headline, found: found, expected: expected, mend: mend, notes: notes))
  }
}

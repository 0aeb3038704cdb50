import FEEL
import Spreadsheets

/// Days of the week as people type them.
enum CalendarDayCell {
  static let names = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// `Monday`, `Mon to Fri`, `Monday, Wednesday`, `every day`, as numbers from 0; nil for anything
  /// else.
  static func weekdays(_ text: String) -> [Int]? {
    if ["every day", "daily", "all days"].contains(text.lowercased()) { return Array(0..<7) }
    var days: [Int] = []
    let parts = text.lowercased().replacing(" and ", with: ",").split(separator: ",")
    for part in parts {
      let ends = CalendarRange.ends(String(part))
      guard let first = weekday(ends.first) else { return nil }
      guard let second = ends.second else {
        days.append(first)
        continue
      }
      guard let last = weekday(second) else { return nil }
      // Saturday to Monday goes over the end of the week.
      let count = (last - first + 7) % 7
      days += (0...count).map { (first + $0) % 7 }
    }
    return days.isEmpty || Set(days).count != days.count ? nil : days
  }

  private static func weekday(_ text: String) -> Int? {
    let word = text.filter(\.isLetter)
    guard word.count >= 3, word.count == text.filter({ !$0.isWhitespace && $0 != "." }).count else {
      return nil
    }
    let singular = word.hasSuffix("s") && word.hasSuffix("days") ? String(word.dropLast()) : word
    return names.firstIndex {
      let name = $0.lowercased()
      return name == singular || name.prefix(3) == singular
        || (singular.count == 4
          && ["tues", "thur"].contains(singular) && name.hasPrefix(singular))
    }
  }

  /// The nearest right form of a mistyped cell; nil if none is near.
  static func nearest(_ text: String) -> String? {
    let words = text.split { !$0.isLetter }.map(String.init)
    let fixed = words.map { word in
      ["to", "and"].contains(word.lowercased())
        ? word.lowercased()
        : weekday(word.lowercased()).map { names[$0] } ?? CalendarNames.nearest(word, names)
    }
    guard !fixed.isEmpty, fixed.allSatisfy({ $0 != nil }) else { return nil }
    let days = fixed.compactMap { $0 }
    let separated = text.contains(",") && !days.contains("to") ? ", " : " "
    return days.joined(separator: separated)
  }
}

/// Working hours as people type them.
enum CalendarHoursCell {
  enum Reading {
    case hours([BusinessCalendar.Hours])
    case wrong(expected: String, mend: String)
  }

  private static let form = "09:00-17:00, or 09:00-12:00, 13:00-17:00, or closed"

  /// `09:00-12:00, 13:00-17:00`, `9 to 17`, `9am-5pm`, `closed`, `all day`.
  static func read(_ text: String) -> Reading {
    switch text.lowercased() {
    case "closed", "none", "no work": return .hours([])
    case "all day", "24 hours": return .hours([BusinessCalendar.Hours(0, 1440)])
    case "": return .wrong(expected: form, mend: "write the hours, or closed")
    default: break
    }
    var hours: [BusinessCalendar.Hours] = []
    for part in text.lowercased().replacing(" and ", with: ",").split(separator: ",") {
      let ends = CalendarRange.ends(String(part))
      guard let second = ends.second, let start = minute(ends.first), let end = minute(second)
      else { return .wrong(expected: form, mend: "write hours and minutes, such as 09:00-17:00") }
      guard start < end else {
        let shown = BusinessCalendar.Hours.clock(end)
        let overnight =
          "write \(BusinessCalendar.Hours.clock(start))-24:00 here and "
          + "00:00-\(shown) on the next day"
        // `9-5` means the afternoon more often than the night.
        let mend =
          end <= 720 && start < 720 && end + 720 > start
          ? "write \(BusinessCalendar.Hours.clock(start))-\(BusinessCalendar.Hours.clock(end + 720))"
          : overnight
        return .wrong(expected: "an end behind the beginning, on the same day", mend: mend)
      }
      hours.append(BusinessCalendar.Hours(start, end))
    }
    return hours.isEmpty
      ? .wrong(expected: form, mend: "write the hours, or closed") : .hours(hours)
  }

  /// `9`, `09:00`, `9.30`, `5pm`, `24:00`, and `09:00:00` as spreadsheet programs show times.
  private static func minute(_ text: String) -> Int? {
    var rest = text.filter { !$0.isWhitespace }
    var shift = 0
    var isTwelve = false
    for (mark, hours) in [("am", 0), ("pm", 12)] where rest.hasSuffix(mark) {
      rest = String(rest.dropLast(2))
      shift = hours
      isTwelve = true
    }
    let parts = rest.split(
      separator: rest.contains(":") ? ":" : ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count),
      parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
      let hour = Int(parts[0]), let minute = parts.count > 1 ? Int(parts[1]) : 0, minute < 60,
      parts.count < 3 || parts[2] == "00"
    else { return nil }
    if isTwelve {
      guard (1...12).contains(hour) else { return nil }
      return (hour % 12 + shift) * 60 + minute
    }
    return hour < 24 || hour == 24 && minute == 0 ? hour * 60 + minute : nil
  }
}

extension BusinessCalendar.Hours {
  /// `09:00-17:00`.
  var text: String { "\(Self.clock(start))-\(Self.clock(end))" }

  static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }
}

/// Dates as people type them.
enum CalendarDateCell {
  enum Day: Hashable {
    /// A day of one year, by its number since 1970-01-01.
    case date(Int)
    case yearly(BusinessCalendar.YearlyDay)

    var text: String {
      switch self {
      case .date(let number): CalendarDate(dayNumber: number).map { "\($0)" } ?? "\(number)"
      case .yearly(let day): "every \(day.day) \(CalendarNames.months[day.month - 1])"
      }
    }
  }

  enum Reading {
    case days([Day])
    case wrong(expected: String, mend: String)
  }

  private static let form = "2026-12-25, 2026-12-24 to 2026-12-31, or every 25 December"
  /// A company that closes for longer has no calendar.
  private static let longest = 1000

  static func read(_ cell: Cell) -> Reading {
    switch cell {
    case .date(let text): return single(text, text)
    case .dateAndTime(let text): return single(String(text.prefix(10)), text)
    default: break
    }
    let text = cell.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let lowered = text.lowercased()
    if lowered.hasPrefix("every ") {
      let rest = String(lowered.dropFirst(6))
      if let date = date(rest) { return yearly(month: date.month, day: date.day) }
      guard let day = named(rest) else {
        return .wrong(expected: "every 25 December", mend: "write the day and the month's name")
      }
      return day
    }
    if let day = named(lowered) { return day }
    for separator in [" to ", " - ", " – ", "..", "/"] {
      guard let range = lowered.firstRange(of: separator) else { continue }
      let first = String(lowered[..<range.lowerBound])
      let second = String(lowered[range.upperBound...])
      guard let first = date(first), let last = date(second) else { continue }
      guard first < last, last.dayNumber - first.dayNumber < longest else {
        return .wrong(
          expected: "a first and a last day, in this order", mend: "write \(form)")
      }
      return .days((first.dayNumber...last.dayNumber).map { .date($0) })
    }
    return single(text, text)
  }

  private static func single(_ text: String, _ shown: String) -> Reading {
    if let date = date(text) { return .days([.date(date.dayNumber)]) }
    return .wrong(
      expected: form, mend: guess(text).map { "write \($0)" } ?? "write the date as 2026-12-25")
  }

  private static func yearly(month: Int, day: Int) -> Reading {
    .days([.yearly(BusinessCalendar.YearlyDay(month: month, day: day))])
  }

  private static func date(_ text: String) -> CalendarDate? {
    let parts = text.filter { !$0.isWhitespace }
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4,
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// `25 december`, `december 25`, `1. jan`.
  private static func named(_ text: String) -> Reading? {
    let words = text.replacing(",", with: " ").replacing(".", with: " ").split(separator: " ")
    guard words.count == 2 else { return nil }
    for (first, second) in [(words[0], words[1]), (words[1], words[0])] {
      guard let day = Int(first), second.count >= 3,
        let month = CalendarNames.months.firstIndex(where: {
          let name = $0.lowercased()
          return name == second || name.prefix(3) == second
        }),
        CalendarDate(year: 2000, month: month + 1, day: day) != nil
      else { continue }
      return yearly(month: month + 1, day: day)
    }
    return nil
  }

  /// The date that a local form such as 25.12.2026 plainly means.
  private static func guess(_ text: String) -> String? {
    let parts = text.split { ".-/ ".contains($0) }.map(String.init)
    guard parts.count == 3, let first = Int(parts[0]), let second = Int(parts[1]),
      let third = Int(parts[2])
    else { return nil }
    let candidates =
      first > 31
      ? [CalendarDate(year: first, month: second, day: third)]
      : [
        CalendarDate(year: third, month: second, day: first),
        first == second ? nil : CalendarDate(year: third, month: first, day: second),
      ]
    let dates = candidates.compactMap { $0 }
    return dates.count == 1 && dates[0].year > 999 ? "\(dates[0])" : nil
  }
}

/// The two ends of something like `09:00-17:00` or `Monday to Friday`.
enum CalendarRange {
  static func ends(_ text: String) -> (first: String, second: String?) {
    for separator in [" to ", " through ", "–", "—", "-", " bis "] {
      if let range = text.firstRange(of: separator) {
        return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
      }
    }
    return (text, nil)
  }
}

/// Dates, times and durations as ISO 8601 texts, in XML Schema's canonical form.
extension CalendarDate: CustomStringConvertible {
  /// `2024-02-29`, with at least four digits for the year.
  public var description: String {
    let digits = String(year.magnitude)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
    return "\(year < 0 ? "-" : "")\(zeros)\(digits)-\(twoDigits(month))-\(twoDigits(day))"
  }
}

extension TimeOfDay: CustomStringConvertible {
  /// `10:30:00`, with its fraction and its offset or zone.
  public var description: String {
    "\(twoDigits(hour)):\(twoDigits(minute)):\(twoDigits(second))\(fractionText(nanosecond))\(zone)"
  }
}

extension TimeZoneDesignator: CustomStringConvertible {
  /// Nothing, `Z`, `+02:00` or `@Europe/Paris`.
  public var description: String {
    switch self {
    case .local: return ""
    case .offset(0): return "Z"
    case .offset(let offset):
      let seconds = Int(offset.magnitude)
      let text =
        "\(offset < 0 ? "-" : "+")\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60))"
      return seconds % 60 == 0 ? text : "\(text):\(twoDigits(seconds % 60))"
    case .zone(let rules): return "@\(rules.name)"
    }
  }
}

extension DateAndTime: CustomStringConvertible {
  /// `2024-02-29T10:30:00`, with the time's fraction and its offset or zone.
  public var description: String { "\(date)T\(time)" }
}

extension DaysAndTimeDuration: CustomStringConvertible {
  /// `P1DT2H30M`; `PT0S` for nothing.
  public var description: String {
    let total = nanoseconds
    if total == 0 { return "PT0S" }
    var text = total < 0 ? "-P" : "P"
    if days != 0 { text += "\(days.magnitude)D" }
    if hours == 0, minutes == 0, seconds == 0, nanosecond == 0 { return text }
    text += "T"
    if hours != 0 { text += "\(hours.magnitude)H" }
    if minutes != 0 { text += "\(minutes.magnitude)M" }
    if seconds != 0 || nanosecond != 0 {
      text += "\(seconds.magnitude)\(fractionText(Int(nanosecond.magnitude)))S"
    }
    return text
  }
}

extension YearsAndMonthsDuration: CustomStringConvertible {
  /// `P1Y6M`; `P0M` for nothing.
  public var description: String {
    if months == 0 { return "P0M" }
    var text = months < 0 ? "-P" : "P"
    if years != 0 { text += "\(years.magnitude)Y" }
    if monthsOfYear != 0 { text += "\(monthsOfYear.magnitude)M" }
    return text
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

/// A point and the digits of a fraction of a second, without trailing zeros.
private func fractionText(_ nanosecond: Int) -> String {
  guard nanosecond != 0 else { return "" }
  var rest = nanosecond
  var width = 9
  while rest % 10 == 0 {
    rest /= 10
    width -= 1
  }
  let digits = String(rest)
  return "." + String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// The day counts by which workbooks hold dates, and their ISO text.
struct SerialDate {
  /// Whether day 0 is 1904-01-01, as old Macs had it, and not the last of 1899.
  var is1904: Bool

  /// A date and a time of day.
  struct Moment: Equatable {
    var year = 1900
    var month = 1
    var day = 1
    var milliseconds = 0

    var hour: Int { milliseconds / 3_600_000 }
    var minute: Int { milliseconds / 60_000 % 60 }
    var second: Int { milliseconds / 1000 % 60 }

    /// The date as `2026-03-01`.
    var date: String {
      "\(SerialDate.padded(year, 4))-\(SerialDate.padded(month, 2))-\(SerialDate.padded(day, 2))"
    }

    /// The time as `10:30:00`, with a fraction only where there is one.
    var time: String {
      let whole = [hour, minute, second].map { SerialDate.padded($0, 2) }.joined(separator: ":")
      let rest = milliseconds % 1000
      guard rest > 0 else { return whole }
      var fraction = SerialDate.padded(rest, 3)
      while fraction.last == "0" { fraction.removeLast() }
      return "\(whole).\(fraction)"
    }
  }

  /// What a day count stands for; nil for days that no calendar has, such as the 29 February 1900 of
  /// the 1900 system.
  func moment(_ serial: Double) -> Moment? {
    guard serial >= 0, serial < 2_958_466 else { return nil }
    var day = Int(serial.rounded(.down))
    var milliseconds = Int(((serial - Double(day)) * 86_400_000).rounded())
    if milliseconds >= 86_400_000 {
      milliseconds = 0
      day += 1
    }
    if is1904 {
      day += 1462
    } else if day < 61 {
      // Day 60 is the leap day that 1900 did not have; the days before it are off by one.
      guard day != 60, day != 0 else { return nil }
      day += 1
    }
    return Self.civil(daysSince1899_12_30: day, milliseconds)
  }

  /// The time of day that a fraction of a day stands for.
  static func time(_ fraction: Double) -> Moment? {
    let milliseconds = Int((fraction * 86_400_000).rounded())
    guard (0..<86_400_000).contains(milliseconds) else { return nil }
    return Moment(milliseconds: milliseconds)
  }

  /// The day count in the 1900 system of an ISO date (`2026-03-01`), time or both; nil for dates before
  /// 1 March 1900, about which programs disagree, and for anything else.
  static func serial(iso text: some StringProtocol) -> Double? {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first else { return nil }
    if parts.count == 1, first.contains(":") { return fraction(first) }
    guard let day = days(first), day >= 61, day < 2_958_466 else { return nil }
    guard parts.count == 2 else { return Double(day) }
    return fraction(parts[1]).map { Double(day) + $0 }
  }

  /// An ISO date and time cut into its parts: what is no date or time gives nil.
  static func isISO(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, days(first) != nil else { return false }
    return parts.count == 1 || fraction(parts[1]) != nil
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func days(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    // Howard Hinnant's days_from_civil: years run from March, so that the leap day comes last.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let count = era * 146_097 + dayOfEra - 693_899
    return civil(daysSince1899_12_30: count, 0).day == day ? count : nil
  }

  private static func fraction(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = Int(parts[0]), (0..<24).contains(hour),
      let minute = Int(parts[1]), (0..<60).contains(minute)
    else { return nil }
    let second = parts.count == 3 ? NumberText.value(parts[2]) : 0
    guard let second, (0..<60).contains(second) else { return nil }
    return (Double(hour * 3600 + minute * 60) + second) / 86_400
  }

  private static func civil(daysSince1899_12_30 count: Int, _ milliseconds: Int) -> Moment {
    let shifted = count + 693_899
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return Moment(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, milliseconds: milliseconds)
  }
}

internal import Glibc

/// The header field `Retry-After`: seconds, or a date (RFC 9110, sections 10.2.3 and 5.6.7).
public enum RetryAfter {
  /// How many seconds to wait.
  ///
  /// - Parameters:
  ///   - text: The field's value.
  ///   - now: The present time in seconds since 1970, for a date.
  /// - Returns: Nil when the value is neither; 0 for a date that has passed.
  public static func seconds(_ text: String, now: Int) -> Int? {
    let trimmed = text.split(separator: " ").joined(separator: " ")
    if let seconds = Int(trimmed) { return seconds >= 0 ? seconds : nil }
    return instant(of: trimmed).map { max(0, $0 - now) }
  }

  /// How many seconds an answer asks to wait.
  ///
  /// - Returns: Nil when it does not say, or cannot be understood.
  public static func seconds(of response: HTTPResponse) -> Int? {
    response.headers["Retry-After"].flatMap { seconds($0, now: time(nil)) }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
  /// `Sun Nov  6 08:49:37 1994`.
  private static func instant(of text: String) -> Int? {
    let words = text.split(whereSeparator: { ", -".contains($0) }).map(String.init)
    guard words.count == 5 || words.count == 6 else { return nil }
    let isAsctime = words.count == 5
    guard isAsctime || words[5] == "GMT" else { return nil }
    let day = isAsctime ? words[2] : words[1]
    let month = isAsctime ? words[1] : words[2]
    let year = isAsctime ? words[4] : words[3]
    let clock = (isAsctime ? words[3] : words[4]).split(separator: ":").map(String.init)
    guard let day = number(day, 1...31), let month = months.firstIndex(of: month),
      var year = number(year, 0...9999), clock.count == 3, let hour = number(clock[0], 0...23),
      let minute = number(clock[1], 0...59), let second = number(clock[2], 0...60)
    else { return nil }
    // Two digits of the obsolete form: a date of ours is never before 1970.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    return days(year: year, month: month + 1, day: day) * 86_400 + hour * 3600 + minute * 60
      + second
  }

  private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      range.contains(number)
    else { return nil }
    return number
  }

  /// Days since 1970 in the proleptic Gregorian calendar.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// An instant in UTC, counted in microseconds from 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Microseconds since 1970; negative before it.
  public var microseconds: Int64

  /// Makes an instant from microseconds since 1970.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Orders by time.
  public static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.microseconds < second.microseconds
  }

  /// The instant so many microseconds later; stays at the ends of the range instead of overflowing.
  public func advanced(by microseconds: Int64) -> Timestamp {
    let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
    return Timestamp(microseconds: overflow ? (microseconds > 0 ? .max : .min) : sum)
  }

  /// The microseconds from `earlier` to this instant.
  public func since(_ earlier: Timestamp) -> Int64 {
    let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
    return overflow ? (microseconds > earlier.microseconds ? .max : .min) : difference
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC, with as many digits of the second as needed: `2026-03-01T12:00:00Z`.
  public var description: String {
    let perDay: Int64 = 86_400_000_000
    var day = microseconds / perDay
    var rest = microseconds % perDay
    if rest < 0 {
      rest += perDay
      day -= 1
    }
    let date = CivilDate(daysSince1970: day)
    let seconds = rest / 1_000_000
    var text = date.description + "T"
    text += Self.padded(seconds / 3600, 2) + ":" + Self.padded(seconds / 60 % 60, 2) + ":"
    text += Self.padded(seconds % 60, 2)
    var fraction = Self.padded(rest % 1_000_000, 6)
    while fraction.last == "0" { fraction.removeLast() }
    if !fraction.isEmpty { text += "." + fraction }
    return text + "Z"
  }

  /// Reads ISO 8601 with `Z`, an offset such as `+02:00`, or neither (then UTC); a bare date is its
  /// midnight.
  public init?(_ text: String) {
    guard let parsed = TimestampParser.parse(text) else { return nil }
    self = parsed
  }

  static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width
      ? digits : String(repeating: "0", count: width - digits.count) + digits
  }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDate: CustomStringConvertible {
  var year: Int64
  var month: Int64
  var day: Int64

  /// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of a year.
  init(daysSince1970: Int64) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// A date from its parts, or nil where the calendar has no such day.
  init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), day >= 1, (-200_000...200_000).contains(year) else {
      return nil
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[Int(month) - 1] else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  var daysSince1970: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  var description: String {
    let sign = year < 0 ? "-" : ""
    return sign + Timestamp.padded(abs(year), 4) + "-" + Timestamp.padded(month, 2) + "-"
      + Timestamp.padded(day, 2)
  }
}

/// Reads the ISO 8601 forms that `Timestamp` accepts.
private struct TimestampParser {
  private var rest: Substring.UTF8View

  static func parse(_ text: String) -> Timestamp? {
    var parser = TimestampParser(rest: Substring(text).utf8)
    return parser.timestamp()
  }

  private mutating func timestamp() -> Timestamp? {
    let negative = take("-")
    guard let year = digits(4...6), take("-"), let month = digits(2...2), take("-"),
      let day = digits(2...2),
      let date = CivilDate(year: negative ? -year : year, month: month, day: day)
    else { return nil }
    var total = date.daysSince1970 * 86_400_000_000
    guard !rest.isEmpty else { return Timestamp(microseconds: total) }
    guard take("T"), let hour = digits(2...2), hour < 24, take(":"), let minute = digits(2...2),
      minute < 60
    else { return nil }
    total += (hour * 3600 + minute * 60) * 1_000_000
    if take(":") {
      guard let second = digits(2...2), second < 60 else { return nil }
      total += second * 1_000_000
      if take(".") {
        guard let fraction = fraction() else { return nil }
        total += fraction
      }
    }
    guard let offset = offset(), rest.isEmpty else { return nil }
    return Timestamp(microseconds: total - offset)
  }

  private mutating func offset() -> Int64? {
    if rest.isEmpty || take("Z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = digits(2...2), hours <= 18, take(":"), let minutes = digits(2...2),
      minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60) * 1_000_000
  }

  /// Digits behind the point as microseconds; further digits are cut off.
  private mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while let byte = rest.first, (48...57).contains(byte) {
      if count < 6 { value = value * 10 + Int64(byte - 48) }
      count += 1
      rest.removeFirst()
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  private mutating func digits(_ length: ClosedRange<Int>) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < length.upperBound, let byte = rest.first, (48...57).contains(byte) {
      value = value * 10 + Int64(byte - 48)
      count += 1
      rest.removeFirst()
    }
    return length.contains(count) ? value : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = rest.first, UInt32(byte) == character.value else { return false }
    rest.removeFirst()
    return true
  }
}

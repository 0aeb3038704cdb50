public import FEEL

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

extension Timestamp {
  /// The instant of a FEEL date and time, rounded up to a microsecond so that nothing due then comes
  /// early; a local time is taken for UTC.
  public init(_ value: DateAndTime) {
    self.init(nanoseconds: value.instant)
  }

  /// The instant as FEEL sees it, in UTC.
  public var dateAndTime: DateAndTime {
    guard let value = DateAndTime(instant: Int128(microseconds) * 1000) else {
      preconditionFailure("64 bits of microseconds stay within the years of the calendar")
    }
    return value
  }

  /// The instant `duration` later, rounded up to a microsecond.
  public func advanced(by duration: DaysAndTimeDuration) -> Timestamp {
    Timestamp(nanoseconds: Int128(microseconds) * 1000 &+ duration.nanoseconds)
  }

  private init(nanoseconds: Int128) {
    let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
    self.init(microseconds: Int64(clamping: rest > 0 ? quotient + 1 : quotient))
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
    let seconds = rest / 1_000_000
    var text = Self.calendarText(day) + "T"
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

  private static func calendarText(_ day: Int64) -> String {
    // 64 bits of microseconds stay within 300,000 years, all of which the calendar has.
    guard let date = CalendarDate(dayNumber: Int(day)) else { return "0000-00-00" }
    return (date.year < 0 ? "-" : "") + padded(Int64(abs(date.year)), 4) + "-"
      + padded(Int64(date.month), 2) + "-" + padded(Int64(date.day), 2)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width
      ? digits : String(repeating: "0", count: width - digits.count) + digits
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
      year <= 200_000,
      let date = CalendarDate(
        year: Int(negative ? -year : year), month: Int(month), day: Int(day))
    else { return nil }
    var total = Int64(date.dayNumber) * 86_400_000_000
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

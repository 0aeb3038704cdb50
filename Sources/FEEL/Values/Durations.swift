/// A FEEL days and time duration, in nanoseconds (DMN 1.5 §10.3.2.3.7).
public struct DaysAndTimeDuration: Sendable, Hashable, Comparable {
  // Two words, because a stored Int128 would align every value to 16 bytes.
  private let upper: Int64
  private let lower: UInt64

  /// The whole length in nanoseconds.
  public var nanoseconds: Int128 { Int128(upper) << 64 | Int128(lower) }

  /// Makes a duration.
  public init(nanoseconds: Int128) {
    upper = Int64(truncatingIfNeeded: nanoseconds >> 64)
    lower = UInt64(truncatingIfNeeded: nanoseconds)
  }

  /// Makes a duration of whole seconds.
  public init(seconds: Int) {
    self.init(nanoseconds: Int128(seconds) * Int128(TimeOfDay.nanosecondsPerSecond))
  }

  /// The whole days, with the duration's sign.
  public var days: Int128 { nanoseconds / Int128(TimeOfDay.nanosecondsPerDay) }
  /// The hours beyond the days, from -23 to 23.
  public var hours: Int { Int(wholeSeconds / 3600 % 24) }
  /// The minutes beyond the hours, from -59 to 59.
  public var minutes: Int { Int(wholeSeconds / 60 % 60) }
  /// The seconds beyond the minutes, from -59 to 59, without their fraction.
  public var seconds: Int { Int(wholeSeconds % 60) }
  /// The fraction of the second in nanoseconds, with the duration's sign.
  public var nanosecond: Int { Int(nanoseconds % Int128(TimeOfDay.nanosecondsPerSecond)) }

  private var wholeSeconds: Int128 { nanoseconds / Int128(TimeOfDay.nanosecondsPerSecond) }

  /// The duration in seconds, exactly as far as 34 digits go.
  public var value: Number {
    Number(negative: nanoseconds < 0, coefficient: nanoseconds.magnitude, exponent: -9) ?? .zero
  }

  /// Makes the duration of a number of seconds, rounded to nanoseconds; nil when it is too long.
  public init?(value: Number) {
    guard let scaled = value.multiplied(by: 1_000_000_000)?.rounded(scale: 0, .halfEven)?.int128
    else { return nil }
    self.init(nanoseconds: scaled)
  }

  /// The duration with the other sign.
  public var negated: DaysAndTimeDuration { DaysAndTimeDuration(nanoseconds: 0 &- nanoseconds) }

  /// The sum; nil when it is too long.
  public func adding(_ other: DaysAndTimeDuration) -> DaysAndTimeDuration? {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
    return overflow ? nil : DaysAndTimeDuration(nanoseconds: sum)
  }

  /// Orders by length.
  public static func < (first: DaysAndTimeDuration, second: DaysAndTimeDuration) -> Bool {
    first.nanoseconds < second.nanoseconds
  }
}

/// A FEEL years and months duration, in months (DMN 1.5 §10.3.2.3.8).
public struct YearsAndMonthsDuration: Sendable, Hashable, Comparable {
  /// The whole length in months.
  public let months: Int

  /// Makes a duration.
  public init(months: Int) { self.months = months }

  /// The whole years, with the duration's sign.
  public var years: Int { months / 12 }
  /// The months beyond the years, from -11 to 11.
  public var monthsOfYear: Int { months % 12 }

  /// The duration in months.
  public var value: Number { Number(months) }

  /// Makes the duration of a number of months, without a fraction; nil when it is too long.
  public init?(value: Number) {
    guard let months = value.truncated.int else { return nil }
    self.init(months: months)
  }

  /// The duration with the other sign.
  public var negated: YearsAndMonthsDuration { YearsAndMonthsDuration(months: 0 &- months) }

  /// The sum; nil when it is too long.
  public func adding(_ other: YearsAndMonthsDuration) -> YearsAndMonthsDuration? {
    let (sum, overflow) = months.addingReportingOverflow(other.months)
    return overflow ? nil : YearsAndMonthsDuration(months: sum)
  }

  /// Orders by length.
  public static func < (first: YearsAndMonthsDuration, second: YearsAndMonthsDuration) -> Bool {
    first.months < second.months
  }
}

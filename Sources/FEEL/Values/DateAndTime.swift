/// A FEEL date and time: a point in time, or a local one without a zone (DMN 1.5 §10.3.2.3.6).
public struct DateAndTime: Sendable, Hashable {
  /// The day, on the clock of the zone.
  public let date: CalendarDate
  /// The time of day with its offset or zone.
  public let time: TimeOfDay

  /// Joins a date and a time.
  public init(date: CalendarDate, time: TimeOfDay) {
    self.date = date
    self.time = time
  }

  /// The clock of `zone` at some nanoseconds since 1970-01-01T00:00:00Z; nil when the year does not
  /// exist.
  public init?(instant nanoseconds: Int128, zone: TimeZoneDesignator = .utc) {
    let perSecond = Int128(TimeOfDay.nanosecondsPerSecond)
    let offset: Int
    switch zone {
    case .local: offset = 0
    case .offset(let seconds): offset = Int(seconds)
    case .zone(let rules):
      guard let seconds = Int(exactly: floorDivide(nanoseconds, perSecond)) else { return nil }
      offset = rules.offset(atInstant: seconds)
    }
    self.init(local: nanoseconds + Int128(offset) * perSecond, zone: zone)
  }

  /// Takes nanoseconds since 1970-01-01T00:00:00 on the zone's own clock.
  private init?(local nanoseconds: Int128, zone: TimeZoneDesignator) {
    let perDay = Int128(TimeOfDay.nanosecondsPerDay)
    let day = floorDivide(nanoseconds, perDay)
    guard let dayNumber = Int(exactly: day), let date = CalendarDate(dayNumber: dayNumber) else {
      return nil
    }
    self.init(
      date: date, time: TimeOfDay(nanoseconds: Int(nanoseconds - day * perDay), zone: zone))
  }

  /// Nanoseconds since 1970-01-01T00:00:00 on its own clock.
  private var localNanoseconds: Int128 {
    Int128(date.dayNumber) * Int128(TimeOfDay.nanosecondsPerDay) + Int128(time.nanoseconds)
  }

  /// The offset from UTC in seconds at this time; nil for a local one.
  public var offset: Int? {
    switch time.zone {
    case .local: nil
    case .offset(let seconds): Int(seconds)
    case .zone(let rules):
      rules.offset(atLocal: date.dayNumber * 86_400 + time.secondOfDay)
    }
  }

  /// Nanoseconds since 1970-01-01T00:00:00Z; a local one counts as UTC.
  public var instant: Int128 {
    localNanoseconds - Int128(offset ?? 0) * Int128(TimeOfDay.nanosecondsPerSecond)
  }

  /// The standard's value of a date and time, by which it is compared: whole seconds since
  /// 1970-01-01T00:00:00Z; a local one counts as UTC.
  public var value: Int { date.dayNumber * 86_400 + time.secondOfDay - (offset ?? 0) }

  /// The same point in time on the clock of another zone.
  public func moved(to zone: TimeZoneDesignator) -> DateAndTime? {
    DateAndTime(instant: instant, zone: zone)
  }

  /// The point in time a duration later or earlier, on the same zone's clock.
  public func adding(_ duration: DaysAndTimeDuration) -> DateAndTime? {
    let (sum, overflow) = instant.addingReportingOverflow(duration.nanoseconds)
    return overflow ? nil : DateAndTime(instant: sum, zone: time.zone)
  }

  /// The same time of day some months later or earlier.
  public func adding(_ duration: YearsAndMonthsDuration) -> DateAndTime? {
    date.adding(months: duration.months).map { DateAndTime(date: $0, time: time) }
  }

  /// The time passed since `start`.
  public func since(_ start: DateAndTime) -> DaysAndTimeDuration {
    DaysAndTimeDuration(nanoseconds: instant - start.instant)
  }
}

/// The quotient rounded toward negative infinity.
func floorDivide(_ dividend: Int128, _ divisor: Int128) -> Int128 {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
}

/// A property of a date, time, duration or range (DMN 1.5 §10.3.2.8, tables 65 to 67).
public enum ValueProperty: String, Sendable, Hashable, CaseIterable {
  /// The year of a date.
  case year
  /// The month of a date, from 1.
  case month
  /// The day of the month, from 1.
  case day
  /// The day of the week, from 1 (Monday).
  case weekday
  /// The hour of a time.
  case hour
  /// The minute of a time.
  case minute
  /// The second of a time, without its fraction.
  case second
  /// The offset of a time from UTC, as a duration.
  case timeOffset = "time offset"
  /// The name of a time's zone.
  case timezone
  /// The whole years of a duration.
  case years
  /// The months beyond the years.
  case months
  /// The whole days of a duration.
  case days
  /// The hours beyond the days.
  case hours
  /// The minutes beyond the hours.
  case minutes
  /// The seconds beyond the minutes.
  case seconds
  /// The start of a range.
  case start
  /// The end of a range.
  case end
  /// Whether the start belongs to the range.
  case startIncluded = "start included"
  /// Whether the end belongs to the range.
  case endIncluded = "end included"
}

extension Value {
  /// The value of a property; nil when values of this kind do not have it, null when this one has
  /// nothing there.
  public func property(_ property: ValueProperty) -> Value? {
    switch self {
    case .date(let date): date.property(property)
    case .time(let time): time.property(property, offset: time.offset)
    case .dateTime(let dateTime):
      dateTime.date.property(property) ?? dateTime.time.property(property, offset: dateTime.offset)
    case .daysAndTimeDuration(let duration):
      switch property {
      case .days: .number(Number(duration.days))
      case .hours: .number(Number(duration.hours))
      case .minutes: .number(Number(duration.minutes))
      case .seconds: Value(duration.secondsWithFraction)
      default: nil
      }
    case .yearsAndMonthsDuration(let duration):
      switch property {
      case .years: .number(Number(duration.years))
      case .months: .number(Number(duration.monthsOfYear))
      default: nil
      }
    case .range(let range):
      switch property {
      case .start: range.start
      case .end: range.end
      case .startIncluded: .boolean(range.startIncluded)
      case .endIncluded: .boolean(range.endIncluded)
      default: nil
      }
    case .null, .boolean, .number, .string, .list, .context, .function: nil
    }
  }
}

extension CalendarDate {
  fileprivate func property(_ property: ValueProperty) -> Value? {
    switch property {
    case .year: .number(Number(year))
    case .month: .number(Number(month))
    case .day: .number(Number(day))
    case .weekday: .number(Number(weekday))
    default: nil
    }
  }
}

extension TimeOfDay {
  fileprivate func property(_ property: ValueProperty, offset: Int?) -> Value? {
    switch property {
    case .hour: return .number(Number(hour))
    case .minute: return .number(Number(minute))
    case .second: return .number(Number(second))
    case .timeOffset:
      return offset.map { .daysAndTimeDuration(DaysAndTimeDuration(seconds: $0)) } ?? .null
    case .timezone:
      guard case .zone(let rules) = zone else { return .null }
      return .string(rules.name)
    default: return nil
    }
  }
}

extension DaysAndTimeDuration {
  fileprivate var secondsWithFraction: Number? {
    let rest = nanoseconds % (60 * Int128(TimeOfDay.nanosecondsPerSecond))
    return Number(negative: rest < 0, coefficient: rest.magnitude, exponent: -9)
  }
}

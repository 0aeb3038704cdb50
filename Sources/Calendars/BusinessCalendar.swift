public import FEEL

/// When people work: the hours of each day of the week, holidays and special days, in a time zone.
///
/// Instants are microseconds since 1970-01-01T00:00:00Z; days are counted from 1970-01-01 on the
/// zone's own clock.
public struct BusinessCalendar: Sendable, Hashable {
  /// A stretch of a day, in minutes from midnight; the end, up to 1440, is not included.
  public struct Hours: Sendable, Hashable {
    /// The first minute.
    public var start: Int
    /// The minute behind the last.
    public var end: Int

    /// Makes a stretch; an end before the start is taken for the start.
    public init(_ start: Int, _ end: Int) {
      self.start = min(max(start, 0), Self.dayMinutes)
      self.end = min(max(self.start, end), Self.dayMinutes)
    }

    static let dayMinutes = 1440
  }

  /// A day that is not like the others of its weekday.
  public struct SpecialDay: Sendable, Hashable {
    /// What the day is called, such as `Christmas Eve`.
    public var name: String
    /// The hours worked on it, in order; none on a holiday.
    public var hours: [Hours]

    /// Makes a day.
    public init(name: String, hours: [Hours] = []) {
      self.name = name
      self.hours = hours
    }
  }

  /// A day that comes back every year.
  public struct YearlyDay: Sendable, Hashable {
    /// The month, from 1.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int

    /// Makes a day.
    public init(month: Int, day: Int) {
      self.month = month
      self.day = day
    }
  }

  /// The name by which workflows call it.
  public var name: String
  /// What people read; the name where there is none.
  public var label: String
  /// The zone whose clock the hours are read on.
  public var zone: TimeZoneRules
  /// The hours of each day of the week from Monday, in order.
  public var week: [[Hours]]
  /// Days of one year, by their number since 1970-01-01; they go before yearly ones.
  public var dates: [Int: SpecialDay]
  /// Days of every year.
  public var yearly: [YearlyDay: SpecialDay]

  /// Makes a calendar; a week of less than seven days has nobody work on the others.
  public init(
    name: String, label: String? = nil, zone: TimeZoneRules, week: [[Hours]],
    dates: [Int: SpecialDay] = [:], yearly: [YearlyDay: SpecialDay] = [:]
  ) {
    self.name = name
    self.label = label ?? name
    self.zone = zone
    self.week = Array((week + Array(repeating: [], count: 7)).prefix(7))
    self.dates = dates
    self.yearly = yearly
  }

  /// The hours worked on a day.
  public func hours(onDay day: Int) -> [Hours] {
    if let special = dates[day] { return special.hours }
    guard let date = CalendarDate(dayNumber: day) else { return [] }
    if !yearly.isEmpty, let special = yearly[YearlyDay(month: date.month, day: date.day)] {
      return special.hours
    }
    return week[date.weekday - 1]
  }

  /// Whether any day of the week has working hours, so that every search for working time ends.
  public var hasWorkingTime: Bool {
    week.contains { $0.contains { $0.end > $0.start } }
  }
}

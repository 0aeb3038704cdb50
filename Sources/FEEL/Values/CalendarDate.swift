/// A FEEL date: a day of the proleptic Gregorian calendar, without a time zone (DMN 1.5 §10.3.2.3.4).
public struct CalendarDate: Sendable, Hashable, Comparable {
  /// The years that exist.
  public static let years = -999_999_999...999_999_999

  private let storedYear: Int32
  private let storedMonth: UInt8
  private let storedDay: UInt8

  /// The year; year 0 comes before year 1.
  public var year: Int { Int(storedYear) }
  /// The month, from 1 to 12.
  public var month: Int { Int(storedMonth) }
  /// The day of the month, from 1.
  public var day: Int { Int(storedDay) }

  /// Makes a date; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard CalendarDate.years.contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDate.length(ofMonth: month, year: year)
    else { return nil }
    self.init(exactly: year, month, day)
  }

  private init(exactly year: Int, _ month: Int, _ day: Int) {
    storedYear = Int32(year)
    storedMonth = UInt8(month)
    storedDay = UInt8(day)
  }

  /// Makes the date `dayNumber` days after 1970-01-01; nil when its year does not exist.
  public init?(dayNumber: Int) {
    // Years that begin in March put the leap day last; 400 of them have 146,097 days.
    guard dayNumber.magnitude < 400_000_000_000 else { return nil }
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    guard CalendarDate.years.contains(year) else { return nil }
    self.init(exactly: year, month, day)
  }

  /// The days since 1970-01-01, negative before it.
  public var dayNumber: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Whether `year` has 366 days.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// How many days a month has.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day of the week, from 1 (Monday) to 7 (Sunday).
  public var weekday: Int {
    // 1970-01-01 was a Thursday.
    let day = (dayNumber + 3) % 7
    return (day < 0 ? day + 7 : day) + 1
  }

  /// The day of the year, from 1 to 366.
  public var dayOfYear: Int {
    dayNumber - CalendarDate(exactly: year, 1, 1).dayNumber + 1
  }

  /// The week of the year by ISO 8601: the first week holds the year's first Thursday.
  public var weekOfYear: Int {
    let week = (dayOfYear - weekday + 10) / 7
    if week < 1 { return CalendarDate.weeks(in: year - 1) }
    return week > CalendarDate.weeks(in: year) ? 1 : week
  }

  /// 53 when the year's last day is a Thursday, or a Friday of a leap year; else 52.
  private static func weeks(in year: Int) -> Int {
    let last = CalendarDate(exactly: max(year, years.lowerBound), 12, 31).weekday
    return last == 4 || last == 5 && isLeap(year) ? 53 : 52
  }

  /// The date some days later or earlier; nil when its year does not exist.
  public func adding(days: Int) -> CalendarDate? {
    let (sum, overflow) = dayNumber.addingReportingOverflow(days)
    return overflow ? nil : CalendarDate(dayNumber: sum)
  }

  /// The date some months later or earlier, on the month's last day if it is shorter; nil when its
  /// year does not exist.
  public func adding(months: Int) -> CalendarDate? {
    let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    guard !overflow else { return nil }
    let newYear = total >= 0 ? total / 12 : (total - 11) / 12
    let newMonth = total - newYear * 12 + 1
    guard CalendarDate.years.contains(newYear) else { return nil }
    let newDay = min(day, CalendarDate.length(ofMonth: newMonth, year: newYear))
    return CalendarDate(exactly: newYear, newMonth, newDay)
  }

  /// The whole months from `start` to this date, toward zero.
  public func months(since start: CalendarDate) -> Int {
    let months = (year - start.year) * 12 + month - start.month
    if months > 0, day < start.day { return months - 1 }
    if months < 0, day > start.day { return months + 1 }
    return months
  }

  /// Orders by time.
  public static func < (first: CalendarDate, second: CalendarDate) -> Bool {
    (first.storedYear, first.storedMonth, first.storedDay)
      < (second.storedYear, second.storedMonth, second.storedDay)
  }
}

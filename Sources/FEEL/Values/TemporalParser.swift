/// Reads the lexical forms of XML Schema's date, time, dateTime and durations.
///
/// FEEL adds `@` and a zone (DMN 1.5 §10.3.4.1). No blanks are allowed anywhere.
struct TemporalParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Digits as a number; nil when there are fewer than `minimum` or more than `maximum`.
  private mutating func digits(_ minimum: Int, _ maximum: Int) -> Int? {
    let start = position
    var value = 0
    while let next, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") {
      guard position - start < maximum else { return nil }
      value = value * 10 + Int(next - UInt8(ascii: "0"))
      position += 1
    }
    return position - start >= minimum ? value : nil
  }

  /// `-?YYYY-MM-DD`; a year of more than four digits has no leading zero.
  mutating func date() -> CalendarDate? {
    let negative = take(UInt8(ascii: "-"))
    let start = position
    guard let year = digits(4, 9), position - start == 4 || bytes[start] != UInt8(ascii: "0"),
      take(UInt8(ascii: "-")), let month = digits(2, 2),
      take(UInt8(ascii: "-")), let day = digits(2, 2)
    else { return nil }
    return CalendarDate(year: negative ? -year : year, month: month, day: day)
  }

  /// `hh:mm:ss(.f+)?`, then perhaps `Z`, an offset or `@` and a zone.
  ///
  /// - Returns: The time, and whether it was written `24:00:00`, the end of the day.
  mutating func time() -> (time: TimeOfDay, endsDay: Bool)? {
    guard let hour = digits(2, 2), take(UInt8(ascii: ":")), let minute = digits(2, 2),
      take(UInt8(ascii: ":")), let second = digits(2, 2), let fraction = fraction(),
      let zone = zone()
    else { return nil }
    if hour == 24, minute == 0, second == 0, fraction == 0 {
      return (TimeOfDay(nanoseconds: 0, zone: zone), true)
    }
    return TimeOfDay(
      hour: hour, minute: minute, second: second, nanosecond: fraction, zone: zone
    ).map { ($0, false) }
  }

  /// `dateTtime`; a date alone is its midnight.
  mutating func dateAndTime() -> DateAndTime? {
    guard let date = date() else { return nil }
    if isAtEnd { return DateAndTime(date: date, time: .midnight) }
    guard take(UInt8(ascii: "T")), let (time, endsDay) = time() else { return nil }
    let day = endsDay ? date.adding(days: 1) : date
    return day.map { DateAndTime(date: $0, time: time) }
  }

  /// The nanoseconds behind a point, 0 without one; digits beyond the ninth are cut off.
  private mutating func fraction(emptyAllowed: Bool = false) -> Int? {
    guard take(UInt8(ascii: ".")) else { return 0 }
    var value = 0
    var count = 0
    while let next, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") {
      if count < 9 { value = value * 10 + Int(next - UInt8(ascii: "0")) }
      count += 1
      position += 1
    }
    guard count > 0 || emptyAllowed else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  /// Nothing, `Z`, `±hh:mm` (at most 14:00), FEEL's `±hh:mm:ss`, or `@Area/City`.
  private mutating func zone() -> TimeZoneDesignator? {
    guard let first = next else { return .local }
    position += 1
    switch first {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return .utc
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard let hours = digits(2, 2), take(UInt8(ascii: ":")), let minutes = digits(2, 2),
        minutes < 60
      else { return nil }
      var seconds = 0
      if take(UInt8(ascii: ":")) {
        guard let written = digits(2, 2), written < 60 else { return nil }
        seconds = written
      }
      let offset = (hours * 60 + minutes) * 60 + seconds
      guard offset <= TimeZoneDesignator.maximumOffset else { return nil }
      return .offset(seconds: Int32(first == UInt8(ascii: "-") ? -offset : offset))
    case UInt8(ascii: "@"):
      let name = String(decoding: bytes[position...], as: UTF8.self)
      position = bytes.count
      return TimeZoneRules.named(name).map { .zone($0) }
    default: return nil
    }
  }

  /// `-?PnYnM` or `-?PnDTnHnMn.nS`, each with at least one part.
  mutating func duration() -> Value? {
    let negative = take(UInt8(ascii: "-"))
    guard take(UInt8(ascii: "P")) else { return nil }
    guard let parts = durationParts() else { return nil }
    if parts.isCalendar {
      guard let total = parts.months else { return nil }
      return .yearsAndMonthsDuration(YearsAndMonthsDuration(months: negative ? -total : total))
    }
    let total = negative ? -parts.nanoseconds : parts.nanoseconds
    return .daysAndTimeDuration(DaysAndTimeDuration(nanoseconds: total))
  }

  private struct DurationParts {
    var isCalendar = false
    /// Nil when they are too many.
    var months: Int? = 0
    var nanoseconds: Int128 = 0

    mutating func add(_ number: Int, months factor: Int) {
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      months = overflow ? nil : months.flatMap { $0.addingChecked(product) }
    }
  }

  private mutating func durationParts() -> DurationParts? {
    var parts = DurationParts()
    // The units in their order, each at most once; a year or month excludes all the others.
    var units = Array("YMD".utf8)
    var seenTime = false
    var count = 0
    while !isAtEnd {
      if !seenTime, take(UInt8(ascii: "T")) {
        seenTime = true
        units = Array("HMS".utf8)
        // A T without anything behind it is malformed.
        guard !isAtEnd, !parts.isCalendar else { return nil }
        continue
      }
      guard let number = digits(1, 18) else { return nil }
      let start = position
      guard let fraction = fraction(emptyAllowed: true) else { return nil }
      guard let unit = next, let place = units.firstIndex(of: unit) else { return nil }
      guard start == position || seenTime && unit == UInt8(ascii: "S") else { return nil }
      position += 1
      units.removeFirst(place + 1)
      count += 1
      let second = Int128(TimeOfDay.nanosecondsPerSecond)
      switch (unit, seenTime) {
      case (UInt8(ascii: "Y"), _):
        parts.isCalendar = true
        parts.add(number, months: 12)
      case (UInt8(ascii: "M"), false):
        parts.isCalendar = true
        parts.add(number, months: 1)
      case (UInt8(ascii: "D"), _):
        guard !parts.isCalendar else { return nil }
        parts.nanoseconds += Int128(number) * 86_400 * second
      case (UInt8(ascii: "H"), _): parts.nanoseconds += Int128(number) * 3600 * second
      case (UInt8(ascii: "M"), _): parts.nanoseconds += Int128(number) * 60 * second
      default: parts.nanoseconds += Int128(number) * second + Int128(fraction)
      }
    }
    return count > 0 ? parts : nil
  }
}

extension Int {
  /// The sum; nil when it does not fit.
  func addingChecked(_ other: Int) -> Int? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}

extension CalendarDate {
  /// Reads `2024-02-29`; nil when it is malformed or no such day exists.
  public init?(_ text: some StringProtocol) {
    var parser = TemporalParser(text)
    guard let date = parser.date(), parser.isAtEnd else { return nil }
    self = date
  }
}

extension TimeOfDay {
  /// Reads `10:30:00`, `10:30:00.5Z`, `10:30:00+02:00` or `10:30:00@Europe/Paris`; nil when it is
  /// malformed or no such time exists.
  public init?(_ text: some StringProtocol) {
    var parser = TemporalParser(text)
    guard let (time, _) = parser.time(), parser.isAtEnd else { return nil }
    self = time
  }
}

extension DateAndTime {
  /// Reads a date, `T` and a time, or a date alone for its midnight; nil when it is malformed or no
  /// such time exists.
  public init?(_ text: some StringProtocol) {
    var parser = TemporalParser(text)
    guard let value = parser.dateAndTime(), parser.isAtEnd else { return nil }
    self = value
  }
}

extension DaysAndTimeDuration {
  /// Reads `P1DT2H30M0.5S`; nil when it is malformed or of the other kind.
  public init?(_ text: some StringProtocol) {
    guard case .daysAndTimeDuration(let value) = Value(durationText: text) else { return nil }
    self = value
  }
}

extension YearsAndMonthsDuration {
  /// Reads `P1Y6M`; nil when it is malformed or of the other kind.
  public init?(_ text: some StringProtocol) {
    guard case .yearsAndMonthsDuration(let value) = Value(durationText: text) else { return nil }
    self = value
  }
}

extension Value {
  /// Reads a duration of either kind; nil when it is malformed.
  public init?(durationText text: some StringProtocol) {
    var parser = TemporalParser(text)
    guard let value = parser.duration() else { return nil }
    self = value
  }

  /// Reads the text of an at-literal, `@"2024-02-29"`: a date, time, date and time, or duration;
  /// nil when it is none of them.
  public init?(temporalText text: some StringProtocol) {
    if let date = CalendarDate(text) {
      self = .date(date)
    } else if let dateTime = DateAndTime(text) {
      self = .dateTime(dateTime)
    } else if let time = TimeOfDay(text) {
      self = .time(time)
    } else if let duration = Value(durationText: text) {
      self = duration
    } else {
      return nil
    }
  }
}

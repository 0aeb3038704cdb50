/// The POSIX TZ text at the foot of a zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`: the rule for
/// all years behind the last recorded change (RFC 8536 §3.3).
struct PosixZone: Sendable, Hashable {
  /// A day and time of the year at which the clock is set.
  struct Change: Sendable, Hashable {
    enum Day: Sendable, Hashable {
      /// Day 1 to 365, the leap day never counted.
      case julian(Int)
      /// Day 0 to 365, the leap day counted.
      case ofYear(Int)
      /// The `week`-th (5: last) weekday (0: Sunday) of a month.
      case weekday(month: Int, week: Int, weekday: Int)
    }
    var day: Day
    /// Seconds after midnight, perhaps negative.
    var time: Int

    /// Seconds since 1970-01-01T00:00:00 on the clock that is about to be set.
    func local(year: Int) -> Int? {
      guard let newYear = CalendarDate(year: year, month: 1, day: 1) else { return nil }
      let number: Int
      switch day {
      case .julian(let count):
        number = newYear.dayNumber + count - 1 + (CalendarDate.isLeap(year) && count >= 60 ? 1 : 0)
      case .ofYear(let count): number = newYear.dayNumber + count
      case .weekday(let month, let week, let weekday):
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
        var dayOfMonth = (weekday - first.weekday % 7 + 7) % 7 + 1 + (week - 1) * 7
        if dayOfMonth > CalendarDate.length(ofMonth: month, year: year) { dayOfMonth -= 7 }
        number = first.dayNumber + dayOfMonth - 1
      }
      return number * 86_400 + time
    }
  }

  /// Seconds east of UTC.
  var standardOffset: Int
  /// Seconds east of UTC while daylight saving holds, and when it begins and ends.
  var daylight: Daylight?

  struct Daylight: Sendable, Hashable {
    var offset: Int
    var begin: Change
    var end: Change
  }

  /// The offset at an instant, in seconds since 1970 UTC.
  func offset(atInstant seconds: Int) -> Int {
    guard let daylight,
      let date = CalendarDate(
        dayNumber: (seconds + standardOffset) / 86_400
          - ((seconds + standardOffset) % 86_400 < 0 ? 1 : 0)),
      let begin = daylight.begin.local(year: date.year),
      let end = daylight.end.local(year: date.year)
    else { return standardOffset }
    let first = begin - standardOffset
    let last = end - daylight.offset
    let holds =
      first < last ? seconds >= first && seconds < last : seconds >= first || seconds < last
    return holds ? daylight.offset : standardOffset
  }
}

extension PosixZone {
  /// Reads the text; nil when it is malformed.
  init?(_ text: some Sequence<UInt8>) {
    var parser = PosixZoneParser(bytes: Array(text))
    guard let zone = parser.zone() else { return nil }
    self = zone
  }
}

private struct PosixZoneParser {
  var bytes: [UInt8]
  var position = 0

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take(_ character: Character) -> Bool {
    guard let next, next == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func zone() -> PosixZone? {
    guard name(), let west = signedTime() else { return nil }
    guard next != nil else { return PosixZone(standardOffset: -west, daylight: nil) }
    guard name() else { return nil }
    var daylight = -west + 3600
    if next != nil, next != UInt8(ascii: ",") {
      guard let written = signedTime() else { return nil }
      daylight = -written
    }
    guard take(","), let begin = change(), take(","), let end = change(), next == nil else {
      return nil
    }
    return PosixZone(
      standardOffset: -west,
      daylight: PosixZone.Daylight(offset: daylight, begin: begin, end: end))
  }

  /// An abbreviation, `CET` or `<+03>`.
  private mutating func name() -> Bool {
    let start = position
    if take("<") {
      while let next, next != UInt8(ascii: ">") {
        _ = next
        position += 1
      }
      return take(">")
    }
    while let next, next | 0x20 >= UInt8(ascii: "a"), next | 0x20 <= UInt8(ascii: "z") {
      position += 1
    }
    return position > start
  }

  private mutating func number() -> Int? {
    let start = position
    var value = 0
    while let next, next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9"), value < 100_000 {
      value = value * 10 + Int(next - UInt8(ascii: "0"))
      position += 1
    }
    return position > start ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func signedTime() -> Int? {
    let negative = take("-")
    if !negative { _ = take("+") }
    guard var seconds = number().map({ $0 * 3600 }) else { return nil }
    if take(":") {
      guard let minutes = number() else { return nil }
      seconds += minutes * 60
      if take(":") {
        guard let rest = number() else { return nil }
        seconds += rest
      }
    }
    return negative ? -seconds : seconds
  }

  private mutating func change() -> PosixZone.Change? {
    let day: PosixZone.Change.Day
    if take("J") {
      guard let count = number(), (1...365).contains(count) else { return nil }
      day = .julian(count)
    } else if take("M") {
      guard let month = number(), (1...12).contains(month), take("."),
        let week = number(), (1...5).contains(week), take("."),
        let weekday = number(), (0...6).contains(weekday)
      else { return nil }
      day = .weekday(month: month, week: week, weekday: weekday)
    } else {
      guard let count = number(), (0...365).contains(count) else { return nil }
      day = .ofYear(count)
    }
    guard take("/") else { return PosixZone.Change(day: day, time: 7200) }
    return signedTime().map { PosixZone.Change(day: day, time: $0) }
  }
}

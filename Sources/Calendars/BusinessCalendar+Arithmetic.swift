import FEEL

extension BusinessCalendar {
  private static let second: Int64 = 1_000_000
  private static let daySeconds = 86_400
  /// How far a search goes: two hundred years.
  private static let horizon = 200 * 366

  /// A stretch of working time between two instants.
  struct Stretch: Hashable {
    var start: Int64
    var end: Int64
  }

  /// The instant some working time after another; never earlier than it, and later for a later start.
  ///
  /// Working days come first: the same time of day on the n-th working day after the start, or the
  /// next working moment behind that if nobody works then. A start outside of working hours counts
  /// from the next working moment. Then the working hours pass; they end with the moment that
  /// completes them, so eight hours from the morning end in the evening, not the next morning.
  /// - Parameters:
  ///   - length: The working time.
  ///   - start: The instant, in microseconds.
  /// - Returns: The instant; nil if it is more than two hundred years away or nobody ever works.
  public func instant(_ length: WorkingTime, after start: Int64) -> Int64? {
    guard hasWorkingTime else { return nil }
    var instant = start
    if length.days > 0 {
      guard let moved = moved(instant, days: length.days) else { return nil }
      instant = moved
    }
    return length.microseconds > 0 ? moved(instant, microseconds: length.microseconds) : instant
  }

  /// The working time between two instants, in microseconds; 0 if the second is not later.
  public func workingTime(from start: Int64, to end: Int64) -> Int64 {
    guard start < end else { return 0 }
    var sum: Int64 = 0
    var day = localDay(start)
    let last = localDay(end)
    while day <= last {
      for stretch in stretches(onDay: day) {
        let from = max(stretch.start, start)
        let to = min(stretch.end, end)
        if from < to { sum += to - from }
      }
      day += 1
    }
    return sum
  }

  /// The first instant at or after another at which somebody works; nil if there is none in two
  /// hundred years.
  public func nextWorkingMoment(_ instant: Int64) -> Int64? {
    let first = localDay(instant)
    for day in first..<(first + Self.horizon) {
      for stretch in stretches(onDay: day) where stretch.end > instant {
        return max(stretch.start, instant)
      }
    }
    return nil
  }

  private func moved(_ start: Int64, days: Int) -> Int64? {
    guard days <= Self.horizon, let begin = nextWorkingMoment(start) else { return nil }
    let local = localTime(begin)
    var day = localDay(begin)
    let timeOfDay = local - Int64(day) * Int64(Self.daySeconds) * Self.second
    var left = days
    let limit = day + Self.horizon
    while left > 0 {
      day += 1
      guard day < limit else { return nil }
      if !hours(onDay: day).isEmpty { left -= 1 }
    }
    let target = instant(
      local: Int64(day) * Int64(Self.daySeconds) * Self.second + timeOfDay)
    return nextWorkingMoment(target)
  }

  private func moved(_ start: Int64, microseconds: Int64) -> Int64? {
    var left = microseconds
    let first = localDay(start)
    for day in first..<(first + Self.horizon) {
      for stretch in stretches(onDay: day) where stretch.end > start {
        let from = max(stretch.start, start)
        if left <= stretch.end - from { return from + left }
        left -= stretch.end - from
      }
    }
    return nil
  }

  // MARK: The zone's clock

  /// The working time of a day, in order; what a change of the clock swallows is left out.
  func stretches(onDay day: Int) -> [Stretch] {
    hours(onDay: day).compactMap { hours in
      let midnight = Int64(day) * Int64(Self.daySeconds)
      let start = instant(local: (midnight + Int64(hours.start) * 60) * Self.second)
      let end = instant(local: (midnight + Int64(hours.end) * 60) * Self.second)
      return start < end ? Stretch(start: start, end: end) : nil
    }
  }

  private func localTime(_ instant: Int64) -> Int64 {
    let seconds = Int(Self.floor(instant, Self.second))
    return instant + Int64(zone.offset(atInstant: seconds)) * Self.second
  }

  func localDay(_ instant: Int64) -> Int {
    Int(Self.floor(localTime(instant), Int64(Self.daySeconds) * Self.second))
  }

  /// The instant of a time on the zone's clock: the first of a time that occurs twice, and the moment
  /// of the change for one that is skipped, so that later times never come earlier.
  func instant(local: Int64) -> Int64 {
    let seconds = Int(Self.floor(local, Self.second))
    let offset = zone.offset(atLocal: seconds)
    let instant = seconds - offset
    let fraction = local - Int64(seconds) * Self.second
    guard zone.offset(atInstant: instant) != offset else {
      return Int64(instant) * Self.second + fraction
    }
    // The offset before the gap was used: the change lies between that time a day ago and now.
    var before = instant - Self.daySeconds
    var after = instant
    while after - before > 1 {
      let middle = (before + after) / 2
      if zone.offset(atInstant: middle) == offset { before = middle } else { after = middle }
    }
    return Int64(after) * Self.second
  }

  private static func floor(_ value: Int64, _ unit: Int64) -> Int64 {
    value >= 0 ? value / unit : -((-value + unit - 1) / unit)
  }
}

/// What a time says about its place on earth (DMN 1.5 §10.3.2.3.5: time offset and timezone).
public enum TimeZoneDesignator: Sendable, Hashable {
  /// Nothing: a local time.
  case local
  /// Seconds east of UTC.
  case offset(seconds: Int32)
  /// A zone of the IANA database.
  case zone(TimeZoneRules)

  /// The largest offset that XML Schema knows, 14 hours, in seconds.
  public static let maximumOffset = 14 * 3600

  /// UTC.
  public static let utc = TimeZoneDesignator.offset(seconds: 0)

  /// Whether it says nothing.
  public var isLocal: Bool { self == .local }
}

/// A FEEL time: a time of day in nanoseconds, perhaps with an offset or a zone (DMN 1.5
/// §10.3.2.3.5).
public struct TimeOfDay: Sendable, Hashable {
  /// The nanoseconds of a second.
  public static let nanosecondsPerSecond = 1_000_000_000
  /// The nanoseconds of a day.
  public static let nanosecondsPerDay = 86_400 * nanosecondsPerSecond

  /// Nanoseconds since midnight, below those of a day.
  public let nanoseconds: Int
  /// The offset or zone.
  public let zone: TimeZoneDesignator

  /// Makes a time from nanoseconds since midnight; whole days are taken away.
  public init(nanoseconds: Int, zone: TimeZoneDesignator = .local) {
    let rest = nanoseconds % TimeOfDay.nanosecondsPerDay
    self.nanoseconds = rest < 0 ? rest + TimeOfDay.nanosecondsPerDay : rest
    self.zone = zone
  }

  /// Makes a time; nil when there is no such time.
  public init?(
    hour: Int, minute: Int, second: Int, nanosecond: Int = 0, zone: TimeZoneDesignator = .local
  ) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0..<TimeOfDay.nanosecondsPerSecond).contains(nanosecond)
    else { return nil }
    nanoseconds =
      ((hour * 60 + minute) * 60 + second) * TimeOfDay.nanosecondsPerSecond + nanosecond
    self.zone = zone
  }

  /// Midnight without a zone.
  public static let midnight = TimeOfDay(nanoseconds: 0)

  /// The hour, from 0 to 23.
  public var hour: Int { secondOfDay / 3600 }
  /// The minute, from 0 to 59.
  public var minute: Int { secondOfDay / 60 % 60 }
  /// The second, from 0 to 59.
  public var second: Int { secondOfDay % 60 }
  /// The fraction of the second, in nanoseconds.
  public var nanosecond: Int { nanoseconds % TimeOfDay.nanosecondsPerSecond }
  /// The whole seconds since midnight.
  public var secondOfDay: Int { nanoseconds / TimeOfDay.nanosecondsPerSecond }

  /// The same time of day with another offset or zone.
  public func with(_ zone: TimeZoneDesignator) -> TimeOfDay {
    TimeOfDay(nanoseconds: nanoseconds, zone: zone)
  }

  /// The offset from UTC in seconds; nil for a local time.
  ///
  /// A named zone has no offset without a date: its standard time of today's rules is taken.
  public var offset: Int? {
    switch zone {
    case .local: nil
    case .offset(let seconds): Int(seconds)
    case .zone(let rules): rules.standardOffset
    }
  }

  /// Nanoseconds since midnight UTC, perhaps negative; a local time counts as UTC.
  public var utcNanoseconds: Int {
    nanoseconds - (offset ?? 0) * TimeOfDay.nanosecondsPerSecond
  }

  /// The standard's value of a time, by which it is compared: whole seconds since midnight UTC.
  public var value: Int { secondOfDay - (offset ?? 0) }

  /// The time a duration later or earlier, around midnight.
  public func adding(_ duration: DaysAndTimeDuration) -> TimeOfDay {
    let rest = Int(duration.nanoseconds % Int128(TimeOfDay.nanosecondsPerDay))
    return TimeOfDay(nanoseconds: nanoseconds + rest, zone: zone)
  }
}

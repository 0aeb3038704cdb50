import FEEL
import Glibc

/// What time it is.
enum MachineClock {
  /// The time to the last tick of the kernel, some milliseconds ago at most; reading it takes a few
  /// nanoseconds.
  static func tick() -> timespec {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return time
  }

  /// The instant of a tick.
  static func instant(_ time: timespec) -> DateAndTime {
    guard
      let now = DateAndTime(instant: Int128(time.tv_sec) * 1_000_000_000 + Int128(time.tv_nsec))
    else { preconditionFailure("the machine's clock shows a year that does not exist") }
    return now
  }

  /// The present instant.
  static func now() -> DateAndTime { instant(tick()) }
}

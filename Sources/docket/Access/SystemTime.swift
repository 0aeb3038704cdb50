import Casework
import FEEL

/// The machine's clock.
enum SystemTime {
  /// The time as FEEL's `now()` gives it.
  static var now: DateAndTime {
    guard let now = DateAndTime(instant: Int128(stamp.microseconds) * 1000) else {
      preconditionFailure("the machine's clock shows a year that does not exist")
    }
    return now
  }

  /// The time as cases keep it.
  static var stamp: Timestamp {
    CaseClock.machine()
  }
}

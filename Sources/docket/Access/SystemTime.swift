import Casework
import FEEL
import Foundation

/// The machine's clock.
enum SystemTime {
  /// The time as FEEL's `now()` gives it.
  static var now: DateAndTime {
    // The text of a time stamp is always a date and time.
    DateAndTime("\(stamp)") ?? DateAndTime(date: .init(daysSince1970: 0), time: .midnight)
  }

  /// The time as cases keep it.
  static var stamp: Timestamp {
    Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }
}

import Foundation

/// The times of messages that were sent: those of the machine, which senders have noted too, whatever clock windows go by.
enum GraphTime {
  /// The machine's time in seconds since 1970.
  static var now: Int { Int(Date.now.timeIntervalSince1970) }

  /// A time as the Graph API writes it: `2026-09-21T14:13:20+0000`.
  static func text(_ seconds: Int) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast() + "+0000"
  }
}

import Foundation

extension RecordedRequest {
  /// The time of the machine in seconds since 1970.
  static var seconds: Int { Int(Date.now.timeIntervalSince1970) }

  /// A time as the Graph API writes it: `2026-09-21T14:13:20+0000`.
  static func graphTime(_ seconds: Int) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast() + "+0000"
  }
}

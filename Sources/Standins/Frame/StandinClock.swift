import Foundation
import Synchronization

/// The time of the stand-ins: the machine's, or one that stands still until it is told to go on.
///
/// Windows, threads and time stamps of events go by it; tokens, faults and pauses take real seconds.
public final class StandinClock: Sendable {
  private let standing: Mutex<Int64?>

  /// Makes a clock.
  ///
  /// - Parameter milliseconds: Where it stands, in milliseconds since 1970; nil for the machine's time.
  public init(at milliseconds: Int64? = nil) {
    standing = Mutex(milliseconds)
  }

  /// Reads `system` or `virtual:START` with a time in ISO 8601; nil for anything else.
  public convenience init?(_ text: String) {
    if text == "system" {
      self.init()
    } else if text.hasPrefix("virtual:"), let start = Self.milliseconds(text.dropFirst(8)) {
      self.init(at: start)
    } else {
      return nil
    }
  }

  /// The time in milliseconds since 1970.
  public var milliseconds: Int64 {
    standing.withLock { $0 } ?? Int64(Date.now.timeIntervalSince1970 * 1000)
  }

  /// The time in ISO 8601 with thousandths.
  public var text: String { Self.text(milliseconds) }

  /// Lets time pass; the machine's clock stands still from then on.
  public func advance(hours: Double) {
    standing.withLock { time in
      let now = time ?? Int64(Date.now.timeIntervalSince1970 * 1000)
      time = now + Int64((hours * 3_600_000).rounded())
    }
  }

  /// Puts it to a time in ISO 8601, where it stands; false for what is no time.
  public func set(_ text: String) -> Bool {
    guard let time = Self.milliseconds(text[...]) else { return false }
    standing.withLock { $0 = time }
    return true
  }

  static func text(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: true))
  }

  /// The milliseconds since 1970 of a time in ISO 8601, with or without thousandths.
  static func milliseconds(_ text: Substring) -> Int64? {
    let whole = try? Date(String(text), strategy: .iso8601)
    let parts = try? Date(
      String(text), strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
    return (whole ?? parts).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
  }
}

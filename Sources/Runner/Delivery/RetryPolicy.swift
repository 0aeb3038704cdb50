/// How failed deliveries are tried again: after twice as long each time, somewhat at random so that
/// many messages do not come back at the same moment.
public struct RetryPolicy: Sendable, Hashable {
  /// The wait after the first failure, in microseconds.
  public var first: Int64
  /// The longest wait, in microseconds.
  public var longest: Int64
  /// After so many attempts a message is given up.
  public var attempts: Int

  /// Makes a policy.
  public init(first: Int64 = 1_000_000, longest: Int64 = 3_600_000_000, attempts: Int = 12) {
    self.first = first
    self.longest = longest
    self.attempts = attempts
  }

  /// The wait before the next attempt.
  ///
  /// - Parameters:
  ///   - attempts: How many attempts have failed.
  ///   - atLeast: What the receiver asked for, in seconds.
  ///   - random: A number from 0 to 1.
  /// - Returns: Microseconds; nil when the message is given up.
  func wait(afterAttempts attempts: Int, atLeast: Int?, random: Double) -> Int64? {
    guard attempts < self.attempts else { return nil }
    let doublings = min(max(0, attempts - 1), 40)
    let (product, overflow) = first.multipliedReportingOverflow(by: Int64(1) << Int64(doublings))
    let full = overflow ? longest : min(product, longest)
    let jittered = Int64(Double(full) * (0.5 + 0.5 * min(max(random, 0), 1)))
    let asked = Int64(min(max(0, atLeast ?? 0), 86_400)) * 1_000_000
    return max(jittered, asked)
  }
}

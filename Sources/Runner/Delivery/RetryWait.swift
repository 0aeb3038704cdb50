package import Connectors

extension ReceiverPolicy {
  /// The wait before the next attempt: after twice as long each time, somewhat at random so that many
  /// calls do not come back at the same moment.
  ///
  /// - Parameters:
  ///   - attempts: How many attempts have failed.
  ///   - atLeast: What the receiver asked for, in seconds.
  ///   - random: A number from 0 to 1.
  /// - Returns: Microseconds; nil when the call is given up.
  package func wait(afterAttempts attempts: Int, atLeast: Int?, random: Double) -> Int64? {
    guard attempts < self.attempts else { return nil }
    let doublings = min(max(0, attempts - 1), 40)
    let (product, overflow) = firstWait.multipliedReportingOverflow(
      by: Int64(1) << Int64(doublings))
    let full = overflow ? longestWait : min(product, longestWait)
    let jittered = Int64(Double(full) * (0.5 + 0.5 * min(max(random, 0), 1)))
    let asked = Int64(min(max(0, atLeast ?? 0), 86_400)) * 1_000_000
    return max(jittered, asked)
  }
}

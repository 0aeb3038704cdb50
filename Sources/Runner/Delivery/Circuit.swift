public import Casework
package import Connectors

/// Keeps calls from a receiver that does not answer, and tries it with one call after a while.
package struct Circuit: Sendable, Hashable {
  /// What it lets through.
  package enum State: Sendable, Hashable {
    /// Calls go out.
    case closed
    /// None goes out before this time.
    case open(until: Timestamp)
    /// One call is on its way to find out.
    case halfOpen
  }

  /// What it lets through.
  package private(set) var state = State.closed
  /// The failures in a row.
  package private(set) var failures = 0
  /// How often it opened since the last success.
  package private(set) var openings = 0

  /// A circuit that lets calls through.
  package init() {}

  /// When a call may go out; nil for never until one under way has ended.
  package func earliest(at now: Timestamp) -> Timestamp? {
    switch state {
    case .closed: now
    case .open(let until): max(now, until)
    case .halfOpen: nil
    }
  }

  /// Notes that a call goes out.
  package mutating func began() {
    if case .open = state { state = .halfOpen }
  }

  /// Notes that the receiver answered, whatever it said.
  package mutating func succeeded() {
    self = Circuit()
  }

  /// Notes that the receiver could not be reached, did not answer or was not able to.
  ///
  /// - Returns: Whether the circuit opened by this.
  package mutating func failed(at now: Timestamp, _ policy: ReceiverPolicy) -> Bool {
    failures += 1
    switch state {
    // A call that began before the circuit opened tells nothing new.
    case .open: return false
    case .closed where failures < policy.failuresToOpen: return false
    case .closed, .halfOpen: break
    }
    let (wait, overflow) = policy.openFor.multipliedReportingOverflow(
      by: Int64(1) << Int64(min(openings, 4)))
    state = .open(until: now.advanced(by: overflow ? policy.openFor : wait))
    openings += 1
    return true
  }
}

/// How a receiver of calls stands, as the board and the metrics show it.
public struct ReceiverState: Sendable, Hashable {
  /// What the circuit lets through.
  public enum Circuit: String, Sendable, Hashable, CaseIterable {
    /// All calls.
    case closed
    /// None.
    case open
    /// One, to find out.
    case halfOpen
  }

  /// The connector's name, or the origin of a URL.
  public var receiver: String
  /// What its circuit lets through.
  public var circuit: Circuit
  /// The failures in a row.
  public var failures: Int
  /// When the next call is tried, for an open circuit.
  public var until: Timestamp?
  /// The calls under way.
  public var underWay: Int
}

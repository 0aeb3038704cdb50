package import Casework
package import Connectors

/// Which receivers may be called now: by their circuits, how many calls are under way, and how often
/// they may be called.
///
/// A value without a clock: who asks brings the time. `now` is the store's time, by which circuits go as
/// attempts do; `machine` is that of the machine, because a receiver counts calls in real seconds.
package struct DeliveryGate: Sendable {
  /// A receiver that is not to be called now.
  package struct Closed: Sendable, Hashable {
    /// Its name.
    package var receiver: String
    /// Microseconds until it may be called, nil until one of its calls has ended.
    package var wait: Int64?
  }

  private struct Receiver: Sendable {
    var circuit = Circuit()
    var underWay = 0
    /// When the next call may begin by the rate, in the machine's time.
    var nextBegin = Timestamp(microseconds: .min)
    /// Until when the receiver asked to be left alone.
    var pausedUntil = Timestamp(microseconds: .min)
  }

  let policies: ReceiverPolicies
  private var receivers: [String: Receiver] = [:]
  /// Receivers that are as new are forgotten beyond this number: a case may name any address.
  private static let remembered = 1000

  /// Makes a gate that has seen no call yet.
  package init(policies: ReceiverPolicies) {
    self.policies = policies
  }

  /// The receivers that are not to be called now, sorted.
  package func closed(now: Timestamp, machine: Timestamp) -> [Closed] {
    receivers.sorted { $0.key < $1.key }.compactMap { name, receiver in
      let policy = policies[name]
      guard receiver.underWay < policy.concurrent, let circuit = receiver.circuit.earliest(at: now)
      else { return Closed(receiver: name, wait: nil) }
      let wait = max(
        circuit.since(now), receiver.pausedUntil > now ? receiver.pausedUntil.since(now) : 0,
        receiver.nextBegin > machine ? receiver.nextBegin.since(machine) : 0)
      return wait > 0 ? Closed(receiver: name, wait: wait) : nil
    }
  }

  /// Takes room for a call; false when there is none.
  package mutating func begin(_ name: String, now: Timestamp, machine: Timestamp) -> Bool {
    let policy = policies[name]
    var receiver = receivers[name] ?? Receiver()
    guard receiver.underWay < policy.concurrent, receiver.nextBegin <= machine,
      receiver.pausedUntil <= now, let earliest = receiver.circuit.earliest(at: now),
      earliest <= now
    else { return false }
    receiver.underWay += 1
    receiver.circuit.began()
    if let perSecond = policy.perSecond, perSecond > 0 {
      receiver.nextBegin = machine.advanced(by: Int64(1_000_000 / perSecond))
    }
    receivers[name] = receiver
    return true
  }

  /// Gives the room of a call back whose receiver answered.
  ///
  /// - Returns: Whether the circuit closed by this.
  package mutating func answered(_ name: String) -> Bool {
    guard var receiver = receivers[name] else { return false }
    let wasOpen = receiver.circuit.state != .closed
    receiver.underWay = max(0, receiver.underWay - 1)
    receiver.circuit.succeeded()
    receivers[name] = receiver
    forget()
    return wasOpen
  }

  /// Gives the room of a call back whose receiver did not answer, or asked to come back later.
  ///
  /// - Parameters:
  ///   - name: The receiver.
  ///   - after: The seconds it asked for.
  ///   - now: The store's time.
  /// - Returns: Whether the circuit opened by this.
  package mutating func failed(_ name: String, after: Int?, now: Timestamp) -> Bool {
    guard var receiver = receivers[name] else { return false }
    receiver.underWay = max(0, receiver.underWay - 1)
    if let after, after > 0 {
      let until = now.advanced(by: Int64(min(after, 86_400)) * 1_000_000)
      receiver.pausedUntil = max(receiver.pausedUntil, until)
    }
    let opened = receiver.circuit.failed(at: now, policies[name])
    receivers[name] = receiver
    return opened
  }

  /// Gives the room of a call back that says nothing of its receiver.
  package mutating func dropped(_ name: String) {
    receivers[name]?.underWay -= 1
  }

  /// How the receivers stand that were called since the start, sorted.
  package func states(now: Timestamp) -> [ReceiverState] {
    receivers.sorted { $0.key < $1.key }.map { name, receiver in
      var state = ReceiverState(
        receiver: name, circuit: .closed, failures: receiver.circuit.failures, until: nil,
        underWay: receiver.underWay)
      switch receiver.circuit.state {
      case .closed: break
      case .open(let until):
        state.circuit = .open
        state.until = until
      case .halfOpen: state.circuit = .halfOpen
      }
      return state
    }
  }

  private mutating func forget() {
    guard receivers.count > Self.remembered else { return }
    receivers = receivers.filter { $0.value.underWay > 0 || $0.value.circuit != Circuit() }
  }
}

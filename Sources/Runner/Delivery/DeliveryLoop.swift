import Casework
import Connectors
import Dispatch
import FEEL
import HTTP
import Statechart
import Synchronization

/// Sends what lies in the outbox; no lock of the store is held while a network answers.
///
/// A message is sent at least once, always with the same key. Its answer is applied once, because it
/// removes the message in the same commit.
final class DeliveryLoop: Sendable {
  private let store: any CaseStore
  private let engine: CaseEngine
  private let clock: CaseClock
  private let sender: MessageSender
  private let policies: ReceiverPolicies
  private let gate: Mutex<DeliveryGate>
  private let limit: Int
  private let report: @Sendable (RunnerEvent) -> Void
  /// Called when an attempt has ended, whatever came of it.
  private let attemptEnded: @Sendable () -> Void
  private let underWay = Mutex<Set<MessageID>>([])
  private let group = DispatchGroup()
  /// Settling waits for a commit, which Swift's own few threads must not.
  private let threads = WorkerThreads(name: "docket.deliveries")

  init(
    store: any CaseStore, engine: CaseEngine, clock: CaseClock, sender: MessageSender,
    policies: ReceiverPolicies, limit: Int, report: @escaping @Sendable (RunnerEvent) -> Void,
    attemptEnded: @escaping @Sendable () -> Void
  ) {
    self.store = store
    self.engine = engine
    self.clock = clock
    self.sender = sender
    self.policies = policies
    gate = Mutex(DeliveryGate(policies: policies))
    self.limit = limit
    self.report = report
    self.attemptEnded = attemptEnded
  }

  /// How the receivers stand that were called since the start.
  func receivers() throws -> [ReceiverState] {
    let now = try store.read { try clock.now($0) }
    return gate.withLock { $0.states(now: now) }
  }

  /// Starts what is due and has room; answers how many milliseconds nothing will be due, 0 if there may
  /// be more to start.
  func turn() throws -> Int {
    let busy = underWay.withLock { $0 }
    guard busy.count < limit else { return WorkLoop.pollMilliseconds }
    let machine = clock.machineTime
    let (now, closed, due, next) = try store.read { reader in
      let now = try clock.now(reader)
      let closed = gate.withLock { $0.closed(now: now, machine: machine) }
      return (
        now, closed,
        try reader.dueMessages(
          at: now, excluding: closed.map(\.receiver), limit: limit + busy.count),
        try reader.nextMessageDue()
      )
    }
    var room = limit - busy.count
    var met = false
    for message in due where room > 0 && !busy.contains(message.id) {
      met = true
      guard gate.withLock({ $0.begin(message.receiver, now: now, machine: machine) }) else {
        continue
      }
      begin(message)
      room -= 1
    }
    // A receiver that has no room now is passed over in the next turn, so that others get theirs.
    if met, room > 0 { return 0 }
    var wait = Int64(WorkLoop.pollMilliseconds)
    if let next, next > now { wait = min(wait, next.since(now) / 1000 + 1) }
    for pause in closed.compactMap(\.wait) { wait = min(wait, pause / 1000 + 1) }
    return Int(max(1, wait))
  }

  /// Waits for the messages under way.
  func finish(milliseconds: Int) {
    _ = group.wait(timeout: .now() + .milliseconds(milliseconds))
  }

  private func begin(_ message: OutboxMessage) {
    underWay.withLock { _ = $0.insert(message.id) }
    group.enter()
    Task(executorPreference: threads) { [self] in
      let outcome = await sender.send(message)
      do {
        try note(outcome, of: message.receiver)
        try settle(message, outcome)
      } catch {
        // The message is still in the outbox: it is sent again, with the same key.
        report(.failed(loop: "delivery", reason: "\(error)"))
      }
      underWay.withLock { _ = $0.remove(message.id) }
      attemptEnded()
      group.leave()
    }
  }

  /// What the outcome tells about the receiver.
  private func note(_ outcome: MessageSender.Outcome, of receiver: String) throws {
    switch outcome {
    case .delivered, .refused(_, _, ambiguous: false):
      if gate.withLock({ $0.answered(receiver) }) { report(.circuitClosed(receiver)) }
    case .retry(let reason, let after, _):
      try fail(receiver, reason, after)
    case .refused(let reason, _, ambiguous: true):
      try fail(receiver, reason, nil)
    }
  }

  private func fail(_ receiver: String, _ reason: String, _ after: Int?) throws {
    // Its room is given back whether or not the store can tell the time.
    let now = Result { try store.read { try clock.now($0) } }
    let time = (try? now.get()) ?? clock.machineTime
    if gate.withLock({ $0.failed(receiver, after: after, now: time) }) {
      report(.circuitOpened(receiver, reason: reason))
    }
    _ = try now.get()
  }

  private func settle(_ message: OutboxMessage, _ outcome: MessageSender.Outcome) throws {
    switch outcome {
    case .delivered(let answer):
      try store.write { [engine, clock] transaction in
        _ = try engine.settle(message, with: answer, transaction, at: try clock.now(transaction))
      }
      report(.delivered(message))
    case .retry(let reason, let after, let isAmbiguous):
      let wait = policies[message.receiver].wait(
        afterAttempts: message.attempts + 1, atLeast: after, random: Double.random(in: 0...1))
      guard let wait else {
        return try giveUp(message, reason: reason, data: .null, isAmbiguous: isAmbiguous)
      }
      try store.write { [clock] transaction in
        var failed = message
        failed.attempts += 1
        failed.nextAt = try clock.now(transaction).advanced(by: wait)
        failed.lastError = reason
        failed.isAmbiguous = isAmbiguous
        _ = try transaction.updateMessage(failed, attempts: message.attempts)
      }
      report(.retrying(message, reason: reason))
    case .refused(let reason, let data, let isAmbiguous):
      try giveUp(message, reason: reason, data: data, isAmbiguous: isAmbiguous)
    }
  }

  /// A connector's message is kept for a person to retry or drop; a call is not, for its case has been
  /// told and goes on without it.
  private func giveUp(
    _ message: OutboxMessage, reason: String, data: Value, isAmbiguous: Bool
  ) throws {
    let answer = MessageSender.failure(
      message, reason: reason, data: data, isAmbiguous: isAmbiguous)
    try store.write { [engine, clock] transaction in
      let now = try clock.now(transaction)
      guard message.kind == .connector else {
        _ = try engine.settle(message, with: answer, transaction, at: now)
        return
      }
      var dead = message
      dead.attempts += 1
      dead.status = .dead
      dead.lastError = reason
      dead.isAmbiguous = isAmbiguous
      guard try transaction.updateMessage(dead, attempts: message.attempts),
        try transaction.caseRecord(message.caseID)?.status.isUnfinished == true
      else { return }
      _ = try transaction.insertInbox(
        answer, kind: .event, for: message.caseID, actor: nil, at: now)
    }
    report(.dead(message, reason: reason))
  }
}

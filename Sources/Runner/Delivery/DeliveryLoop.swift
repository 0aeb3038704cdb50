import Casework
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
  private let retries: RetryPolicy
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
    retries: RetryPolicy, limit: Int, report: @escaping @Sendable (RunnerEvent) -> Void,
    attemptEnded: @escaping @Sendable () -> Void
  ) {
    self.store = store
    self.engine = engine
    self.clock = clock
    self.sender = sender
    self.retries = retries
    self.limit = limit
    self.report = report
    self.attemptEnded = attemptEnded
  }

  /// Starts what is due and has room; answers how many milliseconds nothing will be due.
  func turn() throws -> Int {
    let busy = underWay.withLock { $0 }
    guard busy.count < limit else { return WorkLoop.pollMilliseconds }
    let (now, due, next) = try store.read { reader in
      let now = try clock.now(reader)
      return (
        now, try reader.dueMessages(at: now, limit: limit + busy.count),
        try reader.nextMessageDue()
      )
    }
    for message in due.filter({ !busy.contains($0.id) }).prefix(limit - busy.count) {
      begin(message)
    }
    guard due.isEmpty, let next else { return WorkLoop.pollMilliseconds }
    return Int(min(max(1, next.since(now) / 1000 + 1), Int64(WorkLoop.pollMilliseconds)))
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

  private func settle(_ message: OutboxMessage, _ outcome: MessageSender.Outcome) throws {
    switch outcome {
    case .delivered(let answer):
      try store.write { [engine, clock] transaction in
        _ = try engine.settle(message, with: answer, transaction, at: try clock.now(transaction))
      }
      report(.delivered(message))
    case .retry(let reason, let after):
      let wait = retries.wait(
        afterAttempts: message.attempts + 1, atLeast: after, random: Double.random(in: 0...1))
      guard let wait else { return try giveUp(message, reason: reason, data: .null) }
      try store.write { [clock] transaction in
        var failed = message
        failed.attempts += 1
        failed.nextAt = try clock.now(transaction).advanced(by: wait)
        failed.lastError = reason
        _ = try transaction.updateMessage(failed, attempts: message.attempts)
      }
      report(.retrying(message, reason: reason))
    case .refused(let reason, let data): try giveUp(message, reason: reason, data: data)
    }
  }

  /// A connector's message is kept for a person to retry or drop; a call is not, for its case has been
  /// told and goes on without it.
  private func giveUp(_ message: OutboxMessage, reason: String, data: Value) throws {
    let answer = MessageSender.failure(message, reason: reason, data: data)
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
      guard try transaction.updateMessage(dead, attempts: message.attempts),
        try transaction.caseRecord(message.caseID)?.status.isUnfinished == true
      else { return }
      _ = try transaction.insertInbox(
        answer, kind: .event, for: message.caseID, actor: nil, at: now)
    }
    report(.dead(message, reason: reason))
  }
}

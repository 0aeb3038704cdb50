import FEEL
public import Statechart

extension CaseEngine {
  /// Carries out a timer that is due: its event goes to the receiver, whose step is run at once where
  /// nothing waits before it, or into the outbox.
  ///
  /// - Returns: Whether the timer was still there.
  /// - Throws: `StoreError`.
  @discardableResult
  public func fire(
    _ timer: TimerRecord, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> Bool {
    guard try transaction.deleteTimer(timer.id) else { return false }
    guard let record = try transaction.caseRecord(timer.caseID), record.status.isUnfinished else {
      return true
    }
    var event = timer.event
    switch timer.kind {
    case .invoke:
      event.data = .context(
        ContextValue([
          "due": .dateTime(timer.dueAt.dateAndTime), "at": .dateTime(now.dateAndTime),
        ]))
      _ = try take(event, for: record.id, actor: nil, transaction, at: now)
    case .taskDue, .taskFollowUp, .taskEscalation:
      try fireTaskTimer(timer, record, transaction, at: now)
    case .send where timer.destination == .session(record.id.description):
      _ = try take(event, for: record.id, actor: nil, transaction, at: now)
    case .send:
      try EffectWriter(engine: self, record: record, transaction: transaction, now: now)
        .deliver(
          event, to: timer.destination, sendID: timer.cancelID, isContent: timer.isContent,
          key: "\(record.id)-\(timer.id)")
    }
    return true
  }

  /// Puts the answer to a message into its case's inbox and takes the message from the outbox.
  ///
  /// - Parameters:
  ///   - message: The message as it was read.
  ///   - answer: The event to hand to the case; nil where the workflow need not know.
  ///   - transaction: The unit that carries it.
  ///   - now: The time of the unit.
  /// - Returns: Whether the message was still there: an answer is applied once.
  /// - Throws: `StoreError`.
  @discardableResult
  public func settle(
    _ message: OutboxMessage, with answer: StatechartEvent?, _ transaction: any CaseTransaction,
    at now: Timestamp
  ) throws -> Bool {
    guard try transaction.deleteMessage(message.id) else { return false }
    guard let answer, let record = try transaction.caseRecord(message.caseID),
      record.status.isUnfinished,
      // An answer that no transition of the workflow names would be a step that does nothing.
      try answer.isPlatformError
        || library.statechart(record.definition, transaction).knows(answer.name)
    else { return true }
    _ = try transaction.insertInbox(answer, kind: .event, for: record.id, actor: nil, at: now)
    return true
  }
}

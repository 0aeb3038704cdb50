import FEEL
import Statechart

extension CaseEngine {
  /// Carries out a timer of a task: it is overdue, somebody is reminded, a further role is called in.
  func fireTaskTimer(
    _ timer: TimerRecord, _ record: CaseRecord, _ transaction: any CaseTransaction,
    at now: Timestamp
  ) throws {
    guard let invokeID = timer.event.invokeID,
      let task = try transaction.task(of: record.id, invokeID: invokeID)
    else { return }
    let rules = TaskRules(engine: self, transaction: transaction, now: now)
    switch timer.kind {
    case .taskDue: _ = try rules.tell(.overdue, of: task, by: nil, [])
    case .taskFollowUp:
      _ = try rules.tell(.followUp, of: task, by: nil, [])
      let people = (task.claimedBy ?? task.assignee).map { [$0] } ?? task.candidates
      for (index, person) in people.enumerated() {
        try notify(
          person, "the task \(task.id) \"\(task.title)\" waits for you", of: task, record,
          key: "\(record.id)-\(timer.id)-\(index + 1)", transaction, at: now)
      }
    case .taskEscalation:
      guard case .context(let data) = timer.event.data, case .string(let role)? = data["to"] else {
        return
      }
      var called = task
      // The one person who alone could do it is now one of several.
      if let assignee = task.assignee {
        called.assignee = nil
        called.candidates.append(assignee)
      }
      if !called.candidates.contains(role) { called.candidates.append(role) }
      _ = try rules.write(
        called, .escalated, by: nil, [("to", .string(role)), ("level", data["level"] ?? .null)])
      try notify(
        role, "the task \(task.id) \"\(task.title)\" was not done in time", of: task, record,
        key: "\(record.id)-\(timer.id)-1", transaction, at: now)
    case .invoke, .send: break
    }
  }

  /// Hands a message for a person or role to the connector `notify`, as a sheet's `notify` does.
  private func notify(
    _ role: String, _ text: String, of task: TaskRecord, _ record: CaseRecord, key: String,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    _ = try transaction.insertMessage(
      OutboxMessage(
        id: MessageID(rawValue: 0), caseID: record.id, caseKey: record.key, kind: .connector,
        idempotencyKey: key, target: "notify", event: "notify",
        data: .context(
          ContextValue([
            "role": .string(role), "text": .string(text), "task": .string(task.id.description),
            "title": .string(task.title),
          ])), isContent: false, nextAt: now, createdAt: now))
  }
}

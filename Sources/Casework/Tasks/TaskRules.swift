import FEEL
import Statechart

/// What holds for every change of a task.
struct TaskRules {
  let engine: CaseEngine
  let transaction: any CaseTransaction
  let now: Timestamp

  /// The open task of a number, at the revision that the person saw.
  func open(_ id: TaskID, revision: Int64?) throws -> TaskRecord {
    guard let task = try transaction.task(id) else {
      throw try CaseworkError.unknownTask(id, transaction)
    }
    if let revision, revision != task.revision {
      throw CaseworkError.outdated(task, asked: revision)
    }
    return task
  }

  /// The assignee, and the four eyes: whoever did one of the named tasks may not do this one.
  func checkMayDo(_ task: TaskRecord, _ person: String) throws {
    guard !person.isEmpty else {
      throw CaseworkError.badArgument("say who does the task, with --as NAME")
    }
    if let assignee = task.assignee, assignee != person, task.claimedBy != person {
      throw CaseworkError.notAssigned(task, to: person, only: assignee)
    }
    try checkFourEyes(task, person)
  }

  /// The four eyes alone, for a person to whom the task is given.
  func checkFourEyes(_ task: TaskRecord, _ person: String) throws {
    guard !task.notBy.isEmpty else { return }
    for doer in try transaction.taskDoers(of: task.caseID) where doer.person == person {
      if task.notBy.contains(doer.invokeID) || task.notBy.contains(doer.title) {
        throw CaseworkError.fourEyes(task, person: person, earlier: doer)
      }
    }
  }

  /// Writes a change and tells the case, whose log then has it.
  ///
  /// - Parameters:
  ///   - task: The task as it shall be.
  ///   - event: What was done.
  ///   - person: Who did it; nil for what time did.
  ///   - further: Further entries of the event's data.
  /// - Returns: The task as it is, or as it was last if the case withdrew it because of the event.
  /// - Throws: `StoreError`.
  func write(
    _ task: TaskRecord, _ event: TaskEvent, by person: String?, _ further: [(String, Value)] = []
  ) throws -> TaskRecord {
    var changed = task
    changed.lastChange = TaskChange(event, by: person, at: now)
    try transaction.updateTask(changed, revision: task.revision)
    changed.revision += 1
    let row = try tell(event, of: task, by: person, further)
    if person != nil {
      // An incident of the case is told by the case: the change of the task stands.
      _ = try engine.work(task.caseID, through: row, transaction, at: now)
    }
    return try transaction.task(task.id) ?? changed
  }

  /// Tells the case what happened to a task.
  func tell(
    _ event: TaskEvent, of task: TaskRecord, by person: String?, _ further: [(String, Value)]
  ) throws -> InboxID {
    var entries: [ContextValue.Entry] = [
      .init("task", .string(task.id.description)), .init("title", .string(task.title)),
    ]
    if let person { entries.append(.init("by", .string(person))) }
    for (name, value) in further { entries.append(.init(name, value)) }
    return try transaction.insertInbox(
      StatechartEvent(
        event.rawValue, invokeID: task.invokeID, data: .context(ContextValue(entries))),
      kind: .event, for: task.caseID, actor: person, at: now)
  }
}

extension TaskRequest {
  /// The remark as an entry of the event's data.
  var remark: [(String, Value)] { comment.map { [("comment", .string($0))] } ?? [] }
}

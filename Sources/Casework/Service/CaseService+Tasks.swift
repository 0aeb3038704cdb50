import Diagnostics
import FEEL
import JSON
import Statechart

extension CaseService {
  /// Lists open tasks.
  public func tasks(_ filter: TaskFilter, after: TaskID?, limit: Int) throws -> [TaskRecord] {
    try store.read { try $0.tasks(filter, after: after, limit: limit) }
  }

  /// Reserves a task for a person.
  public func claim(_ task: TaskID, by person: String) throws -> TaskRecord {
    defer { wake() }
    return try store.write { [clock] transaction in
      let record = try transaction.open(task)
      if let holder = record.claimedBy {
        guard holder == person else { throw CaseworkError.taskTaken(record, by: holder) }
        return record
      }
      try transaction.checkMayDo(record, person)
      try transaction.setClaim(task, revision: record.revision, by: person)
      try transaction.tell("task.claimed", of: record, by: person, at: try clock.now(transaction))
      return try transaction.open(task)
    }
  }

  /// Gives a task back.
  public func release(_ task: TaskID, by person: String) throws -> TaskRecord {
    defer { wake() }
    return try store.write { [clock] transaction in
      let record = try transaction.open(task)
      guard let holder = record.claimedBy else { return record }
      guard holder == person else { throw CaseworkError.taskTaken(record, by: holder) }
      try transaction.setClaim(task, revision: record.revision, by: nil)
      try transaction.tell("task.released", of: record, by: person, at: try clock.now(transaction))
      return try transaction.open(task)
    }
  }

  /// Completes a task; the case's step is committed when the call returns.
  public func complete(_ request: CompleteRequest) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let task = try transaction.open(request.task)
      if let holder = task.claimedBy, holder != request.person {
        throw CaseworkError.taskTaken(task, by: holder)
      }
      try transaction.checkMayDo(task, request.person)
      let now = try clock.now(transaction)
      let record = try transaction.existing(task.caseID)
      _ = try transaction.deleteTask(task.id)
      try transaction.deleteTimers(of: record.id, kind: .taskDue, invokeID: task.invokeID)
      try transaction.insertTaskDoer(
        TaskDoer(invokeID: task.invokeID, title: task.title, person: request.person),
        of: record.id)
      let row = try transaction.insertInbox(
        .invocationDone(task.invokeID, data: request.result(at: now)), kind: .event,
        for: record.id, actor: request.person, at: now)
      let outcome = try engine.work(record.id, through: row, transaction, at: now)
      // A completion that leads nowhere would lose the task: the whole request is undone.
      if case .done(let macrostep) = outcome, macrostep.isIgnored {
        let statechart = try engine.library.statechart(record.definition, transaction)
        throw CaseworkError.unknownOutcome(
          request.outcome, of: task, known: statechart.outcomes(ofTask: task.invokeID))
      }
      return try transaction.existing(record.id)
    }
  }
}

extension CompleteRequest {
  /// The data of `done.invoke.<task>` (FEEL data model, section 6).
  fileprivate func result(at now: Timestamp) -> Value {
    .context(
      ContextValue([
        "outcome": .string(outcome), "comment": comment.map(Value.string) ?? .null,
        "values": Value(json: data), "by": .string(person), "at": .dateTime(now.dateAndTime),
      ]))
  }
}

extension Macrostep {
  /// Whether no transition took the event.
  fileprivate var isIgnored: Bool {
    journal.contains { if case .ignored = $0 { true } else { false } }
  }
}

extension CompiledStatechart {
  /// The outcomes that the workflow names for a task, as far as its conditions say so plainly.
  func outcomes(ofTask invokeID: String) -> [String] {
    var found: [String] = []
    for transition in document.allStates.flatMap(\.transitions)
    where transition.events.contains("done.invoke.\(invokeID)") {
      let text = transition.condition?.text ?? ""
      for match in text.matches(of: /outcome\s*=\s*"([^"]*)"/) {
        found.append(String(match.output.1))
      }
    }
    return found
  }
}

extension CaseworkError {
  fileprivate static func unknownOutcome(
    _ outcome: String, of task: TaskRecord, known: [String]
  ) -> Self {
    let list = known.isEmpty ? "" : "; it knows " + known.joined(separator: ", ")
    return Self(
      .unknownOutcome, .invalid,
      "the workflow \(task.workflow) has no way on for the outcome \"\(outcome)\" of "
        + "\"\(task.title)\"" + Suggestion.didYouMean(outcome, among: known) + list,
      caseID: task.caseID)
  }

  fileprivate static func notAssigned(_ task: TaskRecord, to person: String, only: String) -> Self {
    Self(
      .taskTaken, .refused,
      "the task \(task.id) \"\(task.title)\" is for \(only), not for \(person)",
      caseID: task.caseID)
  }
}

extension CaseTransaction {
  fileprivate func open(_ id: TaskID) throws -> TaskRecord {
    guard let task = try task(id) else { throw CaseworkError.unknownTask("\(id)") }
    return task
  }

  /// The assignee, and the four eyes: whoever did one of the named tasks may not do this one.
  fileprivate func checkMayDo(_ task: TaskRecord, _ person: String) throws {
    guard !person.isEmpty else {
      throw CaseworkError.badArgument("say who does the task, with --as NAME")
    }
    if let assignee = task.assignee, assignee != person {
      throw CaseworkError.notAssigned(task, to: person, only: assignee)
    }
    guard !task.notBy.isEmpty else { return }
    for doer in try taskDoers(of: task.caseID) where doer.person == person {
      if task.notBy.contains(doer.invokeID) || task.notBy.contains(doer.title) {
        throw CaseworkError.fourEyes(task, person: person, earlier: doer)
      }
    }
  }

  /// Tells the case what happened to its task.
  fileprivate func tell(
    _ event: String, of task: TaskRecord, by person: String, at now: Timestamp
  ) throws {
    _ = try insertInbox(
      StatechartEvent(
        event, invokeID: task.invokeID,
        data: .context(
          ContextValue([
            "task": .string(task.id.description), "title": .string(task.title),
            "by": .string(person),
          ]))),
      kind: .event, for: task.caseID, actor: person, at: now)
  }
}

import FEEL
import JSON
import Statechart

extension CaseService {
  /// Completes a task; the case's step is committed when the call returns.
  ///
  /// The answer of a person to whom the task was delegated is kept for whoever confirms it.
  public func complete(_ request: CompleteRequest) throws -> CaseRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let rules = TaskRules(
        engine: engine, transaction: transaction, now: try clock.now(transaction))
      let task = try rules.open(request.task, revision: request.revision)
      if let holder = task.claimedBy, holder != request.person {
        throw CaseworkError.taskTaken(task, by: holder)
      }
      try rules.checkMayDo(task, request.person)
      let answer = try Answer(request, task, rules)
      if task.delegatedBy != nil { return try rules.handBack(answer, of: task) }
      return try rules.finish(task, with: answer)
    }
  }
}

/// How a task ended: checked against its form and its workflow.
private struct Answer {
  var outcome: String
  var comment: Value
  var values: Value
  var person: String
  var at: Timestamp

  /// What a request says; what it leaves out is taken from the answer of a delegated person.
  init(_ request: CompleteRequest, _ task: TaskRecord, _ rules: TaskRules) throws {
    let known = try rules.engine.outcomes(of: task, rules.transaction)
    var earlier = ContextValue.empty
    if case .context(let answer) = task.answer, task.delegatedBy == nil { earlier = answer }
    if let outcome = request.outcome, !outcome.isEmpty {
      self.outcome = outcome
    } else if case .string(let outcome)? = earlier["outcome"] {
      self.outcome = outcome
    } else {
      throw CaseworkError.noOutcome(of: task, known: known)
    }
    guard known.take(outcome) else {
      throw CaseworkError.unknownOutcome(outcome, of: task, known: known)
    }
    comment = request.comment.map(Value.string) ?? earlier["comment"] ?? .null
    if request.data.isNull, let values = earlier["values"] {
      self.values = values
    } else {
      values = try task.values(of: request.data, now: rules.now)
    }
    person = request.person
    at = rules.now
  }

  /// The data of `done.invoke.<task>` (FEEL data model, section 6).
  var value: Value {
    .context(
      ContextValue([
        "outcome": .string(outcome), "comment": comment, "values": values,
        "by": .string(person), "at": .dateTime(at.dateAndTime),
      ]))
  }
}

extension TaskRecord {
  fileprivate func values(of data: JSONValue, now: Timestamp) throws -> Value {
    let form: TaskForm
    do {
      form = try TaskForm(self.form)
    } catch {
      // Older programs opened tasks with forms that were no forms: any values are taken.
      return Value(json: data)
    }
    return try form.values(of: data, place: "task \(id)", now: now.dateAndTime)
  }
}

extension TaskRules {
  /// Keeps the answer of a person to whom the task was delegated, and gives the task back.
  fileprivate func handBack(_ answer: Answer, of task: TaskRecord) throws -> CaseRecord {
    var answered = task
    answered.claimedBy = task.delegatedBy
    answered.delegatedBy = nil
    answered.answer = answer.value
    try transaction.insertTaskDoer(
      TaskDoer(invokeID: task.invokeID, title: task.title, person: answer.person),
      of: task.caseID)
    _ = try write(
      answered, .answered, by: answer.person,
      [
        ("to", task.delegatedBy.map(Value.string) ?? .null), ("outcome", .string(answer.outcome)),
        ("comment", answer.comment), ("values", answer.values),
      ])
    return try transaction.existing(task.caseID)
  }

  /// Ends the task and takes the case's step.
  fileprivate func finish(_ task: TaskRecord, with answer: Answer) throws -> CaseRecord {
    let record = try transaction.existing(task.caseID)
    _ = try transaction.deleteTask(task.id)
    for kind in TimerKind.ofTasks {
      try transaction.deleteTimers(of: record.id, kind: kind, invokeID: task.invokeID)
    }
    try transaction.insertTaskDoer(
      TaskDoer(
        invokeID: task.invokeID, title: task.title, person: answer.person, task: task.id,
        at: answer.at, outcome: answer.outcome),
      of: record.id)
    let outcome = try engine.take(
      .invocationDone(task.invokeID, data: answer.value), for: record.id, actor: answer.person,
      transaction, at: now)
    // A completion that leads nowhere would lose the task: the whole request is undone.
    if case .done(let macrostep) = outcome, macrostep.isIgnored {
      throw CaseworkError.unknownOutcome(
        answer.outcome, of: task, known: try engine.outcomes(of: task, transaction))
    }
    return try transaction.existing(record.id)
  }
}

extension Macrostep {
  /// Whether no transition took the event.
  fileprivate var isIgnored: Bool {
    journal.contains { if case .ignored = $0 { true } else { false } }
  }
}

import FEEL

extension CaseService {
  /// Lists open tasks: the highest priority first, then the next due, then the oldest.
  public func tasks(_ filter: TaskFilter, after: TaskCursor?, limit: Int) throws -> [TaskRecord] {
    try store.read { try $0.tasks(filter, after: after, limit: limit) }
  }

  /// Shows a task with its form and the outcomes it can have.
  public func task(_ id: TaskID) throws -> TaskDetail {
    try store.read { [engine] reader in
      guard let record = try reader.task(id) else {
        throw try CaseworkError.unknownTask(id, reader)
      }
      return TaskDetail(
        record: record, fields: (try? TaskForm(record.form))?.fields ?? [],
        outcomes: try engine.outcomes(of: record, reader))
    }
  }

  /// Reserves a task for a person.
  public func claim(_ request: TaskRequest) throws -> TaskRecord {
    try change(request) { rules, task in
      if let holder = task.claimedBy {
        guard holder == request.person else { throw CaseworkError.taskTaken(task, by: holder) }
        return task
      }
      try rules.checkMayDo(task, request.person)
      var claimed = task
      claimed.claimedBy = request.person
      return try rules.write(claimed, .claimed, by: request.person, request.remark)
    }
  }

  /// Gives a task back: to everybody who may do it, or to whoever had delegated it.
  public func release(_ request: TaskRequest) throws -> TaskRecord {
    try change(request) { rules, task in
      guard let holder = task.claimedBy else { return task }
      guard holder == request.person else { throw CaseworkError.taskTaken(task, by: holder) }
      var released = task
      released.claimedBy = task.delegatedBy
      released.delegatedBy = nil
      let to: [(String, Value)] = task.delegatedBy.map { [("to", .string($0))] } ?? []
      return try rules.write(released, .released, by: request.person, to + request.remark)
    }
  }

  /// Gives a task to another person or role.
  public func reassign(_ request: TaskRequest, to receiver: TaskReceiver) throws -> TaskRecord {
    try change(request) { rules, task in
      guard !request.person.isEmpty else {
        throw CaseworkError.badArgument("say who gives the task to somebody else, with --as NAME")
      }
      var given = task
      given.delegatedBy = nil
      let name: String
      switch receiver {
      case .person(let person):
        name = person
        try rules.checkFourEyes(task, person)
        given.claimedBy = person
        if task.assignee != nil { given.assignee = person }
      case .role(let role):
        name = role
        given.claimedBy = nil
        given.assignee = nil
        given.candidates = [role]
      }
      guard !name.isEmpty else {
        throw CaseworkError.badArgument("say to whom the task goes: a person or a role")
      }
      return try rules.write(
        given, .reassigned, by: request.person, [("to", .string(name))] + request.remark)
    }
  }

  /// Lets another person do a task; the answer comes back to who asks for this.
  public func delegate(_ request: TaskRequest, to person: String) throws -> TaskRecord {
    try change(request) { rules, task in
      guard !person.isEmpty, person != request.person else {
        throw CaseworkError.badArgument("say to whom else the task goes")
      }
      // An assignee has the task without claiming it.
      guard (task.claimedBy ?? task.assignee) == request.person else {
        throw CaseworkError.notHeld(task, by: request.person)
      }
      if let owner = task.delegatedBy {
        throw CaseworkError(
          .taskTaken, .refused,
          "\(owner) delegated the task \(task.id) \"\(task.title)\" to \(request.person), who may "
            + "do it or give it back, but not pass it on", caseID: task.caseID)
      }
      try rules.checkMayDo(task, request.person)
      try rules.checkFourEyes(task, person)
      var given = task
      given.claimedBy = person
      given.delegatedBy = request.person
      return try rules.write(
        given, .delegated, by: request.person, [("to", .string(person))] + request.remark)
    }
  }

  private func change(
    _ request: TaskRequest,
    _ body: @escaping @Sendable (TaskRules, TaskRecord) throws -> TaskRecord
  ) throws -> TaskRecord {
    defer { wake() }
    return try store.write { [engine, clock] transaction in
      let rules = TaskRules(
        engine: engine, transaction: transaction, now: try clock.now(transaction))
      return try body(rules, try rules.open(request.task, revision: request.revision))
    }
  }
}

extension CaseEngine {
  /// The outcomes that a task's workflow goes on with.
  func outcomes(of task: TaskRecord, _ reader: any CaseReader) throws -> TaskOutcomes {
    let record = try reader.existing(task.caseID)
    return TaskOutcomes(
      ofTask: task.invokeID, in: try library.statechart(record.definition, reader))
  }
}

import FEEL
import Statechart

/// Turns the effects of a macrostep into rows, in the step's own transaction.
struct EffectWriter {
  let engine: CaseEngine
  let record: CaseRecord
  let transaction: any CaseTransaction
  let now: Timestamp
  /// The calendars that the effects' deadlines were counted by.
  let calendars: CalendarDesk

  init(
    engine: CaseEngine, record: CaseRecord, transaction: any CaseTransaction, now: Timestamp
  ) {
    self.engine = engine
    self.record = record
    self.transaction = transaction
    self.now = now
    calendars = CalendarDesk(library: engine.library, transaction: transaction, now: now)
  }

  /// Writes the effects in order.
  ///
  /// - Parameters:
  ///   - effects: What the macrostep asks of the world.
  ///   - entry: The number of the step's log entry; it makes idempotency keys unique.
  /// - Throws: `CaseFailure` when an effect makes no sense, such as a task without a title.
  func write(_ effects: [Effect], entry: Int64) throws {
    for (index, effect) in effects.enumerated() {
      // The same key for every attempt: case, step and place in the step.
      let key = "\(record.id)-\(entry)-\(index + 1)"
      switch effect {
      case .send(let message): try send(message, key: key)
      case .cancelSend(let id): try transaction.deleteTimers(of: record.id, cancelID: id)
      case .startInvocation(let start): try self.start(start, key: key)
      case .cancelInvocation(let id): try cancel(invocation: id)
      case .forward(let event, let invocation):
        if let child = try child(invocation) { try insert(event, for: child.id) }
      }
    }
  }

  // MARK: Sends

  private func send(_ message: OutgoingMessage, key: String) throws {
    if let delay = message.delay, delay.nanoseconds > 0 {
      _ = try transaction.insertTimer(
        TimerRecord(
          id: TimerID(rawValue: 0), caseID: record.id, kind: .send,
          dueAt: now.advanced(by: delay), destination: message.destination, cancelID: message.id,
          isContent: message.isContent, event: message.event))
      return
    }
    try deliver(
      message.event, to: message.destination, sendID: message.id, isContent: message.isContent,
      key: key)
  }

  /// Delivers an event that is due: into an inbox here, or into the outbox.
  func deliver(
    _ event: StatechartEvent, to destination: Destination, sendID: String?, isContent: Bool,
    key: String
  ) throws {
    switch destination {
    case .session(let text):
      guard let id = CaseID(text), try takesEvents(id) else {
        try fail("the session \"\(text)\" does not exist or has ended", sendID)
        return
      }
      try insert(event, for: id)
    case .parent:
      // A cancelled session, or one whose parent has ended, speaks to nobody.
      guard let parent = record.parent, !record.isDetached, try takesEvents(parent) else { return }
      var received = event
      received.invokeID = record.parentInvoke
      try insert(received, for: parent)
    case .invocation(let invokeID):
      guard let child = try child(invokeID) else {
        try fail("no session runs for the invocation \"\(invokeID)\"", sendID)
        return
      }
      try insert(event, for: child.id)
    case .http(let url) where engine.addresses.session(at: url) != nil:
      guard let id = engine.addresses.session(at: url), try takesEvents(id) else {
        try fail("there is no session at \(url), or it has ended", sendID)
        return
      }
      // As if it had been sent and received (deviation 2), but in the order of the other sends.
      var received = BasicHTTPMessage(event, isContent: isContent, url: url).event
      if id == record.parent {
        if record.isDetached { return }
        received.invokeID = record.parentInvoke
      }
      try insert(received, for: id)
    case .http(let url):
      try post(event, .basicHTTP, to: url, sendID: sendID, isContent: isContent, key: key)
    case .connector(let name):
      try post(event, .connector, to: name, sendID: sendID, isContent: isContent, key: key)
    }
  }

  private func post(
    _ event: StatechartEvent, _ kind: MessageKind, to target: String, sendID: String?,
    isContent: Bool, key: String
  ) throws {
    _ = try transaction.insertMessage(
      OutboxMessage(
        id: MessageID(rawValue: 0), caseID: record.id, caseKey: record.key, kind: kind,
        idempotencyKey: key, target: target, event: event.name, sendID: sendID,
        data: event.data, isContent: isContent, nextAt: now, createdAt: now))
  }

  /// A receiver that is gone, found out too late for the step that sent (deviation 1).
  private func fail(_ reason: String, _ sendID: String?) throws {
    guard try takesEvents(record.id) else { return }
    try insert(
      .failure("error.communication", reason: reason, sendID: sendID), for: record.id)
  }

  private func insert(_ event: StatechartEvent, for id: CaseID) throws {
    _ = try transaction.insertInbox(event, kind: .event, for: id, actor: nil, at: now)
  }

  private func takesEvents(_ id: CaseID) throws -> Bool {
    if id == record.id { return record.status.isUnfinished }
    return try transaction.caseRecord(id)?.status.isUnfinished == true
  }

  private func child(_ invokeID: String) throws -> CaseRecord? {
    try transaction.children(of: record.id).first {
      $0.parentInvoke == invokeID && $0.status.isUnfinished
    }
  }

  // MARK: Invocations

  private func start(_ start: InvocationStart, key: String) throws {
    let parameters = InvocationParameters(start: start, now: now, calendars: calendars)
    switch start.kind {
    case .task: try startTask(start, parameters)
    case .timer:
      _ = try transaction.insertTimer(
        TimerRecord(
          id: TimerID(rawValue: 0), caseID: record.id, kind: .invoke,
          dueAt: try parameters.timerDue(), destination: .session(record.id.description),
          event: StatechartEvent("done.invoke.\(start.id)", invokeID: start.id)))
    case .http:
      _ = try transaction.insertMessage(
        OutboxMessage(
          id: MessageID(rawValue: 0), caseID: record.id, caseKey: record.key, kind: .http,
          idempotencyKey: key, target: try parameters.text("url"), event: "", invokeID: start.id,
          data: .context(start.parameters), nextAt: now, createdAt: now))
    case .scxml: try startSession(start)
    }
  }

  private func startTask(_ start: InvocationStart, _ parameters: InvocationParameters) throws {
    let due = try parameters.instant("due")
    let followUp = try parameters.instant("followUp")
    let title = try parameters.text("title")
    let task = TaskRecord(
      id: TaskID(rawValue: 0), caseID: record.id, caseKey: record.key, workflow: record.workflow,
      invokeID: start.id, title: title, assignee: try parameters.optionalText("assignee"),
      candidates: try parameters.texts("candidates"), notBy: try parameters.texts("notBy"),
      form: try parameters.form(), data: parameters["data"], priority: try parameters.priority(),
      dueAt: due, followUpAt: followUp, createdAt: now)
    let escalations = try parameters.escalations()
    let id = try transaction.insertTask(task)
    if let due { try startTimer(.taskDue, .overdue, of: id, task, at: due) }
    if let followUp { try startTimer(.taskFollowUp, .followUp, of: id, task, at: followUp) }
    for (level, escalation) in escalations.enumerated() {
      try startTimer(
        .taskEscalation, .escalated, of: id, task, at: escalation.at,
        ["to": .string(escalation.role), "level": .number(Number(level + 1))])
    }
  }

  private func startTimer(
    _ kind: TimerKind, _ event: TaskEvent, of id: TaskID, _ task: TaskRecord, at due: Timestamp,
    _ further: ContextValue = .empty
  ) throws {
    let entries: [ContextValue.Entry] = [
      .init("task", .string(id.description)), .init("title", .string(task.title)),
    ]
    _ = try transaction.insertTimer(
      TimerRecord(
        id: TimerID(rawValue: 0), caseID: record.id, kind: kind, dueAt: due,
        destination: .session(record.id.description),
        event: StatechartEvent(
          event.rawValue, invokeID: task.invokeID,
          data: .context(ContextValue(entries + further.entries)))))
  }

  private func startSession(_ start: InvocationStart) throws {
    guard try depth() < CaseEngine.maximumInvocationDepth else {
      return try refuse(
        start,
        "more than \(CaseEngine.maximumInvocationDepth) sessions would run inside each other")
    }
    let definition: (id: DefinitionID, name: String)
    switch start.document {
    case .source(let file):
      guard let workflow = engine.library.workflow(inFile: file) else {
        return try refuse(start, "the invoked workflow \(file) is none of the loaded ones")
      }
      definition = (try engine.library.store(workflow, transaction, at: now), workflow.name)
    case .text(let text):
      do {
        definition = try engine.library.storeInline(
          text, invokedAs: start.id, by: record, transaction, at: now)
      } catch let error as CaseworkError where error.code == .brokenDefinition {
        return try refuse(start, error.message)
      }
    case nil:
      return try refuse(start, "there is no workflow to invoke")
    }
    let child = try transaction.insertCase(
      CaseRecord(
        id: CaseID(rawValue: 0), workflow: definition.name, definition: definition.id,
        tables: record.tables, startedAt: now, parent: record.id, parentInvoke: start.id))
    _ = try transaction.insertInbox(
      StatechartEvent("", data: .context(start.parameters)), kind: .start, for: child, actor: nil,
      at: now)
  }

  /// How many sessions this one runs inside of.
  private func depth() throws -> Int {
    var depth = 0
    var outer = record.parent
    while let id = outer, depth < CaseEngine.maximumInvocationDepth {
      depth += 1
      outer = try transaction.caseRecord(id)?.parent
    }
    return depth
  }

  private func refuse(_ start: InvocationStart, _ reason: String) throws {
    try insert(
      .failure("error.communication", reason: reason, invokeID: start.id), for: record.id)
  }

  private func cancel(invocation id: String) throws {
    try transaction.deleteTasks(of: record.id, invokeID: id)
    for kind in [.invoke] + TimerKind.ofTasks {
      try transaction.deleteTimers(of: record.id, kind: kind, invokeID: id)
    }
    try transaction.deleteMessages(of: record.id, invokeID: id)
    if let child = try child(id) { try engine.cancelChild(child, transaction, at: now) }
  }
}

import FEEL
import JSON
public import Statechart

/// The step: load a case, run one macrostep, write everything it led to in the same transaction.
///
/// Spec: the FEEL data model, section 7; docs/operations.md says what is promised.
public struct CaseEngine: Sendable {
  /// What became of one accepted event.
  public enum StepOutcome: Sendable, Hashable {
    /// The step was written.
    case done(Macrostep)
    /// The step was undone; the event waits behind the incident.
    case stopped(Incident)
    /// The case is over, or does not take events now.
    case idle
  }

  /// The workflows and tables.
  public let library: DefinitionLibrary
  /// How late timers came.
  public let lateness = LatenessHistogram()
  /// Where sessions are reached by HTTP.
  public let addresses: SessionAddresses

  /// Makes an engine.
  ///
  /// - Parameters:
  ///   - library: The workflows and tables.
  ///   - addresses: Where sessions are reached by HTTP.
  public init(library: DefinitionLibrary, addresses: SessionAddresses = SessionAddresses()) {
    self.library = library
    self.addresses = addresses
  }

  /// Runs the step of the oldest event in a case's inbox.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - transaction: The unit that carries the step.
  ///   - now: The time of the step.
  /// - Returns: What became of the event; `.idle` if there is none or the case takes none.
  /// - Throws: `StoreError`; nothing of the step is kept then.
  public func step(
    _ id: CaseID, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> StepOutcome {
    guard let record = try transaction.caseRecord(id), record.status == .open,
      let row = try transaction.nextInboxRow(of: id)
    else { return .idle }
    let environment = StepEnvironment(
      now: now, library: library, reader: transaction, record: record)
    do {
      let statechart = try library.statechart(record.definition, transaction)
      var machine = try machine(of: record, statechart)
      guard let macrostep = run(row, &machine, environment) else {
        // A second cancellation, or an event for a session that never started.
        try transaction.deleteInbox(row.id)
        return .idle
      }
      if let failure = environment.failure { throw failure }
      if case .failed(let failure) = macrostep.status {
        return .stopped(
          try stop(record, row, macrostep, CaseFailure(failure), transaction, at: now))
      }
      return .done(
        try transaction.nested {
          try write(macrostep, of: record, row, machine, environment, transaction, at: now)
          return macrostep
        })
    } catch let failure as CaseFailure {
      return .stopped(try stop(record, row, nil, failure, transaction, at: now))
    } catch let error as CaseworkError where error.code == .brokenDefinition {
      let failure = CaseFailure(code: error.code.rawValue, message: error.message)
      return .stopped(try stop(record, row, nil, failure, transaction, at: now))
    }
  }

  /// The machine of a case as the last commit left it.
  ///
  /// - Throws: `CaseFailure` when the stored session does not fit its statechart.
  func machine(
    of record: CaseRecord, _ statechart: CompiledStatechart
  ) throws -> StatechartMachine {
    let identity = SessionIdentity(
      sessionID: record.id.description,
      parent: record.parent.map {
        .init(sessionID: $0.description, invokeID: record.parentInvoke ?? "")
      },
      httpLocation: addresses.location(of: record.id), platform: CaseEngine.platform(record))
    guard let stored = record.machine else {
      return StatechartMachine(statechart, identity: identity)
    }
    do {
      let json = try JSONValue.parse(stored, file: "case \(record.id)")
      return try StatechartMachine(json: json, statechart: statechart, identity: identity)
    } catch let error as StoredSessionError {
      throw CaseFailure(code: CaseworkCode.brokenDefinition.rawValue, message: error.message)
    } catch {
      throw CaseFailure(
        code: CaseworkCode.brokenDefinition.rawValue,
        message: "the stored session cannot be read: \(error)")
    }
  }

  /// The value of `_x`: what a workflow may know about its case.
  private static func platform(_ record: CaseRecord) -> ContextValue {
    ContextValue([
      "case": .string(record.id.description), "key": record.key.map(Value.string) ?? .null,
      "workflow": .string(record.workflow),
    ])
  }

  private func run(
    _ row: InboxRow, _ machine: inout StatechartMachine, _ environment: StepEnvironment
  ) -> Macrostep? {
    switch row.kind {
    case .start:
      guard machine.isFresh else { return nil }
      let parameters: ContextValue =
        if case .context(let data) = row.event.data { data } else { .empty }
      return machine.start(parameters, environment)
    case .event:
      guard !machine.isFresh, !machine.isDone else { return nil }
      return machine.step(row.event, environment)
    case .cancel:
      guard !machine.isFresh, !machine.isDone else { return nil }
      return machine.cancel(environment)
    }
  }

  // MARK: Writing

  private func write(
    _ macrostep: Macrostep, of record: CaseRecord, _ row: InboxRow, _ machine: StatechartMachine,
    _ environment: StepEnvironment, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    try transaction.deleteInbox(row.id)
    var next = record
    if machine.isDone { next.status = row.kind == .cancel ? .cancelled : .done }
    try write(
      macrostep, of: record, as: next, machine, environment, LogContent(macrostep, row: row),
      event: row.logName, transaction, at: now)
  }

  /// Writes what a macrostep led to.
  ///
  /// - Parameters:
  ///   - macrostep: What happened.
  ///   - record: The case as it was read.
  ///   - next: The case with the status it shall have.
  ///   - machine: The session after the macrostep.
  ///   - environment: What the macrostep asked.
  ///   - content: What the log keeps.
  ///   - event: The name in the log.
  ///   - transaction: The unit that carries it.
  ///   - now: The time of the step.
  /// - Throws: `StoreError`, and `CaseFailure` when an effect makes no sense.
  func write(
    _ macrostep: Macrostep, of record: CaseRecord, as next: CaseRecord,
    _ machine: StatechartMachine, _ environment: StepEnvironment, _ content: LogContent,
    event: String, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    for source in environment.sources {
      for file in source.files where macrostep.used(file) {
        try library.store(file, transaction, at: now)
      }
    }
    let writer = EffectWriter(engine: self, record: record, transaction: transaction, now: now)
    try writer.write(macrostep.effects, entry: record.logCount + 1)

    var next = next
    next.machine = Array(machine.json.text.utf8)
    next.states = macrostep.to
    next.changedAt = now
    var content = content
    content.calendars = writer.calendars.used
    if machine.isDone {
      content.dropped += try end(next, macrostep, transaction, at: now)
    }
    try append(content, event: event, from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
  }

  /// Adds an entry to the log; the case's chain goes on from it.
  func append(
    _ content: LogContent, event: String, from: [String], to record: inout CaseRecord,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    let entry = LogChain.entry(
      after: record.logHead, caseID: record.id, sequence: record.logCount + 1, at: now,
      event: event, from: from, to: record.states, content: Array(content.json.text.utf8))
    try transaction.append(entry)
    record.logCount += 1
    record.logHead = LogChain.link(of: entry)
  }

  /// Clears away what hangs on a case that has ended, and tells its parent.
  ///
  /// - Returns: The names of accepted events that no longer find a session.
  private func end(
    _ record: CaseRecord, _ macrostep: Macrostep, _ transaction: any CaseTransaction,
    at now: Timestamp
  ) throws -> [String] {
    try transaction.deleteTimers(of: record.id)
    try transaction.deleteTasks(of: record.id, invokeID: nil)
    try transaction.deleteIncident(of: record.id)
    for child in try transaction.children(of: record.id) where child.status.isUnfinished {
      try cancelChild(child, transaction, at: now)
    }
    var dropped: [String] = []
    while let row = try transaction.nextInboxRow(of: record.id) {
      dropped.append(row.logName)
      try transaction.deleteInbox(row.id)
    }
    if let parent = record.parent, let invokeID = record.parentInvoke, !record.isDetached,
      record.status == .done, case .done(let data) = macrostep.status,
      try transaction.caseRecord(parent)?.status.isUnfinished == true
    {
      _ = try transaction.insertInbox(
        .invocationDone(invokeID, data: data), kind: .event, for: parent, actor: nil, at: now)
    }
    return dropped
  }

  /// Cancels an invoked session; from this commit on its parent hears nothing more from it.
  func cancelChild(
    _ child: CaseRecord, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    var detached = child
    detached.isDetached = true
    // A session behind an incident could never run its exit handlers: it is opened for that.
    detached.status = .open
    try transaction.deleteIncident(of: child.id)
    try transaction.updateCase(detached, from: child)
    _ = try transaction.insertInbox(
      StatechartEvent(""), kind: .cancel, for: child.id, actor: nil, at: now)
  }

  // MARK: Incidents

  private func stop(
    _ record: CaseRecord, _ row: InboxRow, _ macrostep: Macrostep?, _ failure: CaseFailure,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> Incident {
    let known = try transaction.incident(of: record.id)
    var incident = Incident(
      id: IncidentID(rawValue: 0), caseID: record.id, caseKey: record.key,
      workflow: record.workflow, inboxID: row.id, event: row.logName, code: failure.code,
      message: failure.message, at: known?.at ?? now, retries: (known?.retries ?? -1) + 1)
    incident.id = try transaction.putIncident(incident)
    var next = record
    next.status = failure.suspends ? .suspended : .incident
    next.changedAt = now
    var content = LogContent(macrostep, row: row)
    content.failure = failure
    try append(
      content, event: "case.incident", from: record.states, to: &next, transaction, at: now)
    try transaction.updateCase(next, from: record)
    return incident
  }
}

/// Why a case stops in an incident.
struct CaseFailure: Error, Sendable, Hashable {
  /// An error event's name, or a code of `CaseworkCode`.
  var code: String
  var message: String
  /// Whether a retry is pointless before somebody changed something.
  var suspends = false

  init(code: String, message: String, suspends: Bool = false) {
    self.code = code
    self.message = message
    self.suspends = suspends
  }

  init(_ failure: StatechartFailure) {
    switch failure {
    case .unhandledError(let event):
      self.init(code: event.name, message: failure.reason)
    case .microstepLimit:
      self.init(
        code: CaseworkCode.microstepLimit.rawValue, message: failure.reason, suspends: true)
    }
  }
}

extension InboxRow {
  /// What the log calls it.
  var logName: String {
    switch kind {
    case .start: "case.started"
    case .event: event.name
    case .cancel: "case.cancelled"
    }
  }
}

extension Macrostep {
  /// Whether a decision of the step was made by this file.
  fileprivate func used(_ file: TableFile) -> Bool {
    journal.contains { entry in
      guard case .decision(let record, _) = entry else { return false }
      return record.version == file.version
        || record.others.contains { $0.version == file.version }
    }
  }
}

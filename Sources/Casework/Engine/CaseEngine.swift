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

  /// How many sessions may run inside each other: a document that invokes itself comes to an end.
  public static let maximumInvocationDepth = 100

  /// The workflows and tables.
  public let library: DefinitionLibrary
  /// How late timers came.
  public let lateness = LatenessHistogram()
  /// Where sessions are reached by HTTP.
  public let addresses: SessionAddresses
  let sessions = RecentSessions()

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
    return try step(record, row, isStored: true, transaction, at: now)
  }

  /// Takes an event for a case and runs its step, if nothing waits before it, in the same unit.
  ///
  /// An event that is worked off in the unit that accepts it never stands in the inbox: its row would be
  /// written and removed by the same commit. One that cannot be worked off now is stored, behind those that
  /// wait already.
  /// - Parameters:
  ///   - event: The event.
  ///   - kind: What it is to the case.
  ///   - id: The case.
  ///   - actor: Who sent it, for the log.
  ///   - draft: The event's step as it was worked out before; used if the case still stands so.
  ///   - transaction: The unit that carries it.
  ///   - now: The time of the unit.
  /// - Returns: What became of the event; `.idle` if it waits.
  /// - Throws: `StoreError`; nothing of the step is kept then.
  func take(
    _ event: StatechartEvent, kind: InboxKind = .event, for id: CaseID, actor: String?,
    draft: StepDraft? = nil, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> StepOutcome {
    if let record = try transaction.caseRecord(id), record.status == .open,
      try transaction.nextInboxRow(of: id) == nil
    {
      let row = InboxRow(
        id: InboxID(rawValue: 0), caseID: id, kind: kind, event: event, actor: actor,
        acceptedAt: now)
      return try step(
        record, row, isStored: false, draft: draft?.isFor(record) == true ? draft : nil,
        transaction,
        at: now)
    }
    let row = try transaction.insertInbox(event, kind: kind, for: id, actor: actor, at: now)
    return try work(id, through: row, transaction, at: now)
  }

  private func step(
    _ record: CaseRecord, _ row: InboxRow, isStored: Bool, draft: StepDraft? = nil,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> StepOutcome {
    do {
      switch try draft.map(Drafting.draft) ?? self.draft(record, row, transaction, at: now) {
      case .nothing:
        if isStored { try transaction.deleteInbox(row.id) }
        return .idle
      case .failed(let macrostep, let failure):
        return .stopped(
          try stop(
            record, row, isStored: isStored, macrostep, CaseFailure(failure), transaction, at: now))
      case .draft(let draft):
        return .done(
          try transaction.nested {
            if isStored { try transaction.deleteInbox(row.id) }
            var next = record
            if draft.machine.isDone { next.status = row.kind == .cancel ? .cancelled : .done }
            try write(draft, as: next, transaction)
            return draft.macrostep
          })
      }
    } catch let failure as CaseFailure {
      return .stopped(
        try stop(record, row, isStored: isStored, nil, failure, transaction, at: now))
    } catch let error as CaseworkError where error.code == .brokenDefinition {
      let failure = CaseFailure(code: error.code.rawValue, message: error.message)
      return .stopped(
        try stop(record, row, isStored: isStored, nil, failure, transaction, at: now))
    }
  }

  private func draft(
    _ record: CaseRecord, _ row: InboxRow, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> Drafting {
    let environment = StepEnvironment(
      now: now, library: library, reader: transaction, record: record)
    let statechart = try library.statechart(record.definition, transaction)
    return try draft(row, try machine(of: record, statechart), environment)
  }

  /// The machine of a case as the last commit left it.
  ///
  /// - Throws: `CaseFailure` when the stored session does not fit its statechart.
  func machine(
    of record: CaseRecord, _ statechart: CompiledStatechart
  ) throws -> StatechartMachine {
    let location = addresses.location(of: record.id)
    if let recent = sessions.machine(of: record, location: location) { return recent }
    let identity = SessionIdentity(
      sessionID: record.id.description,
      parent: record.parent.map {
        .init(sessionID: $0.description, invokeID: record.parentInvoke ?? "")
      },
      httpLocation: location, platform: CaseEngine.platform(record))
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

  // MARK: Writing

  /// Writes what a step led to.
  ///
  /// - Parameters:
  ///   - draft: The step.
  ///   - next: The case with the status it shall have.
  ///   - transaction: The unit that carries it.
  /// - Throws: `StoreError`, and `CaseFailure` when an effect makes no sense.
  func write(
    _ draft: StepDraft, as next: CaseRecord, _ transaction: any CaseTransaction
  ) throws {
    let record = draft.record
    let now = draft.now
    try storeTables(of: draft, transaction)
    var calendars: [LoadedCalendar] = []
    if !draft.macrostep.effects.isEmpty {
      let writer = EffectWriter(engine: self, record: record, transaction: transaction, now: now)
      try writer.write(draft.macrostep.effects, entry: record.logCount + 1)
      calendars = writer.calendars.used
    }

    var next = next
    next.machine = draft.storedForm
    next.states = draft.macrostep.to
    next.changedAt = now
    let dropped = draft.machine.isDone ? try end(next, draft.macrostep, transaction, at: now) : []
    if calendars.isEmpty, dropped.isEmpty {
      try transaction.append(draft.entry)
      next.logCount = draft.entry.sequence
      next.logHead = draft.link
    } else {
      var content = draft.content
      content.calendars = calendars
      content.dropped += dropped
      try append(
        content, event: draft.entry.event, from: record.states, to: &next, transaction, at: now)
    }
    try transaction.updateCase(next, from: record)
    if !draft.isKeptByCaller {
      sessions.keep(draft.machine, of: next, revision: record.revision + 1)
    }
  }

  /// Adds a case as its first step leaves it, which asks nothing of anybody.
  ///
  /// - Throws: `CaseworkError` when the key is taken, and `StoreError`.
  func insert(_ draft: StepDraft, _ transaction: any CaseTransaction) throws -> CaseID {
    try storeTables(of: draft, transaction)
    var next = draft.record
    next.machine = draft.storedForm
    next.states = draft.macrostep.to
    next.logCount = draft.entry.sequence
    next.logHead = draft.link
    // As if the case had been added first and changed by its step.
    next.revision = draft.record.revision + 1
    let id = try transaction.insertCase(next)
    try transaction.append(draft.entry)
    if !draft.isKeptByCaller {
      sessions.keep(draft.machine, of: next, revision: next.revision)
    }
    return id
  }

  /// Stores the table files that decided in a step.
  private func storeTables(of draft: StepDraft, _ transaction: any CaseTransaction) throws {
    for source in draft.sources {
      for file in source.files where draft.macrostep.used(file) {
        try library.store(file, transaction, at: draft.now)
      }
    }
  }

  /// Adds an entry to the log; the case's chain goes on from it.
  func append(
    _ content: LogContent, event: String, from: [String], to record: inout CaseRecord,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws {
    let entry = LogChain.entry(
      after: record.logHead, caseID: record.id, sequence: record.logCount + 1, at: now,
      event: event, from: from, to: record.states, content: content.text)
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
    _ record: CaseRecord, _ row: InboxRow, isStored: Bool, _ macrostep: Macrostep?,
    _ failure: CaseFailure, _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> Incident {
    // A retry runs the event again, so from now on it waits.
    let waiting =
      isStored
      ? row.id
      : try transaction.insertInbox(
        row.event, kind: row.kind, for: record.id, actor: row.actor, at: row.acceptedAt)
    let known = try transaction.incident(of: record.id)
    var incident = Incident(
      id: IncidentID(rawValue: 0), caseID: record.id, caseKey: record.key,
      workflow: record.workflow, inboxID: waiting, event: row.logName, code: failure.code,
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

public import Statechart

/// The changes of one unit.
public protocol CaseTransaction: CaseReader, OperationTransaction {
  /// Runs `body` so that what it changed is undone when it throws, and only that.
  func nested<Result>(_ body: () throws -> Result) throws -> Result

  /// Adds a case and counts it; the record's id is 0, or one that `CaseStore.reserveCaseID` gave.
  ///
  /// - Throws: `CaseworkError.duplicateKey` when an unfinished case of the workflow has the key.
  func insertCase(_ record: CaseRecord) throws -> CaseID
  /// Replaces a case whose revision is still `revision`, and moves it in the counts.
  ///
  /// - Parameters:
  ///   - record: The case as it shall be; its revision is set to `old.revision + 1`.
  ///   - old: The case as it was read.
  /// - Throws: `StoreError.conflict` when the stored revision is another.
  func updateCase(_ record: CaseRecord, from old: CaseRecord) throws
  /// Adds an entry to its case's log.
  func append(_ entry: LogEntry) throws

  /// Puts an event into a case's inbox.
  func insertInbox(
    _ event: StatechartEvent, kind: InboxKind, for caseID: CaseID, actor: String?, at: Timestamp
  ) throws -> InboxID
  /// Removes an accepted event, as part of its step.
  func deleteInbox(_ id: InboxID) throws
  /// Removes everything a case has in its inbox; with `invokeID`, only what that invocation sent.
  func deleteInbox(of caseID: CaseID, invokeID: String?) throws
  /// Remembers an event id; false when it was seen before.
  func markSeen(source: String, eventID: String, caseID: CaseID, at: Timestamp) throws -> Bool

  /// Forgets the event ids of finished cases that were seen before `time`, walking on from `after`.
  ///
  /// - Returns: How many were forgotten, and where to walk on; nil at the end.
  func forgetSeen(
    before time: Timestamp, after: SeenEvent?, limit: Int
  ) throws -> (forgotten: Int, next: SeenEvent?)
  /// Forgets the idempotency keys of finished cases that came before `time`, walking on from `after`.
  ///
  /// - Returns: How many were forgotten, and where to walk on; nil at the end.
  func forgetIdempotency(
    before time: Timestamp, after: String?, limit: Int
  ) throws -> (forgotten: Int, next: String?)

  /// Adds a task; the record's id is ignored.
  func insertTask(_ task: TaskRecord) throws -> TaskID
  /// Replaces what people can change of a task (who may do it, who has it, its answer and last change)
  /// if its revision is still `revision`, and counts the revision on.
  ///
  /// - Throws: `StoreError.conflict` when the task has another revision or is gone.
  func updateTask(_ task: TaskRecord, revision: Int64) throws
  /// Removes a task; false when it was not there any more.
  func deleteTask(_ id: TaskID) throws -> Bool
  /// Removes a case's tasks; with `invokeID`, only that invocation's.
  func deleteTasks(of caseID: CaseID, invokeID: String?) throws
  /// Remembers who did a task.
  func insertTaskDoer(_ doer: TaskDoer, of caseID: CaseID) throws

  /// Adds a timer; the record's id is ignored.
  func insertTimer(_ timer: TimerRecord) throws -> TimerID
  /// Removes a timer; false when it was not there any more.
  func deleteTimer(_ id: TimerID) throws -> Bool
  /// Removes a case's timers of a kind that belong to an invocation.
  func deleteTimers(of caseID: CaseID, kind: TimerKind, invokeID: String) throws
  /// Removes a case's delayed sends with that send id.
  func deleteTimers(of caseID: CaseID, cancelID: String) throws
  /// Removes all of a case's timers.
  func deleteTimers(of caseID: CaseID) throws

  /// Adds an outgoing message; the record's id is ignored.
  func insertMessage(_ message: OutboxMessage) throws -> MessageID
  /// Notes a failed attempt on a message that had `attempts` of them; false when it was changed or
  /// is gone.
  func updateMessage(_ message: OutboxMessage, attempts: Int) throws -> Bool
  /// Keeps how far an attempt came, as JSON; false when the message is gone.
  func saveProgress(_ progress: String?, of id: MessageID) throws -> Bool
  /// Removes a message; false when it was not there any more.
  func deleteMessage(_ id: MessageID) throws -> Bool
  /// Removes the outgoing calls of an invocation.
  func deleteMessages(of caseID: CaseID, invokeID: String) throws

  /// Adds a case's incident, or replaces it; the record's id is ignored.
  func putIncident(_ incident: Incident) throws -> IncidentID
  /// Removes a case's incident.
  func deleteIncident(of caseID: CaseID) throws

  /// Stores a definition unless its content is stored already; the record's id is ignored.
  func putDefinition(_ definition: DefinitionRecord) throws -> DefinitionID
  /// Remembers what a start with an idempotency key did.
  func putIdempotency(_ record: IdempotencyRecord, key: String, at: Timestamp) throws
  /// Sets the store's clock.
  func setClock(_ clock: ClockRecord) throws

  /// Takes something in; false when the intake has seen its key before. The record's id is ignored.
  func insertIntake(_ record: IntakeRecord) throws -> Bool
  /// Notes why something could not be worked off, or with nil that it shall be tried again.
  func setIntakeFault(_ id: IntakeID, _ fault: String?) throws
  /// Removes something that was worked off; its key stays known.
  func deleteIntake(_ id: IntakeID) throws
  /// Notes which case something that came in went to.
  func linkIntake(_ record: IntakeRecord, to id: CaseID) throws
  /// Erases who sent what went to a case, and deletes what was set aside from the same senders; answers how
  /// many of those there were.
  func eraseIntake(of id: CaseID) throws -> Int
  /// Forgets the keys of things that came before `time`.
  func forgetIntake(before time: Timestamp, limit: Int) throws -> Int
}

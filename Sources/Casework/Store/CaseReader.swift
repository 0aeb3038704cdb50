/// Which cases a list shows.
public struct CaseFilter: Sendable, Hashable {
  /// Only this workflow's.
  public var workflow: String?
  /// Only those with this state active.
  public var state: String?
  /// Only those with this business key.
  public var key: String?
  /// Only those that stand so.
  public var status: CaseStatus?
  /// Only those started before this instant.
  public var startedBefore: Timestamp?

  /// Makes a filter; nil lets everything through.
  public init(
    workflow: String? = nil, state: String? = nil, key: String? = nil, status: CaseStatus? = nil,
    startedBefore: Timestamp? = nil
  ) {
    self.workflow = workflow
    self.state = state
    self.key = key
    self.status = status
    self.startedBefore = startedBefore
  }
}

/// Which tasks a list shows.
public struct TaskFilter: Sendable, Hashable {
  /// Only those this role or person may claim.
  public var candidate: String?
  /// Only those claimed by this person, or assigned to or delegated by this person.
  public var person: String?
  /// Only those of this case.
  public var caseID: CaseID?

  /// Makes a filter; nil lets everything through.
  public init(candidate: String? = nil, person: String? = nil, caseID: CaseID? = nil) {
    self.candidate = candidate
    self.person = person
    self.caseID = caseID
  }
}

/// What is late, stopped or waiting, as plain counts.
public struct Backlog: Sendable, Hashable {
  /// Tasks past their due time.
  public var overdueTasks: Int
  /// Timers past their due time.
  public var overdueTimers: Int
  /// Incidents.
  public var incidents: Int
  /// Outgoing messages that will be tried again.
  public var waitingMessages: Int
  /// Outgoing messages given up.
  public var deadMessages: Int
  /// Accepted events that wait for their step.
  public var inbox: Int

  /// Makes the counts.
  public init(
    overdueTasks: Int, overdueTimers: Int, incidents: Int, waitingMessages: Int,
    deadMessages: Int, inbox: Int
  ) {
    self.overdueTasks = overdueTasks
    self.overdueTimers = overdueTimers
    self.incidents = incidents
    self.waitingMessages = waitingMessages
    self.deadMessages = deadMessages
    self.inbox = inbox
  }
}

/// What a start with an idempotency key did the first time.
public struct IdempotencyRecord: Sendable, Hashable {
  /// The digest of the request.
  public var fingerprint: [UInt8]
  /// The case it started.
  public var caseID: CaseID

  /// Makes a record.
  public init(fingerprint: [UInt8], caseID: CaseID) {
    self.fingerprint = fingerprint
    self.caseID = caseID
  }
}

/// An event id that was taken, and whose it is.
public struct SeenEvent: Sendable, Hashable {
  /// Whose ids these are.
  public var source: String
  /// The id.
  public var eventID: String

  /// Makes a pair.
  public init(source: String, eventID: String) {
    self.source = source
    self.eventID = eventID
  }
}

/// Reads of one consistent view; every list is in ascending order of its rows' numbers unless it says
/// otherwise.
public protocol CaseReader: OperationReader {
  /// The case of that number.
  func caseRecord(_ id: CaseID) throws -> CaseRecord?
  /// The cases with a business key: the unfinished ones, else the newest finished one.
  func cases(key: String, workflow: String?) throws -> [CaseRecord]
  /// A page of cases behind `after`, at most `limit`.
  func cases(_ filter: CaseFilter, after: CaseID?, limit: Int) throws -> [CaseRecord]
  /// The sessions that a case's invocations run, without those it has cancelled.
  func children(of id: CaseID) throws -> [CaseRecord]
  /// A page of a case's log behind entry number `after`.
  func log(of id: CaseID, after: Int64, limit: Int) throws -> [LogEntry]

  /// The oldest accepted event of a case.
  func nextInboxRow(of id: CaseID) throws -> InboxRow?
  /// The accepted event of that number.
  func inboxRow(_ id: InboxID) throws -> InboxRow?
  /// How many accepted events and things that came in wait for their step, each counted up to `limit`.
  func inboxCount(upTo limit: Int) throws -> Int
  /// The open cases with something in their inbox, the longest-waiting first.
  func casesWithWork(limit: Int) throws -> [CaseID]

  /// The task of that number.
  func task(_ id: TaskID) throws -> TaskRecord?
  /// The open task of an invocation.
  func task(of id: CaseID, invokeID: String) throws -> TaskRecord?
  /// A page of tasks behind `after`: the highest priority first, then the next due, then the oldest.
  func tasks(_ filter: TaskFilter, after: TaskCursor?, limit: Int) throws -> [TaskRecord]
  /// Who did which tasks of a case.
  func taskDoers(of id: CaseID) throws -> [TaskDoer]
  /// Who completed the task of that number.
  func taskDoer(of id: TaskID) throws -> TaskDoer?

  /// A case's timers, the next due first.
  func timers(of id: CaseID) throws -> [TimerRecord]
  /// The timers due at `now` or before, in the order of their due times.
  func dueTimers(at now: Timestamp, limit: Int) throws -> [TimerRecord]
  /// When the next timer is due.
  func nextTimerDue() throws -> Timestamp?

  /// The message of that number.
  func message(_ id: MessageID) throws -> OutboxMessage?
  /// A case's outgoing messages.
  func messages(of id: CaseID) throws -> [OutboxMessage]
  /// The messages to try now in the order of their times, but for those to some receivers.
  func dueMessages(
    at now: Timestamp, excluding receivers: [String], limit: Int
  ) throws -> [OutboxMessage]
  /// When the next message is to be tried.
  func nextMessageDue() throws -> Timestamp?

  /// The incident of that number.
  func incident(_ id: IncidentID) throws -> Incident?
  /// A case's incident.
  func incident(of id: CaseID) throws -> Incident?
  /// A page of incidents behind `after`.
  func incidents(after: IncidentID?, limit: Int) throws -> [Incident]

  /// How many cases stand in each state, sorted by workflow and state.
  func stateCounts() throws -> [StateCount]
  /// What is late at `now`, stopped or waiting.
  func backlog(at now: Timestamp) throws -> Backlog

  /// The definition of that number.
  func definition(_ id: DefinitionID) throws -> DefinitionRecord?
  /// The version of the definition of that number; its body is not read.
  func definitionVersion(_ id: DefinitionID) throws -> String?
  /// The definition with that content.
  func definition(kind: DefinitionKind, name: String, version: String) throws -> DefinitionRecord?
  /// The definition of that kind and name that was stored last.
  func newestDefinition(kind: DefinitionKind, name: String) throws -> DefinitionRecord?
  /// What a start with this idempotency key did.
  func idempotency(_ key: String) throws -> IdempotencyRecord?
  /// The store's clock.
  func clock() throws -> ClockRecord

  /// What came in and waits to be worked off, the oldest first.
  func waitingIntake(limit: Int) throws -> [IntakeRecord]
  /// What came in and could not be worked off, behind `after`.
  func faultyIntake(after: IntakeID?, limit: Int) throws -> [IntakeRecord]
  /// One thing that came in.
  func intake(_ id: IntakeID) throws -> IntakeRecord?
  /// How often the sender of a thing was heard up to its arrival.
  func senderCounts(of record: IntakeRecord) throws -> SenderCounts
}

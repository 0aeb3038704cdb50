public import Statechart

/// All that people, commands and HTTP routes can ask about cases.
///
/// Calls block until they are committed. They throw `CaseworkError` when the request cannot be done
/// and `StoreError` when the store cannot do it; in both cases nothing was changed.
public protocol CaseOperations: Sendable {
  /// Starts a case; its first step is committed when the call returns.
  func start(_ request: StartRequest) throws -> StartResult
  /// Lists cases, a page at a time.
  func list(_ request: ListRequest) throws -> CasePage
  /// Shows a case by id or business key; an open case goes before a finished one.
  func show(_ reference: String, withLog: Bool) throws -> CaseDetail
  /// A page of a case's log behind entry number `after`.
  func log(_ reference: String, after: Int64, limit: Int) throws -> [LogEntry]
  /// Hands an event to a case.
  func send(_ request: SendRequest) throws -> SendResult
  /// Puts an event as another system sent it into a session's inbox; spec: SCXML 1.0, C.2.
  ///
  /// Unlike `send`, it need not be one that the workflow names. The same `eventID` is taken once.
  func receive(_ event: StatechartEvent, for session: String, eventID: String?) throws -> CaseRecord
  /// Ends a case from outside; its exit handlers run.
  func cancel(_ reference: String, _ intervention: Intervention) throws -> CaseRecord

  /// Lists open tasks: the highest priority first, then the next due, then the oldest.
  func tasks(_ filter: TaskFilter, after: TaskCursor?, limit: Int) throws -> [TaskRecord]
  /// Shows a task with its form and the outcomes it can have.
  func task(_ id: TaskID) throws -> TaskDetail
  /// Reserves a task for a person.
  func claim(_ request: TaskRequest) throws -> TaskRecord
  /// Gives a task back: to everybody who may do it, or to whoever had delegated it.
  func release(_ request: TaskRequest) throws -> TaskRecord
  /// Gives a task to another person or role.
  func reassign(_ request: TaskRequest, to receiver: TaskReceiver) throws -> TaskRecord
  /// Lets another person do a task; the answer comes back to who asks for this.
  func delegate(_ request: TaskRequest, to person: String) throws -> TaskRecord
  /// Completes a task; the case's step is committed when the call returns.
  ///
  /// The answer of a person to whom the task was delegated is kept for whoever confirms it.
  func complete(_ request: CompleteRequest) throws -> CaseRecord

  /// Where all cases stand.
  func status() throws -> StatusBoard
  /// A page of incidents behind `after`.
  func incidents(after: IncidentID?, limit: Int) throws -> [Incident]
  /// Runs the step of an incident again.
  func retry(_ incident: IncidentID, _ intervention: Intervention) throws -> CaseRecord
  /// How late timers came since the process started.
  func timerLateness() -> LatenessHistogram.Counts
  /// Moves a virtual clock and works off what falls due.
  func advanceClock(_ advance: ClockAdvance) throws -> ClockResult
}

extension CaseOperations {
  /// Reserves a task for a person, whatever was done to it before.
  public func claim(_ task: TaskID, by person: String) throws -> TaskRecord {
    try claim(TaskRequest(task: task, person: person))
  }

  /// Gives a task back, whatever was done to it before.
  public func release(_ task: TaskID, by person: String) throws -> TaskRecord {
    try release(TaskRequest(task: task, person: person))
  }
}

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
  func cancel(_ reference: String, actor: String?) throws -> CaseRecord

  /// Lists open tasks.
  func tasks(_ filter: TaskFilter, after: TaskID?, limit: Int) throws -> [TaskRecord]
  /// Reserves a task for a person.
  func claim(_ task: TaskID, by person: String) throws -> TaskRecord
  /// Gives a task back.
  func release(_ task: TaskID, by person: String) throws -> TaskRecord
  /// Completes a task; the case's step is committed when the call returns.
  func complete(_ request: CompleteRequest) throws -> CaseRecord

  /// Where all cases stand.
  func status() throws -> StatusBoard
  /// A page of incidents behind `after`.
  func incidents(after: IncidentID?, limit: Int) throws -> [Incident]
  /// Runs the step of an incident again.
  func retry(_ incident: IncidentID, actor: String?) throws -> CaseRecord
  /// Moves a virtual clock and works off what falls due.
  func advanceClock(_ advance: ClockAdvance) throws -> ClockResult
}

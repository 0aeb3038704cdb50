/// What operators do with cases, calls and definitions; see `CaseOperations` for the daily work.
///
/// Calls block until they are committed. They throw `CaseworkError` when the request cannot be done
/// and `StoreError` when the store cannot do it; in both cases nothing was changed.
public protocol CaseAdministration: Sendable {
  /// Starts many cases in one commit, in their order; each of them succeeds or fails alone.
  func start(_ requests: [StartRequest]) throws -> [Result<StartResult, CaseworkError>]
  /// Holds a case: events are accepted and wait, deadlines run on, no step is taken.
  func suspend(_ reference: String, _ intervention: Intervention) throws -> CaseRecord
  /// Lets a suspended case go on.
  func resume(_ reference: String, _ intervention: Intervention) throws -> CaseRecord
  /// Runs the failed step of a case again.
  func retry(_ reference: String, _ intervention: Intervention) throws -> CaseRecord

  /// Puts a case into a state by hand; needs a reason.
  func move(_ reference: String, to state: String, _ intervention: Intervention) throws
    -> CaseRecord
  /// The stored versions of a workflow, the newest first.
  func versions(ofWorkflow name: String) throws -> WorkflowVersions
  /// Moves a page of a workflow's cases to another of its versions, or tells which could be moved.
  func migrate(_ request: MigrationRequest) throws -> MigrationPage
  /// Makes the decisions of a case again, with the versions that made them.
  func replay(_ reference: String) throws -> Replay
  /// Makes the decisions of a case again that was taken into an archive.
  func replay(_ archived: ArchivedCase) throws -> Replay
  /// The stored files of tables of a version; the beginning of its digest is enough.
  func storedTables(version: String) throws -> [TableFile]

  /// Erases what a finished case holds of people; needs a reason.
  func erase(_ reference: String, withKey: Bool, _ intervention: Intervention) throws -> CaseRecord
  /// A page of the cases that have been over for some microseconds and have no calls left.
  func archivable(olderThan age: Int64, after: CaseID?, limit: Int) throws -> ArchivePage
  /// Removes cases that an archive holds, by the newest link of their logs; gives those removed.
  func removeArchived(_ heads: [CaseID: String]) throws -> [CaseID]

  /// The incidents by cause, the most frequent first.
  func incidentCauses() throws -> [IncidentCause]
  /// A page of the incidents of a cause behind `after`.
  func incidents(ofCause cause: String, after: IncidentID?, limit: Int) throws -> [Incident]

  /// A page of outgoing calls behind `after`.
  func calls(_ filter: MessageFilter, after: MessageID?, limit: Int) throws -> [OutboxMessage]
  /// The calls by receiver.
  func receivers() throws -> [ReceiverCount]
  /// One outgoing call.
  func call(_ id: MessageID) throws -> OutboxMessage
  /// Tries a call at once that was given up or waits for its next attempt.
  func retryCall(_ id: MessageID, _ intervention: Intervention) throws -> OutboxMessage
  /// Takes a call out of the outbox for good.
  func dropCall(_ id: MessageID, _ intervention: Intervention) throws -> OutboxMessage
}

/// Who steps in from outside, and why; both go into the case's log.
public struct Intervention: Sendable, Hashable {
  /// Who.
  public var actor: String?
  /// Why.
  public var reason: String?

  /// Makes an intervention.
  public init(actor: String? = nil, reason: String? = nil) {
    self.actor = actor
    self.reason = reason
  }
}

/// Incidents that have one cause, as far as their messages tell.
public struct IncidentCause: Sendable, Hashable {
  /// A short name of the cause, the same as long as workflow, code and message are.
  public var id: String
  /// What the incidents have in common, and how many there are.
  public var count: IncidentCount
}

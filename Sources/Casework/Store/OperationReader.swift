/// Which outgoing calls a list shows.
public struct MessageFilter: Sendable, Hashable {
  /// Only those that stand so.
  public var status: MessageStatus?
  /// Only those to this receiver: a connector's name, or the origin of a URL.
  public var receiver: String?
  /// Only those of this case.
  public var caseID: CaseID?

  /// Makes a filter; nil lets everything through.
  public init(status: MessageStatus? = nil, receiver: String? = nil, caseID: CaseID? = nil) {
    self.status = status
    self.receiver = receiver
    self.caseID = caseID
  }
}

/// How many calls wait for a receiver, and how many were given up.
public struct ReceiverCount: Sendable, Hashable {
  /// A connector's name, or the origin of a URL.
  public var receiver: String
  /// Those that will be tried.
  public var waiting: Int
  /// Those given up.
  public var dead: Int

  /// Makes a count.
  public init(receiver: String, waiting: Int, dead: Int) {
    self.receiver = receiver
    self.waiting = waiting
    self.dead = dead
  }
}

/// What several incidents have in common.
public struct IncidentKind: Sendable, Hashable {
  /// The workflow.
  public var workflow: String
  /// The error event's name, or a code of `CaseworkCode`.
  public var code: String
  /// What happened.
  public var message: String

  /// Makes a kind.
  public init(workflow: String, code: String, message: String) {
    self.workflow = workflow
    self.code = code
    self.message = message
  }
}

/// A kind of incident and how often it is there.
public struct IncidentCount: Sendable, Hashable {
  /// What they have in common.
  public var kind: IncidentKind
  /// How many cases stopped so.
  public var count: Int
  /// When the first of them did.
  public var firstAt: Timestamp
  /// When the last of them did.
  public var lastAt: Timestamp

  /// Makes a count.
  public init(kind: IncidentKind, count: Int, firstAt: Timestamp, lastAt: Timestamp) {
    self.kind = kind
    self.count = count
    self.firstAt = firstAt
    self.lastAt = lastAt
  }
}

/// A stored definition without its content.
public struct StoredVersion: Sendable, Hashable {
  /// The row.
  public var id: DefinitionID
  /// The workflow's name, or the path of a file of tables.
  public var name: String
  /// `sha256:…` of the content.
  public var version: String
  /// The path it came from.
  public var file: String
  /// When it was stored.
  public var storedAt: Timestamp
  /// The unfinished sessions that run it, 0 for tables.
  public var sessions: Int

  /// Makes a version.
  public init(
    id: DefinitionID, name: String, version: String, file: String, storedAt: Timestamp,
    sessions: Int
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.file = file
    self.storedAt = storedAt
    self.sessions = sessions
  }
}

/// Reads that operators need, beside those of a step.
public protocol OperationReader {
  /// A page of outgoing calls behind `after`.
  func messages(_ filter: MessageFilter, after: MessageID?, limit: Int) throws -> [OutboxMessage]
  /// The calls by receiver, sorted by its name.
  func receiverCounts() throws -> [ReceiverCount]
  /// The incidents by kind, the most frequent first, at most `limit` kinds.
  func incidentCounts(limit: Int) throws -> [IncidentCount]
  /// The stored versions of a kind of definition, those of one name if it is given, the newest first.
  func versions(_ kind: DefinitionKind, name: String?) throws -> [StoredVersion]
  /// What a file held when it was good last: one file of tables, or its workflows.
  func definitionsInForce(_ kind: DefinitionKind, file: String) throws -> [DefinitionRecord]
  /// A page of cases behind `after` that ended before an instant and have neither calls nor unfinished
  /// parts left.
  func finishedCases(before: Timestamp, after: CaseID?, limit: Int) throws -> [CaseRecord]
  /// The unfinished sessions of a workflow behind `after` that run another definition, those invoked by
  /// others included.
  func sessions(
    of workflow: String, besides definition: DefinitionID?, after: CaseID?, limit: Int
  ) throws -> [CaseRecord]
  /// A page of the incidents of one kind behind `after`.
  func incidents(of kind: IncidentKind, after: IncidentID?, limit: Int) throws -> [Incident]
}

/// Changes that operators make, beside those of a step.
public protocol OperationTransaction {
  /// Erases the content and salts of a case's log, who did its tasks, and what its requests were.
  func eraseContent(of id: CaseID) throws
  /// Erases the content and salts of a case's log, and nothing else.
  func eraseLog(of id: CaseID) throws
  /// Removes a case with everything that hangs on it, and takes it out of the counts.
  func deleteCase(_ id: CaseID) throws
  /// Gives an invocation of a case another id wherever it is named.
  func renameInvocation(_ old: String, to new: String, of id: CaseID) throws
  /// Notes what a file holds that is good; what it held before and nothing has used is forgotten.
  func replaceInForce(
    _ kind: DefinitionKind, file: String, with definitions: [DefinitionRecord]
  ) throws
}

extension CaseReader {
  /// The messages to try now, in the order of their times.
  public func dueMessages(at now: Timestamp, limit: Int) throws -> [OutboxMessage] {
    try dueMessages(at: now, excluding: [], limit: limit)
  }
}

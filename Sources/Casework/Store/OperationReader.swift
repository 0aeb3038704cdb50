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

/// Reads that operators need, beside those of a step.
public protocol OperationReader {
  /// A page of outgoing calls behind `after`.
  func messages(_ filter: MessageFilter, after: MessageID?, limit: Int) throws -> [OutboxMessage]
  /// The calls by receiver, sorted by its name.
  func receiverCounts() throws -> [ReceiverCount]
  /// The incidents by kind, the most frequent first, at most `limit` kinds.
  func incidentCounts(limit: Int) throws -> [IncidentCount]
  /// A page of the incidents of one kind behind `after`.
  func incidents(of kind: IncidentKind, after: IncidentID?, limit: Int) throws -> [Incident]
}

/// Changes that operators make, beside those of a step.
public protocol OperationTransaction {}

extension CaseReader {
  /// The messages to try now, in the order of their times.
  public func dueMessages(at now: Timestamp, limit: Int) throws -> [OutboxMessage] {
    try dueMessages(at: now, excluding: [], limit: limit)
  }
}

/// One entry of a case's log, chained to the one before it.
public struct LogEntry: Sendable, Hashable {
  /// The case.
  public var caseID: CaseID
  /// Its number within the case, from 1.
  public var sequence: Int64
  /// When the step was committed.
  public var at: Timestamp
  /// What happened: an event's name, or `case.started`, `case.incident` and the like.
  public var event: String
  /// The active states before.
  public var from: [String]
  /// The active states after.
  public var to: [String]
  /// Actor, data, decisions and journal, as JSON text; nil once it was erased.
  public var content: [UInt8]?
  /// Makes equal contents differ in their digests; nil once the content was erased.
  public var salt: [UInt8]?
  /// SHA-256 of salt and content; stays when they are erased.
  public var digest: [UInt8]
  /// The link of the entry before; 32 zero bytes for the first.
  public var previous: [UInt8]

  /// Makes an entry.
  public init(
    caseID: CaseID, sequence: Int64, at: Timestamp, event: String, from: [String], to: [String],
    content: [UInt8]?, salt: [UInt8]?, digest: [UInt8], previous: [UInt8]
  ) {
    self.caseID = caseID
    self.sequence = sequence
    self.at = at
    self.event = event
    self.from = from
    self.to = to
    self.content = content
    self.salt = salt
    self.digest = digest
    self.previous = previous
  }
}

/// Why a case stopped.
public struct Incident: Sendable, Hashable {
  /// The row.
  public var id: IncidentID
  /// The case that stopped.
  public var caseID: CaseID
  /// The case's business key.
  public var caseKey: String?
  /// The workflow's name.
  public var workflow: String
  /// The accepted event whose step failed; a retry runs it again.
  public var inboxID: InboxID?
  /// That event's name; `case.started` for the start.
  public var event: String
  /// The error event nobody took, or a code of `CaseworkCode`.
  public var code: String
  /// What went wrong, for people.
  public var message: String
  /// When it happened first.
  public var at: Timestamp
  /// How often a retry failed again.
  public var retries: Int

  /// Makes a record.
  public init(
    id: IncidentID, caseID: CaseID, caseKey: String? = nil, workflow: String, inboxID: InboxID?,
    event: String, code: String, message: String, at: Timestamp, retries: Int = 0
  ) {
    self.id = id
    self.caseID = caseID
    self.caseKey = caseKey
    self.workflow = workflow
    self.inboxID = inboxID
    self.event = event
    self.code = code
    self.message = message
    self.at = at
    self.retries = retries
  }
}

/// How many cases of a workflow stand in a state; a case in parallel states counts in each.
public struct StateCount: Sendable, Hashable {
  /// The workflow's name.
  public var workflow: String
  /// The state's id; empty for cases that stopped before their first step was committed.
  public var state: String
  /// The number of cases.
  public var count: Int

  /// Makes a record.
  public init(workflow: String, state: String, count: Int) {
    self.workflow = workflow
    self.state = state
    self.count = count
  }
}

/// The store's clock, kept in it.
public struct ClockRecord: Sendable, Hashable {
  /// Whether time is read from the machine or only moved by hand.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The machine's clock.
    case system
    /// Moved by `clock advance`.
    case virtual
  }

  /// Which clock.
  public var kind: Kind
  /// The virtual time, or the latest system time seen.
  public var now: Timestamp

  /// Makes a record.
  public init(kind: Kind, now: Timestamp) {
    self.kind = kind
    self.now = now
  }
}

/// Where a case stands as a whole.
public enum CaseStatus: String, Sendable, Hashable, CaseIterable {
  /// It runs or waits; start and retry lead here.
  case open
  /// Its workflow reached a final state.
  case done
  /// Held: by a person, or because a macrostep passed the microstep limit. Resuming opens it.
  case suspended
  /// A step failed and was rolled back; its event waits for a retry.
  case incident
  /// Ended from outside before its workflow did.
  case cancelled

  /// Whether the case can still go on; a business key is unique among these.
  public var isUnfinished: Bool {
    switch self {
    case .open, .suspended, .incident: true
    case .done, .cancelled: false
    }
  }
}

/// One case as the last commit left it.
public struct CaseRecord: Sendable, Hashable {
  /// The case.
  public var id: CaseID
  /// The business key, unique among the unfinished cases of the workflow.
  public var key: String?
  /// The workflow's name.
  public var workflow: String
  /// The workflow version it started with.
  public var definition: DefinitionID
  /// The set of tables in force when it started.
  public var tables: DefinitionID?
  /// Counts the commits that changed the case; every change says which revision it saw.
  public var revision: Int64
  /// Where it stands.
  public var status: CaseStatus
  /// The ids of the active atomic states, in document order; those last active once it is done.
  public var states: [String]
  /// The statechart machine as it serialises itself; nil until the first step was committed.
  public var machine: [UInt8]?
  /// When it was started.
  public var startedAt: Timestamp
  /// When its last commit was.
  public var changedAt: Timestamp
  /// The case whose invocation it is.
  public var parent: CaseID?
  /// The id of that invocation in the parent.
  public var parentInvoke: String?
  /// Whether the parent has ended the invocation: from that commit on it hears nothing more from this
  /// session, which still runs its exit handlers.
  public var isDetached: Bool
  /// The sequence number of the newest log entry; 0 before the first.
  public var logCount: Int64
  /// The link that ends the log's hash chain; 32 zero bytes before the first entry.
  public var logHead: [UInt8]

  /// Makes a record.
  public init(
    id: CaseID, key: String? = nil, workflow: String, definition: DefinitionID,
    tables: DefinitionID? = nil, revision: Int64 = 0, status: CaseStatus = .open,
    states: [String] = [], machine: [UInt8]? = nil, startedAt: Timestamp,
    changedAt: Timestamp? = nil, parent: CaseID? = nil, parentInvoke: String? = nil,
    isDetached: Bool = false, logCount: Int64 = 0, logHead: [UInt8] = LogChain.start
  ) {
    self.id = id
    self.key = key
    self.workflow = workflow
    self.definition = definition
    self.tables = tables
    self.revision = revision
    self.status = status
    self.states = states
    self.machine = machine
    self.startedAt = startedAt
    self.changedAt = changedAt ?? startedAt
    self.parent = parent
    self.parentInvoke = parentInvoke
    self.isDetached = isDetached
    self.logCount = logCount
    self.logHead = logHead
  }
}

/// What a stored definition is.
public enum DefinitionKind: String, Sendable, Hashable, CaseIterable {
  /// The file of a workflow.
  case workflow
  /// A file of decision tables.
  case tableFile
  /// The list of table files that were in force together.
  case tables
  /// The file of a calendar.
  case calendar
}

/// A workflow or table file, stored with its content when first used.
public struct DefinitionRecord: Sendable, Hashable {
  /// The row.
  public var id: DefinitionID
  /// What it is.
  public var kind: DefinitionKind
  /// The workflow's name, or the file's path.
  public var name: String
  /// `sha256:` and the digest of the body in hexadecimal.
  public var version: String
  /// The path it was read from.
  public var file: String
  /// The file's bytes.
  public var body: [UInt8]
  /// When it was first used.
  public var storedAt: Timestamp

  /// Makes a record.
  public init(
    id: DefinitionID, kind: DefinitionKind, name: String, version: String, file: String,
    body: [UInt8], storedAt: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.version = version
    self.file = file
    self.body = body
    self.storedAt = storedAt
  }
}

public import JSON

/// A page of cases.
public struct CasePage: Sendable, Hashable {
  /// The cases, the oldest first.
  public var cases: [CaseSummary]
  /// Where the next page begins; nil on the last one.
  public var next: String?
}

/// A case as lists show it.
public struct CaseSummary: Sendable, Hashable {
  /// The case.
  public var record: CaseRecord
  /// The version of its workflow, `sha256:…`.
  public var version: String
  /// The labels of its states, in their order.
  public var labels: [String]
}

/// A case with everything that hangs on it.
public struct CaseDetail: Sendable, Hashable {
  /// The case.
  public var summary: CaseSummary
  /// Its variables.
  public var data: JSONValue
  /// Its open tasks.
  public var tasks: [TaskRecord]
  /// Its timers, the next due first.
  public var timers: [TimerRecord]
  /// Its outgoing messages not yet delivered.
  public var calls: [OutboxMessage]
  /// Why it stopped, if it did.
  public var incident: Incident?
  /// Why it is where it is, as sentences, the newest step first.
  public var why: [String]
  /// Its log, if asked for.
  public var log: [LogEntry]?
}

/// The board: where all cases stand.
public struct StatusBoard: Sendable, Hashable {
  /// The cases by workflow and state, with the state's label.
  public var cases: [StatusLine]
  /// What is late, stopped or waiting.
  public var backlog: Backlog
  /// The time of the board.
  public var at: Timestamp
}

/// One line of the board.
public struct StatusLine: Sendable, Hashable {
  /// The count.
  public var count: StateCount
  /// The workflow's label, or its name.
  public var workflowLabel: String
  /// The state's label, or its id.
  public var stateLabel: String
}

/// What moving the clock did.
public struct ClockResult: Sendable, Hashable {
  /// The time before.
  public var from: Timestamp
  /// The time now.
  public var to: Timestamp
  /// How many timers fell due and were worked off.
  public var firedTimers: Int
}

public import JSON

/// A request to start a case.
public struct StartRequest: Sendable, Hashable {
  /// The workflow's name or label.
  public var workflow: String
  /// The values of the workflow's variables: an object, converted by their declared types.
  public var data: JSONValue
  /// The business key, unique among the unfinished cases of the workflow.
  public var key: String?
  /// A second start with the same idempotency key gives the first case.
  public var idempotencyKey: String?
  /// Who starts it, for the log.
  public var actor: String?

  /// Makes a request.
  public init(
    workflow: String, data: JSONValue = .object([]), key: String? = nil,
    idempotencyKey: String? = nil, actor: String? = nil
  ) {
    self.workflow = workflow
    self.data = data
    self.key = key
    self.idempotencyKey = idempotencyKey
    self.actor = actor
  }
}

/// What a start led to.
public struct StartResult: Sendable, Hashable {
  /// The case as its first step left it.
  public var record: CaseRecord
  /// Whether it was started by an earlier request with the same idempotency key.
  public var isRepeated: Bool

  /// Makes a result.
  public init(record: CaseRecord, isRepeated: Bool) {
    self.record = record
    self.isRepeated = isRepeated
  }
}

/// A request to hand an event to a case.
public struct SendRequest: Sendable, Hashable {
  /// The case's id or business key.
  public var reference: String
  /// The event's name; an outcome of an open task is not an event.
  public var event: String
  /// The event's data.
  public var data: JSONValue
  /// The sender's id of the event: the same one is taken once.
  public var eventID: String?
  /// Whose ids these are; nil keeps them apart by case.
  public var source: String?
  /// Who sends it, for the log.
  public var actor: String?
  /// Whether to answer after the step; else after the event is on disk.
  public var wait: Bool

  /// Makes a request.
  public init(
    reference: String, event: String, data: JSONValue = .null, eventID: String? = nil,
    source: String? = nil, actor: String? = nil, wait: Bool = false
  ) {
    self.reference = reference
    self.event = event
    self.data = data
    self.eventID = eventID
    self.source = source
    self.actor = actor
    self.wait = wait
  }
}

/// What became of an event.
public struct SendResult: Sendable, Hashable {
  /// The case; after the step, if that was waited for.
  public var record: CaseRecord
  /// Whether the event's id had been seen before, so that nothing was done.
  public var isDuplicate: Bool

  /// Makes a result.
  public init(record: CaseRecord, isDuplicate: Bool) {
    self.record = record
    self.isDuplicate = isDuplicate
  }
}

/// A request to list cases, a page at a time.
public struct ListRequest: Sendable, Hashable {
  /// Only this workflow's, by name or label.
  public var workflow: String?
  /// Only those with this state active, by id or label.
  public var state: String?
  /// Only those with this business key.
  public var key: String?
  /// Only those that stand so.
  public var status: CaseStatus?
  /// Only those for which this FEEL expression over their data is true.
  public var condition: String?
  /// Only those started at least so many microseconds ago.
  public var olderThan: Int64?
  /// The `next` of the page before.
  public var cursor: String?
  /// At most so many cases, from 1 to 1000.
  public var limit: Int

  /// Makes a request.
  public init(
    workflow: String? = nil, state: String? = nil, key: String? = nil, status: CaseStatus? = nil,
    condition: String? = nil, olderThan: Int64? = nil, cursor: String? = nil, limit: Int = 100
  ) {
    self.workflow = workflow
    self.state = state
    self.key = key
    self.status = status
    self.condition = condition
    self.olderThan = olderThan
    self.cursor = cursor
    self.limit = limit
  }
}

/// How far to move a virtual clock.
public enum ClockAdvance: Sendable, Hashable {
  /// So many microseconds.
  case by(Int64)
  /// To the next due timer or delivery.
  case toNext
}

public import FEEL
public import Statechart

/// What an inbox row asks the step to do.
public enum InboxKind: String, Sendable, Hashable, CaseIterable {
  /// Start the session; the data are its start parameters.
  case start
  /// Take an event.
  case event
  /// End the session from outside, running its exit handlers.
  case cancel
}

/// An accepted event that waits for its step; it leaves in the step's commit.
public struct InboxRow: Sendable, Hashable {
  /// The row; numbers grow in the order of acceptance.
  public var id: InboxID
  /// The receiver.
  public var caseID: CaseID
  /// What it asks for.
  public var kind: InboxKind
  /// The event; for a start, its name is empty and its data are the parameters.
  public var event: StatechartEvent
  /// The person or system that caused it, for the log.
  public var actor: String?
  /// When it was accepted.
  public var acceptedAt: Timestamp

  /// Makes a row.
  public init(
    id: InboxID, caseID: CaseID, kind: InboxKind, event: StatechartEvent, actor: String?,
    acceptedAt: Timestamp
  ) {
    self.id = id
    self.caseID = caseID
    self.kind = kind
    self.event = event
    self.actor = actor
    self.acceptedAt = acceptedAt
  }
}

/// What a timer does when it is due.
public enum TimerKind: String, Sendable, Hashable, CaseIterable {
  /// Ends the timer invocation; dies with its state.
  case invoke
  /// Delivers a delayed send.
  case send
  /// Tells the case that a task is overdue; dies with the task.
  case taskDue
  /// Reminds of a task; dies with it.
  case taskFollowUp
  /// Calls a further role in on a task; dies with it.
  case taskEscalation

  /// The kinds that die with their task.
  public static let ofTasks: [TimerKind] = [.taskDue, .taskFollowUp, .taskEscalation]
}

/// Something that happens to a case at a given time.
public struct TimerRecord: Sendable, Hashable {
  /// The row.
  public var id: TimerID
  /// The case it belongs to.
  public var caseID: CaseID
  /// What it does.
  public var kind: TimerKind
  /// When, never earlier.
  public var dueAt: Timestamp
  /// Who receives a delayed send; the case itself, else.
  public var destination: Destination
  /// The id by which a delayed send can be cancelled.
  public var cancelID: String?
  /// Whether the event's data are a body of their own.
  public var isContent: Bool
  /// The event that will be put into the receiver's inbox; a timer invocation's id is its `invokeID`.
  public var event: StatechartEvent

  /// Makes a record.
  public init(
    id: TimerID, caseID: CaseID, kind: TimerKind, dueAt: Timestamp, destination: Destination,
    cancelID: String? = nil, isContent: Bool = false, event: StatechartEvent
  ) {
    self.id = id
    self.caseID = caseID
    self.kind = kind
    self.dueAt = dueAt
    self.destination = destination
    self.cancelID = cancelID
    self.isContent = isContent
    self.event = event
  }
}

/// What an outgoing message is.
public enum MessageKind: String, Sendable, Hashable, CaseIterable {
  /// For a configured connector; answers with `EVENT.delivered` or `EVENT.failed`.
  case connector
  /// The call of an `http` invocation; answers with `done.invoke.ID`.
  case http
  /// An event for an address outside, by SCXML's BasicHTTP event processor.
  case basicHTTP
}

/// Whether an outgoing message is still tried.
public enum MessageStatus: String, Sendable, Hashable, CaseIterable {
  /// It will be tried at `nextAt`.
  case waiting
  /// All attempts failed; a person retries or drops it.
  case dead
}

/// An outgoing message; it leaves when its answer is in the inbox.
public struct OutboxMessage: Sendable, Hashable {
  /// The row.
  public var id: MessageID
  /// The case that sends it.
  public var caseID: CaseID
  /// The case's business key, for the receiver's records.
  public var caseKey: String?
  /// What it is.
  public var kind: MessageKind
  /// Whether it is still tried.
  public var status: MessageStatus
  /// The same for every attempt, so that the receiver can count it once.
  public var idempotencyKey: String
  /// The connector's name or the address.
  public var target: String
  /// The event's name; empty for an `http` invocation.
  public var event: String
  /// The id of the send.
  public var sendID: String?
  /// The invocation that waits for the answer.
  public var invokeID: String?
  /// What is sent.
  public var data: Value
  /// Whether the data are a body of their own, not named arguments.
  public var isContent: Bool
  /// How often it was tried.
  public var attempts: Int
  /// When it is tried next.
  public var nextAt: Timestamp
  /// When the step that sent it was committed.
  public var createdAt: Timestamp
  /// What the last attempt failed with.
  public var lastError: String?
  /// Whether an attempt ended without anybody knowing if the receiver acted.
  public var isAmbiguous: Bool
  /// How far the attempts came, as JSON, where a message takes several calls; the connector's own.
  public var progress: String?

  /// Makes a record.
  public init(
    id: MessageID, caseID: CaseID, caseKey: String? = nil, kind: MessageKind,
    status: MessageStatus = .waiting, idempotencyKey: String, target: String, event: String,
    sendID: String? = nil, invokeID: String? = nil, data: Value = .null, isContent: Bool = false,
    attempts: Int = 0,
    nextAt: Timestamp, createdAt: Timestamp, lastError: String? = nil, isAmbiguous: Bool = false,
    progress: String? = nil
  ) {
    self.id = id
    self.caseID = caseID
    self.caseKey = caseKey
    self.kind = kind
    self.status = status
    self.idempotencyKey = idempotencyKey
    self.target = target
    self.event = event
    self.sendID = sendID
    self.invokeID = invokeID
    self.data = data
    self.isContent = isContent
    self.attempts = attempts
    self.nextAt = nextAt
    self.createdAt = createdAt
    self.lastError = lastError
    self.isAmbiguous = isAmbiguous
    self.progress = progress
  }
}

extension OutboxMessage {
  /// Who gets it, as far as limits and circuits go: the connector's name, or scheme, host and port of
  /// the URL.
  public var receiver: String {
    guard kind != .connector, let scheme = target.firstRange(of: "://") else { return target }
    let rest = target[scheme.upperBound...]
    return String(target[..<(rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex)]).lowercased()
  }
}

public import FEEL

/// A piece of work that waits for a person; it leaves when it is completed or withdrawn.
public struct TaskRecord: Sendable, Hashable {
  /// The row.
  public var id: TaskID
  /// The case it belongs to.
  public var caseID: CaseID
  /// The case's business key.
  public var caseKey: String?
  /// The workflow's name.
  public var workflow: String
  /// The id of the task's invocation in the workflow.
  public var invokeID: String
  /// What people read.
  public var title: String
  /// The one person who may do it, where the workflow names one.
  public var assignee: String?
  /// The roles or people who may claim it.
  public var candidates: [String]
  /// Who has claimed it.
  public var claimedBy: String?
  /// Titles or ids of tasks of this case whose doers may not do this one.
  public var notBy: [String]
  /// The form's fields.
  public var form: Value
  /// What the person needs to know.
  public var data: Value
  /// Higher is more urgent; 0 unless the workflow says otherwise.
  public var priority: Int
  /// When it should be done.
  public var dueAt: Timestamp?
  /// When somebody should look at it again.
  public var followUpAt: Timestamp?
  /// When the step that opened it was committed.
  public var createdAt: Timestamp
  /// Counts its changes.
  public var revision: Int64
  /// Who gave the task to `claimedBy` to do, and gets it back with the answer.
  public var delegatedBy: String?
  /// What the person answered to whom it was delegated: `{outcome, comment, values, by, at}`; null
  /// where nobody has.
  public var answer: Value
  /// What was done to it last.
  public var lastChange: TaskChange?

  /// The priorities there are.
  public static let priorities = -1_000_000...1_000_000

  /// Makes a record.
  public init(
    id: TaskID, caseID: CaseID, caseKey: String? = nil, workflow: String, invokeID: String,
    title: String, assignee: String? = nil, candidates: [String] = [], claimedBy: String? = nil,
    notBy: [String] = [], form: Value = .null, data: Value = .null, priority: Int = 0,
    dueAt: Timestamp? = nil, followUpAt: Timestamp? = nil, createdAt: Timestamp,
    revision: Int64 = 0, delegatedBy: String? = nil, answer: Value = .null,
    lastChange: TaskChange? = nil
  ) {
    self.id = id
    self.caseID = caseID
    self.caseKey = caseKey
    self.workflow = workflow
    self.invokeID = invokeID
    self.title = title
    self.assignee = assignee
    self.candidates = candidates
    self.claimedBy = claimedBy
    self.notBy = notBy
    self.form = form
    self.data = data
    self.priority = priority
    self.dueAt = dueAt
    self.followUpAt = followUpAt
    self.createdAt = createdAt
    self.revision = revision
    self.delegatedBy = delegatedBy
    self.answer = answer
    self.lastChange = lastChange
  }
}

/// A change of a task: what, by whom, when.
public struct TaskChange: Sendable, Hashable {
  /// What was done, as the event that told the case of it.
  public var event: TaskEvent
  /// Who did it; nil for what time did.
  public var by: String?
  /// When.
  public var at: Timestamp

  /// Makes a record.
  public init(_ event: TaskEvent, by person: String?, at: Timestamp) {
    self.event = event
    self.by = person
    self.at = at
  }
}

/// The events by which a case hears of its open tasks.
public enum TaskEvent: String, Sendable, Hashable, CaseIterable {
  /// Somebody took it.
  case claimed = "task.claimed"
  /// Whoever had it gave it back.
  case released = "task.released"
  /// Somebody gave it to another person or role.
  case reassigned = "task.reassigned"
  /// Whoever has it lets another person do it.
  case delegated = "task.delegated"
  /// That person has done it, and whoever delegated it confirms.
  case answered = "task.answered"
  /// Its due time has passed.
  case overdue = "task.overdue"
  /// Its follow-up time has come.
  case followUp = "task.followUp"
  /// It was not done in time, and a further role was called in.
  case escalated = "task.escalated"

  /// The participle: `claimed`.
  public var verb: String { self == .followUp ? "brought up" : String(rawValue.dropFirst(5)) }
}

/// Where a page of tasks begins: behind this one in the order of urgency, due time and number.
public struct TaskCursor: Sendable, Hashable {
  /// The task's priority.
  public var priority: Int
  /// The task's due time.
  public var dueAt: Timestamp?
  /// The task.
  public var id: TaskID

  /// The place of a task.
  public init(_ task: TaskRecord) {
    priority = task.priority
    dueAt = task.dueAt
    id = task.id
  }

  /// Reads the form that `description` gives.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let priority = Int(parts[0]), let id = TaskID(String(parts[2])),
      TaskRecord.priorities.contains(priority)
    else { return nil }
    if !parts[1].isEmpty {
      guard let due = Int64(parts[1]) else { return nil }
      dueAt = Timestamp(microseconds: due)
    }
    self.priority = priority
    self.id = id
  }
}

extension TaskCursor: CustomStringConvertible {
  /// `2.1772366400000000.t4`; without a due time the middle is empty.
  public var description: String {
    "\(priority).\(dueAt.map { String($0.microseconds) } ?? "").\(id)"
  }
}

/// Who did a task of a case, kept for the four-eyes rule until the case is deleted.
public struct TaskDoer: Sendable, Hashable {
  /// The id of the task's invocation.
  public var invokeID: String
  /// The task's title.
  public var title: String
  /// The person.
  public var person: String
  /// The task that the person completed; nil where another person did, who had delegated it.
  public var task: TaskID?
  /// When.
  public var at: Timestamp?
  /// How it ended.
  public var outcome: String?

  /// Makes a record.
  public init(
    invokeID: String, title: String, person: String, task: TaskID? = nil, at: Timestamp? = nil,
    outcome: String? = nil
  ) {
    self.invokeID = invokeID
    self.title = title
    self.person = person
    self.task = task
    self.at = at
    self.outcome = outcome
  }
}

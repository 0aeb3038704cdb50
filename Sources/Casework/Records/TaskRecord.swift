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

  /// Makes a record.
  public init(
    id: TaskID, caseID: CaseID, caseKey: String? = nil, workflow: String, invokeID: String,
    title: String, assignee: String? = nil, candidates: [String] = [], claimedBy: String? = nil,
    notBy: [String] = [], form: Value = .null, data: Value = .null, priority: Int = 0,
    dueAt: Timestamp? = nil, followUpAt: Timestamp? = nil, createdAt: Timestamp,
    revision: Int64 = 0
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

  /// Makes a record.
  public init(invokeID: String, title: String, person: String) {
    self.invokeID = invokeID
    self.title = title
    self.person = person
  }
}

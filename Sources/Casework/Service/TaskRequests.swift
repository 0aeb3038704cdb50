public import JSON

/// A request to change who has a task.
public struct TaskRequest: Sendable, Hashable {
  /// The task.
  public var task: TaskID
  /// Who asks for it.
  public var person: String
  /// The revision of the task that the person saw; nil changes whatever is there.
  public var revision: Int64?
  /// A remark, for the log.
  public var comment: String?

  /// Makes a request.
  public init(task: TaskID, person: String, revision: Int64? = nil, comment: String? = nil) {
    self.task = task
    self.person = person
    self.revision = revision
    self.comment = comment
  }
}

/// Who a task is given to.
public enum TaskReceiver: Sendable, Hashable {
  /// A person, who has it from then on.
  case person(String)
  /// A role, of whom anyone may claim it.
  case role(String)
}

/// A request to complete a task.
public struct CompleteRequest: Sendable, Hashable {
  /// The task.
  public var task: TaskID
  /// Who did it.
  public var person: String
  /// How it ended, one of the outcomes that the workflow goes on with; nil confirms the answer of the
  /// person to whom the task was delegated.
  public var outcome: String?
  /// A remark.
  public var comment: String?
  /// The form's values: an object.
  public var data: JSONValue
  /// The revision of the task that the person saw; nil completes whatever is there.
  public var revision: Int64?

  /// Makes a request.
  public init(
    task: TaskID, person: String, outcome: String? = nil, comment: String? = nil,
    data: JSONValue = .null, revision: Int64? = nil
  ) {
    self.task = task
    self.person = person
    self.outcome = outcome
    self.comment = comment
    self.data = data
    self.revision = revision
  }
}

/// A task with what a person needs to do it.
public struct TaskDetail: Sendable, Hashable {
  /// The task.
  public var record: TaskRecord
  /// The fields that are asked for; none where the form cannot be read.
  public var fields: [FormField]
  /// The outcomes that the workflow goes on with.
  public var outcomes: TaskOutcomes
}

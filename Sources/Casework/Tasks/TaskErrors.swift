import Diagnostics

extension CaseworkError {
  /// The task is not open any more, or never was; says who completed it, if anybody did.
  static func unknownTask(_ id: TaskID, _ reader: any CaseReader) throws -> Self {
    guard let doer = try reader.taskDoer(of: id) else {
      return Self(
        .unknownTask, .notFound,
        "there is no open task \"\(id)\"; it may have been withdrawn with its state")
    }
    let when = doer.at.map { " at \($0)" } ?? ""
    let how = doer.outcome.map { " with \"\($0)\"" } ?? ""
    return Self(
      .unknownTask, .notFound,
      "the task \(id) \"\(doer.title)\" is not open any more: \(doer.person) completed it\(when)\(how)"
    )
  }

  static func outdated(_ task: TaskRecord, asked revision: Int64) -> Self {
    var text =
      "the task \(task.id) \"\(task.title)\" is at revision \(task.revision), not at \(revision)"
    if let change = task.lastChange {
      text += ": " + (change.by.map { "\($0) " } ?? "") + "\(change.event.verb) it at \(change.at)"
    }
    return Self(
      .changedMeanwhile, .outdated, text + "; look at it again", caseID: task.caseID)
  }

  static func taskTaken(_ task: TaskRecord, by holder: String) -> Self {
    Self(
      .taskTaken, .conflict,
      "the task \(task.id) \"\(task.title)\" is with \(holder)"
        + (task.delegatedBy.map { ", to whom \($0) delegated it" } ?? ""), caseID: task.caseID)
  }

  static func notHeld(_ task: TaskRecord, by person: String) -> Self {
    Self(
      .taskTaken, .conflict,
      "the task \(task.id) \"\(task.title)\" is not with \(person)"
        + (task.claimedBy.map { " but with \($0)" } ?? ", nobody has claimed it")
        + "; only who has a task can delegate it", caseID: task.caseID)
  }

  static func notAssigned(_ task: TaskRecord, to person: String, only: String) -> Self {
    Self(
      .taskTaken, .refused,
      "the task \(task.id) \"\(task.title)\" is for \(only), not for \(person)",
      caseID: task.caseID)
  }

  static func fourEyes(_ task: TaskRecord, person: String, earlier: TaskDoer) -> Self {
    Self(
      .fourEyes, .refused,
      "\(person) may not do the task \(task.id) \"\(task.title)\" because \(person) did "
        + "\"\(earlier.title)\" in the same case",
      caseID: task.caseID)
  }

  static func unknownOutcome(
    _ outcome: String, of task: TaskRecord, known: TaskOutcomes
  ) -> Self {
    let list = known.named.isEmpty ? "" : "; it knows " + known.named.joined(separator: ", ")
    return Self(
      .unknownOutcome, .invalid,
      "the workflow \(task.workflow) has no way on for the outcome \"\(outcome)\" of "
        + "\"\(task.title)\"" + Suggestion.didYouMean(outcome, among: known.named) + list,
      caseID: task.caseID)
  }

  static func noOutcome(of task: TaskRecord, known: TaskOutcomes) -> Self {
    let list = known.named.isEmpty ? "" : ", one of " + known.named.joined(separator: ", ")
    return Self(
      .badArgument, .invalid,
      "say how the task \(task.id) \"\(task.title)\" ended\(list)", caseID: task.caseID)
  }
}

public import Diagnostics

/// The stable codes of what can go wrong with cases and tasks.
public enum CaseworkCode: String, DiagnosticCatalogue {
  /// No workflow has that name.
  case unknownWorkflow = "CASE-001"
  /// No case has that id or key.
  case unknownCase = "CASE-002"
  /// The workflow has no such state.
  case unknownState = "CASE-003"
  /// No transition of the workflow takes such an event.
  case unknownEvent = "CASE-004"
  /// An unfinished case of the workflow has that key.
  case duplicateKey = "CASE-005"
  /// Several unfinished cases have that key.
  case ambiguousKey = "CASE-006"
  /// The start data do not fit the workflow's variables.
  case badData = "CASE-007"
  /// The case is over.
  case caseEnded = "CASE-008"
  /// An idempotency key came again with another request.
  case idempotencyMismatch = "CASE-009"
  /// No open task has that id.
  case unknownTask = "CASE-010"
  /// Somebody else has the task.
  case taskTaken = "CASE-011"
  /// The person may not do the task because of an earlier one.
  case fourEyes = "CASE-012"
  /// The workflow has no way on for that outcome.
  case unknownOutcome = "CASE-013"
  /// No incident has that id.
  case unknownIncident = "CASE-014"
  /// A step raised an error that no transition takes.
  case unhandledError = "CASE-015"
  /// A macrostep passed the microstep limit.
  case microstepLimit = "CASE-016"
  /// A stored definition can no longer be read.
  case brokenDefinition = "CASE-017"
  /// The clock is not virtual, or not the one the store was made with.
  case wrongClock = "CASE-018"
  /// A request's argument makes no sense.
  case badArgument = "CASE-019"
  /// Nothing more is accepted at the moment.
  case overloaded = "CASE-020"
  /// Somebody else changed it meanwhile.
  case changedMeanwhile = "CASE-021"
  /// The values do not fit the task's form.
  case badAnswer = "CASE-022"
  /// A task, timer or call cannot be started from these arguments.
  case badInvocation = "CASE-023"

  /// The case does not stand so that this could be done with it.
  case wrongStatus = "CASE-051"
  /// No outgoing call has that id.
  case unknownMessage = "CASE-052"
  /// No such version of a workflow or table is known.
  case unknownVersion = "CASE-053"
  /// The case does not fit that version of its workflow.
  case cannotMigrate = "CASE-054"
  /// The map of a migration names what is not there.
  case badMap = "CASE-055"
  /// An archived case is not as it was written.
  case brokenArchive = "CASE-056"

  /// Nothing that came in has that number.
  case unknownIntake = "CASE-070"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .unknownWorkflow: "no workflow has that name"
    case .unknownCase: "no case has that id or key"
    case .unknownState: "the workflow has no such state"
    case .unknownEvent: "no transition of the workflow takes such an event"
    case .duplicateKey: "an unfinished case of the workflow has that key"
    case .ambiguousKey: "several unfinished cases have that key"
    case .badData: "the start data do not fit the workflow's variables"
    case .caseEnded: "the case is over"
    case .idempotencyMismatch: "the idempotency key came with another request before"
    case .unknownTask: "no open task has that id"
    case .taskTaken: "somebody else has the task"
    case .fourEyes: "the person may not do the task because of an earlier one"
    case .unknownOutcome: "the workflow has no way on for that outcome"
    case .unknownIntake: "nothing that came in has that number"
    case .unknownIncident: "no incident has that id"
    case .unhandledError: "a step raised an error that no transition takes"
    case .microstepLimit: "a macrostep passed the microstep limit"
    case .brokenDefinition: "a stored definition can no longer be read"
    case .wrongClock: "the store does not run on that clock"
    case .badArgument: "an argument makes no sense"
    case .overloaded: "nothing more is accepted at the moment"
    case .changedMeanwhile: "somebody else changed it meanwhile"
    case .badAnswer: "the values do not fit the task's form"
    case .badInvocation: "a task, timer or call cannot be started from these arguments"
    case .wrongStatus: "the case does not stand so that this could be done with it"
    case .unknownMessage: "no outgoing call has that id"
    case .unknownVersion: "no such version of a workflow or table is known"
    case .cannotMigrate: "the case does not fit that version of its workflow"
    case .badMap: "the map of a migration names what is not there"
    case .brokenArchive: "an archived case is not as it was written"
    }
  }
}

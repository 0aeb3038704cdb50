public import Diagnostics

/// What can be wrong with a workflow sheet.
public enum FlowCode: String, DiagnosticCatalogue {
  /// The sheet does not begin with `Workflow`.
  case notAWorkflow = "FLOW-001"
  /// The header row or one of its columns is missing.
  case missingColumn = "FLOW-002"
  /// A header that is no column of a workflow.
  case unknownColumn = "FLOW-003"
  /// A row above the first state.
  case missingState = "FLOW-004"
  /// Two states with one name.
  case duplicateState = "FLOW-005"
  /// A state that does not exist.
  case unknownState = "FLOW-006"
  /// A state that nothing leads to.
  case unreachableState = "FLOW-007"
  /// A state that nothing leads out of.
  case deadEnd = "FLOW-008"
  /// A row without On, When and Go to.
  case emptyRow = "FLOW-009"
  /// Something in `Do` that is no action.
  case unknownAction = "FLOW-010"
  /// A table that does not exist.
  case unknownTable = "FLOW-011"
  /// A result of a table that no row handles.
  case unhandledOutput = "FLOW-012"
  /// A row for a result that the table never gives.
  case impossibleOutput = "FLOW-013"
  /// An event that nobody can send.
  case unsentEvent = "FLOW-014"
  /// Something in `On` that cannot be understood.
  case badTrigger = "FLOW-015"
  /// A task where none can begin.
  case misplacedTask = "FLOW-016"
  /// A final state that goes on.
  case finalGoesOn = "FLOW-017"
  /// A task that does not exist.
  case unknownTask = "FLOW-018"
  /// A name that cannot be used.
  case badName = "FLOW-019"
  /// A kind of state that does not exist.
  case unknownKind = "FLOW-020"
  /// A variable declared twice.
  case duplicateData = "FLOW-021"
  /// An action of which a part is missing.
  case incompleteAction = "FLOW-022"
  /// A row that is never tried.
  case shadowedRow = "FLOW-023"
  /// A raised event that no row waits for.
  case unheardEvent = "FLOW-024"
  /// A cell where none belongs.
  case strayCell = "FLOW-025"
  /// A state whose parents go round in a circle.
  case parentCircle = "FLOW-026"
  /// A variable that is probably another one, misspelt.
  case mistypedVariable = "FLOW-041"
  /// A task whose end no row waits for.
  case unhandledTask = "FLOW-042"
  /// A role that is probably another one, misspelt.
  case mistypedRole = "FLOW-043"
  /// A connector that does not exist, or is probably another one, misspelt.
  case unknownConnector = "FLOW-044"
  /// A length of time below zero.
  case negativeTime = "FLOW-045"
  /// Something in a statechart that no sheet can say.
  case unsayable = "FLOW-040"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notAWorkflow: "this is no workflow"
    case .missingColumn: "a column is missing"
    case .unknownColumn: "this is no column of a workflow"
    case .missingState: "the row belongs to no state"
    case .duplicateState: "two states have one name"
    case .unknownState: "there is no such state"
    case .unreachableState: "the state cannot be reached"
    case .deadEnd: "the state cannot be left"
    case .emptyRow: "the row says nothing"
    case .unknownAction: "this is no action"
    case .unknownTable: "there is no such table"
    case .unhandledOutput: "a result of the table is not handled"
    case .impossibleOutput: "the table never gives this result"
    case .unsentEvent: "nobody can send this event"
    case .badTrigger: "this is no event"
    case .misplacedTask: "a task cannot begin here"
    case .finalGoesOn: "a final state goes on"
    case .unknownTask: "there is no such task"
    case .badName: "this cannot be used as a name"
    case .unknownKind: "there is no such kind of state"
    case .duplicateData: "the variable is declared twice"
    case .incompleteAction: "a part of the action is missing"
    case .shadowedRow: "the row is never tried"
    case .unheardEvent: "no row waits for this event"
    case .strayCell: "a cell stands where none belongs"
    case .parentCircle: "the states are their own parents"
    case .mistypedVariable: "this variable is probably misspelt"
    case .unhandledTask: "nothing happens when the task is done"
    case .mistypedRole: "this role is probably misspelt"
    case .unknownConnector: "there is no such connector"
    case .negativeTime: "this time lies in the past"
    case .unsayable: "a sheet cannot say this"
    }
  }
}

public import Diagnostics

/// What can be wrong with an intake sheet.
public enum IntakeCode: String, DiagnosticCatalogue {
  /// The sheet lacks its header row, or a column of it.
  case missingColumn = "INTAKE-001"
  /// A header that is no column of an intake.
  case unknownColumn = "INTAKE-002"
  /// A kind of outside system that is not there.
  case unknownKind = "INTAKE-003"
  /// Something in `Do` that is no action.
  case unknownAction = "INTAKE-004"
  /// A workflow that does not exist.
  case unknownWorkflow = "INTAKE-005"
  /// A row without a key where one is needed.
  case missingKey = "INTAKE-006"
  /// A cell where none belongs.
  case strayCell = "INTAKE-007"
  /// Two sheets for one intake.
  case sameName = "INTAKE-009"
  /// A row that is never reached.
  case unreachableRow = "INTAKE-010"
  /// A field of the start data that the workflow does not declare.
  case unknownField = "INTAKE-011"
  /// An event that nothing in the workflow takes.
  case unknownEvent = "INTAKE-012"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .missingColumn: "the intake lacks a column"
    case .unknownColumn: "the header is no column of an intake"
    case .unknownKind: "there is no such kind of outside system"
    case .unknownAction: "the action is none of an intake"
    case .unknownWorkflow: "there is no such workflow"
    case .missingKey: "the row has no key"
    case .strayCell: "the cell belongs to nothing"
    case .sameName: "two sheets are of one intake"
    case .unreachableRow: "the row is never reached"
    case .unknownField: "the workflow declares no such data"
    case .unknownEvent: "the workflow takes no such event"
    }
  }
}

public import Diagnostics

/// What can be wrong with a statechart.
public enum SCXMLCode: String, DiagnosticCatalogue {
  /// The root element is not `<scxml>`.
  case notSCXML = "SCXML-001"
  /// An element that SCXML does not have there.
  case unknownElement = "SCXML-002"
  /// An attribute that the element does not have.
  case unknownAttribute = "SCXML-003"
  /// A required attribute or child is not there.
  case missing = "SCXML-004"
  /// An attribute has a value it may not have.
  case badValue = "SCXML-005"
  /// Two things are given of which only one may be.
  case excluded = "SCXML-006"
  /// Text stands where only elements may.
  case strayText = "SCXML-007"
  /// An element stands more often than it may.
  case repeated = "SCXML-008"
  /// Two states have the same id.
  case duplicateState = "SCXML-009"
  /// A state is named that does not exist.
  case unknownState = "SCXML-010"
  /// States are named that cannot be entered from there, or not together.
  case illegalTarget = "SCXML-011"
  /// The document has no states.
  case noStates = "SCXML-012"
  /// A variable has a name it may not have.
  case badVariable = "SCXML-013"
  /// A variable is declared twice.
  case duplicateVariable = "SCXML-014"
  /// A variable has a type that FEEL does not know.
  case badType = "SCXML-015"
  /// A location cannot be assigned to.
  case badLocation = "SCXML-016"
  /// A file that the document needs cannot be read.
  case unreadable = "SCXML-017"
  /// A data model that does not exist here.
  case unknownDataModel = "SCXML-018"
  /// An event processor or invocation type that does not exist here.
  case unknownType = "SCXML-019"
  /// A transition could never do anything.
  case emptyTransition = "SCXML-020"
  /// The document relies on something that its data model does not have.
  case noData = "SCXML-021"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notSCXML: "this is not an SCXML document"
    case .unknownElement: "unknown element"
    case .unknownAttribute: "unknown attribute"
    case .missing: "something is missing"
    case .badValue: "the value is not allowed"
    case .excluded: "only one of these may be given"
    case .strayText: "text stands where only elements may"
    case .repeated: "the element may stand here only once"
    case .duplicateState: "two states have the same id"
    case .unknownState: "there is no such state"
    case .illegalTarget: "these states cannot be entered from here"
    case .noStates: "the statechart has no states"
    case .badVariable: "the variable cannot have this name"
    case .duplicateVariable: "the variable is declared twice"
    case .badType: "unknown type"
    case .badLocation: "this place cannot be assigned to"
    case .unreadable: "a file cannot be read"
    case .unknownDataModel: "unknown data model"
    case .unknownType: "unknown type of send or invocation"
    case .emptyTransition: "the transition could never do anything"
    case .noData: "the data model has no expressions"
    }
  }
}

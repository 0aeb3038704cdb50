public import Diagnostics

/// The stable codes of what the daemon finds in its folders.
public enum RunnerCode: String, DiagnosticCatalogue {
  /// Two files hold workflows of the same name.
  case sameName = "RUN-001"
  /// A file of workflows cannot be read.
  case unreadable = "RUN-002"
  /// A file of tables is gone that a workflow decides by.
  case removed = "RUN-003"
  /// A message goes to a connector that is not configured.
  case unknownConnector = "RUN-004"
  /// A message is none that its connector knows.
  case unknownOperation = "RUN-005"
  /// A message lacks a field, or has one that its connector does not take.
  case wrongField = "RUN-006"
  /// An intake sheet whose intake is not configured.
  case unknownIntake = "RUN-007"
  /// An intake sheet is written for another kind than its intake is configured for.
  case otherIntakeKind = "RUN-008"
  /// A file has errors, and the store's last good version of it is in force.
  case restored = "RUN-020"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .sameName: "two files hold workflows of the same name"
    case .unreadable: "the file cannot be read"
    case .unknownConnector: "the connector is not configured"
    case .unknownOperation: "the connector does not know the message"
    case .wrongField: "the message has not the fields that its connector takes"
    case .unknownIntake: "the intake is not configured"
    case .otherIntakeKind: "the sheet is for another kind of intake"
    case .restored: "the file has errors, and its last good version is in force"
    case .removed: "the file was removed, and its last version is kept"
    }
  }
}

public import Diagnostics

/// The stable codes of what the daemon finds in its folders.
public enum RunnerCode: String, DiagnosticCatalogue {
  /// Two files hold workflows of the same name.
  case sameName = "RUN-001"
  /// A file of workflows cannot be read.
  case unreadable = "RUN-002"
  /// A file of tables is gone that a workflow decides by.
  case removed = "RUN-003"
  /// A file has errors, and the store's last good version of it is in force.
  case restored = "RUN-020"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .sameName: "two files hold workflows of the same name"
    case .unreadable: "the file cannot be read"
    case .restored: "the file has errors, and its last good version is in force"
    case .removed: "the file was removed, and its last version is kept"
    }
  }
}

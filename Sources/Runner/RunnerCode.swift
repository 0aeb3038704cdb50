public import Diagnostics

/// The stable codes of what the daemon finds in its folders.
public enum RunnerCode: String, DiagnosticCatalogue {
  /// Two files hold workflows of the same name.
  case sameName = "RUN-001"
  /// A file of workflows cannot be read.
  case unreadable = "RUN-002"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .sameName: "two files hold workflows of the same name"
    case .unreadable: "the file cannot be read"
    }
  }
}

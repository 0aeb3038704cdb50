public import Diagnostics

/// What can be wrong with a JSON text.
public enum JSONCode: String, DiagnosticCatalogue {
  /// The text is not JSON.
  case notJSON = "JSON-001"
  /// Arrays and objects are nested too deep.
  case tooDeep = "JSON-002"
  /// The text is not UTF-8.
  case notUTF8 = "JSON-003"
  /// A number is beyond what numbers can be.
  case numberTooLarge = "JSON-004"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notJSON: "the text is not JSON"
    case .tooDeep: "the JSON is nested too deep"
    case .notUTF8: "the text is not UTF-8"
    case .numberTooLarge: "a number is too large"
    }
  }
}

/// A text that cannot be read as JSON, with its first fault.
public struct JSONError: Error, Sendable, Hashable {
  /// The fault, with line and column, what was found, what was expected and how to mend it.
  public let diagnostic: Diagnostic

  /// The line of the fault, from 1.
  public var line: Int {
    if case .line(let line, _) = diagnostic.origin.anchor { line } else { 1 }
  }

  /// The column of the fault in characters, from 1.
  public var column: Int {
    if case .line(_, let column) = diagnostic.origin.anchor { column } else { 1 }
  }
}

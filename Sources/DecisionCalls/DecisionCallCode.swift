public import Diagnostics

/// What can be wrong with the inputs that a caller gives; the service answers with the same codes.
public enum DecisionCallCode: String, DiagnosticCatalogue {
  /// The input is no object, or missing.
  case malformedInput = "HTTP-004"
  /// No decision has that name.
  case unknownDecision = "HTTP-008"
  /// An input has a name that the decision does not know.
  case unknownInput = "HTTP-013"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .malformedInput: "the body is not of the right form"
    case .unknownDecision: "no decision has that name"
    case .unknownInput: "the decision takes no such input"
    }
  }
}

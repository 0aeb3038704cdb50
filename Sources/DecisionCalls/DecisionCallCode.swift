public import Diagnostics

/// What can be wrong with what a caller gives, wherever it is read: of a request's body, of a line of inputs.
public enum DecisionCallCode: String, DiagnosticCatalogue {
  /// It is no object, lacks a member, or has one of the wrong type.
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

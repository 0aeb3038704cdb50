public import Diagnostics

/// The stable codes of what can be wrong with a request, beyond what cases, tables and
/// `DecisionCallCode` say.
public enum ServiceCode: String, DiagnosticCatalogue {
  /// Nothing answers at that path.
  case unknownPath = "HTTP-001"
  /// The path does not answer to that method.
  case wrongMethod = "HTTP-002"
  /// The body is no JSON.
  case malformedJSON = "HTTP-003"
  /// A query parameter cannot be understood.
  case malformedQuery = "HTTP-005"
  /// No key, or a wrong one, was shown.
  case unauthorized = "HTTP-006"
  /// The request comes from where none may come from.
  case forbidden = "HTTP-007"
  /// No decision has that name.
  case unknownDecision = "HTTP-008"
  /// The decision could not be made.
  case failedDecision = "HTTP-009"
  /// The service failed; the log of the daemon says why.
  case internalError = "HTTP-010"
  /// The store cannot be used at the moment.
  case storeUnavailable = "HTTP-011"
  /// The media type is none the service reads.
  case wrongMediaType = "HTTP-012"
  /// An intake does not take what was sent: its signature or its form is wrong.
  case intakeRefused = "HTTP-014"
  /// The key has no role that may do this.
  case roleMissing = "HTTP-015"
  /// Somebody asks more often than they may.
  case tooManyRequests = "HTTP-016"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .unknownPath: "there is nothing at this path"
    case .wrongMethod: "the path does not answer to this method"
    case .malformedJSON: "the body is no JSON"
    case .malformedQuery: "a query parameter cannot be understood"
    case .unauthorized: "a valid key is needed"
    case .forbidden: "the request comes from where none may come from"
    case .unknownDecision: "no decision has that name"
    case .failedDecision: "the decision could not be made"
    case .internalError: "the service failed"
    case .storeUnavailable: "the store cannot be used at the moment"
    case .wrongMediaType: "the service does not read this media type"
    case .intakeRefused: "the intake does not take this"
    case .roleMissing: "the key may not do this"
    case .tooManyRequests: "there are too many requests"
    }
  }
}

import Casework
import DecisionCalls
public import Diagnostics
public import HTTP
public import JSON

/// An error as clients get it: RFC 9457 problem details with our code and the diagnostics.
public struct Problem: HTTPResponseError, Sendable {
  /// The status.
  public var status: HTTPStatus
  /// The stable code.
  public var code: DiagnosticCode
  /// What the code means in general.
  public var title: String
  /// What is wrong this time.
  public var detail: String
  /// All faults, where there are several.
  public var diagnostics: [Diagnostic]
  /// Further members, such as `case`.
  public var members: [JSONMember]
  /// Seconds after which to try again.
  public var retryAfter: Int?

  /// Makes a problem.
  public init(
    _ code: some DiagnosticCatalogue, _ status: HTTPStatus, _ detail: String,
    diagnostics: [Diagnostic] = [], members: [JSONMember] = [], retryAfter: Int? = nil
  ) {
    self.status = status
    self.code = DiagnosticCode(code)
    title = code.title
    self.detail = detail
    self.diagnostics = diagnostics
    self.members = members
    self.retryAfter = retryAfter
  }

  /// The problem as a document.
  public var json: JSONValue {
    var all = [
      JSONMember("type", .string("urn:docket:problem:\(code)")),
      JSONMember("title", .string(title)),
      JSONMember("status", .number(String(status.code))),
      JSONMember("detail", .string(detail)),
      JSONMember("code", .string(code.id)),
      JSONMember("diagnostics", .array(diagnostics.map(\.json))),
    ]
    all += members
    return .object(all)
  }

  /// The answer.
  public var response: HTTPResponse {
    var response = HTTPResponse(
      status, headers: ["Content-Type": "application/problem+json"], body: Array(json.text.utf8))
    if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
    if status == .unauthorized { response.headers["WWW-Authenticate"] = "Bearer" }
    return response
  }
}

extension Problem {
  /// A body that lacks a member, has an unknown one, or one of the wrong type.
  static func malformedBody(_ detail: String) -> Problem {
    Problem(DecisionCallCode.malformedInput, .badRequest, detail)
  }

  /// What an error of the lower targets means for a client.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as CaseworkError: self.init(casework: error)
    case let error as StoreError:
      self.init(
        ServiceCode.storeUnavailable, .serviceUnavailable, "\(error)", retryAfter: 1)
    default:
      // What went wrong inside is the log's, not the client's.
      self.init(
        ServiceCode.internalError, .internalServerError,
        "the service failed; the daemon's log says why")
    }
  }

  private init(casework error: CaseworkError) {
    let status: HTTPStatus =
      switch error.category {
      case .notFound: .notFound
      case .conflict: .conflict
      case .outdated: .preconditionFailed
      case .invalid: .unprocessableContent
      case .refused: .forbidden
      case .unavailable: .serviceUnavailable
      }
    self.init(
      error.code, status, error.message, diagnostics: error.diagnostics,
      members: error.caseID.map { [JSONMember("case", .string("\($0)"))] } ?? [],
      retryAfter: error.category == .unavailable ? 1 : nil)
  }
}

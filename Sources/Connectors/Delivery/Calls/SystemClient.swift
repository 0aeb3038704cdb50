package import HTTP
import JSON

/// Calls one outside system: adds the token, judges the answer, and keeps secrets out of errors.
///
/// Redirects are never followed, answers are bounded, and certificates are verified (`HTTPClient`).
package struct SystemClient: Sendable {
  /// The system's name for people, such as `Genesys Cloud`.
  package let system: String
  private let http: HTTPClient
  private let tokens: AccessTokens?
  private let headers: HTTPHeaders
  private let secrets: [String]
  private let judge: @Sendable (SystemAnswer) -> AnswerVerdict

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - system: The system's name for people.
  ///   - limits: The bounds of each call.
  ///   - tokens: Where the bearer token comes from; nil when calls carry none.
  ///   - headers: Sent with every call, such as a user's name and password.
  ///   - secrets: What must not be shown, such as keys in headers.
  ///   - judge: What an answer means; the status alone tells unless told otherwise.
  package init(
    _ system: String, limits: HTTPClient.Limits = HTTPClient.Limits(),
    tokens: AccessTokens? = nil, headers: HTTPHeaders = [:], secrets: [String] = [],
    judge: (@Sendable (SystemAnswer) -> AnswerVerdict)? = nil
  ) {
    self.system = system
    http = HTTPClient(limits: limits)
    self.tokens = tokens
    self.headers = headers
    self.secrets = secrets
    self.judge = judge ?? { AnswerVerdict.byStatus($0, system) }
  }

  /// Makes a call; a token that is refused is replaced once.
  ///
  /// - Throws: `DeliveryError`: ambiguous only for a call that is not repeatable.
  package func send(_ call: SystemCall) async throws(DeliveryError) -> SystemAnswer {
    try await send(call) { _ in call }
  }

  /// Makes a call that depends on what came with the token, such as the address of the customer's own host.
  ///
  /// - Parameter call: Made of the token, nil when there is none; called again for a second token.
  /// - Returns: The answer.
  /// - Throws: `DeliveryError`: ambiguous only for a call that is not repeatable.
  package func send(
    with call: @Sendable (AccessToken?) -> SystemCall
  ) async throws(DeliveryError) -> SystemAnswer {
    try await send(call(nil), call)
  }

  /// Makes a call whose answer counts whatever its status is.
  ///
  /// - Throws: `DeliveryError` when no answer came.
  package func ask(_ call: SystemCall) async throws(DeliveryError) -> SystemAnswer {
    let asking = SystemClient(
      system, http: http, tokens: tokens, headers: headers, secrets: secrets
    ) { _ in .done }
    return try await asking.send(call)
  }

  private init(
    _ system: String, http: HTTPClient, tokens: AccessTokens?, headers: HTTPHeaders,
    secrets: [String], judge: @escaping @Sendable (SystemAnswer) -> AnswerVerdict
  ) {
    self.system = system
    self.http = http
    self.tokens = tokens
    self.headers = headers
    self.secrets = secrets
    self.judge = judge
  }

  private func send(
    _ plain: SystemCall, _ make: @Sendable (AccessToken?) -> SystemCall
  ) async throws(DeliveryError) -> SystemAnswer {
    guard let tokens else { return try await attempt(plain, nil).get() }
    let token = try await tokens.token()
    switch await attempt(make(token), token) {
    case .success(let answer): return answer
    case .failure(.failed(let error)): throw error
    case .failure(.tokenRefused(let error)):
      guard await tokens.canBeReplaced else { throw error }
      await tokens.drop(token)
    }
    let second = try await tokens.token()
    return try await attempt(make(second), second).get()
  }

  /// One exchange, judged.
  private func attempt(
    _ call: SystemCall, _ token: AccessToken?
  ) async -> Result<SystemAnswer, CallFailure> {
    var encoded = call.encoded()
    for field in headers.fields { encoded.headers[field.name] = field.value }
    var hidden = secrets
    if let token {
      encoded.headers["Authorization"] = "Bearer \(token.value)"
      hidden.append(token.value)
    }
    let redact = Redaction(hidden)
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await http.send(encoded)
    } catch {
      return .failure(.failed(redact(failure(error, call))))
    }
    let answer = SystemAnswer(response)
    switch judge(answer) {
    case .done: return .success(answer)
    case .failed(let error): return .failure(.failed(redact(error)))
    case .tokenRefused(let error): return .failure(.tokenRefused(redact(error)))
    }
  }

  private func failure(_ error: HTTPClientError, _ call: SystemCall) -> DeliveryError {
    let kind: DeliveryError.Kind =
      switch error {
      case .malformedURL, .addressRefused: .permanent
      case .notConnected: .retryable(after: nil)
      case .interrupted: call.isRepeatable ? .retryable(after: nil) : .ambiguous
      case .answerTooLarge: call.isRepeatable ? .permanent : .ambiguous
      }
    return DeliveryError(kind, "\(system): \(error)")
  }
}

/// Why an exchange failed.
private enum CallFailure: Error {
  case failed(DeliveryError)
  case tokenRefused(DeliveryError)
}

extension Result where Success == SystemAnswer, Failure == CallFailure {
  fileprivate func get() throws(DeliveryError) -> SystemAnswer {
    switch self {
    case .success(let answer): return answer
    case .failure(.failed(let error)), .failure(.tokenRefused(let error)): throw error
    }
  }
}

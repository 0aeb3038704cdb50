package import HTTP
import JSON

/// Keeps one access token: fetched once for all who wait for it, used until shortly before it expires, and
/// dropped when the system refuses it.
package actor AccessTokens {
  private enum Source {
    case fixed(AccessToken)
    case requested(TokenRequest, SystemClient)
  }

  /// Tokens are given up so long before they expire, so that none expires on its way.
  private static let margin = Duration.seconds(60)

  private let source: Source
  private let now: @Sendable () -> ContinuousClock.Instant
  private var refreshToken: String?
  private var current: AccessToken?
  private var fetching: Task<Result<AccessToken, DeliveryError>, Never>?

  /// A token that somebody else looks after.
  package init(fixed value: String) {
    source = .fixed(AccessToken(value))
    now = { .now }
  }

  /// Tokens that are fetched.
  ///
  /// - Parameters:
  ///   - request: How they are asked for.
  ///   - limits: The bounds of each call.
  ///   - now: The time that tokens expire by.
  package init(
    _ request: TokenRequest, limits: HTTPClient.Limits = HTTPClient.Limits(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    var secrets = request.access.secrets
    if case .refreshToken(let token, _) = request.grant {
      refreshToken = token
      secrets.append(token)
    }
    let client = SystemClient(request.system, limits: limits, secrets: secrets) {
      Self.judge($0, request.system)
    }
    source = .requested(request, client)
    self.now = now
  }

  /// Whether another token can be had for one that was refused.
  package var canBeReplaced: Bool {
    if case .requested = source { true } else { false }
  }

  /// The token in force, fetched if there is none.
  ///
  /// - Throws: `DeliveryError`: permanent when the system does not take the credentials.
  package func token() async throws(DeliveryError) -> AccessToken {
    switch source {
    case .fixed(let token): return token
    case .requested(let request, let client):
      if let current, current.freshUntil.map({ now() < $0 }) ?? true { return current }
      return try await fetched(request, client).get()
    }
  }

  /// Forgets a token that was refused, unless another one is in force already.
  package func drop(_ token: AccessToken) {
    if current == token { current = nil }
  }

  private func fetched(
    _ request: TokenRequest, _ client: SystemClient
  ) async -> Result<AccessToken, DeliveryError> {
    if let fetching { return await fetching.value }
    let task = Task { await fetch(request, client) }
    fetching = task
    return await task.value
  }

  private func fetch(
    _ request: TokenRequest, _ client: SystemClient
  ) async -> Result<AccessToken, DeliveryError> {
    defer { fetching = nil }
    do throws(DeliveryError) {
      let answer = try await client.send(request.call(refreshToken: refreshToken))
      guard let value = answer.json["access_token"]?.stringValue, !value.isEmpty else {
        return .failure(
          DeliveryError(
            .retryable(after: nil), "\(request.system) answered without an access token"))
      }
      renew(request, answer.json["refresh_token"]?.stringValue)
      let token = AccessToken(
        value, freshUntil: answer.json["expires_in"].flatMap(Self.seconds).map(expiry),
        answer: answer.json)
      current = token
      return .success(token)
    } catch {
      return .failure(error)
    }
  }

  private func expiry(_ seconds: Int) -> ContinuousClock.Instant {
    let span = Duration.seconds(max(0, min(seconds, 366 * 86_400)))
    return now() + max(span - Self.margin, span / 2)
  }

  /// Some systems give the number as a text.
  private static func seconds(_ json: JSONValue) -> Int? {
    json.intValue ?? json.stringValue.flatMap { Int($0) }
  }

  /// A refresh token that replaces the one used; the old one may be void from now on.
  private func renew(_ request: TokenRequest, _ token: String?) {
    guard let token, !token.isEmpty, token != refreshToken,
      case .refreshToken(_, let file) = request.grant
    else { return }
    refreshToken = token
    if let file { SecretFile.write(token, to: file) }
  }

  /// A token endpoint tells its reason in `error` and `error_description`.
  private static func judge(_ answer: SystemAnswer, _ system: String) -> AnswerVerdict {
    let reason = ["error", "error_description"]
      .compactMap { answer.json[$0]?.stringValue }.joined(separator: ", ")
    let verdict = AnswerVerdict.byStatus(
      answer, "the token endpoint of \(system)", reason: reason.isEmpty ? nil : reason)
    // A refused credential is nothing that another token could mend.
    if case .tokenRefused(let error) = verdict { return .failed(error) }
    return verdict
  }
}

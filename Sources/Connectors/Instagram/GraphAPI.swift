import DMN
import HTTP
import JSON

/// Calls to Meta's Graph API: the versioned path, the token, and the proof that the app's secret is known.
struct GraphAPI: Sendable {
  /// The address with the version, without a slash at its end.
  let base: String
  private let client: SystemClient
  /// `appsecret_proof`; nil when no app secret is configured.
  private let proof: String?

  init(
    _ system: String, base: String, token: String, appSecret: String?, limits: HTTPClient.Limits
  ) {
    self.base = base
    let proof = appSecret.map {
      SHA256.hexadecimal(HMAC.sha256(Array(token.utf8), key: Array($0.utf8)))
    }
    self.proof = proof
    client = SystemClient(
      system, limits: limits, tokens: AccessTokens(fixed: token),
      secrets: [appSecret, proof].compactMap { $0 }
    ) { GraphErrors.judge($0, system) }
  }

  /// Makes a call below the versioned path.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - path: Segments, each encoded.
  ///   - query: The query.
  ///   - body: What is sent along.
  ///   - isRepeatable: Whether doing it twice is the same as once.
  /// - Returns: The answer's body.
  /// - Throws: `DeliveryError`, whose data name Meta's code and what an agent is to be told.
  func call(
    _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String)] = [],
    body: SystemCall.Body = .none, isRepeatable: Bool? = nil
  ) async throws(DeliveryError) -> JSONValue {
    var query = query
    if let proof { query.append(("appsecret_proof", proof)) }
    let url = ([base] + path.map(PercentEncoding.encode)).joined(separator: "/")
    return try await client.send(
      SystemCall(method, url, query: query, body: body, isRepeatable: isRepeatable)
    ).json
  }
}

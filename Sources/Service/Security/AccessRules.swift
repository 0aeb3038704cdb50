public import Connectors
import DMN
import HTTP

/// Who may ask for what, and how often: holders of a key, and without any keys this machine alone.
public struct AccessRules: Sendable {
  private let keys: [ConfiguredKey]
  private let needsKey: Bool
  private let rates: RateLimits
  private let keyLimiter: RateLimiter
  private let peerLimiter: RateLimiter

  /// Makes rules.
  ///
  /// - Parameters:
  ///   - keys: The keys given out; without any, requests from this machine need none.
  ///   - token: The key of the daemon's own command line, which may do everything, as often as it likes.
  ///   - rates: How often keys and senders may ask.
  public init(keys: [ConfiguredKey], token: String? = nil, rates: RateLimits = RateLimits()) {
    self.init(
      keys: keys, token: token, rates: rates, keyLimiter: RateLimiter(), peerLimiter: RateLimiter())
  }

  init(
    keys: [ConfiguredKey], token: String?, rates: RateLimits, keyLimiter: RateLimiter,
    peerLimiter: RateLimiter
  ) {
    let own = token.map {
      ConfiguredKey(
        name: "", digest: Self.digest($0),
        rate: RateLimit(perSecond: .infinity, burst: .infinity))
    }
    self.keys = keys + [own].compactMap(\.self)
    self.rates = rates
    // Addresses are many and anybody's; they must not push out what is counted for keys.
    self.keyLimiter = keyLimiter
    self.peerLimiter = peerLimiter
    needsKey = !keys.isEmpty
  }

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - role: What it needs; nil where any valid key is enough.
  /// - Throws: `Problem` when it may not be answered.
  func check(_ request: HTTPRequest, for role: AccessRole?) throws(Problem) {
    guard let given = request.bearerToken ?? request.headers["X-API-Key"] else {
      if needsKey { throw refusal("send a key: Authorization: Bearer KEY", request) }
      guard isFromThisMachine(request) else {
        throw Problem(
          ServiceCode.forbidden, .forbidden,
          "without API keys only this machine is answered, and no page of another site")
      }
      return
    }
    guard let key = key(given) else { throw refusal("the key is not valid", request) }
    if let wait = limit(of: key).flatMap({ keyLimiter.take(key.name, $0) }) {
      throw Self.tooMany("the key \"\(key.name)\" asks more often than it may", wait)
    }
    guard let role, !key.roles.contains(where: { $0.includes(role) }) else { return }
    throw Problem(
      ServiceCode.roleMissing, .forbidden,
      "this needs the role \(role.rawValue); the key \"\(key.name)\" has "
        + key.roles.map(\.rawValue).joined(separator: ", "))
  }

  /// Counts a request to an intake that proves by itself who sends.
  ///
  /// - Throws: `Problem` when the sender asks too often; the signature is not even looked at then.
  func checkSender(_ request: HTTPRequest, to intake: String) throws(Problem) {
    guard let peer = request.peer else { return }
    let name = "\(intake) \(ListenAddress.network(of: peer))"
    guard let wait = peerLimiter.take(name, rates.sender) else { return }
    throw Self.tooMany("\(peer) sends to \"\(intake)\" more often than it may", wait)
  }

  /// The key with the digest; all are compared, each in constant time, so the time taken tells nothing.
  private func key(_ given: String) -> ConfiguredKey? {
    let digest = Self.digest(given)
    var found: ConfiguredKey?
    for key in keys where HMAC.isEqual(key.digest, digest) { found = key }
    return found
  }

  private func limit(of key: ConfiguredKey) -> RateLimit? {
    let limit = key.rate ?? rates.key
    return limit.perSecond.isFinite ? limit : nil
  }

  /// The answer to a request without a valid key; whoever guesses is soon told to wait.
  private func refusal(_ detail: String, _ request: HTTPRequest) -> Problem {
    let peer = ListenAddress.network(of: request.peer ?? "")
    if let wait = peerLimiter.take("refused \(peer)", rates.refused) {
      return Self.tooMany("too many requests without a valid key", wait)
    }
    return Problem(ServiceCode.unauthorized, .unauthorized, detail)
  }

  private static func tooMany(_ detail: String, _ wait: Int) -> Problem {
    Problem(
      ServiceCode.tooManyRequests, .tooManyRequests,
      "\(detail); try again in \(wait) \(wait == 1 ? "second" : "seconds")", retryAfter: wait)
  }

  /// A page of another site can make a browser here send requests: it is known by what browsers say
  /// of it, or by a foreign name in `Host` that was made to point here.
  private func isFromThisMachine(_ request: HTTPRequest) -> Bool {
    guard request.peer.map(ListenAddress.isLoopback) ?? true else { return false }
    if let host = request.headers["Host"], !Self.isLoopback(authority: host) { return false }
    if ["cross-site", "same-site"].contains(request.headers["Sec-Fetch-Site"]) { return false }
    if let origin = request.headers["Origin"] {
      let parts = origin.split(separator: "/", omittingEmptySubsequences: true)
      guard parts.count == 2, Self.isLoopback(authority: String(parts[1])) else { return false }
    }
    return true
  }

  private static func isLoopback(authority: String) -> Bool {
    ListenAddress(authority)?.isLoopback ?? ListenAddress("\(authority):0")?.isLoopback ?? false
  }

  /// The digest under which a key is kept.
  public static func digest(_ key: String) -> String {
    SHA256.digits(of: Array(key.utf8))
  }
}

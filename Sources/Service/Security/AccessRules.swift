import DMN
import HTTP

/// Who may ask: holders of a key, and without any keys this machine alone.
public struct AccessRules: Sendable {
  /// A key that was given to somebody; only its digest is kept.
  public struct APIKey: Sendable, Hashable {
    /// Whose it is.
    public var name: String
    /// The SHA-256 of the key, in hexadecimal.
    public var digest: String

    /// Makes a key.
    public init(name: String, digest: String) {
      self.name = name
      self.digest = digest.lowercased()
    }
  }

  private let digests: Set<String>
  private let needsKey: Bool

  /// Makes rules.
  ///
  /// - Parameters:
  ///   - keys: The keys given out; without any, requests from this machine need none.
  ///   - token: The key of the daemon's own command line.
  public init(keys: [APIKey], token: String? = nil) {
    digests = Set(keys.map(\.digest) + [token].compactMap { $0.map(Self.digest) })
    needsKey = !keys.isEmpty
  }

  /// Checks a request.
  ///
  /// - Throws: `Problem` when it may not be answered.
  func check(_ request: HTTPRequest) throws(Problem) {
    if let key = request.bearerToken ?? request.headers["X-API-Key"] {
      // Digests are compared, so the time taken tells nothing about the key.
      guard digests.contains(Self.digest(key)) else {
        throw Problem(ServiceCode.unauthorized, .unauthorized, "the key is not valid")
      }
      return
    }
    guard !needsKey else {
      throw Problem(
        ServiceCode.unauthorized, .unauthorized, "send a key: Authorization: Bearer KEY")
    }
    guard isFromThisMachine(request) else {
      throw Problem(
        ServiceCode.forbidden, .forbidden,
        "without API keys only this machine is answered, and no page of another site")
    }
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
    SHA256.digest(Array(key.utf8)).hexadecimal
  }
}

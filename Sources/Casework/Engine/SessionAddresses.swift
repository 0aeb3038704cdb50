import Synchronization

/// Where sessions are reached by HTTP: known once the daemon's server listens, and the same as long as
/// it does.
///
/// Spec: SCXML 1.0, C.2; the location is `_ioprocessors.basichttp.location`.
public final class SessionAddresses: Sendable {
  private let base = Mutex<String?>(nil)

  /// Makes addresses; without a base, sessions cannot be reached by HTTP.
  ///
  /// - Parameter base: The URL that a session's id is put behind, such as
  ///   `http://127.0.0.1:8080/v1/sessions/`.
  public init(base: String? = nil) {
    publish(base: base)
  }

  /// Sets the URL that a session's id is put behind.
  public func publish(base url: String?) {
    base.withLock { $0 = url }
  }

  /// The URL of a session.
  func location(of id: CaseID) -> String? {
    base.withLock { $0 }.map { "\($0)\(id)" }
  }

  /// The session that a URL leads to; nil for one that is not ours.
  func session(at url: String) -> CaseID? {
    guard let base = base.withLock({ $0 }), url.hasPrefix(base) else { return nil }
    return CaseID(String(url.dropFirst(base.count).prefix { $0 != "?" && $0 != "#" }))
  }
}

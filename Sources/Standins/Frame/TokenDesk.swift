import Synchronization

/// The tokens a system has given.
public final class TokenDesk: Sendable {
  private struct State {
    var tokens: [String: (who: String, until: ContinuousClock.Instant)] = [:]
    var count = 0
  }

  private let state = Mutex(State())
  private let prefix: String

  /// Makes a desk; its tokens begin with the prefix.
  public init(_ prefix: String) {
    self.prefix = prefix
  }

  /// A new token, given to somebody such as `app` or `user`.
  public func issue(to who: String, seconds: Int = 3600) -> String {
    state.withLock { state in
      state.count += 1
      let token = "\(prefix)-\(state.count)-\(Signing.randomID().prefix(8))"
      state.tokens[token] = (who, .now + .seconds(seconds))
      return token
    }
  }

  /// Whom a token was given to; nil when it is unknown or has run out.
  public func holder(of token: String?) -> String? {
    guard let token else { return nil }
    return state.withLock { state in
      guard let entry = state.tokens[token], entry.until > .now else { return nil }
      return entry.who
    }
  }

  /// How many tokens were given since the start.
  public var count: Int { state.withLock { $0.count } }

  /// Forgets all tokens.
  public func expire() {
    state.withLock { $0.tokens = [:] }
  }
}

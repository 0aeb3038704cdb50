/// What the holder of an API key may do; each role but `intake` includes the ones before it.
public enum AccessRole: String, Sendable, Hashable, CaseIterable {
  /// Asks for decisions and reads tables; sees no case.
  case decider
  /// Reads everything: cases, logs, tasks, the board, metrics.
  case reader
  /// Starts cases, sends events, does tasks.
  case worker
  /// Steps in: incidents, calls, suspended and moved cases, recorded payloads, the virtual clock.
  case `operator`
  /// Everything, also erasing, removing and migrating.
  case administrator
  /// Delivers to the ways in that have no signature or token of their own, and does nothing else.
  case intake

  /// Whether whoever has this role may do what another one is needed for.
  public func includes(_ needed: AccessRole) -> Bool {
    switch (self, needed) {
    case (.administrator, _): true
    case (.intake, _), (_, .intake): self == needed
    default: rank >= needed.rank
    }
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How often somebody may ask: a bucket of `burst` requests that fills up again by `perSecond`.
public struct RateLimit: Sendable, Hashable {
  /// Requests a second, in the long run.
  public var perSecond: Double
  /// Requests at once.
  public var burst: Double

  /// Makes a limit.
  public init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// The limits that hold where nothing else is said.
public struct RateLimits: Sendable, Hashable {
  /// For each key.
  public var key = RateLimit(perSecond: 200, burst: 400)
  /// For each sender to an intake that proves its senders itself: an address, and an intake's name.
  public var sender = RateLimit(perSecond: 200, burst: 2000)
  /// For each address that shows no valid key, or none where one is needed.
  public var refused = RateLimit(perSecond: 1, burst: 20)

  /// The usual limits.
  public init() {}
}

/// An API key that was given to somebody; only its digest is kept.
public struct ConfiguredKey: Sendable, Hashable {
  /// Whose it is.
  public var name: String
  /// The SHA-256 of the key, in lower-case hexadecimal.
  public var digest: String
  /// What its holder may do.
  public var roles: [AccessRole]
  /// How often its holder may ask; nil for the limit of all keys.
  public var rate: RateLimit?

  /// Makes a key.
  public init(
    name: String, digest: String, roles: [AccessRole] = [.administrator], rate: RateLimit? = nil
  ) {
    self.name = name
    self.digest = digest.lowercased()
    self.roles = roles
    self.rate = rate
  }
}

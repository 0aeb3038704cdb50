/// How one receiver of calls is treated: how many at once, how often, how patiently.
///
/// All times are in microseconds.
public struct ReceiverPolicy: Sendable, Hashable {
  /// At most so many calls are under way at once.
  public var concurrent: Int
  /// At most so many calls begin in a second; nil for no bound.
  public var perSecond: Double?
  /// After so many attempts a call is given up.
  public var attempts: Int
  /// The wait after the first failed attempt; it doubles with each.
  public var firstWait: Int64
  /// The longest wait.
  public var longestWait: Int64
  /// After so many failures in a row the circuit opens: nothing is sent to the receiver for a while.
  public var failuresToOpen: Int
  /// How long the circuit stays open the first time; twice as long each time its probe fails, up to
  /// sixteen times.
  public var openFor: Int64

  /// The standard treatment.
  public init(
    concurrent: Int = 4, perSecond: Double? = nil, attempts: Int = 12,
    firstWait: Int64 = 1_000_000, longestWait: Int64 = 3_600_000_000, failuresToOpen: Int = 5,
    openFor: Int64 = 30_000_000
  ) {
    self.concurrent = concurrent
    self.perSecond = perSecond
    self.attempts = attempts
    self.firstWait = firstWait
    self.longestWait = longestWait
    self.failuresToOpen = failuresToOpen
    self.openFor = openFor
  }
}

/// The treatment of each receiver by name.
public struct ReceiverPolicies: Sendable, Hashable {
  /// What holds for receivers without a treatment of their own.
  public var standard: ReceiverPolicy
  /// The others, by connector's name or origin of a URL, such as `https://api.example`.
  public var named: [String: ReceiverPolicy]

  /// Makes the treatments.
  public init(standard: ReceiverPolicy = ReceiverPolicy(), named: [String: ReceiverPolicy] = [:]) {
    self.standard = standard
    self.named = named
  }

  /// The treatment of a receiver.
  public subscript(receiver: String) -> ReceiverPolicy { named[receiver] ?? standard }
}

/// How full the store may become before nothing more is accepted.
public struct CapacityLimits: Sendable, Hashable {
  /// The number of accepted events that may wait for their step.
  public var inbox: Int
  /// The bytes that are kept free on the disk of the store.
  public var freeDiskBytes: Int64

  /// Makes limits.
  public init(inbox: Int = 200_000, freeDiskBytes: Int64 = 128 << 20) {
    self.inbox = inbox
    self.freeDiskBytes = freeDiskBytes
  }
}

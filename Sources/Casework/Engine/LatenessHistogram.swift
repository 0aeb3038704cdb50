import Synchronization

/// How late timers were carried out, in buckets, since the process started.
public final class LatenessHistogram: Sendable {
  /// What was counted.
  public struct Counts: Sendable, Hashable {
    /// How many were at most so late as each of `bounds`, and not as late as the bound before; the
    /// last is for those later than all bounds.
    public var buckets: [Int]
    /// The sum of all, in seconds.
    public var seconds: Double

    /// All that were counted.
    public var count: Int { buckets.reduce(0, +) }
  }

  /// The upper bounds of the buckets, in microseconds: ten milliseconds to a day.
  public static let bounds: [Int64] = [
    10_000, 100_000, 500_000, 1_000_000, 5_000_000, 30_000_000, 60_000_000, 300_000_000,
    3_600_000_000, 86_400_000_000,
  ]

  private let state = Mutex(
    Counts(buckets: Array(repeating: 0, count: bounds.count + 1), seconds: 0))

  /// Makes a histogram of nothing.
  public init() {}

  /// Counts timers that came so many microseconds after their time.
  func observe(_ lateness: [Int64]) {
    state.withLock { state in
      for late in lateness {
        let bucket = Self.bounds.firstIndex { late <= $0 } ?? Self.bounds.count
        state.buckets[bucket] += 1
        state.seconds += Double(late) / 1_000_000
      }
    }
  }

  /// What was counted so far.
  public var counts: Counts { state.withLock(\.self) }
}

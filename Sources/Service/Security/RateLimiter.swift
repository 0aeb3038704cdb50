import Connectors
import Synchronization

/// Counts requests: a bucket of tokens for each name, refilled as time passes.
///
/// Memory is bounded: when there are too many names, those whose bucket is full again are forgotten, which
/// changes nothing for them, and if that is not enough the ones unheard of longest.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    /// Seconds on the limiter's clock.
    var at: Double
    /// When it is full again.
    var fullAt: Double
  }

  private let buckets = Mutex<[String: Bucket]>([:])
  private let capacity: Int
  private let now: @Sendable () -> Double

  /// Makes a limiter.
  ///
  /// - Parameters:
  ///   - capacity: At most so many names are kept.
  ///   - now: The seconds since some moment; they never go back.
  init(capacity: Int = 10_000, now: @escaping @Sendable () -> Double = RateLimiter.uptime) {
    self.capacity = max(1, capacity)
    self.now = now
  }

  /// How many names are kept.
  var count: Int { buckets.withLock { $0.count } }

  /// Takes a token.
  ///
  /// - Returns: nil if there was one; else the whole seconds until there is.
  func take(_ name: String, _ limit: RateLimit) -> Int? {
    let now = now()
    return buckets.withLock { buckets in
      if buckets[name] == nil, buckets.count >= capacity { Self.forget(&buckets, capacity, now) }
      var bucket = buckets[name] ?? Bucket(tokens: limit.burst, at: now, fullAt: now)
      let filled = bucket.tokens + max(0, now - bucket.at) * limit.perSecond
      bucket.tokens = min(limit.burst, filled)
      bucket.at = now
      let isThere = bucket.tokens >= 1
      if isThere { bucket.tokens -= 1 }
      bucket.fullAt = now + (limit.burst - bucket.tokens) / limit.perSecond
      buckets[name] = bucket
      return isThere ? nil : max(1, Int(((1 - bucket.tokens) / limit.perSecond).rounded(.up)))
    }
  }

  private static func forget(_ buckets: inout [String: Bucket], _ capacity: Int, _ now: Double) {
    buckets = buckets.filter { $0.value.fullAt > now }
    // A tenth at once, so that a flood of names does not sort them all at each of them.
    let surplus = buckets.count - capacity + max(1, capacity / 10)
    guard buckets.count >= capacity else { return }
    for (name, _) in buckets.sorted(by: { $0.value.at < $1.value.at }).prefix(surplus) {
      buckets[name] = nil
    }
  }

  @Sendable private static func uptime() -> Double {
    let elapsed = start.duration(to: .now).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
  }

  private static let start = ContinuousClock.now
}

import Connectors
import HTTP
import JSON
import Synchronization
import Testing

@testable import Service

/// Nobody asks more often than they may, and nobody's asking keeps others out.
@Suite struct RateLimitTests {
  /// A clock that stands until it is moved.
  private final class Clock: Sendable {
    let seconds = Mutex(0.0)
    func pass(_ time: Double) { seconds.withLock { $0 += time } }
  }

  private func limiter(_ clock: Clock, capacity: Int = 100) -> RateLimiter {
    RateLimiter(capacity: capacity) { clock.seconds.withLock { $0 } }
  }

  @Test func aBucketFillsUpAsTimePasses() {
    let clock = Clock()
    let limiter = limiter(clock)
    let limit = RateLimit(perSecond: 0.5, burst: 2)
    #expect(limiter.take("a", limit) == nil)
    #expect(limiter.take("a", limit) == nil)
    #expect(limiter.take("a", limit) == 2)
    #expect(limiter.take("b", limit) == nil)
    clock.pass(1.5)
    #expect(limiter.take("a", limit) == 1)
    clock.pass(0.5)
    #expect(limiter.take("a", limit) == nil)
    clock.pass(1000)
    for _ in 0..<2 { #expect(limiter.take("a", limit) == nil) }
    #expect(limiter.take("a", limit) == 2)
  }

  @Test func memoryIsBounded() {
    let clock = Clock()
    let limiter = limiter(clock, capacity: 50)
    let limit = RateLimit(perSecond: 1, burst: 1)
    for number in 0..<10_000 { _ = limiter.take("peer \(number)", limit) }
    #expect(limiter.count <= 50)
    // Those heard of last are not forgotten for the flood.
    #expect(limiter.take("peer 9999", limit) == 1)
  }

  private func access(_ rates: RateLimits, _ clock: Clock) -> AccessRules {
    let keys = [
      ConfiguredKey(name: "shop", digest: AccessRules.digest("secret"), roles: [.reader]),
      ConfiguredKey(
        name: "slow", digest: AccessRules.digest("other"), roles: [.reader],
        rate: RateLimit(perSecond: 0.1, burst: 1)),
    ]
    return AccessRules(
      keys: keys, token: "token", rates: rates, keyLimiter: limiter(clock),
      peerLimiter: limiter(clock))
  }

  @Test func keysAreCountedEachForItself() async throws {
    let clock = Clock()
    var rates = RateLimits()
    rates.key = RateLimit(perSecond: 1, burst: 3)
    try await ServiceFixture.run(.memory, access: access(rates, clock)) { ask in
      func status(_ key: String) async throws -> ServiceFixture.Answer {
        try await ask(.get, "/v1/status", nil, ["X-API-Key": key])
      }
      for _ in 0..<3 { #expect(try await status("secret").status == 200) }
      let refused = try await status("secret")
      #expect(refused.status == 429)
      #expect(refused.headers["Retry-After"] == "1")
      #expect(refused.json["code"] == "HTTP-016")
      #expect(try await status("other").status == 200)
      #expect(try await status("other").headers["Retry-After"] == "10")
      for _ in 0..<20 { #expect(try await status("token").status == 200) }
      clock.pass(1)
      #expect(try await status("secret").status == 200)
    }
  }

  @Test func guessingIsSlowedDown() async throws {
    let clock = Clock()
    var rates = RateLimits()
    rates.refused = RateLimit(perSecond: 0.1, burst: 3)
    let access = access(rates, clock)
    try await ServiceFixture.run(.memory, access: access, peer: "192.0.2.7") { ask in
      func status(_ key: String) async throws -> Int {
        try await ask(.get, "/v1/status", nil, ["X-API-Key": key]).status
      }
      for _ in 0..<3 {
        let refused = try await status("guess")
        #expect(refused == 401)
      }
      #expect(try await status("guess") == 429)
      // A valid key of the same address goes on.
      #expect(try await status("secret") == 200)
    }
  }

  @Test func sendersAreCountedBeforeTheirSignatureIsLookedAt() async throws {
    let clock = Clock()
    var rates = RateLimits()
    rates.sender = RateLimit(perSecond: 1, burst: 2)
    let intakes = [
      "a": ConfiguredIntake(kind: .genesys, source: GenesysIntake(secrets: ["s"])),
      "b": ConfiguredIntake(kind: .genesys, source: GenesysIntake(secrets: ["s"])),
    ]
    try await ServiceFixture.run(
      .memory, access: access(rates, clock), intakes: intakes, peer: "2001:db8::1"
    ) { ask in
      func status(_ name: String) async throws -> Int {
        try await ask(.post, "/v1/intake/\(name)", [:], [:]).status
      }
      for _ in 0..<2 {
        let unsigned = try await status("a")
        #expect(unsigned == 401)
      }
      #expect(try await status("a") == 429)
      #expect(try await status("b") == 401)
    }
  }

  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ("::ffff:192.0.2.1", "192.0.2.1", true), ("2001:db8::1", "2001:db8:0:0:ffff::7", true),
    ("2001:db8::1", "2001:db8:0:1::1", false),
  ]) func peersAreCountedByTheirNetwork(_ first: String, _ second: String, _ isSame: Bool) {
    #expect((ListenAddress.network(of: first) == ListenAddress.network(of: second)) == isSame)
  }
}

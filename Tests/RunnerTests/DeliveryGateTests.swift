import Casework
import Connectors
import HTTP
import Runner
import Testing

/// Circuits, limits and waits on a clock that the test moves.
@Suite struct DeliveryGateTests {
  private let policy = ReceiverPolicy(
    concurrent: 2, attempts: 4, firstWait: 1_000_000, longestWait: 10_000_000,
    failuresToOpen: 3, openFor: 30_000_000)

  private func gate(_ named: [String: ReceiverPolicy] = [:]) -> DeliveryGate {
    DeliveryGate(policies: ReceiverPolicies(standard: policy, named: named))
  }

  private func at(_ seconds: Double) -> Timestamp {
    Timestamp(microseconds: Int64(seconds * 1_000_000))
  }

  private func begins(
    _ expected: Bool, _ gate: inout DeliveryGate, _ name: String, _ seconds: Double,
    machine: Double? = nil, place: SourceLocation = #_sourceLocation
  ) {
    let began = gate.begin(name, now: at(seconds), machine: at(machine ?? seconds))
    #expect(began == expected, sourceLocation: place)
  }

  @Test func aCircuitOpensAfterFailuresAndProbesWithOneCall() {
    var gate = gate()
    for failure in 1...3 {
      begins(true, &gate, "erp", 0)
      let opened = gate.failed("erp", after: nil, now: at(0))
      #expect(opened == (failure == 3))
    }
    begins(false, &gate, "erp", 29)
    begins(true, &gate, "other", 29)
    #expect(
      gate.closed(now: at(29), machine: at(29)).map(\.receiver) == ["erp"])
    #expect(gate.closed(now: at(29), machine: at(29)).map(\.wait) == [1_000_000])
    // One call finds out; meanwhile no second one goes.
    begins(true, &gate, "erp", 30)
    #expect(gate.states(now: at(30)).map(\.circuit) == [.halfOpen, .closed])
    begins(false, &gate, "erp", 30)
    #expect(gate.closed(now: at(30), machine: at(30)).map(\.wait) == [nil])
    // It fails: twice as long.
    let opened = gate.failed("erp", after: nil, now: at(30))
    #expect(opened)
    begins(false, &gate, "erp", 89)
    begins(true, &gate, "erp", 90)
    let closed = gate.answered("erp")
    #expect(closed)
    #expect(gate.states(now: at(90)).first?.failures == 0)
    begins(true, &gate, "erp", 90)
    begins(true, &gate, "erp", 90)
  }

  @Test func aCircuitStaysOpenAtMostSixteenTimesAsLong() {
    var circuit = Circuit()
    var time = 0.0
    for _ in 0..<3 { _ = circuit.failed(at: at(time), policy) }
    var waits: [Int64] = []
    for _ in 0..<7 {
      guard let next = circuit.earliest(at: at(time)) else { break }
      waits.append(next.since(at(time)) / 1_000_000)
      time = Double(next.microseconds) / 1_000_000
      circuit.began()
      _ = circuit.failed(at: at(time), policy)
    }
    #expect(waits == [30, 60, 120, 240, 480, 480, 480])
  }

  @Test func anAnswerBetweenFailuresCountsThemAnew() {
    var gate = gate()
    for _ in 0..<5 {
      begins(true, &gate, "erp", 0)
      _ = gate.failed("erp", after: nil, now: at(0))
      begins(true, &gate, "erp", 0)
      let closed = gate.answered("erp")
      #expect(!closed)
    }
    #expect(gate.states(now: at(0)).map(\.circuit) == [.closed])
  }

  @Test func callsUnderWayAreBoundedForEachReceiver() {
    var gate = gate(["slow": ReceiverPolicy(concurrent: 1)])
    begins(true, &gate, "slow", 0)
    begins(false, &gate, "slow", 0)
    begins(true, &gate, "erp", 0)
    begins(true, &gate, "erp", 0)
    begins(false, &gate, "erp", 0)
    #expect(gate.closed(now: at(0), machine: at(0)).map(\.receiver) == ["erp", "slow"])
    _ = gate.answered("slow")
    begins(true, &gate, "slow", 0)
  }

  @Test func theRateGoesByTheMachinesTime() {
    var gate = gate(["slow": ReceiverPolicy(concurrent: 9, perSecond: 4)])
    begins(true, &gate, "slow", 0, machine: 100)
    begins(false, &gate, "slow", 5, machine: 100.2)
    #expect(gate.closed(now: at(5), machine: at(100.2)).map(\.wait) == [50_000])
    begins(true, &gate, "slow", 0, machine: 100.25)
  }

  @Test func aReceiverThatAsksForAPauseGetsIt() {
    var gate = gate()
    begins(true, &gate, "erp", 0)
    _ = gate.failed("erp", after: 20, now: at(0))
    begins(false, &gate, "erp", 19)
    #expect(gate.closed(now: at(19), machine: at(19)).map(\.wait) == [1_000_000])
    begins(true, &gate, "erp", 20)
  }

  private struct WaitCase: Sendable, CustomTestStringConvertible {
    var attempts: Int
    var asked: Int?
    var random: Double
    var wait: Int64?
    var testDescription: String { "\(attempts) attempts, asked \(asked ?? 0), random \(random)" }
  }

  private static let waits = [
    WaitCase(attempts: 1, random: 1, wait: 1_000_000),
    WaitCase(attempts: 1, random: 0, wait: 500_000),
    WaitCase(attempts: 3, random: 1, wait: 4_000_000),
    WaitCase(attempts: 3, asked: 7, random: 1, wait: 7_000_000),
    WaitCase(attempts: 4, random: 1, wait: nil),
    WaitCase(attempts: 4, asked: 7, random: 1, wait: nil),
  ]

  @Test(arguments: waits) private func waitsDoubleWithJitter(_ test: WaitCase) {
    #expect(
      policy.wait(afterAttempts: test.attempts, atLeast: test.asked, random: test.random)
        == test.wait)
  }

  private struct RetryAfterCase: Sendable, CustomTestStringConvertible {
    var text: String
    var seconds: Int?
    var testDescription: String { text }
  }

  // RFC 9110, 5.6.7: the three forms of one date, 784111777 seconds after 1970.
  private static let retryAfter = [
    RetryAfterCase(text: "120", seconds: 120), RetryAfterCase(text: "0", seconds: 0),
    RetryAfterCase(text: "Sun, 06 Nov 1994 08:49:37 GMT", seconds: 10),
    RetryAfterCase(text: "Sunday, 06-Nov-94 08:49:37 GMT", seconds: 10),
    RetryAfterCase(text: "Sun Nov  6 08:49:37 1994", seconds: 10),
    RetryAfterCase(text: "Sun, 06 Nov 1994 08:49:00 GMT", seconds: 0),
    RetryAfterCase(text: "Wed, 01 Mar 2000 00:00:00 GMT", seconds: 951_868_800 - 784_111_767),
    RetryAfterCase(text: "-1", seconds: nil), RetryAfterCase(text: "soon", seconds: nil),
    RetryAfterCase(text: "Sun, 36 Nov 1994 08:49:37 GMT", seconds: nil),
    RetryAfterCase(text: "Sun, 06 Now 1994 08:49:37 GMT", seconds: nil),
    RetryAfterCase(text: "", seconds: nil),
  ]

  @Test(arguments: retryAfter) private func retryAfterIsSecondsOrADate(_ test: RetryAfterCase) {
    #expect(RetryAfter.seconds(test.text, now: 784_111_767) == test.seconds)
  }
}

import Casework
import Connectors
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

@Suite struct DeliveryTests {
  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" name="orders" version="1.0" initial="sending">
      <state id="sending">
        <onentry>
          <send type="urn:docket:workflow:1#connector" target="erp" event="order.new"/>
        </onentry>
        <transition event="order.new.delivered" cond="_event.data.ok = true" target="sent"/>
        <transition event="order.new.failed" target="failed"/>
      </state>
      <state id="sent"/>
      <state id="failed"/>
    </scxml>
    """

  private func run(
    failing failures: [DeliveryError],
    receivers: ReceiverPolicy = ReceiverPolicy(firstWait: 1, longestWait: 1)
  ) async throws -> RunnerFixture {
    try await run(
      RecordingConnector(failing: failures), rounds: failures.count, receivers: receivers)
  }

  /// Starts a case and moves the clock by a second so many times.
  private func run(
    _ connector: RecordingConnector, rounds: Int,
    receivers: ReceiverPolicy = ReceiverPolicy(firstWait: 1, longestWait: 1)
  ) async throws -> RunnerFixture {
    let folder = try TemporaryFolder()
    try folder.write("workflows/orders.scxml", Self.workflow)
    try folder.write("tables/README", "")
    let fixture = try RunnerFixture(folder, connector: connector, receivers: receivers)
    _ = try fixture.service.start(StartRequest(workflow: "orders", key: "k"))
    fixture.runner.start()
    try await fixture.settle()
    for _ in 0..<rounds {
      _ = try fixture.service.advanceClock(.by(1_000_000))
      try await fixture.settle()
    }
    await fixture.runner.stop()
    return fixture
  }

  private func states(_ fixture: RunnerFixture) throws -> [String] {
    try fixture.service.show("k", withLog: false).summary.record.states
  }

  @Test func anAnswerComesBackAsAnEvent() async throws {
    let fixture = try await run(failing: [])
    #expect(try states(fixture) == ["sent"])
    let delivery = try #require(fixture.connector.received.first)
    #expect(delivery.connector == "erp")
    #expect(delivery.event == "order.new")
    #expect(delivery.caseKey == "k")
    #expect(try fixture.store.read { try $0.backlog(at: RunnerFixture.start) }.waitingMessages == 0)
  }

  @Test func aFailedAttemptIsRepeatedWithTheSameKey() async throws {
    let failure = DeliveryError(.retryable(after: nil), "busy")
    let fixture = try await run(failing: [failure, failure])
    #expect(try states(fixture) == ["sent"])
    let received = fixture.connector.received
    #expect(received.map(\.attempt) == [1, 2, 3])
    #expect(Set(received.map(\.idempotencyKey)).count == 1)
  }

  /// Each attempt is told what the one before it saved, also after a restart.
  @Test func anAttemptGoesOnWhereTheLastOneStopped() async throws {
    let failure = DeliveryError(.retryable(after: nil), "busy")
    // Half a second to a second between attempts, so that each move of the clock brings one.
    let receivers = ReceiverPolicy(firstWait: 1_000_000, longestWait: 1_000_000)
    let fixture = try await run(
      RecordingConnector(failing: [failure, failure]), rounds: 1, receivers: receivers)
    #expect(fixture.connector.progress == [.null, ["attempt": 1]])
    let again = try RunnerFixture(fixture.folder, receivers: receivers)
    again.runner.start()
    _ = try again.service.advanceClock(.by(1_000_000))
    try await again.settle()
    await again.runner.stop()
    #expect(again.connector.progress == [["attempt": 2]])
    #expect(try states(again) == ["sent"])
  }

  @Test func aRefusedMessageIsKeptAndTheCaseIsTold() async throws {
    let fixture = try await run(failing: [DeliveryError(.permanent, "no such account")])
    #expect(try states(fixture) == ["failed"])
    #expect(try fixture.store.read { try $0.backlog(at: RunnerFixture.start) }.deadMessages == 1)
    let dead = fixture.told.contains { if case .dead = $0 { true } else { false } }
    #expect(dead)
  }

  @Test func afterTheLastAttemptAMessageIsGivenUp() async throws {
    let failure = DeliveryError(.retryable(after: nil), "busy")
    let fixture = try await run(
      failing: [failure, failure],
      receivers: ReceiverPolicy(attempts: 2, firstWait: 1, longestWait: 1))
    #expect(try states(fixture) == ["failed"])
    #expect(fixture.connector.received.count == 2)
  }

  // MARK: Ambiguous attempts

  private struct AmbiguousCase: Sendable, CustomTestStringConvertible {
    var name: String
    var counts: Bool
    var answer: LookupAnswer?
    var state: String
    var deliveries: Int
    var testDescription: String { name }
  }

  private static let ambiguous = [
    AmbiguousCase(
      name: "a receiver that counts keys is sent it again", counts: true, answer: nil,
      state: "sent", deliveries: 2),
    AmbiguousCase(
      name: "one that does not is left to a person", counts: false, answer: nil,
      state: "failed", deliveries: 1),
    AmbiguousCase(
      name: "one that has it is not sent it again", counts: false,
      answer: .delivered(DeliveryReceipt(data: ["ok": true])), state: "sent", deliveries: 1),
    AmbiguousCase(
      name: "one that has it not is sent it again", counts: false, answer: .notDelivered,
      state: "sent", deliveries: 2),
    AmbiguousCase(
      name: "one that cannot tell is left to a person", counts: false, answer: .unknown,
      state: "failed", deliveries: 1),
    AmbiguousCase(
      name: "one that cannot tell but counts is sent it again", counts: true, answer: .unknown,
      state: "sent", deliveries: 2),
  ]

  @Test(arguments: ambiguous) private func anAmbiguousAttempt(_ test: AmbiguousCase) async throws {
    let connector = RecordingConnector(
      failing: [DeliveryError(.ambiguous, "no answer in time")], counts: test.counts,
      answer: test.answer)
    let fixture = try await run(connector, rounds: 1)
    #expect(try states(fixture) == [test.state])
    #expect(fixture.connector.received.count == test.deliveries)
    let dead = try fixture.service.calls(MessageFilter(status: .dead), after: nil, limit: 9)
    #expect(dead.map(\.isAmbiguous) == (test.state == "failed" ? [true] : []))
  }

  @Test func aCallThatWasGivenUpIsTriedAgainAndItsResultCounts() async throws {
    let fixture = try await run(failing: [DeliveryError(.permanent, "no such account")])
    let dead = try #require(
      try fixture.service.calls(MessageFilter(status: .dead), after: nil, limit: 9).first)
    _ = try fixture.service.retryCall(dead.id, Intervention(actor: "olga"))
    let again = try RunnerFixture(fixture.folder)
    again.runner.start()
    try await again.settle()
    await again.runner.stop()
    #expect(again.connector.received.map(\.idempotencyKey) == [dead.idempotencyKey])
    #expect(try again.service.receivers().isEmpty)
  }

  @Test func anOpenCircuitHoldsCallsAndIsTold() async throws {
    let failure = DeliveryError(.retryable(after: nil), "down")
    let policy = ReceiverPolicy(
      firstWait: 1, longestWait: 1, failuresToOpen: 2, openFor: 60_000_000)
    let connector = RecordingConnector(failing: [failure, failure])
    let fixture = try await run(connector, rounds: 3, receivers: policy)
    // Two failures opened it; the third second of the clock is too early.
    #expect(connector.received.count == 2)
    let opened = fixture.told.contains {
      if case .circuitOpened("erp", _) = $0 { true } else { false }
    }
    #expect(opened)
  }
}

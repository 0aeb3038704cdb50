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
    failing failures: [DeliveryError], receivers: ReceiverPolicy = ReceiverPolicy(firstWait: 1, longestWait: 1)
  ) async throws -> RunnerFixture {
    let folder = try TemporaryFolder()
    try folder.write("workflows/orders.scxml", Self.workflow)
    try folder.write("tables/README", "")
    let fixture = try RunnerFixture(
      folder, connector: RecordingConnector(failing: failures), receivers: receivers)
    _ = try fixture.service.start(StartRequest(workflow: "orders", key: "k"))
    fixture.runner.start()
    try await fixture.settle()
    for _ in failures {
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
      failing: [failure, failure], receivers: ReceiverPolicy(attempts: 2, firstWait: 1, longestWait: 1))
    #expect(try states(fixture) == ["failed"])
    #expect(fixture.connector.received.count == 2)
  }
}

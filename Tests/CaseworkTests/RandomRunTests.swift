import Casework
import FEEL
import JSON
import SQLiteStore
import Statechart
import TestSupport
import Testing

/// What a macrostep may ask when it is run outside a store.
private struct PureEnvironment: StatechartEnvironment {
  var now: DateAndTime

  func decide(_ request: DecisionRequest) -> DecisionOutcome {
    LimitTable().decide(request, now: now)
  }

  func reach(_ destination: Destination) -> Reachability { .reachable }
}

/// Random runs through the store, compared with what the pure machine makes of the same events.
@Suite struct RandomRunTests {
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func theStoreHoldsWhatTheMachineAnswers(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
    let service = fixture.service
    for number in 1...4 {
      _ = try service.start(
        StartRequest(
          workflow: "orders",
          data: ["total": .number("\(Int.random(in: 1...300, using: &random))")],
          key: "k\(number)"))
    }
    for _ in 0..<40 {
      try act(on: service, &random)
      try fixture.workOff()
    }
    for number in 1...4 { try compare(fixture, "k\(number)", seed) }
  }

  /// One thing that a person, another system or time may do; what is refused changes nothing.
  private func act(on service: CaseService, _ random: inout SeededGenerator) throws {
    let key = "k\(Int.random(in: 1...4, using: &random))"
    let tasks = try service.tasks(TaskFilter(), after: nil, limit: 10)
    let person = ["ann", "bob"].randomElement(using: &random) ?? "ann"
    do {
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1:
        guard let task = tasks.randomElement(using: &random) else { return }
        _ = try service.claim(task.id, by: person)
      case 2:
        guard let task = tasks.randomElement(using: &random) else { return }
        _ = try service.release(task.id, by: person)
      case 3, 4:
        guard let task = tasks.randomElement(using: &random) else { return }
        let outcome = ["approve", "reject", "shred"].randomElement(using: &random) ?? "approve"
        _ = try service.complete(
          CompleteRequest(task: task.id, person: person, outcome: outcome))
      case 5:
        _ = try service.advanceClock(.by(Int64.random(in: 0...20_000_000_000, using: &random)))
      case 6:
        let event = ["broken", "order.withdrawn"].randomElement(using: &random) ?? "broken"
        _ = try service.send(SendRequest(reference: key, event: event))
      default:
        guard let incident = try service.incidents(after: nil, limit: 1).first else { return }
        _ = try service.retry(incident.id, Intervention(actor: person))
      }
    } catch is CaseworkError {
      return
    }
  }

  private func compare(_ fixture: ServiceFixture, _ key: String, _ seed: UInt64) throws {
    let shown = try fixture.service.show(key, withLog: true)
    let record = shown.summary.record
    let log = try #require(shown.log)
    #expect(LogChain.faults(in: log, head: record.logHead).isEmpty, "seed \(seed)")
    let statechart = try TextLoader.compile(Array(CaseServiceTests.orders.utf8))
    var machine = StatechartMachine(
      statechart, identity: SessionIdentity(sessionID: "\(record.id)"))
    for entry in log where !["case.incident", "case.retried"].contains(entry.event) {
      let content = try JSONValue.parse(try #require(entry.content))
      let data = Value(json: content["data"] ?? .null)
      let environment = PureEnvironment(now: entry.at.dateAndTime)
      #expect(machine.activeAtomicStates == entry.from, "seed \(seed), \(entry.event)")
      let step: Macrostep
      if entry.event == "case.started" {
        guard case .context(let parameters) = data else { throw StoreError.conflict("no data") }
        step = machine.start(parameters, environment)
      } else {
        step = machine.step(StatechartEvent(entry.event, data: data), environment)
      }
      #expect(step.to == entry.to, "seed \(seed), \(entry.event)")
    }
    #expect(machine.activeAtomicStates == record.states, "seed \(seed)")
    #expect(Value.context(machine.variables).json == shown.data, "seed \(seed)")
  }
}

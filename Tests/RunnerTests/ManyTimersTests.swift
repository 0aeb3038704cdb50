import Casework
import Connectors
import FEEL
import JSON
import Runner
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// Many deadlines at one instant, while people go on working.
@Suite struct ManyTimersTests {
  static let workflow = """
    Workflow,Waiting,waiting
    Data,order,number
    Name,State,On,When,Do,Go to
    ,Waiting,after 1 day,,,Late
    ,,poke,,,Poked
    ,Late,poke,,,Poked
    ,Poked,final,,,

    """
  static let cases = 1500

  @Test func otherWorkGoesOnBetweenTheBatches() async throws {
    let folder = try TemporaryFolder()
    try folder.write("workflows/waiting.csv", Self.workflow)
    let fixture = try RunnerFixture(folder)
    for _ in 0..<Self.cases {
      _ = try fixture.service.start(StartRequest(workflow: "waiting"))
    }
    let due = try #require(try fixture.store.read { try $0.nextTimerDue() })
    let worker = CaseWorker(
      store: fixture.store, engine: fixture.service.engine, clock: fixture.service.clock)
    #expect(try worker.fireDueTimers() == 0, "nothing fires early")
    try fixture.store.write { try $0.setClock(ClockRecord(kind: .virtual, now: due)) }

    // An event that comes when all are due waits for a batch, not for all of them.
    _ = try fixture.service.send(SendRequest(reference: "c\(Self.cases)", event: "poke"))
    #expect(try worker.fireDueTimers() == CaseWorker.batch)
    #expect(try worker.workOffBatch() == 1)
    let poked = try fixture.service.show("c\(Self.cases)", withLog: false).summary.record
    #expect(poked.states == ["poked"])
    #expect(try fixture.service.status().backlog.overdueTimers == 0)

    fixture.runner.start()
    _ = try fixture.service.send(SendRequest(reference: "c1", event: "poke", wait: true))
    for _ in 0..<4000 {
      let left = try fixture.store.read { try $0.nextTimerDue() }
      if left == nil, try fixture.store.read({ try $0.casesWithWork(limit: 1).isEmpty }) { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    await fixture.runner.stop()
    let counts = try fixture.store.read { try $0.stateCounts() }
    #expect(counts.first { $0.state == "late" }?.count == Self.cases - 2)
    #expect(counts.first { $0.state == "poked" }?.count == 2)
    #expect(fixture.service.engine.lateness.counts.count >= Self.cases - 2)
  }

  /// Timers due at different times fire in their order, however they were set.
  @Test func theyFireInTheOrderOfTheirTimes() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "workflows/waiting.csv",
      Self.workflow.replacing("after 1 day", with: "after order * @\"PT1H\""))
    let fixture = try RunnerFixture(folder)
    let orders = [5, 1, 4, 2, 3]
    for order in orders {
      _ = try fixture.service.start(
        StartRequest(workflow: "waiting", data: ["order": .number("\(order)")]))
    }
    _ = try fixture.service.advanceClock(.by(24 * 3_600_000_000))
    let times = try orders.indices.map { index in
      try #require(try fixture.service.log("c\(index + 1)", after: 1, limit: 1).first).at
    }
    #expect(times == orders.map { RunnerFixture.start.advanced(by: Int64($0) * 3_600_000_000) })
  }
}

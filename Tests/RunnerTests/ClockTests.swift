import Casework
import Connectors
import Runner
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// A machine's clock that a test sets.
private final class SettableClock: Sendable {
  private let time: Mutex<Timestamp>

  init(_ time: Timestamp) { self.time = Mutex(time) }

  func set(_ time: Timestamp) { self.time.withLock { $0 = time } }

  @Sendable func read() -> Timestamp { time.withLock { $0 } }
}

@Suite struct ClockTests {
  private static let minute: Int64 = 60_000_000

  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1"
           name="waiting" version="1.0" initial="waiting">
      <state id="waiting">
        <invoke id="patience" type="urn:docket:workflow:1#timer">
          <param name="after" expr="duration(&quot;PT10M&quot;)"/>
        </invoke>
        <transition event="done.invoke.patience" target="late"/>
      </state>
      <state id="late"/>
    </scxml>
    """

  private func until(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<400 {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test func aClockThatJumpsBackHoldsTimersAndOneThatJumpsForwardFiresThem() async throws {
    let folder = try TemporaryFolder()
    try folder.write("workflows/waiting.scxml", Self.workflow)
    let start = RunnerFixture.start
    let machine = SettableClock(start)
    let clock = CaseClock(system: machine.read)
    let store = try SQLiteStore(
      path: folder.path("docket.db"),
      options: SQLiteStore.Options(clock: ClockRecord(kind: .system, now: start)))
    let library = DefinitionLibrary(loader: StoredDefinitions())
    DefinitionFolders(tables: [], workflows: [folder.path("workflows")], library: library).load()
    let engine = CaseEngine(library: library)
    let wentBack = Mutex(false)
    let runner = Runner(
      store: store, engine: engine, clock: clock,
      connectors: ConnectorRegistry([:], fallback: RecordingConnector(), fallbackName: "memory")
    ) { event in
      if case .clockWentBack = event { wentBack.withLock { $0 = true } }
    }
    let service = CaseService(store: store, engine: engine, clock: clock, wake: runner.wake)
    runner.start()
    let waiting = try service.start(StartRequest(workflow: "waiting")).record
    func states() throws -> [String] {
      try service.show("\(waiting.id)", withLog: false).summary.record.states
    }

    machine.set(start.advanced(by: 5 * Self.minute))
    runner.wake()
    #expect(try await until { try store.read { try $0.clock() }.now > start })
    machine.set(start.advanced(by: -60 * Self.minute))
    runner.wake()
    #expect(try await until { wentBack.withLock { $0 } })
    #expect(try states() == ["waiting"])
    #expect(try store.read { try $0.clock() }.now == start.advanced(by: 5 * Self.minute))

    machine.set(start.advanced(by: 10 * Self.minute - 1))
    runner.wake()
    try await Task.sleep(for: .milliseconds(50))
    #expect(try states() == ["waiting"])
    machine.set(start.advanced(by: 600 * Self.minute))
    runner.wake()
    #expect(try await until { try states() == ["late"] })
    await runner.stop()
  }
}

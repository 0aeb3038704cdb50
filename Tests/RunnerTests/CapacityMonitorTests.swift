import Casework
import Connectors
import Runner
import SQLiteStore
import Testing

@Suite struct CapacityMonitorTests {
  private static let start = Timestamp(microseconds: 1_772_366_400_000_000)

  /// What came in from outside is accepted work like events are; what was set aside waits for a person.
  @Test func whatCameInCountsAsLongAsItWaits() throws {
    let store = try SQLiteStore(
      path: ":memory:", options: .init(clock: ClockRecord(kind: .virtual, now: Self.start)))
    func level() -> CapacityMonitor.Level {
      CapacityMonitor(
        store: store, folder: "/tmp", limits: CapacityLimits(inbox: 3, freeDiskBytes: 1)
      ).level
    }
    let cases = CaseService(
      store: store, engine: CaseEngine(library: DefinitionLibrary(loader: StoredDefinitions())))
    let things = (1...3).map { number in
      IntakeRecord(
        intake: "messages", key: "\(number)", kind: "message", receivedAt: Self.start, content: "{}"
      )
    }
    #expect(try cases.takeIn(Array(things.prefix(2))) == 2)
    #expect(level().inbox == 2)
    #expect(level().shortage == nil)
    #expect(try cases.takeIn(things) == 1)
    #expect(level().shortage?.contains("which is the limit") == true)
    let first = try #require(try store.read { try $0.waitingIntake(limit: 1) }.first)
    try cases.setAside(first, because: "no sheet")
    #expect(level().shortage == nil)
  }
}

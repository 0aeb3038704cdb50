import Casework
import JSON
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// A whole life of a case, with a fault before each statement that it takes.
@Suite struct StepFaultTests {
  private static let bound = 600

  /// What a run left behind, times and numbers of rows aside.
  private struct Trace: Equatable {
    var states: [String]
    var status: CaseStatus
    var log: [String]
    var messages: [String]
    var timers: Int
    var tasks: Int
    var counts: [StateCount]
  }

  /// One request after the other; each may be repeated after a fault, as a caller would.
  private static let requests: [@Sendable (CaseService) throws -> Void] = [
    { service in
      _ = try service.start(
        StartRequest(
          workflow: "orders", data: ["total": 150], key: "k", idempotencyKey: "start-1"))
    },
    { service in
      guard let task = try service.openTask, task.invokeID == "check" else { return }
      _ = try service.claim(task.id, by: "ann")
    },
    { service in
      guard let task = try service.openTask, task.invokeID == "check" else { return }
      _ = try service.complete(CompleteRequest(task: task.id, person: "ann", outcome: "approve"))
    },
    { service in
      guard let task = try service.openTask, task.invokeID == "confirm" else { return }
      _ = try service.complete(CompleteRequest(task: task.id, person: "bob", outcome: "done"))
    },
  ]

  private func trace(_ fixture: ServiceFixture) throws -> Trace {
    let shown = try fixture.service.show("k", withLog: true)
    let record = shown.summary.record
    let log = try #require(shown.log)
    #expect(LogChain.faults(in: log, head: record.logHead).isEmpty)
    let counts = try fixture.store.read { try $0.stateCounts() }
    return Trace(
      states: record.states, status: record.status, log: log.map(\.event),
      messages: shown.calls.map { "\($0.idempotencyKey) \($0.event)" },
      timers: shown.timers.count, tasks: shown.tasks.count, counts: counts)
  }

  private func run(_ fixture: ServiceFixture, failing number: Int) throws -> Bool {
    let count = Mutex(0)
    fixture.store.beforeEachStatement {
      let isNow = count.withLock { count in
        count += 1
        return count == number
      }
      if isNow { throw StoreError.failed(message: "on purpose", statement: nil) }
    }
    defer { fixture.store.beforeEachStatement(nil) }
    for request in Self.requests {
      do {
        try request(fixture.service)
      } catch {
        try request(fixture.service)
      }
      try fixture.workOff()
    }
    return count.withLock { $0 } >= number
  }

  @Test func aFaultBeforeAnyStatementChangesNothingInTheEnd() throws {
    let plain = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
    _ = try run(plain, failing: 0)
    let expected = try trace(plain)
    #expect(expected.status == .done)
    for number in 1...Self.bound {
      let fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
      let wasReached: Bool
      do {
        wasReached = try run(fixture, failing: number)
      } catch {
        // The loops try again at their next turn.
        try fixture.workOff()
        continue
      }
      let found = try trace(fixture)
      #expect(found == expected, "fault before statement \(number)")
      if !wasReached { return }
    }
    Issue.record("the life of the case takes more than \(Self.bound) statements")
  }

  @Test func aCrashBeforeAnyStatementIsMadeUpForAfterTheNextStart() throws {
    let plain = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
    _ = try run(plain, failing: 0)
    let expected = try trace(plain)
    // Every seventh statement: the copies cost, and the strides meet every kind of statement.
    for crashing in stride(from: 1, through: Self.bound, by: 7) {
      let fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
      let count = Mutex(0)
      let folder = fixture.folder
      fixture.store.beforeEachStatement {
        let isNow = count.withLock { count in
          count += 1
          return count == crashing
        }
        if isNow { folder.copyDatabase() }
      }
      for request in Self.requests {
        try request(fixture.service)
        try fixture.workOff()
      }
      fixture.store.beforeEachStatement(nil)
      if count.withLock({ $0 }) < crashing { return }
      let again = try ServiceFixture(
        CaseServiceTests.orders, decisions: LimitTable(), in: folder, database: "copy-docket.db")
      for request in Self.requests {
        try request(again.service)
        try again.workOff()
      }
      let found = try trace(again)
      #expect(found == expected, "crash before statement \(crashing)")
    }
  }
}

extension CaseService {
  fileprivate var openTask: TaskRecord? {
    get throws { try tasks(TaskFilter(), after: nil, limit: 1).first }
  }
}

import Casework
import Dispatch
import JSON
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// Many requests at the same moment.
@Suite struct ConcurrencyTests {
  private let fixture: ServiceFixture
  private var service: CaseService { fixture.service }

  init() throws {
    fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
  }

  /// Runs `body` on many threads; gives what they returned and how many threw.
  private func atOnce<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) -> (results: [Result], errors: [any Error]) {
    let outcome = Mutex<(results: [Result], errors: [any Error])>(([], []))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      do {
        let result = try body(index)
        outcome.withLock { $0.results.append(result) }
      } catch {
        outcome.withLock { $0.errors.append(error) }
      }
    }
    return outcome.withLock { $0 }
  }

  @Test func theSameEventSentAtOnceIsTakenOnce() throws {
    let service = service
    let id = try service.start(StartRequest(workflow: "orders", data: ["total": 150])).record.id
    let sent = atOnce(16) { _ in
      try service.send(
        SendRequest(reference: "\(id)", event: "broken", eventID: "e1", wait: true))
    }
    #expect(sent.results.filter { !$0.isDuplicate }.count == 1)
    #expect(sent.errors.isEmpty)
    let log = try service.log("\(id)", after: 0, limit: 100)
    #expect(log.filter { $0.event == "case.incident" }.count == 1)
  }

  @Test func oneOfManyGetsTheTask() throws {
    let service = service
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 150]))
    let task = try #require(try service.tasks(TaskFilter(), after: nil, limit: 1).first)
    let claimed = atOnce(16) { try service.claim(task.id, by: "person \($0)") }
    #expect(claimed.results.count == 1)
    #expect(claimed.errors.allSatisfy { ($0 as? CaseworkError)?.code == .taskTaken })
  }

  @Test func oneOfManyStartsGetsTheKey() throws {
    let service = service
    let started = atOnce(16) { _ in
      try service.start(StartRequest(workflow: "orders", data: ["total": 150], key: "k"))
    }
    #expect(started.results.count == 1)
    let first = started.results.first?.record.id
    #expect(started.errors.allSatisfy { ($0 as? CaseworkError)?.caseID == first })
  }

  @Test func manyDeadlinesOfOneInstantAreWorkedOff() throws {
    let count = 1000
    let service = service
    let started = atOnce(count) { _ in
      try service.start(StartRequest(workflow: "orders", data: ["total": 150]))
    }
    #expect(started.results.count == count)
    let moved = try service.advanceClock(.by(20 * 3_600_000_000))
    #expect(moved.firedTimers == 2 * count)
    let counts = try fixture.store.read { try $0.stateCounts() }
    #expect(counts == [StateCount(workflow: "orders", state: "rejected", count: count)])
    #expect(try fixture.store.read { try $0.nextTimerDue() } == nil)
  }
}

import Casework
import Dispatch
import JSON
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// Whatever was accepted is applied once: sent at once from many sides, due at one instant, repeated later.
@Suite struct ConservationTests {
  private static let chart = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="feel" initial="open">
      <datamodel><data id="seen" expr="[]"/><data id="numbers" expr="[]"/></datamodel>
      <state id="open">
        <onentry>
          <foreach array="numbers" item="number">
            <send event="due" delay="1h"><param name="n" expr="number"/></send>
          </foreach>
        </onentry>
        <transition event="add"><assign location="seen" expr="append(seen, _event.data.n)"/></transition>
        <transition event="due"><assign location="seen" expr="append(seen, _event.data.n)"/></transition>
        <transition event="close" target="closed"/>
      </state>
      <final id="closed"/>
    </scxml>
    """

  private static func seen(_ fixture: ServiceFixture, _ key: String) throws -> [Int] {
    try fixture.service.show(key, withLog: false).data["seen"]?.arrayValue?.compactMap(\.intValue)
      ?? []
  }

  // On the machine's clock steps are worked out before they are written, on a virtual one they are not.
  @Test(arguments: ClockRecord.Kind.allCases)
  func theSameEventSentAtOnceFromManySidesIsTakenOnce(_ clock: ClockRecord.Kind) throws {
    let fixture = try ServiceFixture(Self.chart, clock: clock)
    _ = try fixture.service.start(StartRequest(workflow: "orders", key: "k"))
    let service = fixture.service
    let taken = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      for number in 1...10 {
        let request = SendRequest(
          reference: "k", event: "add", data: ["n": .number("\(number)")], eventID: "e\(number)",
          wait: thread.isMultiple(of: 2))
        guard let result = try? service.send(request) else { continue }
        if !result.isDuplicate { taken.withLock { $0 += 1 } }
      }
    }
    try fixture.workOff()
    #expect(taken.withLock { $0 } == 10)
    #expect(try Self.seen(fixture, "k").sorted() == Array(1...10))
  }

  @Test func manyTimersDueAtOneInstantAllFireOnceThoughTheProcessDiesAmongThem() throws {
    let cases = 10
    let timers = 60
    let fixture = try ServiceFixture(Self.chart)
    let numbers = JSONValue.array((1...timers).map { .number("\($0)") })
    for number in 1...cases {
      _ = try fixture.service.start(
        StartRequest(workflow: "orders", data: ["numbers": numbers], key: "k\(number)"))
    }
    let statements = Mutex(0)
    let folder = fixture.folder
    fixture.store.beforeEachStatement {
      let isNow = statements.withLock { count in
        count += 1
        return count == 1000
      }
      if isNow { folder.copyDatabase() }
    }
    _ = try fixture.service.advanceClock(.by(2 * 3_600_000_000))
    fixture.store.beforeEachStatement(nil)
    #expect(statements.withLock { $0 } > 1000)
    let again = try ServiceFixture(Self.chart, in: folder, database: "copy-docket.db")
    _ = try again.service.advanceClock(.by(2 * 3_600_000_000))
    for run in [fixture, again] {
      try run.workOff()
      for number in 1...cases {
        #expect(try Self.seen(run, "k\(number)").sorted() == Array(1...timers))
      }
    }
  }

  @Test func idsAreForgottenAfterThirtyDaysWhenTheirCaseHasEnded() throws {
    let fixture = try ServiceFixture(Self.chart)
    let service = fixture.service
    for key in ["open", "closed"] {
      _ = try service.start(
        StartRequest(workflow: "orders", key: key, idempotencyKey: "start \(key)"))
      for number in 1...700 {
        _ = try service.send(
          SendRequest(
            reference: key, event: "add", data: ["n": .number("\(number)")], eventID: "e\(number)"))
      }
    }
    _ = try service.send(SendRequest(reference: "closed", event: "close", wait: false))
    try fixture.workOff()
    let forgetting = Forgetting(store: fixture.store, clock: service.clock)
    #expect(try forgetting.run() == 0)
    _ = try service.advanceClock(.by(29 * 86_400_000_000))
    #expect(try forgetting.run() == 0)
    _ = try service.advanceClock(.by(2 * 86_400_000_000))
    #expect(try forgetting.run() == 701)
    #expect(try forgetting.run() == 0)
    let repeated = SendRequest(
      reference: "open", event: "add", data: ["n": .number("1")], eventID: "e1")
    #expect(try service.send(repeated).isDuplicate)
    #expect(
      try service.start(StartRequest(workflow: "orders", key: "open", idempotencyKey: "start open"))
        .isRepeated)
  }
}

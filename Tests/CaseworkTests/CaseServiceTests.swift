import Casework
import FEEL
import JSON
import SQLiteStore
import Statechart
import Testing

@Suite struct CaseServiceTests {
  /// A case waits for one person, then for another who must not be the same.
  static let orders = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1"
           name="orders" version="1.0" initial="received">
      <datamodel>
        <data id="total" docket:type="number"/>
        <data id="tags" docket:type="list&lt;string&gt;" expr="[]"/>
        <data id="outcome"/>
      </datamodel>
      <state id="received">
        <onentry><docket:decide table="limit" location="outcome"/></onentry>
        <transition cond="outcome = &quot;review&quot;" target="review"/>
        <transition target="approved"/>
      </state>
      <state id="review">
        <invoke id="check" type="urn:docket:workflow:1#task">
          <param name="title" expr="&quot;Check the order&quot;"/>
          <param name="candidates" expr="[&quot;clerk&quot;]"/>
          <param name="due" expr="duration(&quot;PT8H&quot;)"/>
        </invoke>
        <invoke id="patience" type="urn:docket:workflow:1#timer">
          <param name="after" expr="duration(&quot;PT20H&quot;)"/>
        </invoke>
        <transition event="done.invoke.check" cond="_event.data.outcome = &quot;approve&quot;" target="second"/>
        <transition event="done.invoke.check" cond="_event.data.outcome = &quot;reject&quot;" target="rejected"/>
        <transition event="done.invoke.patience" target="rejected"/>
        <transition event="order.withdrawn" target="rejected"/>
        <transition event="broken"><assign location="nowhere" expr="1"/></transition>
      </state>
      <state id="second">
        <invoke id="confirm" type="urn:docket:workflow:1#task">
          <param name="title" expr="&quot;Confirm the order&quot;"/>
          <param name="candidates" expr="&quot;clerk&quot;"/>
          <param name="notBy" expr="&quot;Check the order&quot;"/>
        </invoke>
        <transition event="done.invoke.confirm" target="approved"/>
      </state>
      <final id="approved">
        <onentry>
          <send type="urn:docket:workflow:1#connector" target="erp" event="order.approved">
            <param name="total" expr="total"/>
          </send>
        </onentry>
      </final>
      <final id="rejected"/>
    </scxml>
    """

  let fixture: ServiceFixture
  var service: CaseService { fixture.service }

  init() throws {
    fixture = try ServiceFixture(Self.orders, decisions: LimitTable())
  }

  private func start(_ total: Int, key: String? = nil) throws -> CaseRecord {
    try service.start(
      StartRequest(workflow: "orders", data: ["total": .number("\(total)")], key: key)
    ).record
  }

  private func task(of record: CaseRecord) throws -> TaskRecord {
    try #require(
      try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 10).first)
  }

  // MARK: Starting

  @Test func aCaseRunsToItsEndInOneStep() throws {
    let record = try start(50, key: "a")
    #expect(record.status == .done)
    #expect(record.states == ["approved"])
    let detail = try service.show("a", withLog: true)
    #expect(detail.calls.map(\.event) == ["order.approved"])
    #expect(detail.calls.map(\.target) == ["erp"])
    let why = try #require(detail.why.first)
    #expect(why.contains("rule 1 at limit.csv[A5]"))
    #expect(detail.log?.map(\.event) == ["case.started"])
  }

  @Test func theTableVersionThatDecidedIsStored() throws {
    _ = try start(50)
    let stored = try fixture.store.read {
      try $0.definition(kind: .tableFile, name: "limit.csv", version: "sha256:t1")
    }
    #expect(stored?.body == [1])
  }

  @Test func anOpenKeyIsTakenOnce() throws {
    let first = try start(500, key: "a")
    let error = #expect(throws: CaseworkError.self) { try start(500, key: "a") }
    #expect(error?.code == .duplicateKey)
    #expect(error?.caseID == first.id)
    _ = try service.send(
      SendRequest(reference: "a", event: "order.withdrawn", wait: true))
    #expect(try start(500, key: "a").id != first.id)
  }

  @Test func anIdempotencyKeyGivesTheFirstCase() throws {
    let request = StartRequest(workflow: "orders", data: ["total": 500], idempotencyKey: "k")
    let first = try service.start(request)
    let second = try service.start(request)
    #expect(second.isRepeated)
    #expect(second.record.id == first.record.id)
    var other = request
    other.data = ["total": 1]
    let error = #expect(throws: CaseworkError.self) { try service.start(other) }
    #expect(error?.code == .idempotencyMismatch)
  }

  struct BadStart: Sendable, CustomTestStringConvertible {
    var data: JSONValue
    var says: String
    var testDescription: String { data.text }
  }

  @Test(arguments: [
    BadStart(data: ["totl": 5], says: "write \"total\""),
    BadStart(data: ["total": "many"], says: "is not a number"),
    BadStart(data: [5], says: "is a JSON object"),
  ]) func badDataIsRefused(_ example: BadStart) throws {
    let error = #expect(throws: CaseworkError.self) {
      try service.start(StartRequest(workflow: "orders", data: example.data))
    }
    #expect(error?.message.contains(example.says) == true)
    #expect(try service.status().cases.isEmpty)
  }

  @Test func aSingleTextIsTakenForAListOfOne() throws {
    let record = try service.start(
      StartRequest(workflow: "orders", data: ["total": 500, "tags": "vip"])
    ).record
    #expect(try service.show("\(record.id)", withLog: false).data["tags"] == ["vip"])
  }

  @Test func anUnknownWorkflowIsAnsweredWithTheNearest() {
    let error = #expect(throws: CaseworkError.self) {
      try service.start(StartRequest(workflow: "order"))
    }
    #expect(error?.message.contains("did you mean \"orders\"?") == true)
  }

  // MARK: People

  @Test func twoPeopleApproveAnOrder() throws {
    let record = try start(500)
    let check = try task(of: record)
    #expect(check.dueAt == ServiceFixture.start.advanced(by: 8 * 3_600_000_000))
    #expect(try service.claim(check.id, by: "ann").claimedBy == "ann")
    let taken = #expect(throws: CaseworkError.self) { try service.claim(check.id, by: "bob") }
    #expect(taken?.code == .taskTaken)
    let second = try service.complete(
      CompleteRequest(task: check.id, person: "ann", outcome: "approve"))
    #expect(second.states == ["second"])

    let confirm = try task(of: second)
    let refused = #expect(throws: CaseworkError.self) {
      try service.complete(CompleteRequest(task: confirm.id, person: "ann", outcome: "ok"))
    }
    #expect(refused?.code == .fourEyes)
    let done = try service.complete(
      CompleteRequest(task: confirm.id, person: "bob", outcome: "ok"))
    #expect(done.status == .done)
    let gone = #expect(throws: CaseworkError.self) {
      try service.complete(CompleteRequest(task: confirm.id, person: "bob", outcome: "ok"))
    }
    #expect(gone?.code == .unknownTask)
  }

  @Test func anOutcomeThatLeadsNowhereKeepsTheTask() throws {
    let record = try start(500)
    let check = try task(of: record)
    let error = #expect(throws: CaseworkError.self) {
      try service.complete(CompleteRequest(task: check.id, person: "ann", outcome: "aprove"))
    }
    #expect(error?.code == .unknownOutcome)
    #expect(error?.message.contains("did you mean \"approve\"?") == true)
    #expect(try task(of: record).id == check.id)
  }

  // MARK: Events

  @Test func theSameEventIsAppliedOnce() throws {
    let record = try start(500, key: "a")
    let request = SendRequest(
      reference: "a", event: "order.withdrawn", eventID: "e1", wait: false)
    #expect(try !service.send(request).isDuplicate)
    #expect(try service.send(request).isDuplicate)
    try fixture.workOff()
    #expect(try service.show("\(record.id)", withLog: false).summary.record.states == ["rejected"])
    // A day later too, though the event has ended the case: only its answer was lost.
    _ = try service.advanceClock(.by(86_400_000_000))
    #expect(try service.send(request).isDuplicate)
    let other = SendRequest(reference: "a", event: "order.withdrawn", eventID: "e2")
    let late = #expect(throws: CaseworkError.self) { try service.send(other) }
    #expect(late?.code == .caseEnded)
  }

  @Test func anUnknownEventIsAnsweredWithTheNearest() throws {
    _ = try start(500, key: "a")
    let error = #expect(throws: CaseworkError.self) {
      try service.send(SendRequest(reference: "a", event: "order.withdrawm"))
    }
    #expect(error?.message.contains("did you mean \"order.withdrawn\"?") == true)
  }

  // MARK: Incidents

  @Test func anUnhandledErrorStopsTheCaseAndLosesNothing() throws {
    let record = try start(500, key: "a")
    _ = try service.send(SendRequest(reference: "a", event: "broken", wait: true))
    let stopped = try service.show("a", withLog: true)
    #expect(stopped.summary.record.status == .incident)
    #expect(stopped.summary.record.states == ["review"])
    let incident = try #require(stopped.incident)
    #expect(incident.code == "error.execution")
    #expect(try fixture.inbox(of: record.id)?.event.name == "broken")
    #expect(try service.status().backlog.incidents == 1)

    let again = try service.retry(incident.id, Intervention(actor: "ann"))
    #expect(again.status == .incident)
    #expect(try service.show("a", withLog: false).incident?.retries == 1)
    #expect(try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 9).count == 1)
  }

  // MARK: Time

  @Test func aDeadlineFiresWhenItIsDueAndNotBefore() throws {
    let record = try start(500, key: "a")
    let early = try service.advanceClock(.by(20 * 3_600_000_000 - 1))
    // The task's due time has passed; nothing in the workflow waits for that.
    #expect(early.firedTimers == 1)
    #expect(try service.show("a", withLog: false).summary.record.states == ["review"])
    let due = try service.advanceClock(.toNext)
    #expect(due.to == ServiceFixture.start.advanced(by: 20 * 3_600_000_000))
    let ended = try service.show("\(record.id)", withLog: false)
    #expect(ended.summary.record.states == ["rejected"])
    #expect(ended.tasks.isEmpty)
    #expect(ended.timers.isEmpty)
  }

  @Test func leavingAStateEndsItsDeadline() throws {
    let record = try start(500)
    _ = try service.complete(
      CompleteRequest(task: try task(of: record).id, person: "ann", outcome: "approve"))
    #expect(try service.advanceClock(.by(48 * 3_600_000_000)).firedTimers == 0)
    #expect(try service.show("\(record.id)", withLog: false).summary.record.states == ["second"])
  }

  // MARK: Views

  @Test func casesAreListedByStateAndCondition() throws {
    for total in [50, 500, 900] { _ = try start(total) }
    let waiting = try service.list(ListRequest(state: "review"))
    #expect(waiting.cases.count == 2)
    let large = try service.list(ListRequest(condition: "total > 600"))
    #expect(large.cases.count == 1)
    let pages = try service.list(ListRequest(limit: 2))
    #expect(pages.cases.count == 2)
    #expect(try service.list(ListRequest(cursor: pages.next, limit: 2)).cases.count == 1)
    let error = #expect(throws: CaseworkError.self) {
      try service.list(ListRequest(state: "reviw"))
    }
    #expect(error?.message.contains("did you mean \"review\"?") == true)
    #expect(throws: CaseworkError.self) { try service.list(ListRequest(condition: "total >")) }
  }

  @Test func theChainOverTheLogHolds() throws {
    let record = try start(500)
    _ = try service.complete(
      CompleteRequest(task: try task(of: record).id, person: "ann", outcome: "reject"))
    let entries = try service.log("\(record.id)", after: 0, limit: 100)
    let end = try service.show("\(record.id)", withLog: false).summary.record
    #expect(entries.map(\.event) == ["case.started", "done.invoke.check"])
    #expect(LogChain.faults(in: entries, head: end.logHead).isEmpty)
    var forged = entries
    forged[1].event = "order.withdrawn"
    #expect(!LogChain.faults(in: forged, head: end.logHead).isEmpty)
  }
}

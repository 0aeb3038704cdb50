import Casework
import JSON
import SQLiteStore
import Testing

/// What operators do with cases and calls from outside.
@Suite struct InterventionTests {
  let fixture: ServiceFixture
  var service: CaseService { fixture.service }
  private let who = Intervention(actor: "olga", reason: "a strike")

  init() throws {
    fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
  }

  private func start(_ total: Int, key: String) throws -> CaseRecord {
    try service.start(
      StartRequest(workflow: "orders", data: ["total": .number("\(total)")], key: key)
    ).record
  }

  private func lastEntry(_ key: String) throws -> (event: String, content: JSONValue) {
    let entry = try #require(try service.show(key, withLog: true).log?.last)
    return (entry.event, try JSONValue.parse(try #require(entry.content)))
  }

  @Test func aSuspendedCaseKeepsItsEventsUntilItIsResumed() throws {
    _ = try start(500, key: "a")
    #expect(try service.suspend("a", who).status == .suspended)
    #expect(try lastEntry("a").event == "case.suspended")
    #expect(try lastEntry("a").content["reason"] == "a strike")
    let sent = try service.send(SendRequest(reference: "a", event: "order.withdrawn", wait: true))
    #expect(sent.record.states == ["review"])
    try fixture.workOff()
    #expect(try service.show("a", withLog: false).summary.record.states == ["review"])
    #expect(throws: CaseworkError.self) { try service.suspend("a", who) }

    #expect(try service.resume("a", who).status == .open)
    try fixture.workOff()
    let record = try service.show("a", withLog: true)
    #expect(record.summary.record.states == ["rejected"])
    #expect(
      LogChain.faults(in: try #require(record.log), head: record.summary.record.logHead).isEmpty)
    #expect(throws: CaseworkError.self) { try service.resume("a", who) }
  }

  @Test func incidentsAreGroupedByTheirCause() throws {
    for key in ["a", "b", "c"] {
      _ = try start(500, key: key)
      _ = try service.send(SendRequest(reference: key, event: "broken", wait: true))
    }
    let cause = try #require(try service.incidentCauses().first)
    #expect(try service.incidentCauses().count == 1)
    #expect(cause.count.count == 3)
    #expect(cause.count.kind.workflow == "orders")
    let all = try service.incidents(ofCause: cause.id, after: nil, limit: 10)
    #expect(all.compactMap(\.caseKey) == ["a", "b", "c"])
    let rest = try service.incidents(ofCause: cause.id, after: all[0].id, limit: 1)
    #expect(rest.compactMap(\.caseKey) == ["b"])
    let error = #expect(throws: CaseworkError.self) {
      try service.incidents(ofCause: "00000000", after: nil, limit: 1)
    }
    #expect(error?.code == .unknownIncident)
    #expect(try service.retry("a", who).status == .incident)
    #expect(try lastEntry("a").event == "case.incident")
    #expect(throws: CaseworkError.self) { try service.retry("a1", who) }
  }

  @Test func manyStartInOneCommitEachForItself() throws {
    let requests = [(50, "a"), (500, "b"), (500, "b"), (60, "c")].map { total, key in
      StartRequest(workflow: "orders", data: ["total": .number("\(total)")], key: key)
    }
    let bad = StartRequest(workflow: "orders", data: ["totl": 1])
    let results = try service.start(requests + [bad])
    let states = results.map { try? $0.get().record.states }
    #expect(states == [["approved"], ["review"], nil, ["approved"], nil])
    guard case .failure(let error) = results[2] else { return }
    #expect(error.code == .duplicateKey)
    #expect(try service.list(ListRequest()).cases.compactMap(\.record.key) == ["a", "b", "c"])
  }

  @Test func aCallIsTriedAgainOrDroppedWithAReason() throws {
    _ = try start(50, key: "a")
    let call = try #require(try service.calls(MessageFilter(), after: nil, limit: 10).first)
    try fixture.store.write { transaction in
      var dead = call
      dead.status = .dead
      dead.attempts = 12
      dead.isAmbiguous = true
      _ = try transaction.updateMessage(dead, attempts: 0)
    }
    #expect(try service.calls(MessageFilter(status: .waiting), after: nil, limit: 10).isEmpty)
    #expect(
      try service.calls(MessageFilter(receiver: "others"), after: nil, limit: 10).isEmpty)
    #expect(
      try service.receivers() == [ReceiverCount(receiver: "erp", waiting: 0, dead: 1)])
    #expect(try service.call(call.id).isAmbiguous)

    let retried = try service.retryCall(call.id, who)
    #expect(retried.status == .waiting)
    #expect(retried.attempts == 0)
    #expect(retried.idempotencyKey == call.idempotencyKey)
    #expect(try lastEntry("a").event == "call.retried")
    #expect(try lastEntry("a").content["call"]?["to"] == "erp")

    #expect(throws: CaseworkError.self) { try service.dropCall(call.id, Intervention()) }
    _ = try service.dropCall(call.id, who)
    #expect(try lastEntry("a").event == "call.dropped")
    let error = #expect(throws: CaseworkError.self) { try service.call(call.id) }
    #expect(error?.code == .unknownMessage)
  }

  private struct ReceiverCase: Sendable, CustomTestStringConvertible {
    var kind: MessageKind
    var target: String
    var receiver: String
    var testDescription: String { target }
  }

  private static let receivers = [
    ReceiverCase(kind: .connector, target: "case system", receiver: "case system"),
    ReceiverCase(kind: .connector, target: "https://odd/name", receiver: "https://odd/name"),
    ReceiverCase(kind: .http, target: "https://API.example/a/b", receiver: "https://api.example"),
    ReceiverCase(kind: .http, target: "http://h:81?x=1", receiver: "http://h:81"),
    ReceiverCase(kind: .basicHTTP, target: "http://h", receiver: "http://h"),
    ReceiverCase(kind: .http, target: "nonsense", receiver: "nonsense"),
  ]

  @Test(arguments: receivers) private func limitsGoByTheReceiver(_ test: ReceiverCase) {
    let at = Timestamp(microseconds: 0)
    let message = OutboxMessage(
      id: MessageID(rawValue: 1), caseID: CaseID(rawValue: 1), kind: test.kind,
      idempotencyKey: "k", target: test.target, event: "e", nextAt: at, createdAt: at)
    #expect(message.receiver == test.receiver)
  }

  private static let conditions: [(condition: String, keys: [String])] = [
    ("total > 100", ["b", "c"]), ("case.status = \"done\"", ["a"]),
    ("list contains(case.state, \"review\") and total < 700", ["b"]),
    ("case.key = \"c\" and case.started <= now()", ["c"]), ("now() > case.started", []),
    ("nothing.here = 1", []),
  ]

  @Test(arguments: conditions) func aConditionKnowsDataAndCase(
    _ condition: String, _ keys: [String]
  ) throws {
    for (total, key) in [(50, "a"), (500, "b"), (900, "c")] { _ = try start(total, key: key) }
    let found = try service.list(ListRequest(condition: condition)).cases
    #expect(found.compactMap(\.record.key) == keys)
  }
}

import Casework
import FEEL
import SQLiteStore
import Statechart
import Testing

@Suite struct SQLiteQueueTests {
  private static func timer(_ id: CaseID, _ seconds: Int64, _ kind: TimerKind = .send)
    -> TimerRecord
  {
    TimerRecord(
      id: TimerID(rawValue: 0), caseID: id, kind: kind,
      dueAt: StoreFixture.start.advanced(by: seconds * 1_000_000),
      destination: kind == .send ? .connector("crm") : .session("\(id)"), cancelID: "x\(seconds)",
      isContent: true, event: .sample("tick", Int(seconds)))
  }

  @Test func timersFallDueInTheirOrder() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    try fixture.store.write { transaction in
      for seconds: Int64 in [30, 10, 20] {
        _ = try transaction.insertTimer(Self.timer(id, seconds))
      }
    }
    let at = StoreFixture.start
    let next = try fixture.store.read { try $0.nextTimerDue() }
    #expect(next == at.advanced(by: 10_000_000))
    let early = try fixture.store.read {
      try $0.dueTimers(at: at.advanced(by: 9_999_999), limit: 10)
    }
    #expect(early.isEmpty)
    let due = try fixture.store.read {
      try $0.dueTimers(at: at.advanced(by: 20_000_000), limit: 10)
    }
    #expect(due.map(\.cancelID) == ["x10", "x20"])
    var expected = Self.timer(id, 10)
    let first = try #require(due.first)
    expected.id = first.id
    #expect(first == expected)
    try fixture.store.write { try $0.deleteTimers(of: id, cancelID: "x10") }
    #expect(try fixture.store.write { try !$0.deleteTimer(first.id) })
    #expect(try fixture.store.read { try $0.timers(of: id) }.map(\.cancelID) == ["x20", "x30"])
  }

  @Test func tasksAreFoundByCandidateAndPerson() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert(key: "4711")
    let task = TaskRecord(
      id: TaskID(rawValue: 0), caseID: id, caseKey: "4711", workflow: "orders",
      invokeID: "check", title: "Check the order", candidates: ["order desk", "ann"],
      notBy: ["pack"], form: .list([.string("total")]), data: .string("x"), priority: 3,
      dueAt: StoreFixture.start, createdAt: StoreFixture.start)
    let number = try fixture.store.write { try $0.insertTask(task) }
    var expected = task
    expected.id = number
    let found = try fixture.store.read { reader in
      (
        try reader.tasks(TaskFilter(candidate: "order desk"), after: nil, limit: 5),
        try reader.tasks(TaskFilter(candidate: "sales"), after: nil, limit: 5),
        try reader.tasks(TaskFilter(person: "ann"), after: nil, limit: 5),
        try reader.task(of: id, invokeID: "check")
      )
    }
    #expect(found.0 == [expected])
    #expect(found.1.isEmpty)
    #expect(found.2.isEmpty)
    #expect(found.3 == expected)
    expected.claimedBy = "ann"
    expected.candidates = ["order desk"]
    expected.delegatedBy = "cleo"
    expected.answer = .string("yes")
    expected.lastChange = TaskChange(.claimed, by: "ann", at: StoreFixture.start)
    let claimed = expected
    try fixture.store.write { try $0.updateTask(claimed, revision: 0) }
    #expect(throws: StoreError.self) {
      try fixture.store.write { try $0.updateTask(claimed, revision: 0) }
    }
    expected.revision = 1
    #expect(try fixture.store.read { try $0.task(number) } == expected)
    #expect(
      try fixture.store.read {
        try $0.tasks(TaskFilter(candidate: "ann"), after: nil, limit: 5)
      }.isEmpty)
    let mine = try fixture.store.read {
      try $0.tasks(TaskFilter(person: "ann"), after: nil, limit: 5)
    }
    #expect(mine.map(\.claimedBy) == ["ann"])
    let doer = TaskDoer(
      invokeID: "check", title: "Check the order", person: "ann", task: number,
      at: StoreFixture.start, outcome: "approve")
    let removed = try fixture.store.write { transaction in
      try transaction.insertTaskDoer(doer, of: id)
      return try transaction.deleteTask(number)
    }
    #expect(removed)
    #expect(try fixture.store.read { try $0.taskDoers(of: id) } == [doer])
    #expect(try fixture.store.read { try $0.taskDoer(of: number) } == doer)
  }

  @Test func messagesWaitForTheirTimeAndCountTheirAttempts() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    let at = StoreFixture.start
    let message = OutboxMessage(
      id: MessageID(rawValue: 0), caseID: id, kind: .connector, idempotencyKey: "c1-1-1",
      target: "crm", event: "lead.new", sendID: "s1", data: .number(Number(1)), nextAt: at,
      createdAt: at)
    let number = try fixture.store.write { try $0.insertMessage(message) }
    var stored = message
    stored.id = number
    #expect(try fixture.store.read { try $0.dueMessages(at: at, limit: 5) } == [stored])
    stored.attempts = 1
    stored.nextAt = at.advanced(by: 1)
    stored.lastError = "refused"
    let retried = stored
    #expect(try fixture.store.write { try $0.updateMessage(retried, attempts: 0) })
    #expect(try fixture.store.write { try !$0.updateMessage(retried, attempts: 0) })
    #expect(try fixture.store.read { try $0.dueMessages(at: at, limit: 5) }.isEmpty)
    #expect(try fixture.store.read { try $0.nextMessageDue() } == at.advanced(by: 1))
    let backlog = try fixture.store.read { try $0.backlog(at: at) }
    #expect(backlog.waitingMessages == 1)
    #expect(throws: StoreError.self) { try fixture.store.write { try $0.insertMessage(message) } }
  }

  @Test func oneIncidentStandsForACase() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    let incident = Incident(
      id: IncidentID(rawValue: 0), caseID: id, workflow: "orders", inboxID: InboxID(rawValue: 7),
      event: "order.paid", code: "error.execution", message: "no table", at: StoreFixture.start)
    let first = try fixture.store.write { try $0.putIncident(incident) }
    var again = incident
    again.retries = 1
    let second = again
    #expect(try fixture.store.write { try $0.putIncident(second) } == first)
    #expect(try fixture.store.read { try $0.incidents(after: nil, limit: 5) }.map(\.retries) == [1])
    try fixture.store.write { try $0.deleteIncident(of: id) }
    #expect(try fixture.store.read { try $0.incident(of: id) } == nil)
  }

  @Test func theClockIsKept() throws {
    let fixture = try StoreFixture()
    let clock = ClockRecord(kind: .virtual, now: StoreFixture.start.advanced(by: 5))
    try fixture.store.write { try $0.setClock(clock) }
    #expect(try fixture.store.read { try $0.clock() } == clock)
  }
}

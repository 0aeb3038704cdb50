import Casework
import Diagnostics
import FEEL
import JSON
import SQLiteStore
import Statechart
import Testing

/// What people do with tasks, from the offer to the outcome.
@Suite struct TaskTests {
  /// A first task with everything, and a second that its doer may not do.
  static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1"
           name="orders" version="1.0" initial="review">
      <datamodel>
        <data id="total" docket:type="number"/>
        <data id="heard" expr="[]"/>
        <data id="result"/>
      </datamodel>
      <state id="review">
        <invoke id="check" type="urn:docket:workflow:1#task">
          <param name="title" expr="&quot;Check the order&quot;"/>
          <param name="candidates" expr="[&quot;clerk&quot;, &quot;ann&quot;]"/>
          <param name="priority" expr="2"/>
          <param name="due" expr="duration(&quot;PT8H&quot;)"/>
          <param name="followUp" expr="duration(&quot;PT2H&quot;)"/>
          <param name="escalation" expr="[{ to: &quot;manager&quot;, after: duration(&quot;PT4H&quot;) }, { to: &quot;director&quot;, after: duration(&quot;PT9H&quot;) }]"/>
          <param name="form" expr="{ amount: { type: &quot;number&quot;, values: &quot;[0..1000]&quot; }, reason: { type: &quot;string&quot;, values: &quot;\\&quot;late\\&quot;, \\&quot;damaged\\&quot;&quot; }, day: { type: &quot;date&quot;, optional: true }, tags: { type: &quot;list&lt;string&gt;&quot;, optional: true } }"/>
          <param name="data" expr="{ total: total }"/>
        </invoke>
        <transition event="done.invoke.check" cond="_event.data.outcome = &quot;approve&quot;" target="second">
          <assign location="result" expr="_event.data"/>
        </transition>
        <transition event="done.invoke.check" cond="_event.data.outcome in (&quot;reject&quot;, &quot;withdraw&quot;)" target="over"/>
        <transition event="task">
          <assign location="heard" expr="append(heard, _event.name)"/>
        </transition>
        <transition event="leave" target="over"/>
      </state>
      <state id="second">
        <invoke id="confirm" type="task">
          <param name="title" expr="&quot;Confirm&quot;"/>
          <param name="candidates" expr="&quot;clerk&quot;"/>
          <param name="notBy" expr="&quot;check&quot;"/>
        </invoke>
        <transition event="done.invoke.confirm" target="over"/>
      </state>
      <final id="over"/>
    </scxml>
    """
  static let good: JSONValue = ["amount": .number("12.50"), "reason": "late"]
  static let hour: Int64 = 3_600_000_000

  let fixture: ServiceFixture
  var service: CaseService { fixture.service }

  init() throws {
    fixture = try ServiceFixture(Self.workflow)
  }

  private func start(total: String = "7") throws -> CaseRecord {
    try service.start(StartRequest(workflow: "orders", data: ["total": .number(total)])).record
  }

  private func task(of record: CaseRecord) throws -> TaskRecord {
    try #require(try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 10).first)
  }

  private func complete(
    _ task: TaskRecord, _ person: String, _ outcome: String? = "approve",
    _ data: JSONValue = good, comment: String? = nil
  ) throws -> CaseRecord {
    try service.complete(
      CompleteRequest(
        task: task.id, person: person, outcome: outcome, comment: comment, data: data))
  }

  private func data(_ record: CaseRecord, _ name: String) throws -> JSONValue {
    try service.show("\(record.id)", withLog: false).data[name] ?? .null
  }

  private func events(_ record: CaseRecord) throws -> [String] {
    try service.log("\(record.id)", after: 0, limit: 100).map(\.event)
  }

  // MARK: What a task says

  @Test func aTaskTellsItsFormAndItsOutcomes() throws {
    let record = try start()
    let detail = try service.task(try task(of: record).id)
    #expect(
      detail.outcomes == TaskOutcomes(named: ["approve", "reject", "withdraw"], takesOthers: false))
    #expect(detail.fields.map(\.name) == ["amount", "reason", "day", "tags"])
    #expect(detail.fields.map { "\($0.type)" } == ["number", "string", "date", "list<string>"])
    #expect(detail.fields.map(\.isOptional) == [false, false, true, true])
    #expect(detail.record.priority == 2)
    #expect(detail.record.data.json == ["total": 7])
    #expect(detail.record.followUpAt == ServiceFixture.start.advanced(by: 2 * Self.hour))
    _ = try complete(detail.record, "ann")
    let second = try service.task(try task(of: record).id)
    #expect(second.outcomes == TaskOutcomes(named: [], takesOthers: true))
  }

  @Test func urgentTasksComeFirstAndPagesGoOn() throws {
    let records = try (0..<4).map { _ in try start() }
    // One task has gone on to its second step, which is less urgent and never due.
    _ = try complete(try task(of: records[0]), "ann")
    _ = try service.advanceClock(.by(Self.hour))
    let late = try start()
    let all = try service.tasks(TaskFilter(), after: nil, limit: 10)
    #expect(all.map(\.caseID) == [records[1], records[2], records[3], late, records[0]].map(\.id))
    var paged: [TaskRecord] = []
    while true {
      let cursor = try paged.last.map { try #require(TaskCursor("\(TaskCursor($0))")) }
      let page = try service.tasks(TaskFilter(candidate: "clerk"), after: cursor, limit: 2)
      paged += page
      if page.count < 2 { break }
    }
    #expect(paged == all)
    #expect(TaskCursor("x.y.z") == nil)
    #expect(TaskCursor("-9223372036854775808..t1") == nil)
  }

  // MARK: Answers

  struct Answer: Sendable, CustomTestStringConvertible {
    var data: JSONValue
    var says: [String]
    var testDescription: String { data.text }
  }

  @Test(arguments: [
    Answer(
      data: ["reason": "late"],
      says: ["\"amount\" is not filled in", "give \"amount\": 12.50"]),
    Answer(
      data: ["amount": "many", "reason": "late"],
      says: ["\"amount\" is not a number", "found     \"many\"", "such as 12.50"]),
    Answer(
      data: ["amount": 1001, "reason": "late"],
      says: ["not allowed", "found     1001", "expected  [0..1000]"]),
    Answer(
      data: ["amount": 5, "reason": "lat"], says: ["not allowed", "write \"late\""]),
    Answer(
      data: ["amonut": 5, "amount": 5, "reason": "late"],
      says: ["no field \"amonut\"", "write \"amount\"", "one of amount, reason, day, tags"]),
    Answer(
      data: ["amount": 5, "reason": "late", "day": "tomorrow"],
      says: ["\"day\" is not a date", "such as \"2026-12-24\""]),
    Answer(data: ["amount": 5, "reason": "late", "tags": [1]], says: ["not a list<string>"]),
  ]) func aBadAnswerIsRefusedWithItsField(_ example: Answer) throws {
    let record = try start()
    let error = #expect(throws: CaseworkError.self) {
      try complete(try task(of: record), "ann", "approve", example.data)
    }
    #expect(error?.code == .badAnswer)
    let text = error?.diagnostics.map(\.text).joined(separator: "\n") ?? ""
    for part in example.says { #expect(text.contains(part), "\(text)") }
    #expect(error?.diagnostics.allSatisfy { $0.mend != nil && $0.expected != nil } == true)
    #expect(try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 2).count == 1)
  }

  @Test func answersAreConvertedByTheirTypes() throws {
    let record = try start()
    _ = try complete(
      try task(of: record), "ann", "approve",
      ["amount": 5, "reason": "late", "day": "2026-03-02", "tags": "vip"], comment: "fine")
    let result = try data(record, "result")
    #expect(
      result["values"] == ["amount": 5, "reason": "late", "day": "2026-03-02", "tags": ["vip"]])
    #expect(result["outcome"] == "approve")
    #expect(result["comment"] == "fine")
    #expect(result["by"] == "ann")
    #expect(result["at"] == "2026-03-01T12:00:00Z")
  }

  @Test func anUnknownOutcomeIsRefusedAlsoBehindAnIncident() throws {
    let record = try start()
    let error = #expect(throws: CaseworkError.self) {
      try complete(try task(of: record), "ann", "aprove")
    }
    #expect(error?.code == .unknownOutcome)
    #expect(error?.message.contains("did you mean \"approve\"?") == true)
    #expect(error?.message.contains("it knows approve, reject, withdraw") == true)
    let none = #expect(throws: CaseworkError.self) {
      try complete(try task(of: record), "ann", nil)
    }
    #expect(none?.message.contains("approve, reject, withdraw") == true)
  }

  // MARK: Hands

  /// A change of a task and who has it afterwards.
  enum Change: Sendable {
    case claim(String)
    case release(String)
    case reassign(String, to: String)
    case toRole(String, String)
    case delegate(String, to: String)
    case answer(String)
  }

  struct Story: Sendable, CustomTestStringConvertible {
    var changes: [Change]
    var holder: String?
    var events: [String]
    var refused: CaseworkCode?
    var testDescription: String {
      events.joined(separator: " ") + " \(refused.map { "\($0)" } ?? "")"
    }
  }

  private func make(_ change: Change, _ task: TaskID) throws {
    func request(_ person: String) -> TaskRequest {
      TaskRequest(task: task, person: person, comment: "because")
    }
    switch change {
    case .claim(let person): _ = try service.claim(request(person))
    case .release(let person): _ = try service.release(request(person))
    case .reassign(let person, let to):
      _ = try service.reassign(request(person), to: .person(to))
    case .toRole(let person, let role):
      _ = try service.reassign(request(person), to: .role(role))
    case .delegate(let person, let to): _ = try service.delegate(request(person), to: to)
    case .answer(let person):
      _ = try service.complete(
        CompleteRequest(task: task, person: person, outcome: "approve", data: Self.good))
    }
  }

  @Test(arguments: [
    Story(changes: [.claim("ann"), .claim("ann")], holder: "ann", events: ["task.claimed"]),
    Story(
      changes: [.claim("ann"), .claim("bob")], holder: "ann", events: ["task.claimed"],
      refused: .taskTaken),
    Story(
      changes: [.claim("ann"), .release("ann")], holder: nil,
      events: ["task.claimed", "task.released"]),
    Story(
      changes: [.claim("ann"), .release("bob")], holder: "ann", events: ["task.claimed"],
      refused: .taskTaken),
    Story(
      changes: [.claim("ann"), .reassign("boss", to: "bob")], holder: "bob",
      events: ["task.claimed", "task.reassigned"]),
    Story(
      changes: [.claim("ann"), .toRole("boss", "sales")], holder: nil,
      events: ["task.claimed", "task.reassigned"]),
    Story(
      changes: [.claim("ann"), .delegate("ann", to: "bob")], holder: "bob",
      events: ["task.claimed", "task.delegated"]),
    Story(
      changes: [.claim("ann"), .delegate("ann", to: "bob"), .release("bob")], holder: "ann",
      events: ["task.claimed", "task.delegated", "task.released"]),
    Story(
      changes: [.claim("ann"), .delegate("ann", to: "bob"), .answer("bob")], holder: "ann",
      events: ["task.claimed", "task.delegated", "task.answered"]),
    Story(
      changes: [.claim("ann"), .delegate("ann", to: "bob"), .delegate("bob", to: "cleo")],
      holder: "bob", events: ["task.claimed", "task.delegated"], refused: .taskTaken),
    Story(
      changes: [.claim("ann"), .delegate("ann", to: "bob"), .answer("ann")], holder: "bob",
      events: ["task.claimed", "task.delegated"], refused: .taskTaken),
    Story(changes: [.delegate("ann", to: "bob")], holder: nil, events: [], refused: .taskTaken),
    Story(changes: [.delegate("ann", to: "ann")], holder: nil, events: [], refused: .badArgument),
    Story(changes: [.claim("")], holder: nil, events: [], refused: .badArgument),
  ]) func handsAreLogged(_ story: Story) throws {
    let record = try start()
    let id = try task(of: record).id
    var refused: CaseworkCode?
    for change in story.changes {
      do {
        try make(change, id)
      } catch let error as CaseworkError {
        refused = error.code
      }
    }
    #expect(refused == story.refused)
    let left = try task(of: record)
    #expect(left.claimedBy == story.holder)
    #expect(left.revision == Int64(story.events.count))
    let log = try service.log("\(record.id)", after: 1, limit: 100)
    #expect(log.map(\.event) == story.events)
    for entry in log {
      let content = try JSONValue.parse(try #require(entry.content), file: "log")
      #expect(content["actor"]?.stringValue?.isEmpty == false)
      #expect(entry.event == "task.answered" || content["data"]?["comment"] == "because")
    }
    // The workflow heard them, too, and the state is still the same.
    #expect(try data(record, "heard") == .array(story.events.map(JSONValue.string)))
  }

  @Test func aDelegatedAnswerIsConfirmed() throws {
    let record = try start()
    let id = try task(of: record).id
    try make(.claim("ann"), id)
    try make(.delegate("ann", to: "bob"), id)
    let mine = try service.tasks(TaskFilter(person: "ann"), after: nil, limit: 5)
    #expect(mine.map(\.id) == [id])
    // The answer of the delegated person is checked like any other.
    let bad = #expect(throws: CaseworkError.self) {
      try complete(try task(of: record), "bob", "approve", ["amount": "x", "reason": "late"])
    }
    #expect(bad?.code == .badAnswer)
    let still = try complete(try task(of: record), "bob", comment: "looks right")
    #expect(still.states == ["review"])
    let answered = try task(of: record)
    #expect(answered.answer.json["by"] == "bob")
    #expect(answered.answer.json["values"]?["amount"]?.text == "12.5")
    let done = try complete(answered, "ann", nil, .null)
    #expect(done.states == ["second"])
    let result = try data(record, "result")
    #expect(result["by"] == "ann")
    #expect(result["comment"] == "looks right")
    #expect(result["values"]?["reason"] == "late")
    // Both have done it, so neither does the next.
    let confirm = try task(of: record)
    for person in ["ann", "bob"] {
      for refused in try fourEyes(confirm, person) { #expect(refused == .fourEyes) }
    }
    _ = try complete(confirm, "cleo", "anything", .null)
  }

  private func fourEyes(_ task: TaskRecord, _ person: String) throws -> [CaseworkCode?] {
    let other = TaskRequest(task: task.id, person: "boss")
    var codes: [CaseworkCode?] = []
    func code(_ body: () throws -> Void) rethrows {
      do { try body() } catch let error as CaseworkError { codes.append(error.code) }
    }
    try code { _ = try service.claim(TaskRequest(task: task.id, person: person)) }
    try code { _ = try service.reassign(other, to: .person(person)) }
    _ = try service.claim(TaskRequest(task: task.id, person: "cleo"))
    try code { _ = try service.delegate(TaskRequest(task: task.id, person: "cleo"), to: person) }
    _ = try service.release(TaskRequest(task: task.id, person: "cleo"))
    try code { _ = try complete(task, person, "ok", .null) }
    #expect(codes.count == 4)
    return codes
  }

  // MARK: Two at once

  @Test func aChangeForAnOldRevisionSaysWhoWasFaster() throws {
    let record = try start()
    let task = try self.task(of: record)
    _ = try service.claim(TaskRequest(task: task.id, person: "ann", revision: task.revision))
    let late = #expect(throws: CaseworkError.self) {
      try service.reassign(
        TaskRequest(task: task.id, person: "bob", revision: task.revision), to: .person("bob"))
    }
    #expect(late?.code == .changedMeanwhile)
    #expect(late?.category == .outdated)
    #expect(late?.message.contains("ann claimed it at 2026-03-01T12:00:00Z") == true)
    let completion = CompleteRequest(
      task: task.id, person: "ann", outcome: "reject", data: Self.good, revision: 0)
    #expect(throws: CaseworkError.self) { try service.complete(completion) }
    var again = completion
    again.revision = 1
    #expect(try service.complete(again).status == .done)
    let gone = #expect(throws: CaseworkError.self) { try service.complete(again) }
    #expect(gone?.code == .unknownTask)
    #expect(
      gone?.message.contains("ann completed it at 2026-03-01T12:00:00Z with \"reject\"") == true)
  }

  // MARK: Time

  @Test func whatTimeDoesToATask() throws {
    let record = try start()
    let id = try task(of: record).id
    let fired = try service.advanceClock(.by(2 * Self.hour))
    #expect(fired.firedTimers == 1)
    #expect(try data(record, "heard") == ["task.followUp"])
    let manager = try service.advanceClock(.toNext)
    #expect(manager.to == ServiceFixture.start.advanced(by: 4 * Self.hour))
    let called = try task(of: record)
    #expect(called.candidates == ["clerk", "ann", "manager"])
    #expect(called.lastChange?.event == .escalated)
    #expect(try service.tasks(TaskFilter(candidate: "manager"), after: nil, limit: 5).count == 1)

    // A crash: the rest happens in a store that was opened anew.
    fixture.folder.copyDatabase()
    let reopened = try ServiceFixture(
      Self.workflow, in: fixture.folder, database: "copy-docket.db")
    let later = try reopened.service.advanceClock(.by(100 * Self.hour))
    #expect(later.firedTimers == 2)
    let detail = try reopened.service.show("\(record.id)", withLog: true)
    #expect(
      detail.data["heard"] == ["task.followUp", "task.escalated", "task.overdue", "task.escalated"])
    #expect(detail.tasks.map(\.id) == [id])
    #expect(detail.tasks.first?.candidates.last == "director")
    // The clerks and ann were reminded, the manager and the director called in.
    #expect(detail.calls.map(\.target) == Array(repeating: "notify", count: 4))
    #expect(
      detail.calls.compactMap { $0.data.json["role"]?.stringValue } == [
        "clerk", "ann", "manager", "director",
      ])
    let end = detail.summary.record
    #expect(LogChain.faults(in: detail.log ?? [], head: end.logHead).isEmpty)
  }

  @Test func aTaskThatIsDoneOrWithdrawnTakesItsTimersAlong() throws {
    let done = try start()
    _ = try complete(try task(of: done), "ann")
    let left = try start()
    _ = try service.send(SendRequest(reference: "\(left.id)", event: "leave", wait: true))
    #expect(try service.advanceClock(.by(100 * Self.hour)).firedTimers == 0)
    #expect(try service.show("\(done.id)", withLog: false).calls.isEmpty)
  }

  @Test func aTaskThatMakesNoSenseStopsTheCase() throws {
    for (parameter, says) in [
      ("form\" expr=\"{ amount: &quot;nubmer&quot; }", "write number"),
      ("priority\" expr=\"1.5", "a whole number"),
      ("escalation\" expr=\"[{ to: &quot;boss&quot; }]", "a list of { to"),
      ("due\" expr=\"&quot;8 working hours in office&quot;", "there is no calendar \"office\""),
    ] {
      let fixture = try ServiceFixture(
        """
        <scxml xmlns="http://www.w3.org/2005/07/scxml" name="orders" version="1.0">
          <state id="s">
            <invoke id="check" type="task">
              <param name="title" expr="&quot;Check&quot;"/>
              <param name="\(parameter)"/>
            </invoke>
            <transition event="done.invoke.check" target="s"/>
          </state>
        </scxml>
        """)
      let record = try fixture.service.start(StartRequest(workflow: "orders")).record
      #expect(record.status == .incident)
      let incident = try fixture.service.show("\(record.id)", withLog: false).incident
      #expect(incident?.code == "CASE-023")
      #expect(incident?.message.contains(says) == true, "\(incident?.message ?? "")")
    }
  }
}

import Casework
import Diagnostics
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

/// Cases on a virtual clock: where they end, how long they stay, what is late.
@Suite struct SimulationTests {
  static let workflow = #"""
    Workflow,Requests,requests
    Data,amount,number
    Name,State,On,When,Do,Go to
    ,Asked,entry,,"task ""Check it"" for desk due in 2 hours; send asked to crm",
    ,,approve,,,Granted
    ,,reject,,,Refused
    ,,request.withdrawn,,,Refused
    ,,after 1 day,,,Escalated
    ,Escalated,entry,,"task ""Decide it"" for boss not by ""Check it""",
    ,,approve,,,Granted
    ,,asked.failed,,,Refused
    ,Granted,final,,,
    ,Refused,final,,,
    """#

  static func json(_ text: String) throws -> JSONValue {
    try JSONValue.parse(Array(text.utf8), file: "test")
  }

  static func simulate(
    _ lines: [String], answers: String? = nil, seed: UInt64 = 1, days: Int64 = 30
  ) throws -> SimulationReport {
    let folder = try TemporaryFolder()
    try folder.write("workflows/requests.csv", workflow)
    try folder.write("tables/none.txt", "")
    let definitions = LoadedDefinitions.load(
      tables: [folder.path("tables")], workflows: [folder.path("workflows")])
    #expect(definitions.diagnostics.map(\.text) == [])
    let library = definitions.makeLibrary()
    let store = try SQLiteStore(
      path: folder.path("s.db"),
      options: .init(clock: ClockRecord(kind: .virtual, now: RunnerFixture.start)))
    let cases = try lines.enumerated().map { try SimulatedCase(json: json($1), line: $0 + 1) }
    let policy = try answers.map { try SimulationAnswers(json: json($0), file: "answers.json") }
    let simulation = Simulation(
      of: try library.workflow(named: "requests"), answers: policy ?? SimulationAnswers(),
      store: store, engine: CaseEngine(library: library),
      options: .init(start: RunnerFixture.start, length: days * 86_400_000_000, seed: seed))
    return try simulation.run(cases)
  }

  static let hour: Int64 = 3_600_000_000

  @Test func whatACaseSaysHappens() throws {
    let report = try Self.simulate([
      #"{"data": {"amount": 1}, "events": [{"after": "PT1H", "task": "Check it", "outcome": "approve"}]}"#,
      #"{"data": {"amount": 2}, "events": [{"after": "PT5H", "task": "checkIt", "outcome": "reject"}]}"#,
      #"{"key": "k", "after": "PT1H", "data": {}, "events": [{"after": "PT3H", "event": "request.withdrawn"}]}"#,
      #"{"amount": 4}"#,
    ])
    #expect(report.started == 4)
    #expect(
      report.ends.map { "\($0.labels.joined()) \($0.status) \($0.count)" } == [
        "Refused done 2", "Granted done 1", "Escalated open 1",
      ])
    #expect(!report.isCut)
    let asked = try #require(report.states.first { $0.state == "asked" }?.lengths)
    #expect([asked.count, 4] == [4, 4])
    #expect(
      [asked.min, asked.median, asked.p90, asked.max].map { $0 / Self.hour } == [1, 3, 24, 24])
    #expect(report.states.first { $0.state == "escalated" }?.open == 1)
    #expect(
      report.deadlines.map { "\($0.kind) \($0.name) \($0.set) \($0.broken)" }.sorted() == [
        // Two were done or withdrawn too late, one was never done.
        "task Check it 4 3", "timer Asked 4 1",
      ])
    #expect(report.tasks.map(\.title) == ["Check it", "Decide it"])
    #expect(report.tasks[0].outcomes.map(\.outcome) == ["approve", "reject"])
    #expect(report.refusals.isEmpty)
    #expect(report.total?.count == 3)
  }

  static let answers = #"""
    {"tasks": {"Check it": {"after": ["PT1H", "P2D"], "outcomes": {"approve": 2, "reject": 1, "nobody": 1}},
               "*": {"after": "PT1H", "outcome": "approve"}},
     "events": {"request.withdrawn": {"in": "Asked", "after": "PT90M", "chance": 0.2}},
     "messages": {"asked": {"after": "PT1M", "failed": 0.5}}}
    """#

  @Test func answersFollowTheSeed() throws {
    let lines = (0..<60).map { "{\"amount\": \($0)}" }
    func ends(_ seed: UInt64) throws -> [String] {
      let report = try Self.simulate(lines, answers: Self.answers, seed: seed)
      #expect(report.started == 60)
      #expect(report.ends.map(\.count).reduce(0, +) == 60)
      #expect(report.refusals.map(\.message) == [])
      #expect(report.ends.allSatisfy { $0.status == .done })
      return report.ends.map { "\($0.labels) \($0.count)" }
        + report.states.map { "\($0.state) \($0.lengths?.median ?? 0) \($0.lengths?.max ?? 0)" }
    }
    #expect(try ends(1) == ends(1))
    #expect(try ends(1) != ends(2))
    // More cases change nothing for those before them.
    let few = try Self.simulate(Array(lines.prefix(20)), answers: Self.answers)
    #expect(few.ends.map(\.count).reduce(0, +) == 20)
  }

  @Test func refusalsAreTold() throws {
    let report = try Self.simulate([
      #"{"data": {}, "events": [{"after": "PT1H", "task": "*", "outcome": "aprove"}]}"#,
      #"{"amont": 1}"#,
      #"{"data": {}, "events": [{"after": "PT1H", "event": "request.withdrawn"}, {"after": "PT2H", "event": "request.withdrawn"}]}"#,
    ])
    #expect(report.started == 2)
    let messages = report.refusals.map(\.message)
    #expect(
      messages.contains {
        $0.contains("outcome \"aprove\"") && $0.contains("did you mean \"approve\"?")
      })
    #expect(messages.contains { $0.hasPrefix("line 2: ") && $0.contains("amount") })
    #expect(messages.contains("the event \"request.withdrawn\" came when the case was over"))
    #expect(report.ends.contains { $0.labels == ["Escalated"] && $0.status == .open })
  }

  @Test func fourEyesHoldForTheNamed() throws {
    let answers = #"""
      {"tasks": {"Check it": {"after": "P2D", "outcome": "approve"},
                 "Decide it": {"after": "PT1H", "outcome": "approve", "as": ["ann", "bob"]}}}
      """#
    let report = try Self.simulate(["{}", "{}", "{}"], answers: answers)
    #expect(report.ends.map { "\($0.labels) \($0.count)" } == ["[\"Granted\"] 3"])
    #expect(report.refusals.isEmpty)
  }

  @Test func timeThatIsOverIsTold() throws {
    let answers = #"{"tasks": {"*": {"after": "P40D", "outcome": "approve"}}}"#
    let report = try Self.simulate(["{}"], answers: answers, days: 30)
    #expect(report.isCut)
    #expect(report.ends.map { "\($0.labels) \($0.status)" } == ["[\"Escalated\"] open"])
  }

  struct Slip: Sendable, CustomTestStringConvertible {
    var text: String
    var says: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Slip(text: #"{"taks": {}}"#, says: "did you mean \"tasks\"?"),
    Slip(
      text: #"{"tasks": {"Check it": {"after": "2h", "outcome": "approve"}}}"#,
      says: "is no duration"),
    Slip(text: #"{"tasks": {"Check it": {"after": "PT2H"}}}"#, says: "nothing says how it ends"),
    Slip(
      text: #"{"events": {"request.withdrawn": {"after": "PT2H"}}}"#,
      says: "nothing says when it comes"),
    Slip(text: #"{"messages": {"asked": {"failed": -1}}}"#, says: "is no number from 0 on"),
    Slip(
      text: #"{"tasks": {"x": {"after": ["PT2H", "PT1H"], "outcome": "a"}}}"#,
      says: "ends before it begins"),
  ]) func faultsOfAnswersAreNamed(_ slip: Slip) throws {
    let json = try Self.json(slip.text)
    let error = #expect(throws: SimulationFault.self) {
      try SimulationAnswers(json: json, file: "answers.json")
    }
    #expect(error?.description.contains(slip.says) == true, "\(error?.description ?? "")")
  }
}

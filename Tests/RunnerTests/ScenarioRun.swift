import Casework
import Connectors
import JSON
import Runner
import TestSupport
import Testing

/// Plays a scenario through tables, workflow, store, runner and a connector that answers by script.
final class ScenarioRun {
  private let scenario: Scenario
  private let folder: TemporaryFolder
  private let connector: RecordingConnector
  private var fixture: RunnerFixture
  private var database = "docket.db"
  private var generation = 0
  private var seen = 0
  static let key = "the-case"
  /// The package's own tables and workflows, read once.
  private static let package = LoadedDefinitions.load(
    tables: [Corpus.packagePath("tables")], workflows: [Corpus.packagePath("workflows")])

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    folder = try TemporaryFolder()
    connector = RecordingConnector(answers: scenario.answers, refusals: scenario.refusals)
    fixture = try RunnerFixture(folder, connector: connector, definitions: Self.package)
    fixture.runner.start()
  }

  /// Starts the case.
  func start(_ data: JSONValue? = nil) async throws {
    _ = try fixture.service.start(
      StartRequest(
        workflow: scenario.workflow, data: data ?? scenario.data, key: Self.key,
        idempotencyKey: "start"))
    try await fixture.settle()
  }

  /// The case as it stands.
  func detail() throws -> CaseDetail { try fixture.service.show(Self.key, withLog: false) }

  /// The messages handed over so far, one per idempotency key.
  var received: [(name: String, data: JSONValue, key: String)] {
    var keys: Set<String> = []
    return connector.received.filter { keys.insert($0.idempotencyKey).inserted }.map {
      ("\($0.event) to \($0.connector)", $0.data, $0.idempotencyKey)
    }
  }

  /// As after a kill: another program goes on with the files as they lie on disk.
  func restart() async throws {
    await fixture.runner.stop()
    generation += 1
    let next = "docket-\(generation).db"
    for suffix in ["", "-wal"] {
      folder.copy(folder.path(database + suffix), to: next + suffix)
    }
    database = next
    fixture = try RunnerFixture(
      folder, database: database, connector: connector, definitions: Self.package)
    fixture.runner.start()
    try await fixture.settle()
  }

  func stop() async { await fixture.runner.stop() }

  /// Does one step, or looks whether what it says holds.
  func play(_ step: JSONValue) async throws {
    let place: Comment = "\(scenario.description), step \(step.text)"
    if let event = step["event"]?.stringValue {
      _ = try fixture.service.send(
        SendRequest(
          reference: Self.key, event: event, data: step["data"] ?? .null,
          eventID: step["id"]?.stringValue))
      try await fixture.settle()
    } else if let hours = step["hours"] {
      try await advance(microseconds: Int64((Double(Self.digits(hours)) ?? 0) * 3_600_000_000))
    } else if let title = step["complete"]?.stringValue {
      let task = try #require(try detail().tasks.first { $0.title == title }, place)
      _ = try fixture.service.complete(
        CompleteRequest(
          task: task.id, person: step["as"]?.stringValue ?? "pia",
          outcome: step["outcome"]?.stringValue ?? "done"))
      try await fixture.settle()
    } else if let states = step["state"]?.arrayValue {
      let record = try detail().summary.record
      #expect(Set(record.states) == Set(states.compactMap(\.stringValue)), place)
    } else if let values = step["has"]?.objectValue {
      let data = try detail().data
      for member in values { #expect(data[member.name] ?? .null == member.value, place) }
    } else if let title = step["task"]?.stringValue {
      #expect(try detail().tasks.map(\.title).contains(title), place)
    } else if let names = step["sent"]?.arrayValue {
      // Messages to different receivers go out side by side.
      let sent = received.dropFirst(seen).map(\.name).sorted()
      #expect(sent == names.compactMap(\.stringValue).sorted(), place)
      seen = received.count
    } else if let name = step["sentAmong"]?.stringValue {
      #expect(received.map(\.name).contains(name), place)
    } else if let messages = step["messages"]?.objectValue {
      for member in messages { check(member.name, member.value.arrayValue ?? [], place) }
    } else {
      Issue.record("no step: \(place)")
    }
  }

  private func check(_ event: String, _ expected: [JSONValue], _ place: Comment) {
    let sent = received.filter { $0.name.hasPrefix(event + " to ") }
    #expect(sent.count == expected.count, place)
    for (message, values) in zip(sent, expected) {
      for member in values.objectValue ?? [] {
        #expect(message.data[member.name] ?? .null == member.value, place)
      }
    }
  }

  /// Moves the clock from timer to timer, as time passes.
  private func advance(microseconds: Int64) async throws {
    let target = try fixture.service.status().at.microseconds + microseconds
    while true {
      let now = try fixture.service.status().at.microseconds
      guard now < target else { return }
      let due = try detail().timers.map(\.dueAt.microseconds).filter { $0 > now }.min() ?? target
      _ = try fixture.service.advanceClock(.by(min(due, target) - now))
      try await fixture.settle()
    }
  }

  private static func digits(_ value: JSONValue) -> String {
    if case .number(let digits) = value { digits } else { "" }
  }
}

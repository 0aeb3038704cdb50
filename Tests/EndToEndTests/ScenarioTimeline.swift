import Casework
import HTTP
import JSON
import TestSupport
import Testing

/// Plays scenarios side by side through one daemon and one virtual clock, as cases really run.
///
/// In each round every scenario that is not waiting for a time does its next step; then the daemon is killed, before
/// it can work off what it accepted, and started again. When all wait, the clock goes on to the next deadline.
final class ScenarioTimeline {
  private final class Play {
    let scenario: Scenario
    let key: String
    var id = ""
    var rest: ArraySlice<JSONValue>
    /// Microseconds since the beginning at which its next step is done.
    var resumesAt: Int64 = 0
    /// How many of its messages were looked at.
    var seen = 0

    init(_ scenario: Scenario, key: String) {
      self.scenario = scenario
      self.key = key
      rest = scenario.steps[...]
    }
  }

  private let plays: [Play]
  let daemon: DaemonProcess
  let receivers: ScriptedReceivers
  private var now: Int64 = 0
  /// How often the daemon was killed.
  private(set) var kills = 0

  /// How often everything is said, at the same moment.
  private let times: Int

  /// Prepares scenarios.
  ///
  /// - Parameters:
  ///   - scenarios: What is played.
  ///   - name: Words that stand in the key of every case.
  ///   - times: How often everything is said, at the same moment: starts, events and completions.
  /// - Throws: What keeps the daemon or its receivers from starting.
  init(_ scenarios: [Scenario], named name: String = "case", times: Int = 1) throws {
    self.times = times
    plays = scenarios.enumerated().map { Play($1, key: "\(name)-\($0)") }
    let byKey = Dictionary(
      plays.map { ($0.key, $0.scenario) }, uniquingKeysWith: { first, _ in first })
    receivers = try ScriptedReceivers { byKey[$0] }
    daemon = try DaemonProcess(configuration: ["connectors": receivers.connectors])
  }

  /// The cases, with their ids.
  var cases: [(scenario: Scenario, key: String, id: String)] {
    plays.map { ($0.scenario, $0.key, $0.id) }
  }

  /// Plays all to their end.
  func run() async throws {
    for play in plays {
      let body: JSONValue = [
        "workflow": .string(play.scenario.workflow), "key": .string(play.key),
        "data": play.scenario.data,
      ]
      let answers = try await say(
        .post, "/v1/cases", body, idempotencyKey: "start \(play.scenario)")
      let ids = Set(answers.compactMap { $0.json["id"]?.stringValue })
      #expect(
        answers.allSatisfy { [200, 201].contains($0.status) }, "\(play.scenario): \(answers)")
      #expect(ids.count == 1, "\(play.scenario): \(answers)")
      play.id = ids.first ?? ""
    }
    try await killAndGoOn()
    while plays.contains(where: { !$0.rest.isEmpty }) {
      var acted = false
      for play in plays where play.resumesAt <= now {
        if try await playUntilItActs(play) { acted = true }
      }
      if acted {
        try await killAndGoOn()
      } else {
        try await passTime()
      }
    }
  }

  private func killAndGoOn() async throws {
    daemon.kill()
    kills += 1
    try daemon.start()
    try await daemon.settle()
  }

  /// Looks at what there is to be looked at, and does one thing; whether it did.
  private func playUntilItActs(_ play: Play) async throws -> Bool {
    while let step = play.rest.popFirst() {
      if let hours = step["hours"] {
        guard case .number(let digits) = hours, let number = Double(digits) else { continue }
        play.resumesAt = now + Int64(number * 3_600_000_000)
        return false
      }
      if try await act(step, play) { return true }
      try await look(step, play)
    }
    return false
  }

  /// Says something as often as everything is said.
  private func say(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue, idempotencyKey: String? = nil
  ) async throws -> [DaemonProcess.Answer] {
    let call = daemon.call(method, path, body, idempotencyKey: idempotencyKey)
    return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
      for _ in 0..<times { group.addTask { try await HTTPClient().send(call) } }
      return try await group.reduce(into: []) { $0.append(DaemonProcess.Answer($1)) }
    }
  }

  private func act(_ step: JSONValue, _ play: Play) async throws -> Bool {
    let answers: [DaemonProcess.Answer]
    if let event = step["event"] {
      // Without an id an event that is said twice is two events.
      let id = step["id"] ?? (times > 1 ? .string("\(play.key) \(play.rest.count)") : .null)
      answers = try await say(
        .post, "/v1/cases/\(play.id)/events",
        ["event": event, "data": step["data"] ?? .null, "id": id])
    } else if let title = step["complete"]?.stringValue {
      let tasks = try await shown(play)["tasks"]?.arrayValue ?? []
      let task = tasks.first { $0["title"]?.stringValue == title }
      let id = try #require(task?["id"]?.stringValue, "\(play.scenario): no task \(title)")
      answers = try await say(
        .post, "/v1/tasks/\(id)/complete",
        ["as": step["as"] ?? "pia", "outcome": step["outcome"] ?? "done"])
    } else {
      return false
    }
    // A task that was completed a moment ago is none that is open.
    let good = answers.count { (200..<300).contains($0.status) }
    #expect(good > 0, "\(play.scenario), \(step.text): \(answers)")
    #expect(
      answers.allSatisfy { $0.status < 300 || [404, 409].contains($0.status) },
      "\(play.scenario): \(answers)")
    return true
  }

  private func shown(_ play: Play) async throws -> JSONValue {
    try await daemon.ask(.get, "/v1/cases/\(play.id)").json
  }

  private func look(_ step: JSONValue, _ play: Play) async throws {
    let place: Comment = "\(play.scenario), step \(step.text)"
    let received = receivers.received(play.key)
    if let states = step["state"]?.arrayValue {
      let found = try await shown(play)["state"]?.arrayValue ?? []
      #expect(
        Set(found.compactMap(\.stringValue)) == Set(states.compactMap(\.stringValue)), place)
    } else if let values = step["has"]?.objectValue {
      let data = try await shown(play)["data"]
      for member in values { #expect(data?[member.name] ?? .null == member.value, place) }
    } else if let title = step["task"]?.stringValue {
      let tasks = try await shown(play)["tasks"]?.arrayValue ?? []
      #expect(tasks.contains { $0["title"]?.stringValue == title }, place)
    } else if let names = step["sent"]?.arrayValue {
      let sent = received.dropFirst(play.seen).map(\.name).sorted()
      #expect(sent == names.compactMap(\.stringValue).sorted(), place)
      play.seen = received.count
    } else if let name = step["sentAmong"]?.stringValue {
      #expect(received.map(\.name).contains(name), place)
    } else if let messages = step["messages"]?.objectValue {
      for member in messages {
        let sent = received.filter { $0.event == member.name }
        let expected = member.value.arrayValue ?? []
        #expect(sent.count == expected.count, place)
        for (message, values) in zip(sent, expected) {
          for value in values.objectValue ?? [] {
            #expect(message.data[value.name] ?? .null == value.value, place)
          }
        }
      }
    } else {
      Issue.record("no step: \(place)")
    }
  }

  // MARK: Time

  /// Lets time pass to the next deadline of a case that somebody waits for, or to the end of a wait.
  private func passTime() async throws {
    let waiting = plays.filter { !$0.rest.isEmpty }
    guard let resume = waiting.map(\.resumesAt).min() else { return }
    var next = resume
    for play in waiting {
      for timer in try await shown(play)["timers"]?.arrayValue ?? [] {
        guard let due = timer["due"]?.stringValue.flatMap(microseconds), due > now else { continue }
        next = min(next, due)
      }
    }
    let seconds = String(Double(next - now) / 1_000_000)
    let answer = try await daemon.ask(.post, "/v1/clock/advance", ["by": .string("PT\(seconds)S")])
    #expect(answer.status == 200, "\(answer.json.text)")
    now = next
    try await daemon.settle()
  }

  /// Microseconds after the beginning.
  private func microseconds(_ text: String) -> Int64? {
    guard let time = Timestamp(text)?.microseconds, let start = Timestamp(Self.start)?.microseconds
    else {
      return nil
    }
    return time - start
  }

  private static let start = "2026-03-01T12:00:00Z"
}

import HTTP
import JSON
import TestSupport
import Testing

/// What must hold for every use case, whatever it is about, through the real daemon.
@Suite(.serialized) struct EveryUseCaseTests {
  /// A name that hurries through no program unharmed: two normal forms, right to left, joined emoji, what URLs and JSON
  /// escape.
  private static let name = "e\u{301}\u{E9} שלום \\/ \"%2F+&#?\" 👩‍👩‍👧🏳️‍🌈 🧀"

  /// Starts, events and completions that come three times at the same moment count once; and the key of each case stands
  /// byte for byte in the case, its log, and what it sends.
  @Test func whatIsSaidThriceAtTheSameMomentCountsOnce() async throws {
    let timeline = try ScenarioTimeline(Scenario.all, named: Self.name, times: 3)
    try await timeline.run()
    let daemon = timeline.daemon
    #expect(try await daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    for (scenario, key, id) in timeline.cases {
      let shown = try await daemon.ask(.get, "/v1/cases/\(id)").json
      let found = shown["key"]?.stringValue ?? ""
      #expect(found.utf8.elementsEqual(key.utf8), "\(scenario): \(found)")
      for message in timeline.receivers.received(key) {
        #expect(message.caseKey.utf8.elementsEqual(key.utf8), "\(scenario): \(message.caseKey)")
      }
      let path = "/v1/cases?workflow=\(scenario.workflow)&key=\(PercentEncoding.encode(key))"
      let same = try await daemon.ask(.get, path).json["cases"]?.arrayValue ?? []
      #expect(same.count == 1, "\(scenario)")
    }
    daemon.kill()
    await timeline.receivers.stop()
  }

  /// The first scenario of each workflow, started with its own key.
  private func startAll(_ daemon: DaemonProcess) async throws -> [(Scenario, key: String)] {
    var started: [(Scenario, key: String)] = []
    for scenario in Scenario.first {
      let key = "first-\(scenario.workflow)"
      let answer = try await daemon.ask(
        .post, "/v1/cases",
        [
          "workflow": .string(scenario.workflow), "key": .string(key), "data": scenario.data,
        ])
      try #require(answer.status == 201, "\(scenario): \(answer.json.text)")
      started.append((scenario, key))
    }
    return started
  }

  /// Everybody refuses everything: no case stops, each message is sent once, and each waits for a person.
  @Test func everybodyRefuses() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    receivers.refuseAll(.badRequest)
    let daemon = try DaemonProcess(
      configuration: [
        "connectors": receivers.connectors, "receivers": ["*": ["openAfterFailures": 100_000]],
      ])
    let started = try await startAll(daemon)
    for _ in 0..<3 {
      try await daemon.settle()
      _ = try await daemon.ask(.post, "/v1/clock/advance", ["by": "PT1H"])
    }
    try await daemon.settle()
    let incidents = try await daemon.ask(.get, "/v1/incidents").json
    #expect(incidents["incidents"] == [], "\(incidents.text)")
    let calls = try await daemon.ask(.get, "/v1/calls?limit=1000").json["calls"]?.arrayValue ?? []
    let keys = receivers.all.map(\.key)
    #expect(keys.count > started.count / 2)
    #expect(Set(keys).count == keys.count, "a message that was refused was sent again")
    #expect(calls.count == keys.count)
    #expect(calls.allSatisfy { $0["status"] == "dead" && $0["ambiguous"] != true })
    daemon.kill()
    await receivers.stop()
  }

  /// Nobody can be reached, and the daemon is killed meanwhile: when they are back, each gets everything once.
  @Test func nobodyCanBeReached() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    await receivers.stop()
    let daemon = try DaemonProcess(
      configuration: [
        "connectors": receivers.connectors,
        "receivers": [
          "*": [
            "attempts": 1000, "firstWaitSeconds": .number("0.05"),
            "longestWaitSeconds": .number("0.2"), "openAfterFailures": 100_000,
          ]
        ],
      ], clock: "system")
    _ = try await startAll(daemon)
    let waiting = try await daemon.ask(.get, "/v1/status").json["outbox"]?["waiting"]?.intValue
    daemon.kill()
    try daemon.start()
    #expect(receivers.all.isEmpty)
    try receivers.listenAgain()
    try await daemon.settle()
    let keys = receivers.all.map(\.key)
    #expect(try keys.count >= #require(waiting) && keys.count > 10)
    #expect(Set(keys).count == keys.count, "a message was sent twice")
    #expect(try await daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    daemon.kill()
    await receivers.stop()
  }

  /// A batch with one bad case: the others are there, and the bad one is told with what is wrong.
  @Test func oneBadCaseOfABatchKeepsNoOtherOut() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let daemon = try DaemonProcess(configuration: ["connectors": receivers.connectors])
    for scenario in Scenario.first {
      let bad = scenario.data.setting("nobodyDeclaredThis", 1)
      let cases = [scenario.data, bad, scenario.data].enumerated().map { number, data in
        ["key": .string("\(scenario.workflow)-\(number)"), "data": data] as JSONValue
      }
      let answer = try await daemon.ask(
        .post, "/v1/case-batches",
        ["workflow": .string(scenario.workflow), "cases": .array(cases)])
      #expect((200..<300).contains(answer.status), "\(scenario): \(answer.json.text)")
      let results = answer.json["results"]?.arrayValue ?? []
      try #require(results.count == 3, "\(scenario): \(answer.json.text)")
      #expect(results[0]["error"] == nil && results[2]["error"] == nil, "\(scenario)")
      #expect(results[1].text.contains("nobodyDeclaredThis"), "\(scenario): \(results[1].text)")
      let path = "/v1/cases?workflow=\(scenario.workflow)"
      let there = try await daemon.ask(.get, path).json["cases"]?.arrayValue ?? []
      #expect(
        Set(there.compactMap { $0["key"]?.stringValue })
          == ["\(scenario.workflow)-0", "\(scenario.workflow)-2"])
    }
    daemon.kill()
    await receivers.stop()
  }
}

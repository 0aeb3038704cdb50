import HTTP
import JSON
import TestSupport
import Testing

/// What becomes of a case when whoever it sends to fails, and how often that is called.
@Suite(.serialized) struct DeliveryEndToEndTests {
  private struct Example: Sendable {
    var key: String
    var faults: [ScriptedReceivers.Fault]
    var calls: Int
    var state: String
  }

  private static let examples = [
    Example(key: "well", faults: [], calls: 1, state: "acknowledged"),
    Example(key: "busy", faults: [.status(429, retryAfter: 1)], calls: 2, state: "acknowledged"),
    Example(
      key: "ill", faults: [.status(500), .status(500), .status(500)], calls: 4,
      state: "acknowledged"),
    Example(key: "late", faults: [.late], calls: 2, state: "acknowledged"),
    Example(key: "wrong", faults: [.status(400)], calls: 1, state: "notForwarded"),
    Example(key: "moved", faults: [.status(302)], calls: 1, state: "notForwarded"),
    Example(
      key: "dead", faults: Array(repeating: .status(503), count: 9), calls: 5,
      state: "notForwarded"),
  ]

  private static let patience: JSONValue = [
    "attempts": 5, "firstWaitSeconds": .number("0.05"), "longestWaitSeconds": .number("0.2"),
    "openAfterFailures": 1000, "concurrent": 20,
  ]

  private func start(_ key: String, _ daemon: DaemonProcess) async throws {
    let data: JSONValue = [
      "mid": .string(key), "igsid": "7", "messageText": "Hi", "kind": "text",
      "crmMatch": true, "source": "Instagram_DM", "isEcho": false, "isDeleted": false,
      "messagesLast60s": 1, "identicalLast10m": 0, "linkCount": 0,
    ]
    let answer = try await daemon.ask(
      .post, "/v1/cases", ["workflow": "messages", "key": .string(key), "data": data])
    #expect(answer.status == 201, "\(answer.json.text)")
  }

  private func state(_ key: String, _ daemon: DaemonProcess) async throws -> String? {
    let path = "/v1/cases?workflow=messages&key=\(key)"
    let found = try await daemon.ask(.get, path).json["cases"]?.arrayValue?.first
    return found?["state"]?.arrayValue?.first?.stringValue
  }

  @Test func theFinalStateAndTheNumberOfCallsAreAsSpecified() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let daemon = try DaemonProcess(
      configuration: [
        "connectors": receivers.connectors, "receivers": ["*": Self.patience],
      ], clock: "system")
    for example in Self.examples {
      receivers.fail(example.key, "message.forward", example.faults)
      try await start(example.key, daemon)
    }
    for example in Self.examples {
      try await daemon.wait("\(example.key) is \(example.state)") {
        try await state(example.key, daemon) == example.state
      }
      let calls = receivers.calls(example.key, "message.forward")
      #expect(calls.count == example.calls, "\(example.key)")
      #expect(Set(calls.map(\.key)).count == 1, "\(example.key): the keys differ")
    }
    daemon.kill()
    await receivers.stop()
  }

  /// Refused connections, and a kill while messages wait: they go out when the other side is back.
  @Test func messagesOutliveAnOutageOnBothSides() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let connectors = receivers.connectors
    await receivers.stop()
    var patience = Self.patience.objectValue ?? []
    patience.removeAll { $0.name == "attempts" }
    patience.append(JSONMember("attempts", 1000))
    let daemon = try DaemonProcess(
      configuration: ["connectors": connectors, "receivers": ["*": .object(patience)]],
      clock: "system")
    for number in 0..<5 { try await start("m-\(number)", daemon) }
    daemon.kill()
    try daemon.start()
    for number in 0..<5 { #expect(try await state("m-\(number)", daemon) == "forwarded") }
    try receivers.listenAgain()
    for number in 0..<5 {
      try await daemon.wait("m-\(number) is forwarded") {
        try await state("m-\(number)", daemon) == "acknowledged"
      }
      #expect(receivers.received("m-\(number)").map(\.name) == ["message.forward to genesys"])
    }
    daemon.kill()
    await receivers.stop()
  }

  /// Every field of every use case null once: a defined result, and no case stops.
  @Test func everyFieldMayBeNull() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let daemon = try DaemonProcess(configuration: ["connectors": receivers.connectors])
    for scenario in Scenario.first {
      let cases = (scenario.data.objectValue ?? []).map { field -> JSONValue in
        let data = scenario.data.setting(field.name, .null)
        return ["data": data, "key": .string("\(scenario.workflow) without \(field.name)")]
      }
      let answer = try await daemon.ask(
        .post, "/v1/case-batches",
        ["workflow": .string(scenario.workflow), "cases": .array(cases)])
      for result in answer.json["results"]?.arrayValue ?? [] {
        #expect(result["error"] == nil, "\(scenario.workflow): \(result.text)")
      }
    }
    try await daemon.settle()
    _ = try await daemon.ask(.post, "/v1/clock/advance", ["by": "PT1H"])
    try await daemon.settle()
    let incidents = try await daemon.ask(.get, "/v1/incidents").json
    #expect(incidents["incidents"] == [], "\(incidents.text)")
    daemon.kill()
    await receivers.stop()
  }
}

import Connectors
import HTTP
import JSON
import TestSupport
import Testing

/// What comes in from Instagram and Genesys Cloud, in their own forms, through the real daemon.
@Suite(.serialized) struct IntakeEndToEndTests {
  private static let secrets = [
    "IG_SECRET": "the secret in force", "IG_NEXT": "the next secret", "IG_VERIFY": "typed in",
    "GENESYS_SECRET": "the token of the integration",
  ]
  private static let intake: JSONValue = [
    "instagram": [
      "kind": "instagram", "secrets": ["env:IG_SECRET", "env:IG_NEXT"],
      "verifyToken": "env:IG_VERIFY",
    ],
    "genesys": ["kind": "genesys", "secrets": ["env:GENESYS_SECRET"]],
  ]

  /// All stories share one daemon; each has keys of its own.
  @Test func storiesHold() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let daemon = try DaemonProcess(
      configuration: ["connectors": receivers.connectors, "intake": Self.intake],
      environment: Self.secrets)
    for story in IntakeStory.all {
      for step in story.steps {
        try await play(step, story, daemon, receivers)
      }
      let aside = try await setAside(daemon)
      for thing in aside {
        _ = try await daemon.ask(.post, "/v1/intake-items/\(thing.id)/drop", [:])
      }
    }
    #expect(try await daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    // Nothing of what was said stands in the daemon's log.
    #expect(!daemon.log.contains("Paket"))
    daemon.kill()
    await receivers.stop()
  }

  private func play(
    _ step: JSONValue, _ story: IntakeStory, _ daemon: DaemonProcess,
    _ receivers: ScriptedReceivers
  ) async throws {
    let place: Comment = "\(story), step \(step.text.prefix(300))"
    if let name = step["deliver"]?.stringValue {
      try await deliver(step, to: name, daemon, place)
    } else if let faults = step["setAside"]?.arrayValue {
      try await daemon.wait("\(place)") { try await setAside(daemon).count == faults.count }
      for (thing, fault) in zip(try await setAside(daemon), faults) {
        #expect(thing.fault.contains(fault.stringValue ?? "?"), place)
      }
    } else if let key = step["noCase"]?.stringValue, let workflow = step["workflow"]?.stringValue {
      try await daemon.settle()
      #expect(try await cases(workflow, key, daemon).isEmpty, place)
    } else if let words = step["gone"]?.stringValue {
      try await gone(words, step, daemon, place)
    } else if let key = step["case"]?.stringValue {
      try await look(step, key, daemon, receivers, place)
    } else {
      Issue.record("no step: \(place)")
    }
  }

  // MARK: Delivering

  private func deliver(
    _ step: JSONValue, to name: String, _ daemon: DaemonProcess, _ place: Comment
  ) async throws {
    let body =
      step["body"]?.stringValue.map { Array($0.utf8) } ?? MetaText.bytes(step["payload"] ?? .null)
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    headers["X-Hub-Signature-256"] = Self.signature(
      step["sign"]?.stringValue ?? "right", name, body)
    let times = step["times"]?.intValue ?? 1
    let path = "/v1/intake/\(name)"
    var answers: [DaemonProcess.Answer] = []
    if step["atOnce"] == true {
      let base = daemon.base
      answers = try await withThrowingTaskGroup(of: HTTPResponse.self) { [headers] group in
        for _ in 0..<times {
          group.addTask {
            try await HTTPClient().send(
              HTTPCall(.post, base + path, headers: headers, body: body))
          }
        }
        return try await group.reduce(into: []) { $0.append(DaemonProcess.Answer($1)) }
      }
      if step["answer"] == nil {
        let taken = answers.map { $0.json["taken"]?.intValue ?? 0 }.reduce(0, +)
        let once = answers.map {
          ($0.json["taken"]?.intValue ?? 0) + ($0.json["known"]?.intValue ?? 0)
        }.max()
        #expect(taken == once, place)
      }
    } else {
      for _ in 0..<times {
        answers.append(try await daemon.send(body, .post, path, headers: headers))
      }
    }
    for answer in answers {
      #expect(answer.status == step["status"]?.intValue ?? 200, "\(place): \(answer.json.text)")
      if let expected = step["answer"] { #expect(answer.json == expected, place) }
    }
  }

  private static func signature(_ kind: String, _ name: String, _ body: [UInt8]) -> String? {
    let meta = HubSignature.meta(secrets: [])
    let genesys = HubSignature.genesys(secrets: [])
    let own = secrets["GENESYS_SECRET"] ?? ""
    return switch kind {
    case "none": nil
    case "wrong": meta.value(of: body + [0x20], secret: secrets["IG_SECRET"] ?? "")
    case "retired": meta.value(of: body, secret: "the secret of last year")
    case "next": meta.value(of: body, secret: secrets["IG_NEXT"] ?? "")
    case "meta": meta.value(of: body, secret: own)
    default:
      name == "genesys"
        ? genesys.value(of: body, secret: own)
        : meta.value(of: body, secret: secrets["IG_SECRET"] ?? "")
    }
  }

  // MARK: Looking

  private func setAside(_ daemon: DaemonProcess) async throws -> [(id: String, fault: String)] {
    try await daemon.settle()
    return (try await daemon.ask(.get, "/v1/intake").json["intake"]?.arrayValue ?? []).map {
      ($0["id"]?.stringValue ?? "", $0["fault"]?.stringValue ?? "")
    }
  }

  private func cases(
    _ workflow: String, _ key: String, _ daemon: DaemonProcess
  ) async throws -> [JSONValue] {
    let path = "/v1/cases?workflow=\(workflow)&key=\(PercentEncoding.encode(key))"
    return try await daemon.ask(.get, path).json["cases"]?.arrayValue ?? []
  }

  private func look(
    _ step: JSONValue, _ key: String, _ daemon: DaemonProcess, _ receivers: ScriptedReceivers,
    _ place: Comment
  ) async throws {
    let workflow = step["workflow"]?.stringValue ?? ""
    // What came in is worked off after it was answered.
    try await daemon.wait("\(place)") { try await !cases(workflow, key, daemon).isEmpty }
    let states = step["state"]?.arrayValue?.compactMap(\.stringValue)
    let wanted = step["sent"]?.arrayValue?.compactMap(\.stringValue).sorted()
    var last: JSONValue = .null
    func holds() async throws -> Bool {
      try await daemon.settle()
      let id = try await cases(workflow, key, daemon).last?["id"]?.stringValue ?? ""
      last = try await daemon.ask(.get, "/v1/cases/\(id)").json
      let found = Set(last["state"]?.arrayValue?.compactMap(\.stringValue) ?? [])
      let data = step["has"]?.objectValue ?? []
      let sent = receivers.received(key).map(\.name).sorted()
      return states.map { Set($0) == found } ?? true
        && data.allSatisfy { last["data"]?[$0.name] ?? .null == $0.value }
        && wanted.map { $0 == sent } ?? true
    }
    for _ in 0..<200 {
      if try await holds() { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    let sent = receivers.received(key)
    #expect(
      try await holds(), "\(place): \(last.text.prefix(1500)), sent \(sent.map(\.name))")
    if let count = step["count"]?.intValue {
      #expect(try await cases(workflow, key, daemon).count == count, place)
    }
    for member in step["messages"]?.objectValue ?? [] {
      let messages = sent.filter { $0.event == member.name }
      let expected = member.value.arrayValue ?? []
      #expect(messages.count == expected.count, place)
      for (message, values) in zip(messages, expected) {
        for value in values.objectValue ?? [] {
          #expect(message.data[value.name] ?? .null == value.value, place)
        }
      }
    }
    if let text = step["bytes"]?.stringValue {
      // The very bytes, not an equal text in another normal form.
      let escaped = Array(JSONValue.string(text).text.utf8.dropFirst().dropLast())
      #expect(sent.contains { $0.bytes.firstRange(of: escaped) != nil }, place)
      let id = last["id"]?.stringValue ?? ""
      let log = try await daemon.ask(.get, "/v1/cases/\(id)/log?limit=1000").json
      #expect(Array(log.text.utf8).firstRange(of: escaped) != nil, place)
    }
  }

  /// The words stand neither in the case nor in its log, while the log still tells what was decided.
  private func gone(
    _ words: String, _ step: JSONValue, _ daemon: DaemonProcess, _ place: Comment
  ) async throws {
    let found = try await cases(
      step["workflow"]?.stringValue ?? "", step["case"]?.stringValue ?? "", daemon)
    let id = try #require(found.last?["id"]?.stringValue, place)
    let shown = try await daemon.ask(.get, "/v1/cases/\(id)").json
    let log = try await daemon.ask(.get, "/v1/cases/\(id)/log?limit=1000").json
    let calls = try await daemon.ask(.get, "/v1/calls?limit=1000").json
    let replay = try await daemon.ask(.get, "/v1/cases/\(id)/replay").json
    for text in [shown.text, log.text, calls.text] { #expect(!text.contains(words), place) }
    #expect((log["log"]?.arrayValue?.count ?? 0) >= 3, place)
    #expect(log.text.contains("case.redacted") || log.text.contains("case.erased"), place)
    #expect((replay["erased"]?.intValue ?? 0) > 0, place)
    let verified = try Program(folder: daemon.folder).run(["case", "show", id, "--log"])
    #expect(verified.code == 0, "\(verified.messages)")
    #expect(!verified.output.contains(words), place)
  }
}

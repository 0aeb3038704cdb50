import Casework
import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// The real daemon with its connectors configured as people would, and stand-ins of all the systems it calls.
///
/// Its clock is virtual: waits between attempts pass as soon as nothing else is to be done.
final class StandinStage {
  /// The system behind `crm`; the other one is behind `marketing`.
  let crm: String
  let server: StandinServer
  let mail: MailStandin
  let daemon: DaemonProcess

  init(crm: String = "salesforce") throws {
    self.crm = crm
    mail = try MailStandin()
    server = try StandinServer(AllStandins.make() + [MailboxStandin(mail)])
    daemon = try DaemonProcess(
      configuration: try Self.configuration(crm, server, mail),
      clock: "virtual:2026-03-01T12:00:00Z",
      environment: try Self.secrets(server))
  }

  /// The system behind a connector's name in a story.
  func system(_ name: String) -> String? {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2 else { return name }
    // `crm/hubspot` speaks of a stage whose customer system that is.
    let other = crm == "salesforce" ? "hubspot" : "salesforce"
    return parts[1] == (parts[0] == "crm" ? crm : other) ? parts[1] : nil
  }

  func stop() async {
    daemon.kill()
    mail.stop()
    await server.stop()
  }

  // MARK: Time

  /// Seconds since the beginning.
  private(set) var now = 0.0

  func advance(to time: Double) async throws {
    guard time > now else { return }
    let answer = try await daemon.ask(
      .post, "/v1/clock/advance", ["by": .string("PT\(String(time - now))S")])
    try #require(answer.status == 200, "\(answer.json.text)")
    now = time
    try await settle()
  }

  /// Waits until no event and no message waits; where nothing happens, the wait before a next attempt passes.
  func settle() async throws {
    var seen: JSONValue = .null
    var quiet = 0
    for _ in 0..<4000 {
      let status = try await daemon.ask(.get, "/v1/status").json
      let waiting = status["outbox"]?["waiting"]?.intValue ?? 0
      if status["inbox"]?.intValue == 0, waiting == 0 { return }
      quiet = status == seen ? quiet + 1 : 0
      seen = status
      if quiet > 6, status["inbox"]?.intValue == 0, waiting > 0 {
        let answer = try await daemon.ask(.post, "/v1/clock/advance", ["by": "PT1S"])
        try #require(answer.status == 200)
        now += 1
        quiet = 0
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw DaemonProcess.Failure(
      description: "events or messages still wait: \(daemon.log.suffix(3000))")
  }

  // MARK: Configuration

  /// What the sample's file of secrets says.
  private static func secrets(_ server: StandinServer) throws -> [String: String] {
    let text = String(
      decoding: try Corpus.bytes("samples/standins/secrets.env"), as: UTF8.self)
    return text.split(separator: "\n").reduce(into: [:]) { secrets, line in
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !line.hasPrefix("#") else { return }
      secrets[parts[0]] = parts[1].replacing("127.0.0.1:9100", with: "\(server.address)")
    }
  }

  private static func configuration(
    _ crm: String, _ server: StandinServer, _ mail: MailStandin
  ) throws -> JSONValue {
    let sample = try configuration(crm)
    let text = sample.text.replacing("127.0.0.1:9100", with: "\(server.address)")
      .replacing("127.0.0.1:9125", with: "127.0.0.1:\(mail.port)")
    let json = try JSONValue.parse(text)
    let connectors = (json["connectors"]?.objectValue ?? []).map { connector in
      // A lost answer is waited for no longer than this; Slack's is for a person, and must not come from a slow machine.
      let isPatient = ["slack", "e-mail"].contains(connector.name)
      return isPatient
        ? connector
        : JSONMember(
          connector.name, connector.value.merged(with: ["timeoutSeconds": 2]))
    }
    return [
      "connectors": .object(connectors),
      "receivers": [
        "*": [
          "attempts": 12, "firstWaitSeconds": .number("0.05"), "longestWaitSeconds": 1,
          "openAfterFailures": 1000, "concurrent": 8,
        ]
      ],
    ]
  }

  /// The sample configuration for the stand-ins, with one of the customer systems behind `crm` and the other behind
  /// `marketing`.
  static func configuration(_ crm: String) throws -> JSONValue {
    let json = try JSONValue.parse(
      try Corpus.bytes("samples/standins/docket.json"), file: "samples/standins/docket.json")
    guard crm != "salesforce", let connectors = json["connectors"] else { return json }
    return json.with(
      "connectors",
      connectors.with("crm", connectors["marketing"] ?? .null)
        .with("marketing", connectors["crm"] ?? .null))
  }
}

/// A case as it runs against the stand-ins, and what is there afterwards.
struct StandinStory: Sendable, CustomTestStringConvertible {
  var workflow: String
  var key: String
  var data: JSONValue
  /// What the systems held before, by system and kind.
  var put: JSONValue
  /// `{"event", "data"}`, `{"complete", "outcome", "as"}` and `{"hours"}`.
  var steps: [JSONValue]
  var state: JSONValue
  /// How much of what each system holds.
  var there: [JSONMember]

  var testDescription: String { "\(workflow) \(key)" }

  static let all: [StandinStory] = {
    let bytes = (try? Corpus.bytes("Tests/EndToEndTests/Standins/stories.json")) ?? []
    let json = (try? JSONValue.parse(bytes, file: "stories.json")) ?? .array([])
    return (json.arrayValue ?? []).flatMap { family in
      (family["stories"]?.arrayValue ?? []).map { story in
        StandinStory(
          workflow: family["workflow"]?.stringValue ?? "", key: story["key"]?.stringValue ?? "",
          data: Scenario.merge(family["data"] ?? .object([]), story["with"] ?? .object([])),
          put: story["put"] ?? .object([]), steps: story["steps"]?.arrayValue ?? [],
          state: story["state"] ?? .array([]), there: story["there"]?.objectValue ?? [])
      }
    }
  }()
}

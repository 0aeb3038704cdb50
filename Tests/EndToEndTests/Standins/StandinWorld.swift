import Foundation
import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// The stand-ins of all outside systems, and the real daemon configured for them as `samples/standins` does.
///
/// With a virtual clock both sides go by the same time.
final class StandinWorld {
  static let account = "17841400000000001"

  let clock: StandinClock
  let server: StandinServer
  let mail: MailStandin
  let genesys: GenesysStandin
  let instagram: InstagramStandin
  let daemon: DaemonProcess
  private let secrets: [String: String]
  /// How often the daemon was killed.
  private(set) var kills = 0

  /// Starts both.
  ///
  /// - Parameters:
  ///   - start: Where both clocks stand; nil for the machine's time.
  ///   - more: Members of the configuration over those of the sample.
  ///   - each: Members of every connector.
  ///   - workflows: Texts of further workflows, by file name.
  /// - Throws: What keeps one of them from starting.
  init(
    at start: String? = nil, _ more: JSONValue = [:], each: JSONValue = [:],
    workflows: [String: String] = [:]
  ) async throws {
    let clock = try #require(StandinClock(start.map { "virtual:\($0)" } ?? "system"))
    let mail = try MailStandin(port: 0)
    let server = try StandinServer(
      AllStandins.make(clock: clock) + [MailboxStandin(mail)], clock: clock)
    self.clock = clock
    self.mail = mail
    self.server = server
    genesys = try #require(server["genesys"] as? GenesysStandin)
    instagram = try #require(server["instagram"] as? InstagramStandin)
    genesys.setPause(.milliseconds(100))
    let sample = Corpus.package.appendingPathComponent("samples/standins")
    func here(_ file: String) throws -> String {
      try String(contentsOf: sample.appendingPathComponent(file), encoding: .utf8)
        .replacingOccurrences(of: "127.0.0.1:9100", with: "\(server.address)")
        .replacingOccurrences(of: "127.0.0.1:9125", with: "127.0.0.1:\(mail.port)")
    }
    secrets = try here("secrets.env").split(separator: "\n").reduce(into: [:]) { found, line in
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { found[parts[0]] = parts[1] }
    }
    var configuration = try JSONValue.parse(try here("docket.json"))
    let connectors = (configuration["connectors"]?.objectValue ?? []).map { member in
      JSONMember(member.name, Scenario.merge(member.value, each))
    }
    configuration = Scenario.merge(
      Scenario.merge(
        configuration,
        [
          "connectors": .object(connectors), "tables": "tables", "workflows": "workflows",
          "outbox": "outbox.jsonl",
        ]), more)
    daemon = try DaemonProcess(
      configuration: configuration, clock: start.map { "virtual:\($0)" } ?? "system",
      environment: secrets, workflows: workflows)
    try await subscribe()
  }

  /// The systems get to know where the daemon listens now.
  private func subscribe() async throws {
    let refusal = await instagram.subscribe(
      to: "\(daemon.base)/v1/intake/instagram", secret: secrets["INSTAGRAM_APP_SECRET"] ?? "",
      verifyToken: secrets["INSTAGRAM_VERIFY_TOKEN"] ?? "")
    try #require(refusal == nil, "\(String(describing: refusal))")
    let isTaken = genesys.subscribe(
      to: "\(daemon.base)/v1/intake/genesys", secret: secrets["GENESYS_WEBHOOK_SECRET"] ?? "")
    try #require(isTaken)
  }

  /// Kills the daemon as a power cut does, and starts it again.
  func killAndStart() async throws {
    daemon.kill()
    kills += 1
    try daemon.start()
    try await subscribe()
  }

  /// Lets time pass on both sides, and waits until what is due is done.
  func advance(hours: Double) async throws {
    clock.advance(hours: hours)
    let seconds = String(Int((hours * 3600).rounded()))
    let answer = try await daemon.ask(.post, "/v1/clock/advance", ["by": .string("PT\(seconds)S")])
    #expect(answer.status == 200, "\(answer.json.text)")
    try await daemon.settle()
  }

  /// The newest case of a workflow under a key, as people see it; null where there is none.
  func shown(_ workflow: String, _ key: String) async throws -> JSONValue {
    let path = "/v1/cases?workflow=\(workflow)&key=\(PercentEncoding.encode(key))"
    let found = try await daemon.ask(.get, path).json["cases"]?.arrayValue?.last
    guard let id = found?["id"]?.stringValue else { return .null }
    return try await daemon.ask(.get, "/v1/cases/\(id)").json
  }

  /// The open tasks of a role that belong to a case.
  func tasks(_ role: String, of shown: JSONValue) async throws -> [String] {
    let path = "/v1/tasks?role=\(PercentEncoding.encode(role))&limit=1000"
    let list = try await daemon.ask(.get, path).json["tasks"]?.arrayValue ?? []
    return list.filter { $0["case"] == shown["id"] }.compactMap { $0["title"]?.stringValue }
  }

  /// The calls that were given up and wait for a person.
  func givenUp() async throws -> [JSONValue] {
    try await daemon.ask(.get, "/v1/calls?limit=1000").json["calls"]?.arrayValue ?? []
  }

  /// Ends both.
  func stop() async {
    daemon.kill()
    await server.stop()
    mail.stop()
  }
}

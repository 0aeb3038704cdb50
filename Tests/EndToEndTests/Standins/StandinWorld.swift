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
  let crm: CustomerSystem
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
  ///   - crm: The system behind `crm`.
  ///   - receivers: How patiently each receiver is called.
  ///   - each: Members of every connector.
  ///   - own: Members of single connectors, by name.
  ///   - workflows: Texts of further workflows, by file name.
  /// - Throws: What keeps one of them from starting.
  init(
    at start: String? = nil, crm: CustomerSystem = .salesforce, receivers: JSONValue? = nil,
    each: JSONValue = [:], own: JSONValue = [:], workflows: [String: String] = [:]
  ) async throws {
    let time = start.map { "virtual:\($0)" } ?? "system"
    let clock = try #require(StandinClock(time))
    let mail = try MailStandin(port: 0)
    let server = try StandinServer(
      AllStandins.make(clock: clock) + [MailboxStandin(mail)], clock: clock)
    self.clock = clock
    self.crm = crm
    self.mail = mail
    self.server = server
    genesys = try #require(server["genesys"] as? GenesysStandin)
    instagram = try #require(server["instagram"] as? InstagramStandin)
    genesys.setPause(.milliseconds(100))
    let sample = try StandinConfiguration(
      crm: crm, server: server, mail: mail, each: each, own: own)
    secrets = sample.secrets
    let ours: JSONValue = ["tables": "tables", "workflows": "workflows", "outbox": "outbox.jsonl"]
    let patience: JSONValue = receivers.map { ["receivers": $0] } ?? [:]
    daemon = try DaemonProcess(
      configuration: sample.json.merged(with: ours).merged(with: patience), clock: time,
      environment: secrets,
      files: Dictionary(uniqueKeysWithValues: workflows.map { ("workflows/\($0.key)", $0.value) }))
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

  // MARK: Time

  /// Seconds that passed on a virtual clock since the beginning.
  private(set) var now = 0.0

  /// Lets time pass on both sides, and waits until what is due is done.
  func advance(hours: Double) async throws {
    try await pass(seconds: (hours * 3600).rounded())
    try await daemon.settle()
  }

  /// Lets time pass until so many seconds after the beginning, an hour at a time: what a deadline sends is delivered before
  /// the next one.
  func advance(to time: Double) async throws {
    while now < time {
      try await pass(seconds: min(time - now, 3600))
      try await settle()
    }
  }

  private func pass(seconds: Double) async throws {
    clock.advance(hours: seconds / 3600)
    now += seconds
    let answer = try await daemon.ask(.post, "/v1/clock/advance", ["by": .string("PT\(seconds)S")])
    try #require(answer.status == 200, "\(answer.json.text)")
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
        try await pass(seconds: 1)
        quiet = 0
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw DaemonProcess.Failure(
      description: "events or messages still wait: \(daemon.log.suffix(3000))")
  }

  // MARK: What there is

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

import Foundation
import HTTP
import JSON
import SQLiteStore
import TestSupport

/// The built daemon, as a process of its own on a loopback port, over the package's tables and workflows.
final class DaemonProcess {
  /// An answer with its body read.
  struct Answer: CustomStringConvertible {
    var status: Int
    var json: JSONValue
    var description: String { "\(status) \(json.text)" }

    init(_ response: HTTPResponse) {
      status = response.status.code
      json =
        (try? JSONValue.parse(response.body, file: "answer")) ?? .string(response.bodyText)
    }
  }

  /// What did not come about.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let folder: TemporaryFolder
  private let clock: String
  private let environment: [String: String]
  private var process: Process?
  private(set) var base = ""
  private var token = ""

  /// Starts it over a fresh folder.
  ///
  /// - Parameters:
  ///   - configuration: The content of `docket.json`.
  ///   - clock: What `--clock` says.
  ///   - environment: The secrets.
  ///   - files: Files beside those of the package, by their paths.
  /// - Throws: `Failure` when it does not start.
  init(
    configuration: JSONValue, clock: String = "virtual:2026-03-01T12:00:00Z",
    environment: [String: String] = [:], files: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    for name in ["tables", "workflows"] { folder.copy(Corpus.packagePath(name), to: name) }
    for file in files { try folder.write(file.key, file.value) }
    try folder.write("docket.json", configuration.text)
    self.clock = clock
    self.environment = environment
    try start()
  }

  deinit { kill() }

  /// The path of the store.
  var store: String { folder.path("docket.db") }

  /// What it logged so far.
  var log: String { (try? folder.read("daemon.log")) ?? "" }

  /// Starts it, again after `kill`, and waits until it answers.
  func start() throws {
    let process = Process()
    process.executableURL = Program.path
    process.arguments = [
      "serve", "--listen", "127.0.0.1:0", "--clock", clock, "--log-file", folder.path("daemon.log"),
      "--log-format", "text",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path("."))
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
      .merging(environment) { _, own in own }
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    for _ in 0..<3000 {
      if let holder = StoreLock.holder(store: store), let address = holder.address,
        holder.processID == Int(process.processIdentifier),
        let token = try? folder.read("docket.db.token")
      {
        base = address
        self.token = token
        return
      }
      guard process.isRunning else { break }
      usleep(10_000)
    }
    throw Failure(description: "the daemon did not start: \(log)")
  }

  /// Ends it as a power cut does.
  func kill() {
    guard let process, process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Tells it to read tables and workflows again.
  func reload() {
    guard let process else { return }
    Foundation.kill(process.processIdentifier, SIGHUP)
  }

  /// Asks it with the key of its own command line.
  func ask(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil
  ) async throws -> Answer {
    Answer(try await HTTPClient().send(call(method, path, body)))
  }

  /// A call with the key of its own command line, to be made whenever and as often as one likes.
  func call(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, idempotencyKey: String? = nil
  ) -> HTTPCall {
    var headers: HTTPHeaders = [
      "Authorization": "Bearer \(token)", "Content-Type": "application/json",
    ]
    headers["Idempotency-Key"] = idempotencyKey
    return HTTPCall(
      method, base + path, headers: headers, body: body.map { Array($0.text.utf8) } ?? [])
  }

  /// Sends bytes as somebody outside does.
  func send(
    _ bytes: [UInt8], _ method: HTTPMethod = .post, _ path: String, headers: HTTPHeaders
  ) async throws -> Answer {
    Answer(
      try await HTTPClient().send(HTTPCall(method, base + path, headers: headers, body: bytes)))
  }

  /// Waits until no event and no message waits; no time passes.
  func settle() async throws {
    for _ in 0..<2000 {
      let status = try await ask(.get, "/v1/status").json
      if status["inbox"]?.intValue == 0, status["outbox"]?["waiting"]?.intValue == 0 { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    let status = try await ask(.get, "/v1/status").json
    let calls = try await ask(.get, "/v1/calls?status=waiting&limit=5").json
    let incidents = try await ask(.get, "/v1/incidents?limit=5").json
    throw Failure(
      description:
        "still waits: inbox \(status["inbox"]?.text ?? ""), incidents \(incidents.text.prefix(2000)), calls \(calls.text.prefix(2000)), "
        + log.suffix(2000))
  }

  /// Waits until something holds.
  func wait(_ what: String, until holds: () async throws -> Bool) async throws {
    for _ in 0..<1000 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Failure(description: "\(what) did not come about: \(log.suffix(2000))")
  }
}

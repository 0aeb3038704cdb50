import Foundation
import TestSupport
import Testing

/// What is installed beside the program: the unit of systemd and the rotation of logs.
@Suite struct InstallationTests {
  /// The lines of a section of the unit, by key; a key that comes again has all its values.
  private static func unit() throws -> [String: [String]] {
    let text = try String(
      contentsOfFile: Corpus.packagePath("packaging/docket.service"), encoding: .utf8)
    var found: [String: [String]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { found[parts[0], default: []].append(parts[1]) }
    }
    return found
  }

  @Test func theUnitStartsTheDaemonWithOptionsThatItKnows() throws {
    let unit = try Self.unit()
    let words = try #require(unit["ExecStart"]?.first).split(separator: " ").map(String.init)
    #expect(words.prefix(2) == ["/usr/local/bin/docket", "serve"])
    let folder = try TemporaryFolder()
    let help = try Program(folder: folder).run(["serve", "--help"]).output
    for option in words where option.hasPrefix("--") {
      #expect(help.contains(option), "\(option)")
    }
    // What the daemon is told to write must be writable under the unit's protection.
    let state = try #require(unit["StateDirectory"]?.first)
    #expect(words.contains { $0.hasPrefix("sqlite:/var/lib/\(state)/") })
    let settings = try #require(unit["ConfigurationDirectory"]?.first)
    #expect(words.contains { $0.hasPrefix("/etc/\(settings)/") })
    let rotation = try String(
      contentsOfFile: Corpus.packagePath("packaging/docket.logrotate"), encoding: .utf8)
    #expect(rotation.contains("/var/log/\(try #require(unit["LogsDirectory"]?.first))/*.log"))
    #expect(rotation.contains("--signal=HUP docket.service"))
    #expect(unit["ExecReload"] == ["/bin/kill -HUP $MAINPID"])
  }

  private static let analyzer = "/usr/bin/systemd-analyze"

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: analyzer), "skipped: no systemd-analyze"))
  func systemdFindsNothingWrongWithTheUnit() throws {
    let folder = try TemporaryFolder()
    let text = try String(
      contentsOfFile: Corpus.packagePath("packaging/docket.service"), encoding: .utf8
    )
    .replacingOccurrences(of: "/usr/local/bin/docket", with: Program.path.path)
    // The manual page is installed elsewhere.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("Documentation=") }
    try folder.write("docket.service", lines.joined(separator: "\n"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.analyzer)
    process.arguments = ["verify", folder.path("docket.service")]
    let output = Pipe()
    process.standardError = output
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complaints = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.contains("docket.service") }
    #expect(complaints.isEmpty, "\(complaints)")
    #expect(process.terminationStatus == 0)
  }

  @Test func aLogThatWasMovedAwayIsLetGoOfAtTheSignal() throws {
    let folder = try TemporaryFolder()
    let log = folder.path("docket.log")
    let daemon = try RunningDaemon(
      folder,
      [
        "--store", "sqlite:\(folder.path("docket.db"))", "--tables", Corpus.packagePath("tables"),
        "--workflows", Corpus.packagePath("workflows"), "--log-file", log,
      ])
    defer { daemon.stop() }
    #expect(RunningDaemon.waits { Self.text(log).contains("serving at") })
    try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
    let before = Self.text(log + ".1")
    daemon.send(SIGHUP)
    #expect(RunningDaemon.waits { Self.text(log).contains("\n") })
    #expect(Self.text(log + ".1") == before)
    let status = try Program(folder: folder).run([
      "status", "--store", "sqlite:\(folder.path("docket.db"))",
    ])
    #expect(status.code == 0, "\(status.messages)")
    daemon.stop()
    #expect(Self.text(log).contains("stopped"))
    #expect(Self.text(log + ".1") == before)
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}

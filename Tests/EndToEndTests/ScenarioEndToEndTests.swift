import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// Every use case through the real daemon, which is killed again and again, and what holds for all of them afterwards.
@Suite(.serialized) struct ScenarioEndToEndTests {
  /// The cases of one run serve all tests that look at what is left: a run takes a while.
  @Test func everyUseCaseSurvivesKillsAndCanBeReplayedAndErased() async throws {
    let timeline = try ScenarioTimeline(Scenario.all)
    try await timeline.run()
    let daemon = timeline.daemon
    let status = try await daemon.ask(.get, "/v1/status").json
    #expect(status["incidents"] == 0)
    #expect(timeline.kills > 4)

    try await changeEveryTable(daemon)
    for (scenario, id) in timeline.cases {
      let replay = try await daemon.ask(.get, "/v1/cases/\(id)/replay").json
      #expect(replay["differences"] == 0, "\(scenario): \(replay.text)")
    }
    try await breakEveryTable(daemon)
    try await erase(timeline)
    daemon.kill()
    await timeline.receivers.stop()
  }

  private func versions(_ daemon: DaemonProcess) async throws -> [String: String] {
    let tables = try await daemon.ask(.get, "/v1/tables").json["tables"]?.arrayValue ?? []
    return tables.reduce(into: [:]) { found, table in
      guard table["file"]?.stringValue?.hasSuffix(".csv") == true else { return }
      found[table["name"]?.stringValue ?? ""] = table["version"]?.stringValue
    }
  }

  private func csvFiles(_ daemon: DaemonProcess) -> [String] {
    let folder = URL(fileURLWithPath: daemon.folder.path("tables"))
    return Corpus.files(in: folder, extensions: ["csv"]).map {
      "tables/" + String($0.path.dropFirst(folder.path.count + 1))
    }.filter { !$0.contains(".tests.") }
  }

  /// Every table gets another version; decisions that were made keep theirs.
  private func changeEveryTable(_ daemon: DaemonProcess) async throws {
    let before = try await versions(daemon)
    for file in csvFiles(daemon) {
      let text = try daemon.folder.read(file)
      // An empty line at the end changes the version, and nothing that it decides.
      try daemon.folder.write(file, text + "\n")
    }
    daemon.reload()
    try await daemon.wait("new versions") {
      let after = try await versions(daemon)
      return before.allSatisfy { after[$0.key] != $0.value }
    }
  }

  /// A faulty sheet is told by its cell, and the version before stays in force.
  private func breakEveryTable(_ daemon: DaemonProcess) async throws {
    let before = try await versions(daemon)
    let files = csvFiles(daemon)
    for file in files {
      var lines = try daemon.folder.read(file).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map(String.init)
      let rule = try #require(lines.firstIndex { $0.hasPrefix("1,") }, "\(file) has no rule 1")
      let cells = lines[rule].split(separator: ",", omittingEmptySubsequences: false)
      lines[rule] = (["1", "[1..oops"] + cells.dropFirst(2)).joined(separator: ",")
      try daemon.folder.write(file, lines.joined(separator: "\n"))
    }
    daemon.reload()
    try await daemon.wait("the faults") {
      files.allSatisfy { file in daemon.log.contains("\(file)[B") }
    }
    #expect(try await versions(daemon) == before)
    let decided = try await daemon.ask(.post, "/v1/decisions/playlist", ["regionAllowed": false])
    #expect(decided.json["outcome"] == "reject")
  }

  /// What a person asked to be forgotten is nowhere any more: not in the case, the log, the outbox or the file.
  private func erase(_ timeline: ScenarioTimeline) async throws {
    let daemon = timeline.daemon
    for (scenario, id) in timeline.cases {
      var answer = try await daemon.ask(.post, "/v1/cases/\(id)/erase", ["reason": "asked to"])
      if answer.status == 409 || answer.status == 422 {
        // A case that is still open is ended first.
        _ = try await daemon.ask(.post, "/v1/cases/\(id)/cancel", ["as": "pia"])
        answer = try await daemon.ask(.post, "/v1/cases/\(id)/erase", ["reason": "asked to"])
      }
      #expect(answer.status == 200, "\(scenario): \(answer.json.text)")
      let shown = try await daemon.ask(.get, "/v1/cases/\(id)").json
      let log = try await daemon.ask(.get, "/v1/cases/\(id)/log?limit=1000").json
      #expect(log["log"]?.arrayValue?.isEmpty == false)
      for member in scenario.data.objectValue ?? [] {
        // Instants are left out: the log says when things happened, at the same instants.
        guard let text = member.value.stringValue, text.utf8.count > 11,
          text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T[\d:.]+Z?/) == nil
        else { continue }
        #expect(!shown.text.contains(text), "\(scenario): \(member.name) in the case")
        #expect(!log.text.contains(text), "\(scenario): \(member.name) in the log")
      }
    }
  }
}

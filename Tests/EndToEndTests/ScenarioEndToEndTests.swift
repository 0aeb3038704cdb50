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
    for (scenario, _, id) in timeline.cases {
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

  /// A faulty sheet is told by its cell, and the version before stays in force: a cell nobody can read, and a result
  /// that is none of the column's values.
  private func breakEveryTable(_ daemon: DaemonProcess) async throws {
    let before = try await versions(daemon)
    var places: [String] = []
    for file in csvFiles(daemon) {
      let text = try daemon.folder.read(file)
      let broken = try #require(Self.broken(text, file), "\(file) has no rule 1")
      try daemon.folder.write(file, broken.text)
      places += broken.places
    }
    #expect(places.contains { !$0.contains("[B") }, "no table has values to choose from")
    daemon.reload()
    try await daemon.wait("the faults at \(places)") {
      places.allSatisfy { daemon.log.contains($0) }
    }
    #expect(try await versions(daemon) == before)
    let decided = try await daemon.ask(.post, "/v1/decisions/playlist", ["regionAllowed": false])
    #expect(decided.json["outcome"] == "reject")
  }

  /// The first table of a file with a faulty first rule, and the cells that are to be told.
  private static func broken(_ text: String, _ file: String) -> (text: String, places: [String])? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let rule = lines.firstIndex(where: { $0.hasPrefix("1,") }) else { return nil }
    var cells = lines[rule].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[1] = "[1..oops"
    var places = ["\(file)[B\(rule + 1)"]
    let roles = lines[..<rule].last { $0.hasPrefix("Role,") }?.split(
      separator: ",", omittingEmptySubsequences: false)
    let values = lines[..<rule].last { $0.hasPrefix("Values,") }.map(Self.cells)
    for (column, role) in (roles ?? []).enumerated()
    where role == "Output" && cells.indices.contains(column) {
      // Quoted cells before it would have moved it.
      guard let allowed = values, allowed.indices.contains(column), allowed[column].contains(","),
        !lines[rule].contains("\""), let letter = UnicodeScalar(65 + UInt32(column))
      else { continue }
      cells[column] = "nonsense"
      places.append("\(file)[\(Character(letter))\(rule + 1)")
      break
    }
    lines[rule] = cells.joined(separator: ",")
    return (lines.joined(separator: "\n"), places)
  }

  /// The cells of a line of CSV, with quotes taken off.
  private static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  /// What a person asked to be forgotten is nowhere any more: not in the case, the log, the outbox or the file.
  private func erase(_ timeline: ScenarioTimeline) async throws {
    let daemon = timeline.daemon
    for (scenario, _, id) in timeline.cases {
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

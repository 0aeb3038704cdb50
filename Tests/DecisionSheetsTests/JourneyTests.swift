import DMN
import Diagnostics
import FEEL
import Foundation
import Testing

@testable import DecisionSheets

/// Sheets as people type them who have read nothing, and what became of them by the messages alone.
///
/// `typed.csv` is what somebody typed, `messages.txt` what they were told (written anew with
/// `DOCKET_RECORD`), `mended.csv` what they made of it: a table that works and passes its tests.
@Suite struct JourneyTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/journeys", isDirectory: true)

  static let names: [String] = {
    let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (found ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }()

  private func load(_ name: String, _ file: String) throws -> LoadedTables {
    let path = Self.folder.appendingPathComponent("\(name)/\(file)")
    let bytes = Array(try Data(contentsOf: path))
    return TableFolder.load([TableFile(path: "typed.csv", bytes: bytes)])
  }

  @Test func threePeopleTried() { #expect(Self.names.count >= 3) }

  @Test(arguments: names) func theMessagesSayWhatToDo(_ name: String) throws {
    let found = try load(name, "typed.csv").diagnostics
    let text = found.map(\.text).joined(separator: "\n") + "\n"
    let golden = Self.folder.appendingPathComponent("\(name)/messages.txt")
    if ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil {
      try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
    #expect(found.hasErrors)
    for diagnostic in found { #expect(diagnostic.mend != nil, "\(diagnostic.text)") }
  }

  @Test(arguments: names) func theMendedSheetWorks(_ name: String) throws {
    let tables = try load(name, "mended.csv")
    #expect(tables.diagnostics.filter { $0.severity > .note }.map(\.text) == [])
    let now = try #require(DateAndTime("2026-03-01T12:00:00Z"))
    let report = TestRun.run(tables, now: now)
    #expect(report.passed >= 3)
    #expect(report.tests.filter { !$0.isPassed }.map(\.at) == [])
  }
}

import DMN
import Diagnostics
import Foundation
import Testing

@testable import DecisionSheets

/// Files with the traps that people and spreadsheet programs lay, each with the messages it gets.
///
/// The messages stand beside the files; with `DOCKET_RECORD` set they are written anew, to be reviewed
/// as a difference.
@Suite struct TrapTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/traps", isDirectory: true)

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test func allTrapsAreThere() { #expect(Self.names.count >= 24) }

  @Test(arguments: names) func isAnswered(_ name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).csv"))
    let tables = TableFolder.load([TableFile(path: "\(name).csv", bytes: Array(bytes))])
    var text = tables.diagnostics.map(\.text).joined(separator: "\n")
    for decision in tables.definitions.flatMap(\.decisions) {
      text += "\n\n\(ModelDescription.text(decision))"
    }
    text += "\n"
    let golden = Self.folder.appendingPathComponent("\(name).txt")
    if ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil {
      try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
  }
}

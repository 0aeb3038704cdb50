import DMN
import Diagnostics
import Foundation
import Spreadsheets
import TestSupport
import Testing

@testable import DecisionSheets

/// Workbooks that were written here, opened and saved by LibreOffice, are still the same model.
///
/// `Fixtures/libreoffice` holds what LibreOffice made of `everything.csv` and of the sponsorship model;
/// where the program is installed, it is asked once more.
@Suite struct LibreOfficeTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/libreoffice", isDirectory: true)

  private static func file(_ url: URL) throws -> TableFile {
    TableFile(path: url.lastPathComponent, bytes: Array(try Data(contentsOf: url)))
  }

  /// The model that a saved workbook should be.
  private static func original(_ name: String) throws -> RoundTrip {
    let path =
      name == "everything"
      ? folder.appendingPathComponent("everything.csv")
      : Corpus.package.appendingPathComponent("tables/spotify/sponsorship.dmn")
    return try RoundTrip([file(path)])
  }

  @Test(arguments: [
    "everything.xlsx", "everything.ods", "everything.fods", "sponsorship.xlsx", "sponsorship.ods",
  ]) func savedWorkbooksAreTheSameModel(_ name: String) throws {
    let saved = try RoundTrip([Self.file(Self.folder.appendingPathComponent(name))])
    let original = try Self.original(String(name.prefix { $0 != "." }))
    #expect(original.differences(saved) == [])
  }

  private static let program = ["/usr/bin/soffice", "/usr/local/bin/soffice"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  struct Way: Sendable, CustomTestStringConvertible {
    var written: WorkbookFormat
    var saved: String
    var testDescription: String { "\(written.rawValue) saved as \(saved)" }
  }

  private static let ways = [WorkbookFormat.xlsx, .ods].flatMap { written in
    ["xlsx", "ods", "fods", "csv"].map { Way(written: written, saved: $0) }
  }

  @Test(
    .enabled(if: program != nil, "LibreOffice is not installed"), arguments: ways)
  func openedAndSavedNow(_ way: Way) throws {
    let folder = try TemporaryFolder()
    for name in ["everything", "sponsorship"] {
      var original = try Self.original(name)
      // A CSV file takes one sheet, so it holds tables without types and tests on sheets of their own.
      if way.saved == "csv" { original = original.firstTableOnly }
      let written = try original.file(.sheet(way.written))
      let path = folder.path("\(name).\(way.written.rawValue)")
      try Data(written.bytes).write(to: URL(fileURLWithPath: path))
      try Self.save(path, as: way.saved, in: folder)
      let saved = try Self.file(
        URL(fileURLWithPath: folder.path("saved/\(name).\(way.saved)")))
      let read = TableFolder.load([saved])
      #expect(read.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
      let definitions = try #require(read.definitions.first)
      if way.saved == "csv" {
        #expect(
          definitions.decisions.map(ModelDescription.text)
            == original.definitions.decisions.map(ModelDescription.text))
      } else {
        #expect(original.differences(RoundTrip(definitions, read.tests)) == [])
      }
    }
  }

  private static func save(_ path: String, as format: String, in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(program))
    // A profile of its own, so that nobody's running LibreOffice is asked.
    process.arguments = [
      "--headless", "-env:UserInstallation=file://\(folder.path("profile"))", "--convert-to",
      format == "csv" ? "csv:Text - txt - csv (StarCalc):44,34,76" : format, "--outdir",
      folder.path("saved"), path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

extension RoundTrip {
  /// The first table without its types and tests, as one sheet holds it.
  fileprivate var firstTableOnly: RoundTrip {
    var definitions = definitions
    definitions.decisions = definitions.decisions.filter { $0.decisionTable != nil }.prefix(1)
      .map { decision in
        var decision = decision
        decision.requirements.removeAll()
        if case .decisionTable(var table)? = decision.expression?.kind {
          for index in table.inputs.indices
          where table.inputs[index].typeRef?.name == "tTier" {
            table.inputs[index].typeRef?.name = "string"
          }
          for index in table.inputs.indices
          where table.inputs[index].typeRef?.name == "tTopics" {
            table.inputs[index].typeRef?.name = "list<string>"
          }
          // The threshold is a decision of its own.
          table.rules.removeAll { $0.inputEntries.contains { $0.text.contains("reviewBudget") } }
          decision.expression?.kind = .decisionTable(table)
        }
        return decision
      }
    definitions.itemDefinitions = []
    return RoundTrip(definitions, [])
  }
}

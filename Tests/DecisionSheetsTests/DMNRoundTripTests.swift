import DMN
import Diagnostics
import FEEL
import Foundation
import Spreadsheets
import TestSupport
import Testing

@testable import DecisionSheets

/// Every table that stands in the repository is the same model after it was written as DMN XML.
struct DMNRoundTripTests {
  static let files: [String] = {
    let folders = ["tables", "Tests/DecisionSheetsTests/Fixtures/usecases"]
    return folders.flatMap { folder in
      Corpus.files(
        in: URL(fileURLWithPath: Corpus.packagePath(folder)), extensions: ["csv", "dmn"])
    }
    .map(\.path).filter { !$0.contains(".tests.") }
  }()

  @Test func thereAreTables() { #expect(Self.files.count > 50) }

  @Test(arguments: files) func tableIsTheSame(_ path: String) throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let model: Definitions
    if path.hasSuffix(".dmn") {
      model = try #require(DMNReader.read(bytes, file: path).definitions)
    } else {
      model = DecisionSheetReader.read(WorkbookReader.read(bytes, file: path).workbook).definitions
    }
    let (written, diagnostics) = DMNWriter.xml(of: model)
    #expect(diagnostics.map(\.text) == [])
    let text = try #require(written)
    let read = DMNReader.read(Array(text.utf8), file: "written.dmn")
    #expect(read.diagnostics.map(\.text) == [])
    #expect(read.definitions == model)

    // The tests went with the tables, and the tables decide as they did.
    let before = try outcomes(TableFile(path: path, bytes: bytes))
    let after = try outcomes(TableFile(path: "written.dmn", bytes: Array(text.utf8)))
    #expect(before.count == model.tests.count)
    #expect(after == before)
  }

  private func outcomes(_ file: TableFile) throws -> [String] {
    let now = try #require(DateAndTime("2026-03-01T12:00:00Z"))
    return TestRun.run(TableFolder.load([file]), now: now).tests.map { test in
      "\(test.table) \(test.isPassed) \(Value.context(test.input).feelText) \(test.got.feelText)"
    }
  }

  @Test func typedTextsAndSettingsAreKept() throws {
    let sheet = """
      Table,Preisgruppe,price group
      Locale,de-DE
      Role,Input,From,Output,Note,Enabled
      Name,Kundenart,Von,Rabatt,Warum,Aktiv
      Expression,tier,,discount,,
      Type,string,,number,,
      R-1,"gold, silver",2026-03-01,"2,5",gute Kunden,yes
      2,not bronze,,1,,no
      """
    let model = ModelDescription.read(sheet).definitions
    let (written, diagnostics) = DMNWriter.xml(of: model)
    let text = try #require(written)
    #expect(text.contains("<text>\"gold\", \"silver\"</text>"))
    #expect(text.contains("<docket:typed>gold, silver</docket:typed>"))
    #expect(text.contains("<docket:from>2026-03-01</docket:from>"))
    #expect(text.contains("label=\"Preisgruppe\""))
    let read = try #require(DMNReader.read(Array(text.utf8), file: "w.dmn").definitions)
    #expect(read == model)
    #expect(read.locale == "de-DE")
    // What other programs do not heed is told.
    #expect(diagnostics.map(\.code) == [.init(DMNCode.onlyHere), .init(DMNCode.onlyHere)])
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
  }
}

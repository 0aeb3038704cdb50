import DMN
import Diagnostics
import Foundation
import Spreadsheets
import Testing

@testable import DecisionSheets

/// The same trap saved by LibreOffice in each format it writes: the same mistake has the same message.
///
/// `Fixtures/workbooks/make` makes the files. `NAME.txt` holds the messages, with the file called
/// `FILE` and without the name of the first sheet, which a CSV file does not have; where a format cannot hold what the others do, `NAME.FORMAT.txt` stands beside it. With
/// `DOCKET_RECORD` set the texts are written anew, to be reviewed as a difference.
@Suite struct WorkbookTrapTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/workbooks", isDirectory: true)
  private static let formats = ["xlsx", "ods", "fods", "xml", "csv"]

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let books = files.filter { file in formats.contains { file.hasSuffix(".\($0)") } }
    return Set(books.map { String($0.prefix { $0 != "." }) }).sorted()
  }()

  @Test func allTrapsAreThere() { #expect(Self.names.count >= 15) }

  @Test(arguments: names) func isAnsweredAlikeInEveryFormat(_ name: String) throws {
    let isRecording = ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil
    var common: String?
    for format in Self.formats {
      let file = Self.folder.appendingPathComponent("\(name).\(format)")
      guard let bytes = try? Data(contentsOf: file) else { continue }
      let text = Self.text(Array(bytes), "\(name).\(format)")
      let own = Self.folder.appendingPathComponent("\(name).\(format).txt")
      let shared = Self.folder.appendingPathComponent("\(name).txt")
      if isRecording {
        if common == nil { try text.write(to: shared, atomically: true, encoding: .utf8) }
        try? FileManager.default.removeItem(at: own)
        if let common, common != text { try text.write(to: own, atomically: true, encoding: .utf8) }
      }
      common = common ?? text
      let golden =
        try (try? String(contentsOf: own, encoding: .utf8))
        ?? String(contentsOf: shared, encoding: .utf8)
      #expect(text == golden, "\(name).\(format)")
    }
  }

  private static func text(_ bytes: [UInt8], _ file: String) -> String {
    let tables = TableFolder.load([TableFile(path: file, bytes: bytes)])
    var text = tables.diagnostics.map(\.text).joined(separator: "\n")
    for decision in tables.definitions.flatMap(\.decisions) {
      text += "\n\n\(ModelDescription.text(decision))"
    }
    if !tables.tests.isEmpty { text += "\n\n\(tables.tests.count) tests" }
    let first = WorkbookReader.read(bytes, file: file).workbook.sheets.first?.name ?? ""
    return text.replacing("\(file)[\(first)!", with: "FILE[").replacing(file, with: "FILE") + "\n"
  }
}

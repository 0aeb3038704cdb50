import DMN
import Diagnostics
import Foundation
import Spreadsheets
import TestSupport
import Testing

@testable import DecisionSheets
@testable import Fuzz

/// No file crashes a reader or goes unexplained, however broken it is and whatever it is called.
@Suite struct BrokenFileTests {
  @Test(arguments: ["archive", "otdt", "dmn", "workbook"])
  func brokenInside(_ name: String) throws {
    let target = try #require(Target.all.first { $0.name == name })
    var accepted = 0
    for number in 0..<250 {
      var generator = Fuzz.SeededGenerator(seed: UInt64(9_000_000 + number))
      if case .accepted = target.run(target.input(&generator)) { accepted += 1 }
    }
    // Not all of them are so broken that nothing but their first line is read.
    #expect(accepted < 250)
  }

  private static let extensions = [
    "xlsx", "xlsm", "ods", "fods", "xml", "csv", "tsv", "dmn", "otdt",
  ]

  private static let files: [String] = {
    let folder = Corpus.packagePath("Tests/DecisionSheetsTests/Fixtures")
    return ["libreoffice", "vendors", "workbooks"].flatMap { name in
      Corpus.files(
        in: URL(fileURLWithPath: folder + "/" + name),
        extensions: ["xlsx", "ods", "fods", "xml", "csv", "dmn"])
    }.map(\.path)
  }()

  /// The bytes of each format under the name of each other: they are read, or it is said what they are.
  @Test(arguments: files) func underAnyName(_ path: String) throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for name in Self.extensions {
      let loaded = TableFolder.load([TableFile(path: "t.\(name)", bytes: bytes)])
      let errors = loaded.diagnostics.filter { $0.severity == .error }
      #expect(!loaded.definitions.isEmpty || !errors.isEmpty, "as .\(name)")
      #expect(errors.allSatisfy { $0.mend != nil }, "as .\(name)")
    }
  }

  /// Zip archives that end early, at each of many places.
  @Test(arguments: ["xlsx", "ods"]) func truncated(_ format: String) throws {
    let path = Corpus.packagePath(
      "Tests/DecisionSheetsTests/Fixtures/libreoffice/everything.\(format)")
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      for name in [format, "csv"] {
        let file = TableFile(path: "t.\(name)", bytes: Array(bytes.prefix(length)))
        let loaded = TableFolder.load([file])
        #expect(loaded.diagnostics.hasErrors, "\(length) bytes as .\(name)")
      }
    }
  }
}

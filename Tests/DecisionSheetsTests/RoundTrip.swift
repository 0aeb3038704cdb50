import DMN
import Diagnostics
import Foundation
import Spreadsheets
import Testing

@testable import DecisionSheets

/// A model on its way through files of any format that holds sheets.
struct RoundTrip {
  var definitions: Definitions
  var tests: [DecisionTest]

  /// The model of some files that are read together; the first one's.
  init(_ files: [TableFile]) throws {
    let loaded = TableFolder.load(files, options: TableOptions(preservesXML: true))
    try #require(loaded.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    definitions = try #require(loaded.definitions.first { $0.origin.file == files.first?.path })
    tests = loaded.tests
  }

  init(_ definitions: Definitions, _ tests: [DecisionTest]) {
    self.definitions = definitions
    self.tests = tests
  }

  /// A kind of file that holds models.
  enum Format: Sendable, Hashable, CustomTestStringConvertible {
    case sheet(WorkbookFormat)
    case dmn

    var testDescription: String {
      switch self {
      case .sheet(let format): format.rawValue
      case .dmn: "dmn"
      }
    }

    /// All of them.
    static let all: [Format] =
      [.csv, .xlsx, .ods, .fods, .xmlSpreadsheet].map { .sheet($0) } + [.dmn]
  }

  /// The model as a file.
  func file(_ format: Format) throws -> TableFile {
    switch format {
    case .sheet(let format): return try sheet(format)
    case .dmn:
      var model = definitions
      model.tests = tests
      let (text, diagnostics) = DMNWriter.xml(of: model)
      try #require(diagnostics.filter { $0.severity == .error }.map(\.text) == [])
      return TableFile(path: "written.dmn", bytes: Array((text ?? "").utf8))
    }
  }

  private func sheet(_ format: WorkbookFormat) throws -> TableFile {
    let path = "written.\(format.rawValue)"
    let sheets = DecisionSheetWriter.write(definitions, tests: tests, as: format, file: path)
    try #require(sheets.diagnostics.map(\.text) == [])
    return TableFile(
      path: path,
      bytes: try WorkbookWriter.write(sheets.workbook, as: format, style: sheets.style))
  }

  /// The model after it was written to a file and read again.
  func through(_ format: Format) throws -> RoundTrip {
    try RoundTrip([try file(format)])
  }

  /// What another model says otherwise.
  func differences(_ other: RoundTrip) -> [String] {
    ModelComparison.differences((definitions, tests), (other.definitions, other.tests))
  }
}

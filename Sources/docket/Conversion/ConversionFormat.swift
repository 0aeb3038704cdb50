import DMN
import DecisionSheets
import Diagnostics
import Spreadsheets

/// Decision tables on their way from one file to another.
struct TableConversion {
  /// The model.
  var definitions: Definitions
  /// The tests beside its tables.
  var tests: [DecisionTest]
  /// The path of the file that is written.
  var target: String
}

/// A kind of file that can be written, by its extension.
///
/// A new one is one more line in `all`; what a format cannot hold is told in diagnostics, and then
/// nothing is written.
struct ConversionFormat: Sendable {
  /// What came of writing: the bytes, and what the format cannot hold.
  typealias Written = (bytes: [UInt8], diagnostics: [Diagnostic])

  /// The extension, without the point.
  var fileExtension: String
  /// What people call it.
  var name: String
  /// Whether it holds all that a model says, so that what was written can be compared.
  var isComplete = true
  /// Writes decision tables; nil for a format that holds none.
  var tables: (@Sendable (TableConversion) throws -> Written)?

  /// All formats that can be written.
  static let all = [
    sheet("csv", "a CSV file", .csv),
    sheet("xlsx", "an Excel workbook", .xlsx),
    sheet("ods", "an OpenDocument sheet", .ods),
    sheet("fods", "a flat OpenDocument sheet", .fods),
    sheet("xml", "an XML Spreadsheet 2003", .xmlSpreadsheet),
    ConversionFormat(fileExtension: "dmn", name: "a DMN model") { conversion in
      var model = conversion.definitions
      model.tests = conversion.tests
      let (text, diagnostics) = DMNWriter.xml(of: model)
      return (text.map { Array($0.utf8) } ?? [], diagnostics)
    },
    ConversionFormat(
      fileExtension: "otdt", name: "a table of OpenText Decision Service", isComplete: false
    ) { conversion in
      var model = conversion.definitions
      model.tests = conversion.tests
      let (text, diagnostics) = OTDTWriter.text(of: model)
      return (text.map { Array($0.utf8) } ?? [], diagnostics)
    },
  ]

  /// The formats in which a new table can be made.
  static let starters = all.filter { $0.isComplete && $0.tables != nil }

  /// The format of a path; nil if its extension stands for none.
  static func of(_ path: String) -> ConversionFormat? {
    guard let point = path.lastIndex(of: ".") else { return nil }
    let wanted = path[path.index(after: point)...].lowercased()
    return all.first { $0.fileExtension == wanted }
  }

  private static func sheet(
    _ fileExtension: String, _ name: String, _ format: WorkbookFormat
  ) -> ConversionFormat {
    ConversionFormat(fileExtension: fileExtension, name: name) { conversion in
      let sheets = DecisionSheetWriter.write(
        conversion.definitions, tests: conversion.tests, as: format, file: conversion.target)
      guard !sheets.diagnostics.hasErrors else { return ([], sheets.diagnostics) }
      return (
        try WorkbookWriter.write(sheets.workbook, as: format, style: sheets.style),
        sheets.diagnostics
      )
    }
  }
}

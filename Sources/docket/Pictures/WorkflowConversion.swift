import Casework
import Diagnostics
import Foundation
import Runner
import Spreadsheets
import Statechart
import WorkflowSheets

/// Workflows as other kinds of files: sheets, SCXML and pictures.
enum WorkflowConversion {
  /// The extensions that a workflow can be written with.
  static let extensions = ["scxml", "csv", "xlsx", "ods", "fods", "xml", "dot", "svg"]

  /// Reads the workflows of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - path: Its path.
  ///   - tables: The folders of tables, which declare variables of sheets that decide by them.
  /// - Returns: The statecharts, empty if the file holds no workflow or a faulty one, and everything
  ///   that is wrong with it.
  static func read(
    _ bytes: [UInt8], path: String, tables: [String]
  ) -> (documents: [StatechartDocument], diagnostics: [Diagnostic]) {
    let there = tables.filter { FileManager.default.fileExists(atPath: $0) }
    let known = LoadedDefinitions.load(tables: there, workflows: [path]).tables
    let readings = WorkflowSource.read(SourceFile(path: path, bytes: bytes), tables: known)
    let diagnostics = readings.flatMap(\.diagnostics)
    guard !diagnostics.hasErrors else { return ([], diagnostics) }
    return (readings.compactMap { $0.workflow?.statechart.document }, diagnostics)
  }

  /// Writes workflows as the kind of file that a path's extension says.
  ///
  /// - Parameters:
  ///   - documents: The statecharts; only a workbook holds more than one.
  ///   - path: The file to be written.
  /// - Returns: The bytes; nil if the file cannot say it all, and then what it cannot.
  /// - Throws: `CommandFailure` for an extension that no workflow has, and when graphviz fails.
  static func write(
    _ documents: [StatechartDocument], as path: String
  ) throws(CommandFailure) -> (bytes: [UInt8]?, diagnostics: [Diagnostic]) {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let format = WorkbookFormat(path: path)
    guard let first = documents.first, documents.count == 1 || format != nil && format != .csv
    else {
      throw CommandFailure(
        .findings, "the file holds \(documents.count) workflows, and .\(ending) holds one",
        details: documents.compactMap(\.name))
    }
    switch ending {
    case "scxml": return (Array(StatechartWriter.scxml(first).utf8), [])
    case "dot": return (Array(WorkflowPicture.dot(first).utf8), [])
    case "svg": return (try Graphviz.svg(WorkflowPicture.dot(first)), [])
    default: break
    }
    guard let format else {
      throw CommandFailure(
        .usage, "a workflow cannot be written as .\(ending)",
        details: ["write one of: " + extensions.map { ".\($0)" }.joined(separator: " ")])
    }
    return try workbook(documents, as: format, path)
  }

  private static func workbook(
    _ documents: [StatechartDocument], as format: WorkbookFormat, _ path: String
  ) throws(CommandFailure) -> (bytes: [UInt8]?, diagnostics: [Diagnostic]) {
    var workbook = Workbook(file: path, sheets: [])
    var style = WorkbookStyle()
    var diagnostics: [Diagnostic] = []
    for document in documents {
      let written = WorkflowSheetWriter.sheet(of: document, file: path)
      diagnostics += written.diagnostics
      guard var sheet = written.sheet else { continue }
      let name = sheetName(document.label ?? document.name ?? "Workflow", in: workbook)
      sheet.name = name
      style.sheets[name] = WorkflowSheetWriter.style(of: sheet)
      workbook.sheets.append(sheet)
    }
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    do throws(WorkbookWriteError) {
      return (try WorkbookWriter.write(workbook, as: format, style: style), diagnostics)
    } catch {
      throw CommandFailure(.couldNotRun, "\(path) cannot be written: \(error)")
    }
  }

  /// A name that every spreadsheet program takes: 31 letters, without its separators, no other's.
  private static func sheetName(_ label: String, in workbook: Workbook) -> String {
    let plain = String(label.map { "[]:*?/\\'".contains($0) ? " " : $0 }.prefix(27))
    var name = plain.allSatisfy(\.isWhitespace) ? "Workflow" : plain
    var number = 2
    while workbook.sheets.contains(where: { $0.name?.lowercased() == name.lowercased() }) {
      name = "\(plain) \(number)"
      number += 1
    }
    return name
  }
}

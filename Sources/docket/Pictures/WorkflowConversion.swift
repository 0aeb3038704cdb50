import Casework
import DecisionSheets
import Diagnostics
import Foundation
import Runner
import Spreadsheets
import Statechart
import WorkflowSheets

/// Workflows as other kinds of files: sheets, SCXML and pictures.
enum WorkflowConversion {
  /// Converts a file if it holds a workflow, or if a picture of it is asked for.
  ///
  /// - Parameters:
  ///   - source: The file to read.
  ///   - target: The file to write.
  ///   - arguments: The options of `docket convert`.
  ///   - console: Where to tell what came of it.
  /// - Returns: How it ended; nil for a file of tables that is to become another one.
  /// - Throws: `CommandFailure`.
  static func convert(
    _ source: String, to target: String, _ arguments: ParsedArguments, _ console: Console
  ) throws -> ExitCode? {
    guard let data = FileManager.default.contents(atPath: source) else { return nil }
    let bytes = Array(data)
    let ending = target.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let (hasWorkflow, hasTable) = content(bytes, of: source)
    let isPicture = ["dot", "svg"].contains(ending)
    let output: (bytes: [UInt8]?, diagnostics: [Diagnostic])
    if hasWorkflow, !hasTable || isPicture || ending == "scxml" {
      guard extensions.contains(ending) else { return nil }
      try FileOutput.check(target, mayReplace: arguments.has("--force"))
      let read = read(bytes, path: source, tables: [StoreOptions(arguments).tables])
      guard !read.documents.isEmpty else {
        return ConvertCommand.refuse(read.diagnostics, nil, console)
      }
      output = try write(read.documents, as: target)
    } else if isPicture {
      try FileOutput.check(target, mayReplace: arguments.has("--force"))
      let tables = TableFolder.load([source])
      guard !tables.diagnostics.hasErrors else {
        return ConvertCommand.refuse(tables.diagnostics, nil, console)
      }
      let dot = DecisionPicture.dot(tables.definitions)
      output = (ending == "dot" ? Array(dot.utf8) : try Graphviz.svg(dot), [])
    } else if ending == "scxml" {
      throw CommandFailure(.findings, "\(source) holds no workflow")
    } else {
      return nil
    }
    guard let written = output.bytes else {
      return ConvertCommand.refuse(output.diagnostics, nil, console)
    }
    try FileOutput.write(written, to: target)
    console.print("wrote \(target)")
    if hasWorkflow, hasTable { console.note("the tables of \(source) stay in it") }
    return .good
  }

  private static func content(
    _ bytes: [UInt8], of path: String
  ) -> (hasWorkflow: Bool, hasTable: Bool) {
    if path.lowercased().hasSuffix(".scxml") { return (true, false) }
    let file = DecisionSheets.TableFile(path: path, bytes: bytes)
    guard !file.isDMN, WorkbookFormat(path: path) != nil else { return (false, true) }
    let workbook = WorkbookReader.read(bytes, file: path).workbook
    return (
      DecisionSheetReader.isWorkflow(workbook), DecisionSheetReader.holdsTable(workbook)
    )
  }

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

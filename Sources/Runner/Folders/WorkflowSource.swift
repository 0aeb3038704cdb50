public import Casework
import DMN
import DecisionSheets
public import Diagnostics
import JSON
import Spreadsheets
public import Statechart
import WorkflowSheets

/// Reads workflows from SCXML documents and state-transition sheets.
public enum WorkflowSource {
  /// The file endings of workflows.
  static let extensions: Set<String> = [
    "scxml", "csv", "tsv", "xlsx", "xlsm", "ods", "fods", "xml",
  ]

  /// A workflow, as far as it can be used, and all that is wrong with its file.
  public struct Reading: Sendable {
    /// Nil when the file cannot be used.
    public var workflow: LoadedWorkflow?
    /// Everything that is wrong.
    public var diagnostics: [Diagnostic]
    /// The sessions that stand inside it.
    var inline: [StatechartReader.InlineSession] = []
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - tables: The decisions that a sheet's `decide` may name.
  ///   - calendars: The names of the calendars that deadlines may be counted by; nil where they are
  ///     not known, and then nothing is said about them.
  ///   - errors: What becomes of unhandled errors where an SCXML document does not say; the standard's
  ///     way also accepts expressions that are faulty, which then fail when they are reached.
  /// - Returns: The workflows, in their order; none for sheets that are none, such as tables.
  public static func read(
    _ source: SourceFile, tables: TableSet, calendars: [String]? = nil,
    errors: StatechartDocument.ErrorHandling = .incident
  ) -> [Reading] {
    read(source, tables: tables, calendars: calendars, errors: errors, in: FolderReading())
  }

  private static func read(
    _ source: SourceFile, tables: TableSet, calendars: [String]?,
    errors: StatechartDocument.ErrorHandling, in folders: FolderReading
  ) -> [Reading] {
    readUnchecked(source, tables: tables, errors, folders).map { reading in
      guard let workflow = reading.workflow else { return reading }
      let checks = InvocationChecks(calendars: calendars)
      let inline = reading.inline.flatMap { session in
        session.diagnostics + (session.document.map(checks.diagnostics) ?? [])
      }
      let faults = checks.diagnostics(of: workflow.statechart.document) + inline
      return Reading(
        workflow: faults.hasErrors && errors == .incident ? nil : workflow,
        diagnostics: (reading.diagnostics + faults).inReadingOrder())
    }
  }

  private static func readUnchecked(
    _ source: SourceFile, tables: TableSet, _ errors: StatechartDocument.ErrorHandling,
    _ folders: FolderReading
  ) -> [Reading] {
    if isSCXML(source.path) {
      let folder = Self.folder(of: source.path)
      var sources: [String: String] = [:]
      let reading = readSCXML(source, errors) { name in
        let text = contents(of: name, in: folder)
        if let text { sources[name] = text }
        return text
      } body: {
        StoredDocument(sources: sources, file: source.bytes).bytes
      }
      return [reading]
    }
    // `.xml` may also be a DMN model.
    if DecisionSheets.TableFile(path: source.path, bytes: source.bytes).isDMN { return [] }
    let (workbook, diagnostics) = folders.sheets(of: source.path, source.bytes)
    let sheets = WorkflowSheetReader.workflows(in: workbook)
    guard !sheets.isEmpty else {
      return diagnostics.hasErrors ? [Reading(workflow: nil, diagnostics: diagnostics)] : []
    }
    let body = StoredSheet(interfaces: tables.interfaces, file: source.bytes).bytes
    return sheets.enumerated().map { index, sheet in
      let read = WorkflowSheetReader.read(sheet, decisions: tables.interfaces)
      let all = (index == 0 ? diagnostics : []) + read.diagnostics
      return reading(read.document, all, source.path, body: body)
    }
  }

  /// The workbooks among the workflows that hold tables, too.
  ///
  /// - Parameters:
  ///   - paths: The folders and files of workflows.
  ///   - known: The paths of files that are read as tables anyway.
  ///   - folders: What was read already.
  /// - Returns: The files.
  static func tableFiles(
    at paths: [String], besides known: Set<String>, in folders: FolderReading
  ) -> [DecisionSheets.TableFile] {
    SourceFiles.signatures(at: paths, extensions: extensions).keys.sorted().compactMap { path in
      guard !isSCXML(path), !known.contains(path), let bytes = folders.bytes(of: path) else {
        return nil
      }
      let file = DecisionSheets.TableFile(path: path, bytes: bytes)
      guard !file.isDMN else { return nil }
      let workbook = folders.keepWhole(path, bytes)
      if DecisionSheetReader.isWorkflow(workbook), DecisionSheetReader.holdsTable(workbook) {
        return file
      }
      folders.letGo(path)
      return nil
    }
  }

  /// Reads all workflows of some folders and files.
  ///
  /// - Parameters:
  ///   - paths: The folders and files.
  ///   - tables: The decisions that sheets may name.
  ///   - calendars: The names of the calendars that deadlines may be counted by.
  ///   - folders: What was read already.
  /// - Returns: The workflows by path, nil where a file has errors, and everything that is wrong.
  static func readAll(
    at paths: [String], tables: TableSet, calendars: [String], in folders: FolderReading
  ) -> (workflows: [String: [LoadedWorkflow]?], diagnostics: [Diagnostic]) {
    var workflows: [String: [LoadedWorkflow]?] = [:]
    var diagnostics: [Diagnostic] = []
    var owners: [String: String] = [:]
    for path in SourceFiles.signatures(at: paths, extensions: extensions).keys.sorted() {
      guard let bytes = folders.bytes(of: path) else {
        diagnostics.append(Diagnostic(RunnerCode.unreadable, at: Origin(file: path)))
        workflows[path] = .some(nil)
        continue
      }
      let readings = read(
        SourceFile(path: path, bytes: bytes), tables: tables, calendars: calendars,
        errors: .incident, in: folders)
      guard !readings.isEmpty else { continue }
      var good: [LoadedWorkflow] = []
      for reading in readings {
        diagnostics += reading.diagnostics
        guard let workflow = reading.workflow else { continue }
        if let owner = owners[workflow.name] {
          diagnostics.append(sameName(workflow, owner))
          continue
        }
        owners[workflow.name] = path
        good.append(workflow)
      }
      let isWhole = readings.allSatisfy { $0.workflow != nil }
      if isWhole, good.isEmpty { continue }
      workflows[path] = .some(isWhole ? good : nil)
    }
    for path in paths where !SourceFiles.exists(path) {
      diagnostics.append(
        Diagnostic(
          RunnerCode.unreadable, at: Origin(file: path), "there is no such file or folder",
          mend: "mend the path"))
    }
    return (workflows, diagnostics)
  }

  private static func sameName(_ workflow: LoadedWorkflow, _ owner: String) -> Diagnostic {
    Diagnostic(
      RunnerCode.sameName, at: Origin(file: workflow.file),
      found: "the workflow \"\(workflow.name)\", which \(owner) holds too",
      expected: "another name, for cases are started by it", mend: "rename one of them")
  }

  /// Reads the stored version of a workflow.
  ///
  /// - Throws: `BrokenWorkflow` with what is wrong.
  static func stored(
    _ definition: DefinitionRecord, errors: StatechartDocument.ErrorHandling
  ) throws(BrokenWorkflow) -> CompiledStatechart {
    try storedWorkflow(definition, errors).statechart
  }

  /// Reads the stored version of a workflow with its name and label.
  ///
  /// - Throws: `BrokenWorkflow` with what is wrong.
  static func storedWorkflow(
    _ definition: DefinitionRecord, _ errors: StatechartDocument.ErrorHandling = .incident
  ) throws(BrokenWorkflow) -> LoadedWorkflow {
    let reading: Reading
    if isSCXML(InlineWorkflow.container(of: definition.file)) {
      let stored = StoredDocument(definition.body)
      let source = SourceFile(path: definition.file, bytes: stored.file)
      let folder = Self.folder(of: definition.file)
      reading = readSCXML(source, errors) { name in
        // Documents stored before their files were, and those that stand inside another one, look beside it.
        stored.sources.first { $0.name == name }?.text ?? contents(of: name, in: folder)
      } body: {
        definition.body
      }
    } else {
      guard let stored = StoredSheet(definition.body) else {
        throw BrokenWorkflow(reason: "its stored form cannot be read")
      }
      let (workbook, _) = WorkbookReader.read(stored.file, file: definition.file)
      let sheets = WorkflowSheetReader.workflows(in: workbook)
      let readings = sheets.map { WorkflowSheetReader.read($0, decisions: stored.interfaces) }
      // A workbook may hold several; they are told apart by their names.
      guard
        let read = readings.first(where: { $0.document?.name == definition.name }) ?? readings.first
      else { throw BrokenWorkflow(reason: "its stored form holds no workflow") }
      reading = self.reading(
        read.document, read.diagnostics, definition.file, body: definition.body)
    }
    guard let workflow = reading.workflow else {
      let first = reading.diagnostics.first { $0.severity == .error }
      throw BrokenWorkflow(reason: first?.text ?? "it cannot be compiled")
    }
    return workflow
  }

  private static func isSCXML(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".scxml")
  }

  /// Reads an SCXML document: `load` gives the files that it names, `body` what is stored of it once it
  /// was read.
  private static func readSCXML(
    _ source: SourceFile, _ errors: StatechartDocument.ErrorHandling,
    load: (String) -> String?, body: () -> [UInt8]
  ) -> Reading {
    var inline: [StatechartReader.InlineSession] = []
    let read = withoutActuallyEscaping(load) { load in
      StatechartReader.read(source.bytes, file: source.path, load: load) { inline.append($0) }
    }
    var reading = reading(read.document, read.diagnostics, source.path, body: body(), errors)
    reading.inline = inline
    return reading
  }

  private static func folder(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
  }

  /// The text of a file that a document in `folder` names.
  private static func contents(of name: String, in folder: String) -> String? {
    let wanted = name.hasPrefix("file:") ? String(name.dropFirst(5)) : name
    guard wanted.utf8.allSatisfy({ $0 != 0 }), !wanted.isEmpty else { return nil }
    let path = wanted.hasPrefix("/") || folder.isEmpty ? wanted : "\(folder)/\(wanted)"
    return SourceFiles.read(path).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func reading(
    _ document: StatechartDocument?, _ diagnostics: [Diagnostic], _ path: String, body: [UInt8],
    _ errors: StatechartDocument.ErrorHandling = .incident
  ) -> Reading {
    guard let document else { return Reading(workflow: nil, diagnostics: diagnostics) }
    let compiled = CompiledStatechart.compile(document, errorHandling: errors)
    // Behind faults of the structure, those of expressions are news; the others would be echoes.
    let further = compiled.diagnostics.filter {
      !diagnostics.hasErrors || $0.code.id.hasPrefix("FEEL")
    }
    let all = (diagnostics + further).inReadingOrder()
    guard let statechart = compiled.statechart, errors == .standard || !all.hasErrors else {
      return Reading(workflow: nil, diagnostics: all)
    }
    let name = document.name ?? baseName(path)
    return Reading(
      workflow: LoadedWorkflow(
        name: name, label: document.label ?? name, version: SHA256.version(of: body), file: path,
        body: body, statechart: statechart),
      diagnostics: all)
  }

  private static func baseName(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.split(separator: ".").first ?? name)
  }
}

/// Why the stored version of a workflow can no longer run.
struct BrokenWorkflow: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}

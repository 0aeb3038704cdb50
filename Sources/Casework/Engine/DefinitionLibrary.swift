public import Calendars
import DMN
public import FEEL
public import JSON
public import Statechart
import Synchronization

/// A workflow as it was loaded, ready to run.
public struct LoadedWorkflow: Sendable {
  /// The name by which commands call it.
  public var name: String
  /// What people read; the name where there is none.
  public var label: String
  /// `sha256:` and the digest of the file.
  public var version: String
  /// The path of the file.
  public var file: String
  /// The file's bytes, stored with the first case that uses this version.
  public var body: [UInt8]
  /// What runs.
  public let statechart: CompiledStatechart
  /// Whether a decision of the workflow asks for the tables in force at its start.
  let bindsAtStart: Bool

  /// Makes a workflow.
  public init(
    name: String, label: String, version: String, file: String, body: [UInt8],
    statechart: CompiledStatechart
  ) {
    self.name = name
    self.label = label
    self.version = version
    self.file = file
    self.body = body
    self.statechart = statechart
    bindsAtStart = statechart.document.allContent.contains { element in
      if case .decide(let decide) = element.action { decide.binding == .start } else { false }
    }
  }
}

/// A file of decision tables as it was loaded.
public struct TableFile: Sendable, Hashable {
  /// The path.
  public var file: String
  /// `sha256:` and the digest of the bytes.
  public var version: String
  /// The file's bytes.
  public var body: [UInt8]

  /// Makes a file.
  public init(file: String, version: String, body: [UInt8]) {
    self.file = file
    self.version = version
    self.body = body
  }
}

/// The tables in force together; they decide what workflows ask.
public protocol DecisionSource: Sendable {
  /// The files they come from.
  var files: [TableFile] { get }
  /// `sha256:` and a digest over all files.
  var version: String { get }
  /// Makes a decision.
  func decide(_ request: DecisionRequest, now: DateAndTime) -> DecisionOutcome
  /// Makes a decision again from the inputs that a log kept.
  func decideAgain(_ name: String, inputs: JSONValue, now: DateAndTime) -> DecisionOutcome
}

extension DecisionSource {
  /// Takes the inputs as JSON gives them, without the types that the decision declares.
  public func decideAgain(
    _ name: String, inputs: JSONValue, now: DateAndTime
  ) -> DecisionOutcome {
    let values: ContextValue =
      if case .context(let values) = Value(json: inputs) { values } else { .empty }
    return decide(
      DecisionRequest(name: name, inputs: values, usesVariables: false, binding: .latest),
      now: now)
  }
}

/// No tables: every decision is unknown.
public struct NoDecisions: DecisionSource {
  /// Makes the empty source.
  public init() {}
  /// None.
  public var files: [TableFile] { [] }
  /// The version of nothing.
  public var version: String { "sha256:none" }
  /// Says that there are no tables.
  public func decide(_ request: DecisionRequest, now: DateAndTime) -> DecisionOutcome {
    .failed(reason: "there is no decision \"\(request.name)\": no tables are loaded", record: nil)
  }
}

/// Turns stored definitions back into what runs, for cases that keep an older version.
public protocol DefinitionLoader: Sendable {
  /// Compiles a stored workflow.
  ///
  /// - Throws: An error that says why it can no longer be read.
  func workflow(_ definition: DefinitionRecord) throws -> CompiledStatechart
  /// Compiles stored table files.
  ///
  /// - Throws: An error that says why they can no longer be read.
  func decisions(_ files: [TableFile]) throws -> any DecisionSource
  /// Reads a stored calendar.
  ///
  /// - Throws: An error that says why it can no longer be read.
  func calendar(_ definition: DefinitionRecord) throws -> BusinessCalendar
}

/// The workflows and tables in force, swapped as a whole when files change, and the compiled older
/// versions that running cases keep.
public final class DefinitionLibrary: Sendable {
  private struct State {
    var workflows: [String: LoadedWorkflow] = [:]
    var decisions: any DecisionSource = NoDecisions()
    var calendars: [LoadedCalendar] = []
    var compiled: [DefinitionID: CompiledStatechart] = [:]
    var olderDecisions: [DefinitionID: any DecisionSource] = [:]
    /// Rows known to be stored, so that a step need not look.
    var stored: [String: DefinitionID] = [:]
  }

  private let state = Mutex(State())
  private let loader: any DefinitionLoader

  /// Makes an empty library.
  public init(loader: any DefinitionLoader) {
    self.loader = loader
  }

  /// Puts new workflows in force; running cases keep theirs.
  public func replaceWorkflows(_ workflows: [LoadedWorkflow]) {
    state.withLock { state in
      state.workflows = Dictionary(workflows.map { ($0.name, $0) }) { first, _ in first }
    }
  }

  /// Puts new tables in force.
  public func replaceDecisions(_ decisions: any DecisionSource) {
    state.withLock { $0.decisions = decisions }
  }

  /// Puts new calendars in force; deadlines that were set keep their times.
  public func replaceCalendars(_ calendars: [LoadedCalendar]) {
    state.withLock { $0.calendars = calendars.sorted { $0.name < $1.name } }
  }

  /// The calendars in force, sorted by name.
  public var calendars: [LoadedCalendar] { state.withLock { $0.calendars } }

  /// The workflows in force, sorted by name.
  public var workflows: [LoadedWorkflow] {
    state.withLock { $0.workflows.values.sorted { $0.name < $1.name } }
  }

  /// The tables in force.
  public var decisions: any DecisionSource { state.withLock { $0.decisions } }

  /// The workflow of that name or label.
  ///
  /// - Throws: `CaseworkError.unknownWorkflow` with the nearest name.
  public func workflow(named name: String) throws(CaseworkError) -> LoadedWorkflow {
    let (found, names) = state.withLock { state in
      (
        state.workflows[name] ?? state.workflows.values.first { $0.label == name },
        Array(state.workflows.keys)
      )
    }
    guard let found else { throw .unknownWorkflow(name, known: names) }
    return found
  }

  /// The workflow read from a file, named as an `<invoke src>` does.
  func workflow(inFile file: String) -> LoadedWorkflow? {
    let wanted = file.hasPrefix("file:") ? String(file.dropFirst(5)) : file
    return state.withLock { state in
      state.workflows.values.first { $0.file == wanted || $0.file.hasSuffix("/" + wanted) }
    }
  }

  // MARK: Stored versions

  /// What runs a case that started with this definition.
  ///
  /// - Throws: `CaseworkError` when the stored file can no longer be read.
  func statechart(_ id: DefinitionID, _ reader: any CaseReader) throws -> CompiledStatechart {
    if let compiled = state.withLock({ $0.compiled[id] }) { return compiled }
    guard let record = try reader.definition(id) else {
      throw CaseworkError(
        .brokenDefinition, .unavailable, "the stored workflow \(id) is missing from the store")
    }
    let compiled = try loading(record.name) { try loader.workflow(record) }
    state.withLock { $0.compiled[id] = compiled }
    return compiled
  }

  /// The tables that were in force when a case started.
  ///
  /// - Throws: `CaseworkError` when the stored files can no longer be read.
  func decisions(_ id: DefinitionID, _ reader: any CaseReader) throws -> any DecisionSource {
    if let known = state.withLock({ $0.olderDecisions[id] }) { return known }
    guard let record = try reader.definition(id) else {
      throw CaseworkError(
        .brokenDefinition, .unavailable, "the stored tables \(id) are missing from the store")
    }
    let source: any DecisionSource
    if record.version == decisions.version {
      source = decisions
    } else {
      source = try decisions(TableList.read(record.body), reader)
    }
    state.withLock { $0.olderDecisions[id] = source }
    return source
  }

  /// The tables of some stored files.
  ///
  /// - Throws: `CaseworkError` when one is missing or can no longer be read.
  func decisions(
    _ files: [DecisionRecord.FileVersion], _ reader: any CaseReader
  ) throws -> any DecisionSource {
    let files = try files.map { entry in
      guard
        let file = try reader.definition(
          kind: .tableFile, name: entry.file, version: entry.version)
      else {
        throw CaseworkError(
          .brokenDefinition, .unavailable,
          "the table \(entry.file) \(entry.version) is missing from the store")
      }
      return TableFile(file: file.file, version: file.version, body: file.body)
    }
    return try loading(files.map(\.file).joined(separator: ", ")) { try loader.decisions(files) }
  }

  /// The calendar of a name as it was used last, for cases that outlive its file.
  ///
  /// - Throws: `CaseworkError` when the stored file can no longer be read.
  func storedCalendar(_ name: String, _ reader: any CaseReader) throws -> LoadedCalendar? {
    guard let record = try reader.newestDefinition(kind: .calendar, name: name) else { return nil }
    let calendar = try loading(name) { try loader.calendar(record) }
    return LoadedCalendar(
      calendar: calendar, version: record.version, file: record.file, body: record.body)
  }

  private func loading<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw CaseworkError(
        .brokenDefinition, .unavailable, "the stored version of \(name) cannot be used: \(error)")
    }
  }

  /// Stores a workflow with the first case that uses this version.
  func store(
    _ workflow: LoadedWorkflow, _ transaction: any CaseTransaction, at: Timestamp
  ) throws -> DefinitionID {
    let id = try store(
      kind: .workflow, name: workflow.name, version: workflow.version, file: workflow.file,
      body: workflow.body, transaction, at: at)
    state.withLock { $0.compiled[id] = workflow.statechart }
    return id
  }

  /// The number under which a workflow was stored last, which the unit that uses it has to look at again.
  func stored(_ workflow: LoadedWorkflow) -> DefinitionID? {
    let mark = Self.mark(.workflow, version: workflow.version, name: workflow.name)
    return state.withLock { $0.stored[mark] }
  }

  private static func mark(_ kind: DefinitionKind, version: String, name: String) -> String {
    "\(kind.rawValue) \(version) \(name)"
  }

  /// Stores a workflow that an `<invoke>` holds as its content.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - invocation: The id of the invocation.
  ///   - record: The case that invokes it; files it names are looked for beside that case's own.
  ///   - transaction: The unit that carries it.
  ///   - now: The time of the unit.
  /// - Returns: The definition and its workflow's name.
  /// - Throws: `CaseworkError.brokenDefinition` when it is no workflow.
  func storeInline(
    _ text: String, invokedAs invocation: String, by record: CaseRecord,
    _ transaction: any CaseTransaction, at now: Timestamp
  ) throws -> (id: DefinitionID, name: String) {
    let body = Array(text.utf8)
    let outer = try transaction.definition(record.definition)?.file ?? record.workflow
    // One document invoked from several places is one definition.
    let name = "\(record.workflow).\(invocation)"
    var definition = DefinitionRecord(
      id: DefinitionID(rawValue: 0), kind: .workflow, name: name,
      version: SHA256.version(of: body), file: InlineWorkflow.file(in: outer, invocation),
      body: body, storedAt: now)
    let compiled = try loading("the content of \(invocation)") { try loader.workflow(definition) }
    definition.id = try transaction.putDefinition(definition)
    state.withLock { $0.compiled[definition.id] = compiled }
    return (definition.id, name)
  }

  /// Stores a table file with the first decision that it makes.
  func store(_ file: TableFile, _ transaction: any CaseTransaction, at: Timestamp) throws {
    _ = try store(
      kind: .tableFile, name: file.file, version: file.version, file: file.file, body: file.body,
      transaction, at: at)
  }

  /// Stores a calendar with the first deadline that is counted by it.
  func store(_ calendar: LoadedCalendar, _ transaction: any CaseTransaction, at: Timestamp) throws {
    _ = try store(
      kind: .calendar, name: calendar.name, version: calendar.version, file: calendar.file,
      body: calendar.body, transaction, at: at)
  }

  /// Stores which tables are in force together, and the files themselves.
  func storeTables(
    _ source: any DecisionSource, _ transaction: any CaseTransaction, at: Timestamp
  ) throws -> DefinitionID {
    for file in source.files { try store(file, transaction, at: at) }
    let id = try store(
      kind: .tables, name: "tables", version: source.version, file: "",
      body: TableList.write(source.files), transaction, at: at)
    state.withLock { $0.olderDecisions[id] = source }
    return id
  }

  private func store(
    kind: DefinitionKind, name: String, version: String, file: String, body: [UInt8],
    _ transaction: any CaseTransaction, at: Timestamp
  ) throws -> DefinitionID {
    let mark = Self.mark(kind, version: version, name: name)
    // A row remembered from a unit that was undone is not there, or is another's by now: look before
    // trusting it.
    if let known = state.withLock({ $0.stored[mark] }),
      try transaction.definitionVersion(known) == version
    {
      return known
    }
    let id = try transaction.putDefinition(
      DefinitionRecord(
        id: DefinitionID(rawValue: 0), kind: kind, name: name, version: version, file: file,
        body: body, storedAt: at))
    state.withLock { $0.stored[mark] = id }
    return id
  }
}

/// A workflow that stands inside another one's file.
public enum InlineWorkflow {
  /// The mark between the file and the invocation.
  private static let mark: Character = "#"

  /// How its definition names its place: the file, and the invocation that holds it.
  static func file(in outer: String, _ invocation: String) -> String {
    "\(container(of: outer))\(mark)\(invocation)"
  }

  /// The file that holds a workflow: its own, or the one it stands in.
  public static func container(of file: String) -> String {
    guard let end = file.lastIndex(of: mark), file[..<end].lowercased().hasSuffix(".scxml") else {
      return file
    }
    return String(file[..<end])
  }
}

/// The stored form of the list of table files in force: a version and a path a line.
private enum TableList {
  static func write(_ files: [TableFile]) -> [UInt8] {
    Array(files.map { "\($0.version) \($0.file)" }.joined(separator: "\n").utf8)
  }

  static func read(_ body: [UInt8]) -> [DecisionRecord.FileVersion] {
    String(decoding: body, as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return DecisionRecord.FileVersion(file: String(parts[1]), version: String(parts[0]))
    }
  }
}

import Calendars
public import Casework
public import Connectors
import DMN
import DecisionSheets
public import Diagnostics
import Statechart
import Synchronization

/// What reading the folders came to.
public struct ReloadReport: Sendable {
  /// Everything that is wrong with the files as they lie on disk.
  public var diagnostics: [Diagnostic]
  /// The files whose last good version is kept, because the new one has errors.
  public var keptFiles: [String]
  /// The number of decisions in force.
  public var decisions: Int
  /// The number of workflows in force.
  public var workflows: Int
}

/// Remembers beyond the life of the process which files were good.
public protocol KeptDefinitions: Sendable {
  /// What a file held when it was good last: one file of tables, or its workflows.
  func lastGood(_ kind: DefinitionKind, file: String) -> [DefinitionRecord]
  /// Notes what is in force now.
  func keep(_ tables: [Casework.TableFile], _ workflows: [LoadedWorkflow])
}

/// The folders of tables and workflows: read at the start, and again when a file was changed.
///
/// A file with errors is reported; its last good version stays in force.
public final class DefinitionFolders: Sendable {
  private struct State {
    var seen: [String: SourceFiles.Signature] = [:]
    /// Changed, but perhaps still being written.
    var unsettled: [String: SourceFiles.Signature]?
    var goodTables: [String: DecisionSheets.TableFile] = [:]
    var goodWorkflows: [String: [LoadedWorkflow]] = [:]
    var goodIntakes: [String: [IntakeSheet]] = [:]
    var goodCalendars: [String: [LoadedCalendar]] = [:]
    var tables = TableSet.empty
  }

  /// What others may ask for at any time, also while files are being read.
  private struct InForce {
    var tables = TableSet.empty
    var intakes: [IntakeSheet] = []
    var diagnostics: [Diagnostic] = []
  }

  private let tablePaths: [String]
  private let workflowPaths: [String]
  private let calendarPaths: [String]
  /// Where what was read is put in force.
  public let library: DefinitionLibrary
  /// Held while files are read and compiled, which may take long.
  private let state = Mutex(State())
  private let kept: (any KeptDefinitions)?
  private let inForce = Mutex(InForce())

  /// Makes the folders; nothing is read before `load`.
  ///
  /// - Parameters:
  ///   - tables: Folders or files of tables.
  ///   - workflows: Folders or files of workflows, and of calendars among them.
  ///   - calendars: Further folders or files whose calendars may be named.
  ///   - library: Where what was read is put in force.
  ///   - kept: What was in force before the process began; nil for nothing.
  public init(
    tables: [String], workflows: [String], calendars: [String] = [], library: DefinitionLibrary,
    kept: (any KeptDefinitions)? = nil
  ) {
    self.kept = kept
    tablePaths = tables
    workflowPaths = workflows
    calendarPaths = calendars.filter { !workflows.contains($0) }
    self.library = library
  }

  /// The tables in force.
  public var tables: TableSet { inForce.withLock { $0.tables } }

  /// The intake sheets in force.
  public var intakes: [IntakeSheet] { inForce.withLock { $0.intakes } }

  /// What is wrong with the files as they were read last.
  public var diagnostics: [Diagnostic] { inForce.withLock { $0.diagnostics } }

  /// Reads all files and puts what is good in force.
  @discardableResult
  public func load() -> ReloadReport {
    let signatures = currentSignatures()
    return state.withLock { load(signatures, &$0) }
  }

  /// The workflows that are in force, sorted by name.
  public var workflows: [LoadedWorkflow] {
    state.withLock { state in
      state.goodWorkflows.values.flatMap(\.self).sorted { $0.name < $1.name }
    }
  }

  /// Reads the files again if some were changed and have been still since the last call.
  ///
  /// - Returns: What came of it; nil if there was nothing to do.
  public func reloadIfChanged() -> ReloadReport? {
    let signatures = currentSignatures()
    return state.withLock { state in
      guard signatures != state.seen else {
        state.unsettled = nil
        return nil
      }
      guard signatures == state.unsettled else {
        state.unsettled = signatures
        return nil
      }
      return load(signatures, &state)
    }
  }

  private func currentSignatures() -> [String: SourceFiles.Signature] {
    let tables = SourceFiles.signatures(at: tablePaths, extensions: TableFiles.extensions)
    return tables.merging(
      SourceFiles.signatures(at: workflowPaths, extensions: WorkflowSource.extensions)
    ) { first, _ in first }
  }

  private func load(
    _ signatures: [String: SourceFiles.Signature], _ state: inout State
  ) -> ReloadReport {
    state.seen = signatures
    state.unsettled = nil
    var report = ReloadReport(diagnostics: [], keptFiles: [], decisions: 0, workflows: 0)
    let reading = FolderReading()
    loadTables(&state, &report, reading)
    loadCalendars(&state, &report, reading)
    loadWorkflows(&state, &report, reading)
    loadIntakes(&state, &report, reading)
    report.decisions = state.tables.decisions.decisions.count
    report.workflows = state.goodWorkflows.values.reduce(0) { $0 + $1.count }
    report.diagnostics = report.diagnostics.inReadingOrder()
    let current = InForce(
      tables: state.tables, intakes: state.goodIntakes.values.flatMap(\.self),
      diagnostics: report.diagnostics)
    inForce.withLock { $0 = current }
    library.replaceDecisions(state.tables)
    library.replaceCalendars(state.goodCalendars.values.flatMap(\.self))
    library.replaceWorkflows(state.goodWorkflows.values.flatMap(\.self))
    kept?.keep(state.tables.files.filter { state.goodTables[$0.file] != nil }, library.workflows)
    return report
  }

  /// Where a file has errors or is gone, its last good version takes its place; a new file with errors
  /// is left out, so that it cannot disturb what is in force.
  private func loadTables(
    _ state: inout State, _ report: inout ReloadReport, _ reading: FolderReading
  ) {
    var (sources, unreadable) = TableFiles.read(tablePaths)
    reading.add(sources)
    // A workbook may hold a workflow and its tables together.
    sources += WorkflowSource.tableFiles(
      at: workflowPaths, besides: Set(sources.map(\.path)), in: reading)
    var candidate = TableSet(sources, workbook: reading.takeWhole)
    report.diagnostics += unreadable + candidate.loaded.diagnostics
    let faulty = candidate.loaded.faultyFiles
    report.diagnostics += keptTables(of: faulty, &state)
    let removed = removedButNeeded(sources, faulty, state)
    report.diagnostics += removed.map { Self.removed($0.path) }
    report.keptFiles += removed.map(\.path)
    report.keptFiles += faulty.filter { state.goodTables[$0] != nil }.sorted()
    // At the first reading there is nothing to keep: only the faulty decisions are left out.
    if !state.goodTables.isEmpty, !faulty.isEmpty || !removed.isEmpty {
      let isFirst = state.tables.files.isEmpty
      let good = sources.compactMap { source in
        guard faulty.contains(source.path) else { return source }
        return state.goodTables[source.path] ?? (isFirst ? source : nil)
      }
      candidate = TableSet(good + removed, workbook: reading.takeWhole)
      // Good files can contradict an old version of another one: then all stay as they were.
      if !isFirst, !candidate.loaded.faultyFiles.isEmpty { return }
    }
    let stillFaulty = candidate.loaded.faultyFiles
    state.tables = candidate
    state.goodTables = Dictionary(
      candidate.files.filter { !stillFaulty.contains($0.file) }.map {
        ($0.file, DecisionSheets.TableFile(path: $0.file, bytes: $0.body))
      }
    ) { first, _ in first }
  }

  /// The last good versions of files that are gone though a workflow decides by them, or though a
  /// file that was good before has become faulty without them.
  private func removedButNeeded(
    _ sources: [DecisionSheets.TableFile], _ faulty: Set<String>, _ state: State
  ) -> [DecisionSheets.TableFile] {
    let present = Set(sources.map(\.path))
    let gone = state.goodTables.values.filter { !present.contains($0.path) }
      .sorted { $0.path < $1.path }
    guard !gone.isEmpty else { return [] }
    let isMissed = sources.contains { source in
      faulty.contains(source.path) && state.goodTables[source.path]?.bytes == source.bytes
    }
    if isMissed { return gone }
    let decided = Set(state.goodWorkflows.values.joined().flatMap(\.decisionNames))
    let files = Set(
      state.tables.decisions.decisions.filter { decision in
        decided.contains(decision.name) || decision.label.map(decided.contains) == true
      }.map(\.origin.file))
    return gone.filter { files.contains($0.path) }
  }

  /// At the first reading, the last good versions of faulty files that the store kept.
  private func keptTables(of faulty: Set<String>, _ state: inout State) -> [Diagnostic] {
    guard let kept, state.tables.files.isEmpty else { return [] }
    return faulty.sorted().compactMap { path in
      guard let record = kept.lastGood(.tableFile, file: path).first else { return nil }
      let table = DecisionSheets.TableFile(path: path, bytes: record.body)
      guard TableSet([table]).loaded.faultyFiles.isEmpty else { return nil }
      state.goodTables[path] = table
      return Self.restored(path, record)
    }
  }

  private static func restored(_ path: String, _ record: DefinitionRecord) -> Diagnostic {
    Diagnostic(
      RunnerCode.restored, .warning, at: Origin(file: path),
      found: "errors in the file as it lies there",
      expected: "a file without errors",
      mend: "mend the file; until then its version \(record.version.dropFirst(7).prefix(12)) of "
        + "\(record.storedAt) is in force")
  }

  private static func removed(_ path: String) -> Diagnostic {
    Diagnostic(
      RunnerCode.removed, .warning, at: Origin(file: path),
      expected: "the file, for a loaded workflow decides by its tables",
      mend: "put it back, or remove what decides by it first; until then its last version decides, "
        + "and a restart will not find it")
  }

  /// A calendar with errors keeps its last good version; one that is gone is gone for new deadlines of
  /// loaded workflows, which `check` then names.
  private func loadCalendars(
    _ state: inout State, _ report: inout ReloadReport, _ reading: FolderReading
  ) {
    let read = CalendarSource.readAll(at: workflowPaths + calendarPaths, in: reading)
    report.diagnostics += read.diagnostics
    var good: [String: [LoadedCalendar]] = [:]
    for (path, calendars) in read.calendars {
      if calendars.isEmpty, let kept = state.goodCalendars[path] {
        report.keptFiles.append(path)
        good[path] = kept
      } else {
        good[path] = calendars
      }
    }
    state.goodCalendars = good
  }

  private func loadWorkflows(
    _ state: inout State, _ report: inout ReloadReport, _ reading: FolderReading
  ) {
    let names = state.goodCalendars.values.flatMap(\.self).flatMap { loaded in
      let label = loaded.calendar.label
      return label.lowercased() == loaded.name.lowercased() ? [loaded.name] : [loaded.name, label]
    }
    let read = WorkflowSource.readAll(
      at: workflowPaths, tables: state.tables, calendars: names, in: reading)
    report.diagnostics += read.diagnostics
    var good: [String: [LoadedWorkflow]] = [:]
    let isFirst = state.goodWorkflows.isEmpty
    for (path, workflows) in read.workflows {
      if let workflows {
        good[path] = workflows
      } else if let kept = state.goodWorkflows[path] {
        report.keptFiles.append(path)
        good[path] = kept
      } else if isFirst, let records = kept?.lastGood(.workflow, file: path),
        let newest = records.last
      {
        let restored = records.compactMap { try? WorkflowSource.storedWorkflow($0) }
        guard !restored.isEmpty else { continue }
        report.keptFiles.append(path)
        report.diagnostics.append(Self.restored(path, newest))
        good[path] = restored
      }
    }
    state.goodWorkflows = good
  }

  private func loadIntakes(
    _ state: inout State, _ report: inout ReloadReport, _ reading: FolderReading
  ) {
    let read = IntakeFiles.readAll(
      at: workflowPaths, workflows: state.goodWorkflows.values.flatMap(\.self), in: reading)
    report.diagnostics += read.diagnostics
    var good: [String: [IntakeSheet]] = [:]
    for (path, sheets) in read.sheets {
      if let sheets {
        good[path] = sheets
      } else if let kept = state.goodIntakes[path] {
        report.keptFiles.append(path)
        good[path] = kept
      }
    }
    state.goodIntakes = good
  }
}

extension LoadedWorkflow {
  /// The decisions that the workflow names; computed names are not known before it runs.
  fileprivate var decisionNames: [String] {
    statechart.document.allContent.compactMap { element in
      if case .decide(let decide) = element.action, case .text(let name) = decide.table {
        name
      } else {
        nil
      }
    }
  }
}

public import Casework
import DMN
public import Diagnostics
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

/// The folders of tables and workflows: read at the start, and again when a file was changed.
///
/// A file with errors is reported; its last good version stays in force.
public final class DefinitionFolders: Sendable {
  private struct State {
    var seen: [String: SourceFiles.Signature] = [:]
    /// Changed, but perhaps still being written.
    var unsettled: [String: SourceFiles.Signature]?
    var goodTables: [String: SourceFile] = [:]
    var goodWorkflows: [String: LoadedWorkflow] = [:]
    var tables = TableSet([])
    var diagnostics: [Diagnostic] = []
  }

  private let tablePaths: [String]
  private let workflowPaths: [String]
  private let library: DefinitionLibrary
  private let state = Mutex(State())

  /// Makes the folders; nothing is read before `load`.
  ///
  /// - Parameters:
  ///   - tables: Folders or files of tables.
  ///   - workflows: Folders or files of workflows.
  ///   - library: Where what was read is put in force.
  public init(tables: [String], workflows: [String], library: DefinitionLibrary) {
    tablePaths = tables
    workflowPaths = workflows
    self.library = library
  }

  /// The tables in force.
  public var tables: TableSet { state.withLock { $0.tables } }

  /// What is wrong with the files as they were read last.
  public var diagnostics: [Diagnostic] { state.withLock { $0.diagnostics } }

  /// Reads all files and puts what is good in force.
  @discardableResult
  public func load() -> ReloadReport {
    let signatures = currentSignatures()
    return state.withLock { load(signatures, &$0) }
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
    let tables = SourceFiles.signatures(at: tablePaths, extensions: TableSet.extensions)
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
    loadTables(&state, &report)
    loadWorkflows(&state, &report)
    report.decisions = state.tables.decisions.decisions.count
    report.workflows = state.goodWorkflows.count
    report.diagnostics = report.diagnostics.inReadingOrder()
    state.diagnostics = report.diagnostics
    library.replaceDecisions(state.tables)
    library.replaceWorkflows(Array(state.goodWorkflows.values))
    return report
  }

  /// Where a new file has errors, its last good version takes its place, and all is compiled again.
  private func loadTables(_ state: inout State, _ report: inout ReloadReport) {
    let sources = SourceFiles.signatures(at: tablePaths, extensions: TableSet.extensions).keys
      .sorted().compactMap { path in
        SourceFiles.read(path).map { SourceFile(path: path, bytes: $0) }
      }
    var candidate = TableSet(sources)
    report.diagnostics += candidate.diagnostics
    let faulty = Set(
      candidate.diagnostics.filter { $0.severity == .error }.map(\.origin.file))
    if !faulty.isEmpty {
      report.keptFiles += faulty.filter { state.goodTables[$0] != nil }.sorted()
      candidate = TableSet(
        sources.compactMap { faulty.contains($0.path) ? state.goodTables[$0.path] : $0 })
    }
    // Good files can contradict an old version of another one: then all stay as they were.
    if candidate.diagnostics.hasErrors, !state.tables.files.isEmpty { return }
    state.tables = candidate
    state.goodTables = Dictionary(
      candidate.files.map { ($0.file, SourceFile(path: $0.file, bytes: $0.body)) }
    ) { first, _ in first }
  }

  private func loadWorkflows(_ state: inout State, _ report: inout ReloadReport) {
    var good: [String: LoadedWorkflow] = [:]
    let paths = SourceFiles.signatures(at: workflowPaths, extensions: WorkflowSource.extensions)
    for path in paths.keys.sorted() {
      guard let bytes = SourceFiles.read(path),
        let reading = WorkflowSource.read(
          SourceFile(path: path, bytes: bytes), tables: state.tables)
      else { continue }
      report.diagnostics += reading.diagnostics
      if let workflow = reading.workflow {
        if let other = good.values.first(where: { $0.name == workflow.name }) {
          report.diagnostics.append(Self.sameName(workflow, other))
          continue
        }
        good[path] = workflow
      } else if let kept = state.goodWorkflows[path] {
        report.keptFiles.append(path)
        good[path] = kept
      }
    }
    state.goodWorkflows = good
  }

  private static func sameName(_ workflow: LoadedWorkflow, _ other: LoadedWorkflow) -> Diagnostic {
    Diagnostic(
      RunnerCode.sameName, at: Origin(file: workflow.file),
      found: "the workflow \"\(workflow.name)\", which \(other.file) holds too",
      expected: "another name, for cases are started by it", mend: "rename one of them")
  }
}

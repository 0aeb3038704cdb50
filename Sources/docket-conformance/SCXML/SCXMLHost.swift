import Casework
import Diagnostics
import Foundation
import JSON
import Runner
import SQLiteStore
import Statechart

/// One life of a process that runs a document as a case: the product's engine over SQLite, with a clock
/// that jumps to whatever is due next.
struct SCXMLHost {
  /// How things stand after a turn.
  enum Turn: Equatable {
    /// There may be more to do.
    case working
    /// The session under test has ended, or nothing more can happen; how, as a sentence.
    case over(SessionEnd)
  }

  /// Why no session could be started.
  struct Rejection: Error {
    var reason: String
  }

  let store: SQLiteStore
  private let service: CaseService
  private let worker: CaseWorker
  private let root: CaseID

  /// Where sessions are reached by HTTP; nothing listens there.
  private static let base = "http://127.0.0.1/v1/sessions/"
  private static let epoch = Timestamp(microseconds: 1_700_000_000_000_000)

  /// The workflows of a folder, read and compiled.
  struct Definitions {
    fileprivate let library: DefinitionLibrary
    fileprivate let names: Set<String>
    fileprivate let rejections: [String: String]

    /// Reads a document and those beside it.
    init(beside document: URL) throws {
      let (workflows, rejected) = try SCXMLHost.workflows(beside: document)
      library = DefinitionLibrary(loader: StoredDefinitions(errors: .standard))
      library.replaceWorkflows(workflows)
      names = Set(workflows.map(\.name))
      rejections = rejected
    }
  }

  /// Opens the store and starts the case, unless an earlier life has done so.
  ///
  /// - Parameters:
  ///   - document: The document; those beside it can be invoked.
  ///   - path: The database file.
  ///   - definitions: What an earlier life has read; nil reads it anew.
  ///   - prepare: Gets the store before anything is written.
  /// - Throws: `Rejection`, `StoreError`.
  init(
    _ document: URL, store path: String, definitions: Definitions? = nil,
    prepare: (SQLiteStore) -> Void = { _ in }
  ) throws {
    let definitions = try definitions ?? Definitions(beside: document)
    let library = definitions.library
    store = try SQLiteStore(
      path: path, options: .init(clock: ClockRecord(kind: .virtual, now: Self.epoch)))
    let engine = CaseEngine(
      library: library, addresses: SessionAddresses(base: Self.base))
    service = CaseService(store: store, engine: engine)
    worker = CaseWorker(store: store, engine: engine, clock: service.clock, batch: 1)
    prepare(store)
    let name = document.lastPathComponent
    guard definitions.names.contains(name) else {
      throw Rejection(reason: definitions.rejections[name] ?? "it is not there")
    }
    root = try service.start(StartRequest(workflow: name, idempotencyKey: "root")).record.id
  }

  /// The documents of a folder, each by the name of its file.
  private static func workflows(
    beside document: URL
  ) throws -> (loaded: [LoadedWorkflow], rejected: [String: String]) {
    let folder = document.deletingLastPathComponent()
    var loaded: [LoadedWorkflow] = []
    var rejected: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where name.hasSuffix(".scxml") {
      let path = folder.appendingPathComponent(name).path
      let file = SourceFile(path: path, bytes: SourceFiles.read(path) ?? [])
      let reading = WorkflowSource.read(file, tables: .empty, errors: .standard).first
      if var workflow = reading?.workflow {
        // Several documents of a folder may have the same name.
        workflow.name = name
        loaded.append(workflow)
      } else {
        let first = reading?.diagnostics.first { $0.severity == .error }
        rejected[name] = first.map { "\($0.code) \($0.headline)" } ?? "unknown"
      }
    }
    return (loaded, rejected)
  }

  /// Runs one macrostep, or lets time pass until something is due.
  func turn() throws -> Turn {
    guard let record = try store.read({ try $0.caseRecord(root) }) else {
      return .over(SessionEnd(text: "is lost from the store"))
    }
    let states = record.states.joined(separator: " ")
    switch record.status {
    case .done, .cancelled:
      return try over(states.isEmpty ? "ends in no state" : "ends in \(states)")
    case .incident, .suspended:
      let incident = try store.read { try $0.incident(of: root) }
      return try over("stops: \(incident?.message ?? "unknown")")
    case .open: break
    }
    if try worker.workOffBatch() > 0 { return .working }
    // A row that came to nothing was taken all the same, and others may wait behind it.
    if try store.read({ try !$0.casesWithWork(limit: 1).isEmpty }) { return .working }
    guard let due = try store.read({ try $0.nextTimerDue() }) else {
      return try over("waits for ever in \(states)")
    }
    try store.write { transaction in
      var clock = try transaction.clock()
      clock.now = max(clock.now, due)
      try transaction.setClock(clock)
    }
    try worker.fireDueTimers()
    return .working
  }
}

extension SCXMLHost {
  private func over(_ text: String) throws -> Turn {
    .over(SessionEnd(text: text, data: try service.show("\(root)", withLog: false).data))
  }
}

/// What no test needs more of.
let maximumTurns = 20_000

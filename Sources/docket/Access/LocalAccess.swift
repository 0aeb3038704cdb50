import Casework
import Connectors
import DMN
import DecisionSheets
import Diagnostics
import FEEL
import Glibc
import HTTP
import Runner
import SQLiteStore
import Service

/// What a process needs to work on a store: the definitions, the store, and what runs the cases.
struct Workplace: Sendable {
  let library: DefinitionLibrary
  let folders: DefinitionFolders
  let store: SQLiteStore
  let engine: CaseEngine
  let clock = CaseClock()

  /// Opens a store and reads the folders; the caller holds the store's lock.
  ///
  /// A daemon, which stays, has the store looked through for damage and keeps what its folders hold.
  /// - Throws: `StoreError` when the store cannot be used.
  init(
    _ options: StoreOptions, file: String, clock record: ClockRecord,
    isDaemon: Bool = false
  ) throws {
    library = DefinitionLibrary(loader: StoredDefinitions())
    store = try SQLiteStore(
      path: file, options: .init(clock: record, checksIntegrity: isDaemon, stays: isDaemon))
    folders = DefinitionFolders(
      tables: [options.tables], workflows: [options.workflows], library: library,
      kept: StoreKeeper(store: store, clock: clock, isKeeping: isDaemon))
    folders.load()
    engine = CaseEngine(library: library)
  }
}

/// The tables that the folders have in force.
struct FolderTables: TableSource {
  let folders: DefinitionFolders

  var model: CompiledModel { folders.tables.decisions }

  var definitions: [Definitions] { folders.tables.loaded.definitions }
}

/// The way to a store that no daemon has: the command opens it for a moment.
enum LocalAccess {
  static func open(
    _ options: StoreOptions, file: String, lock: StoreLock?,
    intakes: [String: ConfiguredIntake] = [:], _ console: Console
  ) throws -> ServiceAccess {
    let place = try Workplace(
      options, file: file, clock: ClockRecord(kind: .system, now: SystemTime.stamp))
    let cases = CaseService(store: place.store, engine: place.engine, clock: place.clock)
    let desk = IntakeDesk(
      intakes: intakes, cases: cases, sheets: { place.folders.intakes })
    let service = try DocketService(
      cases: cases,
      tables: FolderTables(folders: place.folders), access: AccessRules(keys: []),
      now: { place.now }, version: Docket.version,
      intake: desk,
      observe: { record in
        // In memory there is no daemon's log: the reason is told here.
        if let failure = record.failure { console.note("docket: \(failure)") }
      })
    let faulty = Set(
      place.folders.diagnostics.filter { $0.severity == .error }.map(\.origin.file)
    ).sorted()
    return ServiceAccess { method, target, headers, body throws(CommandFailure) in
      guard let target = RequestTarget(target) else {
        throw CommandFailure(.couldNotRun, "the request cannot be written as a URL")
      }
      if method == .post, !faulty.isEmpty {
        // What goes on now goes on without them; a daemon would still have their last good version.
        console.note(
          "docket: out of use because of faults: \(faulty.joined(separator: ", "));"
            + " docket check tells them")
      }
      return await service.respond(
        to: HTTPRequest(method, target, headers: headers, body: body))
    } closing: {
      // What the command's step sent to other cases is done before the store is given back.
      do {
        if !intakes.isEmpty { while try desk.turn() > 0 {} }
        try CaseWorker(store: place.store, engine: place.engine, clock: place.clock).workOff()
      } catch {
        console.note("docket: events of other cases wait for the daemon: \(error)")
      }
      withExtendedLifetime(lock) {}
    }
  }
}

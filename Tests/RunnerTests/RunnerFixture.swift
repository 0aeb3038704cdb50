import Casework
import Connectors
import JSON
import Runner
import SQLiteStore
import Synchronization
import TestSupport

/// A runner over a store in a temporary folder, on a virtual clock, with a connector that remembers.
final class RunnerFixture: Sendable {
  static let start = Timestamp(microseconds: 1_772_366_400_000_000)

  let folder: TemporaryFolder
  let store: SQLiteStore
  let folders: DefinitionFolders
  let service: CaseService
  let runner: Runner
  let connector: RecordingConnector

  /// - Parameters:
  ///   - folder: Where `tables`, `workflows` and the database lie.
  ///   - database: The database's name in it.
  ///   - connector: Who receives messages.
  ///   - receivers: How receivers are treated.
  ///   - definitions: What is in force, instead of the folder's own files.
  /// - Throws: `StoreError`.
  init(
    _ folder: TemporaryFolder, database: String = "docket.db",
    connector: RecordingConnector = RecordingConnector(),
    receivers: ReceiverPolicy = ReceiverPolicy(), definitions: LoadedDefinitions? = nil
  ) throws {
    self.folder = folder
    self.connector = connector
    store = try SQLiteStore(
      path: folder.path(database),
      options: SQLiteStore.Options(clock: ClockRecord(kind: .virtual, now: Self.start)))
    let library = definitions?.makeLibrary() ?? DefinitionLibrary(loader: StoredDefinitions())
    folders = DefinitionFolders(
      tables: [folder.path("tables")], workflows: [folder.path("workflows")], library: library)
    if definitions == nil { folders.load() }
    let engine = CaseEngine(library: library)
    let wake = Wake()
    service = CaseService(store: store, engine: engine, wake: { wake.call() })
    let events = EventBox()
    runner = Runner(
      store: store, engine: engine,
      connectors: ConnectorRegistry([:], fallback: connector, fallbackName: "memory"),
      folders: folders,
      options: Runner.Options(
        receivers: ReceiverPolicies(standard: receivers), reloadMilliseconds: 20)
    ) { events.add($0) }
    box = events
    wake.set(runner.wake)
  }

  private let box: EventBox

  /// What the loops told so far.
  var told: [RunnerEvent] { box.all }

  /// A folder with the package's own tables and workflows.
  static func packageFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["tables", "workflows"] {
      folder.copy(Corpus.packagePath(name), to: name)
    }
    return folder
  }

  /// Works until neither events nor messages wait, moving no time.
  func settle() async throws {
    for _ in 0..<2000 {
      let now = try store.read { try $0.clock() }.now
      // What an open circuit holds waits for time, not for the loops.
      let held = try runner.receivers().filter { $0.circuit == .open }.map(\.receiver)
      // What waits behind an incident waits for a person, not for the loops.
      let isQuiet = try store.read {
        try $0.casesWithWork(limit: 1).isEmpty
          && $0.dueMessages(at: now, excluding: held, limit: 1).isEmpty
      }
      if isQuiet { return }
      runner.wake()
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}

/// Connects the service to a runner that is made after it.
private final class Wake: Sendable {
  private let target = Mutex<(@Sendable () -> Void)?>(nil)

  func set(_ target: @escaping @Sendable () -> Void) {
    self.target.withLock { $0 = target }
  }

  func call() { target.withLock { $0 }?() }
}

private final class EventBox: Sendable {
  private let events = Mutex<[RunnerEvent]>([])

  var all: [RunnerEvent] { events.withLock { $0 } }

  func add(_ event: RunnerEvent) { events.withLock { $0.append(event) } }
}

/// Receives messages; fails as often as it is told to, and answers what it is told to.
final class RecordingConnector: DeliveryConnector {
  private struct State {
    var failures: [DeliveryError] = []
    var received: [Delivery] = []
    var progress: [JSONValue] = []
  }

  private let state = Mutex(State())
  private let answers: [String: JSONValue]
  private let refusals: [String: JSONValue]
  let countsIdempotencyKeys: Bool
  /// What it says when it is asked; nil if it cannot be asked.
  private let answer: LookupAnswer?

  /// - Parameters:
  ///   - failures: What the first attempts end in, whatever is sent.
  ///   - answers: What a message of that name is answered with.
  ///   - refusals: What a message of that name is refused with, always.
  ///   - counts: Whether it counts idempotency keys.
  ///   - answer: What it says when it is asked about an attempt; nil if it cannot be asked.
  init(
    failing failures: [DeliveryError] = [], answers: [String: JSONValue] = [:],
    refusals: [String: JSONValue] = [:], counts: Bool = true, answer: LookupAnswer? = nil
  ) {
    self.answers = answers
    self.refusals = refusals
    countsIdempotencyKeys = counts
    self.answer = answer
    state.withLock { $0.failures = failures }
  }

  var canLookUp: Bool { answer != nil }

  func lookup(_ delivery: Delivery) async throws(DeliveryError) -> LookupAnswer {
    answer ?? .unknown
  }

  var received: [Delivery] { state.withLock { $0.received } }

  /// How far each attempt was told that those before it came.
  var progress: [JSONValue] { state.withLock { $0.progress } }

  func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    let failure: DeliveryError? = state.withLock { state in
      state.received.append(delivery)
      state.progress.append(delivery.progress.value)
      return state.failures.isEmpty ? nil : state.failures.removeFirst()
    }
    if let failure {
      try delivery.progress.save(["attempt": .number(String(delivery.attempt))])
      throw failure
    }
    if let refusal = refusals[delivery.event] {
      throw DeliveryError(.permanent, "refused by the test", data: refusal)
    }
    return DeliveryReceipt(
      data: answers[delivery.event] ?? .object([JSONMember("ok", .boolean(true))]))
  }
}

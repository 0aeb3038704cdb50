public import Casework
import Glibc
import Synchronization

/// Keeps cases in one SQLite file: one writing connection, commits shared by waiting units, and a
/// pool of readers.
public final class SQLiteStore: CaseStore {
  /// How a store is opened.
  public struct Options: Sendable {
    /// The clock that a new store is made with; an existing one keeps its own.
    public var clock: ClockRecord
    /// Whether to look for damage, and to finish what an erasure in a large file left to be done; costs a pass
    /// over the file.
    ///
    /// After a clean stop the look is taken beside the work, and damage ends the process by `diskFailed`; else
    /// it is taken first.
    public var checksIntegrity: Bool
    /// Whether the process stays and nobody else writes meanwhile.
    ///
    /// Then it pays to give the write-ahead log its full size of 16 MB first, and the index of cases by state
    /// may lag behind what is committed until somebody asks for it.
    public var stays: Bool
    /// The number of connections that read at the same time.
    public var readers: Int
    /// The most units that share a commit.
    public var batchLimit: Int
    /// Called when the disk failed under a commit, or the file turned out to be damaged.
    ///
    /// What is in memory and what is on disk may differ from then on, so the process must end;
    /// recovery is the next start.
    public var diskFailed: @Sendable (String) -> Void

    /// Makes options.
    public init(
      clock: ClockRecord, checksIntegrity: Bool = false, stays: Bool = false,
      readers: Int = 4, batchLimit: Int = 256,
      diskFailed: @escaping @Sendable (String) -> Void = SQLiteStore.endProcess
    ) {
      self.clock = clock
      self.checksIntegrity = checksIntegrity
      self.stays = stays
      self.readers = readers
      self.batchLimit = batchLimit
      self.diskFailed = diskFailed
    }
  }

  /// The writing connection.
  ///
  /// It is `@unchecked Sendable` because only the thread that `queue` lets in touches it.
  private final class Writer: @unchecked Sendable {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }
  }

  private let writer: Writer
  private let queue: CommitQueue
  private let commits = Counter()
  private let lag: IndexLag
  private let numbers: CaseNumbers?
  private let diskFailed: @Sendable (String) -> Void
  /// Nil for a store in memory, which only its one connection can see.
  private let readers: ReaderPool?

  /// Opens or makes the store at `path`; `:memory:` makes one that lasts as long as this object.
  ///
  /// The caller sees to it that no other process writes: see `StoreLock`.
  /// - Parameters:
  ///   - path: The database file.
  ///   - options: How to open it.
  /// - Throws: `StoreError.unusable` for a file that is damaged, foreign or too new.
  public init(path: String, options: Options) throws {
    let wasStoppedCleanly = StorePath.isWholeStore(path)
    let stays = options.stays && path != ":memory:"
    let connection = try Connection(path: path, access: .writer(stays: stays))
    // A file that is not ours is refused before anything in it is changed.
    _ = try connection.formatVersion(path: path)
    try connection.configureWriter()
    try connection.migrate(path: path, clock: options.clock)
    if options.checksIntegrity {
      if wasStoppedCleanly, path != ":memory:" {
        _ = try connection.settleErasure(always: true)
        try IntegrityCheck(path: path).run(whenDamaged: options.diskFailed)
      } else {
        try connection.checkIntegrity(path: path)
        _ = try connection.settleErasure(always: true)
      }
    }
    if try connection.stateIndexMayLag() { try connection.alone(connection.rebuildStateIndex) }
    try connection.memory?.numbers?.take(connection.newestCaseNumber())
    if stays { try connection.reserveLog(path: path) }
    let writer = Writer(connection)
    self.writer = writer
    lag = connection.memory?.lag ?? IndexLag()
    numbers = connection.memory?.numbers
    readers = path == ":memory:" ? nil : ReaderPool(path: path, size: max(1, options.readers))
    let diskFailed = options.diskFailed
    self.diskFailed = diskFailed
    let commits = commits
    queue = CommitQueue(batchLimit: max(1, options.batchLimit)) { units in
      commits.count()
      writer.connection.commit(units, diskFailed: diskFailed)
    }
  }

  /// Runs `body` on one view of the last commit, beside other readers and the writer.
  ///
  /// Whoever asks by state may have to wait for a commit, and `body` then runs again from its start: the index
  /// is brought up to date, and a view is taken before anybody else writes.
  public func read<Result>(_ body: (any CaseReader) throws -> Result) throws -> Result {
    guard let readers else {
      return try queue.alone { try body(SQLiteTransaction(connection: writer.connection)) }
    }
    do {
      return try readers.read {
        $0.indexMark = lag.mark
        try $0.execute("BEGIN")
      } body: {
        try body(SQLiteTransaction(connection: $0))
      }
    } catch is IndexLags {
      return try readers.read { reader in
        try queue.alone {
          try settleIndex()
          reader.indexMark = nil
          try reader.execute("BEGIN")
          // A view is taken by the first look.
          _ = try SQLiteTransaction(connection: reader).clock()
        }
      } body: {
        try body(SQLiteTransaction(connection: $0))
      }
    }
  }

  /// Writes what the index by state lacks, and commits it; the caller has the queue to itself.
  ///
  /// - Parameter stops: Whether nothing more will be written, so that the next start may trust the index.
  /// - Throws: `StoreError`.
  private func settleIndex(stops: Bool = false) throws {
    let connection = writer.connection
    guard lag.mark.isOdd || stops && connection.memory?.index.isMarked == true else { return }
    let failure = Mutex<(any Error)?>(nil)
    let unit = CommitQueue.Unit(
      run: { connection in
        do {
          try connection.memory?.index.settle(on: connection)
          if stops { try connection.memory?.index.takeMarkBack(on: connection) }
          return nil
        } catch {
          failure.withLock { $0 = error }
          return error
        }
      },
      fail: { error in failure.withLock { $0 = $0 ?? error } })
    connection.commit([unit], diskFailed: diskFailed)
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Runs `body` as one unit, perhaps in one commit with others that wait.
  public func write<Result: Sendable>(
    _ body: @escaping @Sendable (any CaseTransaction) throws -> Result
  ) throws -> Result {
    let outcome = Outcome<Result>()
    queue.run(
      CommitQueue.Unit(
        run: { connection in
          do {
            return outcome.keep(.success(try body(SQLiteTransaction(connection: connection))))
          } catch {
            return outcome.keep(.failure(error))
          }
        },
        fail: { outcome.spoil($0) }))
    return try outcome.get()
  }

  /// How many commits there were since the store was opened; several units may share one.
  public var commitCount: Int { commits.value }

  /// Moves everything from the write-ahead log into the database file, so that this one file is the
  /// whole store; for a clean stop, while no reader is at work.
  ///
  /// - Throws: `StoreError`.
  public func gatherIntoOneFile() throws {
    try queue.alone {
      try settleIndex(stops: true)
      try writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Gives a number to a case that is about to be started, so that its first step can be worked out before its
  /// turn to be written comes.
  ///
  /// - Returns: A number that nobody else gets; nil where the store gives numbers only as it writes.
  public func reserveCaseID() -> CaseID? { numbers.map { CaseID(rawValue: $0.next()) } }

  /// Takes back a number that no case was given; if newer ones were given meanwhile, it stays unused.
  public func giveBack(_ id: CaseID) { numbers?.giveBack(id.rawValue) }

  /// Ends the process with a message on stderr.
  @Sendable
  public static func endProcess(_ message: String) {
    let text =
      "docket: the store's disk failed: \(message); what was acknowledged is safe, start again\n"
    _ = unsafe text.withCString { unsafe Glibc.write(STDERR_FILENO, $0, strlen($0)) }
    // No exit handlers: they might write to the disk that has failed.
    _exit(70)
  }

  /// The value of a pragma of the writing connection; for tests.
  package func writerSetting(_ name: String) throws -> Int64? {
    try queue.alone { try writer.connection.first(Query("PRAGMA \(name)")) { $0.integer(0) } }
  }

  /// Runs `body` before each statement of the writing connection; for tests of faults.
  package func beforeEachStatement(_ body: (@Sendable () throws -> Void)?) {
    queue.alone { writer.connection.beforeStatement = body.map { body in { _ in try body() } } }
  }

  /// Runs `body` with the text of each statement of the writing connection before it is run; for tests
  /// of faults.
  package func beforeEachStatement(_ body: @escaping @Sendable (String) throws -> Void) {
    queue.alone { writer.connection.beforeStatement = body }
  }
}

/// Counts from several threads.
private final class Counter: Sendable {
  private let number = Atomic(0)

  func count() { number.add(1, ordering: .relaxed) }

  var value: Int { number.load(ordering: .relaxed) }
}

/// Carries a unit's result from the thread that ran it to the one that waits.
private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  /// Keeps what the unit came to; answers its error.
  func keep(_ result: Result<Value, any Error>) -> (any Error)? {
    self.result.withLock { $0 = result }
    if case .failure(let error) = result { return error }
    return nil
  }

  /// Takes a success back, because its commit failed.
  func spoil(_ error: any Error) {
    result.withLock { result in
      if case .failure? = result { return }
      result = .failure(error)
    }
  }

  func get() throws -> Value {
    guard let result = result.withLock({ $0 }) else {
      preconditionFailure("the commit queue ended a unit without an outcome")
    }
    return try result.get()
  }
}

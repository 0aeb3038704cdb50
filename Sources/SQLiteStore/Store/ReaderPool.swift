import Casework
import Dispatch
import Synchronization

/// Read-only connections, opened when needed and used again.
final class ReaderPool: Sendable {
  /// A connection that is handed from thread to thread, one at a time.
  ///
  /// It is `@unchecked Sendable` because the pool gives it to one thread only until it comes back.
  private final class Lent: @unchecked Sendable {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }
  }

  private let path: String
  private let free = Mutex<[Lent]>([])
  private let places: DispatchSemaphore

  init(path: String, size: Int) {
    self.path = path
    places = DispatchSemaphore(value: size)
  }

  /// Runs `body` on one view of the last commit, which `begin` opens.
  ///
  /// `begin` may wait for the writer: whoever holds the writer never waits for a connection of the pool.
  func read<Result>(
    begin: (Connection) throws -> Void, body: (Connection) throws -> Result
  ) throws -> Result {
    places.wait()
    defer { places.signal() }
    let lent = try free.withLock { $0.popLast() } ?? Lent(Connection(path: path, access: .reader))
    let connection = lent.connection
    defer { free.withLock { $0.append(lent) } }
    defer { if connection.isInTransaction { try? connection.execute("ROLLBACK") } }
    try begin(connection)
    return try body(connection)
  }
}

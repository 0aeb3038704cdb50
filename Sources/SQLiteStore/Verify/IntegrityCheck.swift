import Casework
import Dispatch

/// Looks for damage in a store's file while the store is in use.
///
/// It is for a store that was stopped cleanly: what can damage a file in between is rare, and ten seconds for
/// each gigabyte are long for somebody who waits. It reads one commit from end to end; the write-ahead log
/// only grows meanwhile.
///
/// It is `@unchecked Sendable` because its connection is used by the one thread that runs the check.
final class IntegrityCheck: @unchecked Sendable {
  private let connection: Connection
  private let path: String

  /// Opens the store at `path` once more.
  ///
  /// - Throws: `StoreError` when it cannot be opened.
  init(path: String) throws {
    self.path = path
    connection = try Connection(path: path, access: .reader)
  }

  /// Begins the check and returns; `whenDamaged` is called with what is wrong, on a thread of its own.
  func run(whenDamaged: @escaping @Sendable (String) -> Void) {
    DispatchQueue.global(qos: .utility).async { [self] in
      do {
        try connection.checkIntegrity(path: path)
      } catch StoreError.unusable(let damage) {
        whenDamaged(damage)
      } catch {
        // The file could not be read to its end; what needs the unreadable part will say so.
      }
    }
  }
}

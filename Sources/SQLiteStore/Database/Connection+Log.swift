internal import Glibc
import Casework

extension Connection {
  /// How many pages the write-ahead log gathers before they go into the database file.
  ///
  /// A checkpoint costs two more fsyncs, however little it moves: 16 MB of log make them rare.
  static let logPages = 4000

  private static let pageSize = Query("PRAGMA page_size")

  /// Gives the write-ahead log its full size before it is used.
  ///
  /// A commit that makes a file longer has its new length to write too, somewhere else on the disk: it takes
  /// about twice as long as one that writes into a file of the same length. SQLite takes a log that begins
  /// with zeros for an empty one, and one that is used again keeps its length.
  ///
  /// For a process that stays: the log goes with the last connection. Where it cannot be done, commits are
  /// only slower.
  func reserveLog(path: String) throws {
    guard try emptyWriteAheadLog() else { return }
    let page = try first(Connection.pageSize) { $0.count(0) } ?? 4096
    let descriptor = unsafe open(path + "-wal", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard lseek(descriptor, 0, SEEK_END) == 0 else { return }
    // The header of the log, and that of each of its pages.
    var rest = 32 + Connection.logPages * (page + 24)
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    while rest > 0 {
      let written = unsafe zeros.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, min(rest, $0.count))
      }
      guard written > 0 else {
        // No room: then rather a short log.
        ftruncate(descriptor, 0)
        return
      }
      rest -= written
    }
    fsync(descriptor)
  }
}

import Glibc
import Synchronization

/// A file that the log goes to; it can be opened anew after it was moved away.
final class LogFile: Sendable {
  private let path: String
  private let descriptor: Mutex<Int32>

  /// Opens a file for appending; it is made if it is not there.
  ///
  /// - Throws: `CommandFailure` when it cannot be written.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    let opened = Self.open(path)
    guard opened >= 0 else {
      throw CommandFailure(
        .couldNotRun, "the log file \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    descriptor = Mutex(opened)
  }

  deinit { descriptor.withLock { _ = close($0) } }

  /// Appends a line in one piece.
  func write(_ line: String) {
    let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    // A full disk takes lines of the log, never the daemon.
    descriptor.withLock { descriptor in
      _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// Opens the path again, so that a file that was renamed is let go of; false if that fails, and then
  /// the old one is kept.
  func reopen() -> Bool {
    let opened = Self.open(path)
    guard opened >= 0 else { return false }
    descriptor.withLock { descriptor in
      close(descriptor)
      descriptor = opened
    }
    return true
  }

  private static func open(_ path: String) -> Int32 {
    Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
  }
}

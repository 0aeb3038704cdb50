import Casework
internal import Glibc

/// Copies of a store as one file, taken while it is in use, and put back.
public enum StoreBackup {
  /// Writes a copy of the last commit to a new file; readers and the writer go on meanwhile.
  ///
  /// The file appears under its name only when it is whole and on disk.
  /// - Parameters:
  ///   - store: The path of the database file.
  ///   - file: The path of the copy; nothing may be there.
  /// - Throws: `StoreError` when the store cannot be read or the copy not be written.
  public static func write(store: String, to file: String) throws {
    guard unsafe access(file, F_OK) != 0 else {
      throw StoreError.unusable("\(file) is there already; name another file for the backup")
    }
    let connection = try Connection(path: store, access: .reader)
    guard try connection.formatVersion(path: store) > 0 else {
      throw StoreError.unusable("\(store) is empty")
    }
    let part = file + ".part"
    unsafe unlink(part)
    do {
      try connection.copy(into: part)
      try sync(part)
      try move(part, to: file)
    } catch {
      unsafe unlink(part)
      throw error
    }
  }

  /// Puts a copy in the place of a store that nobody has open.
  ///
  /// - Parameters:
  ///   - file: The backup.
  ///   - store: The path of the database file.
  ///   - lock: The lock of that store.
  ///   - suffix: What a store that is there is renamed by, behind its name; nil refuses one.
  ///   - progress: Called with each case of the backup that was checked.
  /// - Returns: What is wrong with the backup; it is put in place only if nothing is.
  /// - Throws: `StoreError` when something cannot be read or written.
  public static func restore(
    _ file: String, to store: String, lock: StoreLock, keepingAs suffix: String?,
    progress: () -> Void = {}
  ) throws -> [StoreVerifier.Finding] {
    defer { withExtendedLifetime(lock) {} }
    let findings = try StoreVerifier.verify(path: file, progress: progress)
    guard findings.isEmpty else { return findings }
    let isThere = unsafe access(store, F_OK) == 0
    if isThere, suffix == nil {
      throw StoreError.unusable("\(store) is there already")
    }
    let part = store + ".part"
    unsafe unlink(part)
    do {
      // Not by copying bytes: the backup may have commits in a write-ahead log of its own.
      try Connection(path: file, access: .reader).copy(into: part)
      try sync(part)
      // Commits that are still in its write-ahead log belong to the old file, not to the new one.
      for ending in ["-wal", "-shm", ""] where unsafe access(store + ending, F_OK) == 0 {
        try move(store + ending, to: "\(store)\(suffix ?? "")\(ending)")
      }
      try move(part, to: store)
    } catch {
      unsafe unlink(part)
      throw error
    }
    return []
  }

  /// Moves a file, and makes sure that the move is on disk.
  private static func move(_ from: String, to: String) throws {
    guard unsafe rename(from, to) == 0 else { throw failure("cannot rename \(from) to \(to)") }
    let folder = to.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    try sync(folder.isEmpty ? (to.hasPrefix("/") ? "/" : ".") : folder)
  }

  private static func sync(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot open \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("cannot bring \(path) to the disk") }
  }

  private static func failure(_ what: String) -> StoreError {
    .diskFailed("\(what): \(unsafe String(cString: strerror(errno)))")
  }
}

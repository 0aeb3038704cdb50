import Casework

extension Connection {
  /// The settings of the writing connection; see the design notes for the reason of each.
  func configureWriter() throws {
    try execute("PRAGMA journal_mode = WAL")
    // NORMAL would lose acknowledged commits when the power fails.
    try execute("PRAGMA synchronous = FULL")
    // Pages that are let go of are overwritten at once: what a case held may be erased later, and nobody
    // would know then which of them had held it.
    try execute("PRAGMA secure_delete = ON")
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA temp_store = MEMORY")
    try execute("PRAGMA mmap_size = 0")
    try execute("PRAGMA cache_size = -32768")
    try execute("PRAGMA wal_autocheckpoint = \(Connection.logPages)")
  }

  private static let emptyLog = Query("PRAGMA wal_checkpoint(TRUNCATE)")

  /// Brings all commits into the database file and empties the write-ahead log, which holds pages as they were
  /// before; false while a reader still looks at one of those.
  func emptyWriteAheadLog() throws -> Bool {
    // Who waits here keeps all writers waiting.
    try execute("PRAGMA busy_timeout = 200")
    defer { try? execute("PRAGMA busy_timeout = \(Self.patience)") }
    return try first(Self.emptyLog) { $0.integer(0) == 0 } ?? true
  }

  /// Writes the whole file anew, without what its free space holds of deleted rows.
  func writeAnew() throws {
    // A copy in memory could be larger than that.
    try execute("PRAGMA temp_store = FILE")
    try execute("VACUUM")
    try execute("PRAGMA temp_store = MEMORY")
  }

  /// How large a file may be to be written anew while others wait.
  private static let quicklyWritten: Int64 = 64 * 1024 * 1024
  private static let pendingCount = Query("SELECT count(*) FROM pending WHERE task = 'write anew'")
  private static let donePending = Query("DELETE FROM pending WHERE task = 'write anew'")
  private static let fileSize = Query(
    "SELECT p.page_count * s.page_size FROM pragma_page_count AS p, pragma_page_size AS s")

  /// Takes what was erased out of the rest of the file: rows that were moved from page to page leave copies in
  /// the free space of pages, which nothing but writing them anew overwrites, and the write-ahead log holds
  /// pages as they were.
  ///
  /// - Parameter always: Whether a large file is written anew, too, for which others would wait long.
  /// - Returns: Whether nothing is left to do that could be done now.
  /// - Throws: `StoreError`.
  func settleErasure(always: Bool = false) throws -> Bool {
    if try first(Self.pendingCount, read: { $0.integer(0) > 0 }) == true {
      let size = try first(Self.fileSize) { $0.integer(0) } ?? 0
      if always || size <= Self.quicklyWritten {
        try writeAnew()
        try run(Self.donePending)
      }
    }
    return try emptyWriteAheadLog()
  }

  private static let quickCheck = Query("PRAGMA quick_check(5)")

  /// Refuses a damaged file.
  func checkIntegrity(path: String) throws {
    let answers = try all(Connection.quickCheck) { $0.text(0) }
    guard answers == ["ok"] else {
      throw StoreError.unusable(
        "the store \(path) is damaged: " + answers.joined(separator: "; "))
    }
  }
}

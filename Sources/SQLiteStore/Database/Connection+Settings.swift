import Casework

extension Connection {
  /// The settings of the writing connection; see the design notes for the reason of each.
  func configureWriter() throws {
    try execute("PRAGMA journal_mode = WAL")
    // NORMAL would lose acknowledged commits when the power fails.
    try execute("PRAGMA synchronous = FULL")
    // What is deleted is overwritten where that costs no page more, so that erased data are gone.
    try execute("PRAGMA secure_delete = FAST")
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA temp_store = MEMORY")
    try execute("PRAGMA mmap_size = 0")
    try execute("PRAGMA cache_size = -32768")
    try execute("PRAGMA wal_autocheckpoint = \(Connection.logPages)")
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

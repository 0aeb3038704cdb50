import Casework

/// The key of a log entry in the store: the case's number, and the entry's number in the lowest bits.
///
/// One integer orders the log by case and entry, and the entries of a case lie together.
enum LogKey {
  private static let bits: Int64 = 24
  /// A case's log holds no more entries.
  static let most: Int64 = 1 << bits - 1

  /// The key of an entry, or the bound below those of a case for entry 0.
  static func key(_ id: CaseID, _ sequence: Int64) -> Int64 { id.rawValue << bits | sequence }

  static func caseID(_ key: Int64) -> CaseID { CaseID(rawValue: key >> bits) }

  static func sequence(_ key: Int64) -> Int64 { key & most }
}

extension SQLiteTransaction {
  private static let page = Query(
    """
    SELECT id, at, event, from_states, to_states, content, salt, digest, previous
      FROM case_log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?
    """)

  func log(of id: CaseID, after: Int64, limit: Int) throws -> [LogEntry] {
    guard after < LogKey.most else { return [] }
    return try connection.all(
      Self.page, .integer(LogKey.key(id, max(0, after))), .integer(LogKey.key(id, LogKey.most)),
      SQLValue(limit), read: Self.logEntry)
  }

  /// The entry of a row with its nine columns.
  static func logEntry(_ row: Row) -> LogEntry {
    let key = row.integer(0)
    return LogEntry(
      caseID: LogKey.caseID(key), sequence: LogKey.sequence(key), at: row.time(1),
      event: row.text(2), from: words(row.text(3)), to: words(row.text(4)),
      content: row.optionalBlob(5), salt: row.optionalBlob(6), digest: row.blob(7),
      previous: row.blob(8))
  }

  private static let append = Query(
    """
    INSERT INTO case_log (id, at, event, from_states, to_states, content, salt, digest, previous)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func append(_ entry: LogEntry) throws {
    guard entry.sequence > 0, entry.sequence <= LogKey.most else {
      throw StoreError.full(
        "the log of the case \(entry.caseID) is full: it holds \(LogKey.most) entries")
    }
    try connection.run(
      Self.append, .integer(LogKey.key(entry.caseID, entry.sequence)), SQLValue(entry.at),
      .text(entry.event), Self.words(entry.from), Self.words(entry.to), SQLValue(entry.content),
      SQLValue(entry.salt), .blob(entry.digest), .blob(entry.previous))
  }
}

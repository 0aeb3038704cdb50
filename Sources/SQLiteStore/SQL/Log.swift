import Casework

extension SQLiteTransaction {
  private static let page = Query(
    """
    SELECT case_id, sequence, at, event, from_states, to_states, content, salt, digest, previous
      FROM case_log WHERE case_id = ? AND sequence > ? ORDER BY sequence LIMIT ?
    """)

  func log(of id: CaseID, after: Int64, limit: Int) throws -> [LogEntry] {
    try connection.all(
      Self.page, SQLValue(id), .integer(after), SQLValue(limit), read: Self.logEntry)
  }

  /// The entry of a row with its ten columns.
  static func logEntry(_ row: Row) -> LogEntry {
    LogEntry(
      caseID: row.id(0), sequence: row.integer(1), at: row.time(2), event: row.text(3),
      from: words(row.text(4)), to: words(row.text(5)), content: row.optionalBlob(6),
      salt: row.optionalBlob(7), digest: row.blob(8), previous: row.blob(9))
  }

  private static let append = Query(
    """
    INSERT INTO case_log (case_id, sequence, at, event, from_states, to_states, content, salt,
      digest, previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func append(_ entry: LogEntry) throws {
    try connection.run(
      Self.append, SQLValue(entry.caseID), .integer(entry.sequence), SQLValue(entry.at),
      .text(entry.event), Self.words(entry.from), Self.words(entry.to), SQLValue(entry.content),
      SQLValue(entry.salt), .blob(entry.digest), .blob(entry.previous))
  }
}

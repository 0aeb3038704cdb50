import Casework

// The tables are walked by their keys, a page at a time: an index by time would cost every event that comes
// with an id, for something that happens once a day.
extension SQLiteTransaction {
  private static let seenPage = Query(
    """
    SELECT source, event_id FROM seen WHERE (source, event_id) > (?1, ?2)
      ORDER BY source, event_id LIMIT 1 OFFSET ?3
    """)
  private static let forgetSeen = Query(
    """
    DELETE FROM seen WHERE (source, event_id) > (?1, ?2)
      AND (?3 IS NULL OR (source, event_id) <= (?3, ?4)) AND at < ?5
      AND (SELECT status FROM cases WHERE id = case_id) IN ('done', 'cancelled')
    """)

  func forgetSeen(
    before time: Timestamp, after: SeenEvent?, limit: Int
  ) throws -> (forgotten: Int, next: SeenEvent?) {
    let start = after ?? SeenEvent(source: "", eventID: "")
    let next = try connection.first(
      Self.seenPage, .text(start.source), .text(start.eventID), SQLValue(limit - 1)
    ) { SeenEvent(source: $0.text(0), eventID: $0.text(1)) }
    try connection.run(
      Self.forgetSeen, .text(start.source), .text(start.eventID), SQLValue(next?.source),
      SQLValue(next?.eventID), SQLValue(time))
    return (connection.changedRows, next)
  }

  private static let keyPage = Query(
    "SELECT key FROM idempotency WHERE key > ?1 ORDER BY key LIMIT 1 OFFSET ?2")
  private static let forgetKeys = Query(
    """
    DELETE FROM idempotency WHERE key > ?1 AND (?2 IS NULL OR key <= ?2) AND at < ?3
      AND (SELECT status FROM cases WHERE id = case_id) IN ('done', 'cancelled')
    """)

  func forgetIdempotency(
    before time: Timestamp, after: String?, limit: Int
  ) throws -> (forgotten: Int, next: String?) {
    let start = after ?? ""
    let next = try connection.first(Self.keyPage, .text(start), SQLValue(limit - 1)) {
      $0.text(0)
    }
    try connection.run(Self.forgetKeys, .text(start), SQLValue(next), SQLValue(time))
    return (connection.changedRows, next)
  }
}

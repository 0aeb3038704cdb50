import Casework
import FEEL
import Statechart

extension SQLiteTransaction {
  private static let columns = """
    id, case_id, kind, name, type, send_id, origin, origin_type, invoke_id, data, raw, actor, \
    accepted_at
    """

  private static func inboxRow(_ row: Row) throws -> InboxRow {
    InboxRow(
      id: row.id(0), caseID: row.id(1), kind: try row.value(2), event: try event(row, from: 3),
      actor: row.optionalText(11), acceptedAt: row.time(12))
  }

  /// The event whose eight columns begin at `first`.
  static func event(_ row: Row, from first: Int32) throws -> StatechartEvent {
    StatechartEvent(
      row.text(first), type: try row.value(first + 1), sendID: row.optionalText(first + 2),
      origin: row.optionalText(first + 3), originType: row.optionalText(first + 4),
      invokeID: row.optionalText(first + 5),
      data: try ValueCoding.decode(row.optionalText(first + 6)),
      raw: row.optionalText(first + 7))
  }

  private static let next = Query(
    "SELECT \(columns) FROM inbox WHERE case_id = ? ORDER BY id LIMIT 1")

  func nextInboxRow(of id: CaseID) throws -> InboxRow? {
    if let memory, memory.hasEmptyInbox(id) { return nil }
    let row = try connection.first(Self.next, SQLValue(id), read: Self.inboxRow)
    if row == nil { memory?.noteInbox(of: id, isEmpty: true) }
    return row
  }

  private static let byID = Query("SELECT \(columns) FROM inbox WHERE id = ?")

  func inboxRow(_ id: InboxID) throws -> InboxRow? {
    try connection.first(Self.byID, SQLValue(id), read: Self.inboxRow)
  }

  // The inbox is short: rows leave with their step, so grouping it costs little.
  private static let work = Query(
    """
    SELECT inbox.case_id FROM inbox JOIN cases ON cases.id = inbox.case_id
      WHERE cases.status = 'open' GROUP BY inbox.case_id ORDER BY min(inbox.id) LIMIT ?
    """)

  func casesWithWork(limit: Int) throws -> [CaseID] {
    try connection.all(Self.work, SQLValue(limit)) { $0.id(0) }
  }

  private static let count = Query(
    """
    SELECT (SELECT count(*) FROM (SELECT 1 FROM inbox LIMIT ?1))
      + (SELECT count(*) FROM (SELECT 1 FROM intake WHERE fault IS NULL LIMIT ?1))
    """)

  func inboxCount(upTo limit: Int) throws -> Int {
    try connection.first(Self.count, SQLValue(limit)) { $0.count(0) } ?? 0
  }

  private static let insert = Query(
    """
    INSERT INTO inbox (case_id, kind, name, type, send_id, origin, origin_type, invoke_id, data, raw,
      actor, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertInbox(
    _ event: StatechartEvent, kind: InboxKind, for caseID: CaseID, actor: String?, at: Timestamp
  ) throws -> InboxID {
    try connection.run(
      Self.insert, SQLValue(caseID), .text(kind.rawValue), .text(event.name),
      .text(event.type.rawValue), SQLValue(event.sendID), SQLValue(event.origin),
      SQLValue(event.originType), SQLValue(event.invokeID),
      SQLValue(ValueCoding.encode(event.data)), SQLValue(event.raw), SQLValue(actor),
      SQLValue(at))
    memory?.noteInbox(of: caseID, isEmpty: false)
    return InboxID(rawValue: connection.lastInsertedRow)
  }

  private static let delete = Query("DELETE FROM inbox WHERE id = ?")

  func deleteInbox(_ id: InboxID) throws {
    try connection.run(Self.delete, SQLValue(id))
    guard connection.changedRows == 1 else {
      throw StoreError.conflict("the event \(id) was taken meanwhile")
    }
  }

  private static let deleteAll = Query(
    "DELETE FROM inbox WHERE case_id = ?1 AND (?2 IS NULL OR invoke_id = ?2)")

  func deleteInbox(of caseID: CaseID, invokeID: String?) throws {
    try connection.run(Self.deleteAll, SQLValue(caseID), SQLValue(invokeID))
  }

  private static let see = Query(
    """
    INSERT INTO seen (source, event_id, case_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
    """)

  func markSeen(source: String, eventID: String, caseID: CaseID, at: Timestamp) throws -> Bool {
    try connection.run(Self.see, .text(source), .text(eventID), SQLValue(caseID), SQLValue(at))
    return connection.changedRows == 1
  }
}

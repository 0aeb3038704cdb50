import Casework
import FEEL
import JSON

extension SQLiteTransaction {
  private static let columns = """
    outbox.id, outbox.case_id, cases.business_key, outbox.kind, outbox.status, \
    outbox.idempotency_key, outbox.target, outbox.event, outbox.send_id, outbox.invoke_id, \
    outbox.data, outbox.is_content, outbox.attempts, outbox.next_at, outbox.created_at, \
    outbox.last_error, outbox.ambiguous, outbox.progress
    """
  private static let tables = "outbox JOIN cases ON cases.id = outbox.case_id"

  private static func message(_ row: Row) throws -> OutboxMessage {
    OutboxMessage(
      id: row.id(0), caseID: row.id(1), caseKey: row.optionalText(2), kind: try row.value(3),
      status: try row.value(4), idempotencyKey: row.text(5), target: row.text(6),
      event: row.text(7), sendID: row.optionalText(8), invokeID: row.optionalText(9),
      data: try ValueCoding.decode(row.optionalText(10)), isContent: row.integer(11) != 0,
      attempts: row.count(12), nextAt: row.time(13), createdAt: row.time(14),
      lastError: row.optionalText(15), isAmbiguous: row.integer(16) != 0,
      progress: row.optionalText(17))
  }

  private static let byID = Query("SELECT \(columns) FROM \(tables) WHERE outbox.id = ?")

  func message(_ id: MessageID) throws -> OutboxMessage? {
    try connection.first(Self.byID, SQLValue(id), read: Self.message)
  }

  private static let byCase = Query(
    "SELECT \(columns) FROM \(tables) WHERE outbox.case_id = ? ORDER BY outbox.id")

  func messages(of id: CaseID) throws -> [OutboxMessage] {
    try connection.all(Self.byCase, SQLValue(id), read: Self.message)
  }

  private static let due = Query(
    """
    SELECT \(columns) FROM \(tables) WHERE outbox.status = 'waiting' AND outbox.next_at <= ?
      AND outbox.receiver NOT IN (SELECT value FROM json_each(?))
      ORDER BY outbox.next_at, outbox.id LIMIT ?
    """)

  func dueMessages(
    at now: Timestamp, excluding receivers: [String], limit: Int
  ) throws -> [OutboxMessage] {
    try connection.all(
      Self.due, SQLValue(now), .text(JSONValue.array(receivers.map(JSONValue.string)).text),
      SQLValue(limit), read: Self.message)
  }

  private static let list = Query(
    """
    SELECT \(columns) FROM \(tables) WHERE outbox.id > ?1
      AND (?2 IS NULL OR outbox.status = ?2) AND (?3 IS NULL OR outbox.receiver = ?3)
      AND (?4 IS NULL OR outbox.case_id = ?4) ORDER BY outbox.id LIMIT ?5
    """)

  func messages(
    _ filter: MessageFilter, after: MessageID?, limit: Int
  ) throws -> [OutboxMessage] {
    try connection.all(
      Self.list, Self.cursor(after), SQLValue(filter.status?.rawValue),
      SQLValue(filter.receiver), SQLValue(filter.caseID), SQLValue(limit), read: Self.message)
  }

  private static let nextDue = Query(
    "SELECT min(next_at) FROM outbox WHERE status = 'waiting'")

  func nextMessageDue() throws -> Timestamp? {
    try connection.first(Self.nextDue) { $0.optionalTime(0) } ?? nil
  }

  private static let insert = Query(
    """
    INSERT INTO outbox (case_id, kind, status, idempotency_key, target, event, send_id, invoke_id,
      data, is_content, attempts, next_at, created_at, last_error, receiver, ambiguous)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertMessage(_ message: OutboxMessage) throws -> MessageID {
    try connection.run(
      Self.insert, SQLValue(message.caseID), .text(message.kind.rawValue),
      .text(message.status.rawValue), .text(message.idempotencyKey), .text(message.target),
      .text(message.event), SQLValue(message.sendID), SQLValue(message.invokeID),
      SQLValue(ValueCoding.encode(message.data)), SQLValue(message.isContent),
      SQLValue(message.attempts), SQLValue(message.nextAt), SQLValue(message.createdAt),
      SQLValue(message.lastError), .text(message.receiver), SQLValue(message.isAmbiguous))
    return MessageID(rawValue: connection.lastInsertedRow)
  }

  private static let update = Query(
    """
    UPDATE outbox SET status = ?3, attempts = ?4, next_at = ?5, last_error = ?6,
      ambiguous = ?7
      WHERE id = ?1 AND attempts = ?2
    """)

  func updateMessage(_ message: OutboxMessage, attempts: Int) throws -> Bool {
    try connection.run(
      Self.update, SQLValue(message.id), SQLValue(attempts), .text(message.status.rawValue),
      SQLValue(message.attempts), SQLValue(message.nextAt), SQLValue(message.lastError),
      SQLValue(message.isAmbiguous))
    return connection.changedRows == 1
  }

  private static let progress = Query("UPDATE outbox SET progress = ?2 WHERE id = ?1")

  func saveProgress(_ progress: String?, of id: MessageID) throws -> Bool {
    try connection.run(Self.progress, SQLValue(id), SQLValue(progress))
    return connection.changedRows == 1
  }

  private static let delete = Query("DELETE FROM outbox WHERE id = ?")

  func deleteMessage(_ id: MessageID) throws -> Bool {
    try connection.run(Self.delete, SQLValue(id))
    return connection.changedRows == 1
  }

  private static let deleteOfInvocation = Query(
    "DELETE FROM outbox WHERE case_id = ? AND invoke_id = ?")

  func deleteMessages(of caseID: CaseID, invokeID: String) throws {
    try connection.run(Self.deleteOfInvocation, SQLValue(caseID), .text(invokeID))
  }
}

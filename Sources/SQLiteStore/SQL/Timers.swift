import Casework
import Statechart

extension SQLiteTransaction {
  private static let columns = """
    id, case_id, kind, due_at, destination, is_content, cancel_id, name, type, send_id, origin, \
    origin_type, invoke_id, data, raw
    """

  private static func timer(_ row: Row) throws -> TimerRecord {
    TimerRecord(
      id: row.id(0), caseID: row.id(1), kind: try row.value(2), dueAt: row.time(3),
      destination: try DestinationCoding.destination(row.text(4)),
      cancelID: row.optionalText(6), isContent: row.integer(5) != 0,
      event: try event(row, from: 7))
  }

  private static let byCase = Query(
    "SELECT \(columns) FROM timer WHERE case_id = ? ORDER BY due_at, id")

  func timers(of id: CaseID) throws -> [TimerRecord] {
    try connection.all(Self.byCase, SQLValue(id), read: Self.timer)
  }

  // Incidents and suspensions hold a case's steps, not the time: its timers still fall due.
  private static let due = Query(
    "SELECT \(columns) FROM timer WHERE due_at <= ? ORDER BY due_at, id LIMIT ?")

  func dueTimers(at now: Timestamp, limit: Int) throws -> [TimerRecord] {
    try connection.all(Self.due, SQLValue(now), SQLValue(limit), read: Self.timer)
  }

  private static let nextDue = Query("SELECT min(due_at) FROM timer")

  func nextTimerDue() throws -> Timestamp? {
    try connection.first(Self.nextDue) { $0.optionalTime(0) } ?? nil
  }

  private static let insert = Query(
    """
    INSERT INTO timer (case_id, kind, due_at, destination, is_content, cancel_id, name, type,
      send_id, origin, origin_type, invoke_id, data, raw)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertTimer(_ timer: TimerRecord) throws -> TimerID {
    memory?.noteDependent(of: timer.caseID)
    let event = timer.event
    try connection.run(
      Self.insert, SQLValue(timer.caseID), .text(timer.kind.rawValue), SQLValue(timer.dueAt),
      .text(DestinationCoding.text(timer.destination)), SQLValue(timer.isContent),
      SQLValue(timer.cancelID), .text(event.name), .text(event.type.rawValue),
      SQLValue(event.sendID), SQLValue(event.origin), SQLValue(event.originType),
      SQLValue(event.invokeID), SQLValue(ValueCoding.encode(event.data)), SQLValue(event.raw))
    return TimerID(rawValue: connection.lastInsertedRow)
  }

  private static let delete = Query("DELETE FROM timer WHERE id = ?")

  func deleteTimer(_ id: TimerID) throws -> Bool {
    try connection.run(Self.delete, SQLValue(id))
    return connection.changedRows == 1
  }

  private static let deleteOfInvocation = Query(
    "DELETE FROM timer WHERE case_id = ? AND kind = ? AND invoke_id = ?")

  func deleteTimers(of caseID: CaseID, kind: TimerKind, invokeID: String) throws {
    try connection.run(
      Self.deleteOfInvocation, SQLValue(caseID), .text(kind.rawValue), .text(invokeID))
  }

  private static let deleteSend = Query(
    "DELETE FROM timer WHERE case_id = ? AND kind = 'send' AND cancel_id = ?")

  func deleteTimers(of caseID: CaseID, cancelID: String) throws {
    try connection.run(Self.deleteSend, SQLValue(caseID), .text(cancelID))
  }

  private static let deleteAll = Query("DELETE FROM timer WHERE case_id = ?")

  func deleteTimers(of caseID: CaseID) throws {
    if let memory, memory.isBare(caseID) { return }
    try connection.run(Self.deleteAll, SQLValue(caseID))
  }
}

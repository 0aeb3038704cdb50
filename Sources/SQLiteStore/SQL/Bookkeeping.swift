import Casework

extension SQLiteTransaction {
  private static let backlog = Query(
    """
    SELECT (SELECT count(*) FROM task WHERE due_at < ?1), (SELECT count(*) FROM timer WHERE due_at < ?1),
      (SELECT count(*) FROM incident), (SELECT count(*) FROM outbox WHERE status = 'waiting'),
      (SELECT count(*) FROM outbox WHERE status = 'dead'), (SELECT count(*) FROM inbox)
    """)

  func backlog(at now: Timestamp) throws -> Backlog {
    let counts = try connection.first(Self.backlog, SQLValue(now)) { row in
      Backlog(
        overdueTasks: row.count(0), overdueTimers: row.count(1), incidents: row.count(2),
        waitingMessages: row.count(3), deadMessages: row.count(4), inbox: row.count(5))
    }
    guard let counts else { throw StoreError.unusable("the store cannot be counted") }
    return counts
  }

  private static let findIdempotency = Query(
    "SELECT fingerprint, case_id FROM idempotency WHERE key = ?")

  func idempotency(_ key: String) throws -> IdempotencyRecord? {
    try connection.first(Self.findIdempotency, .text(key)) {
      IdempotencyRecord(fingerprint: $0.blob(0), caseID: $0.id(1))
    }
  }

  private static let putIdempotency = Query(
    "INSERT INTO idempotency (key, fingerprint, case_id, at) VALUES (?, ?, ?, ?)")

  func putIdempotency(_ record: IdempotencyRecord, key: String, at: Timestamp) throws {
    try connection.run(
      Self.putIdempotency, .text(key), .blob(record.fingerprint), SQLValue(record.caseID),
      SQLValue(at))
  }

  private static let readClock = Query("SELECT kind, now FROM clock")

  func clock() throws -> ClockRecord {
    if let known = memory?.clock { return known }
    let clock = try connection.first(Self.readClock) {
      ClockRecord(kind: try $0.value(0), now: $0.time(1))
    }
    guard let clock else { throw StoreError.unusable("the store has no clock") }
    memory?.clock = clock
    return clock
  }

  private static let writeClock = Query("UPDATE clock SET kind = ?, now = ?")

  func setClock(_ clock: ClockRecord) throws {
    try connection.run(Self.writeClock, .text(clock.kind.rawValue), SQLValue(clock.now))
    memory?.clock = clock
  }
}

import Casework

extension SQLiteTransaction {
  private static let columns =
    "id, intake, item_key, kind, sender, words, sent_at, received_at, content, fault"

  private static func record(_ row: Row) -> IntakeRecord {
    IntakeRecord(
      id: row.id(0), intake: row.text(1), key: row.text(2), kind: row.text(3),
      sender: row.optionalText(4), words: row.optionalText(5), sentAt: row.optionalTime(6),
      receivedAt: row.time(7), content: row.text(8), fault: row.optionalText(9))
  }

  private static let waiting = Query(
    "SELECT \(columns) FROM intake WHERE fault IS NULL ORDER BY id LIMIT ?")

  func waitingIntake(limit: Int) throws -> [IntakeRecord] {
    try connection.all(Self.waiting, SQLValue(limit), read: Self.record)
  }

  private static let faulty = Query(
    "SELECT \(columns) FROM intake WHERE fault IS NOT NULL AND id > ? ORDER BY id LIMIT ?")

  func faultyIntake(after: IntakeID?, limit: Int) throws -> [IntakeRecord] {
    try connection.all(
      Self.faulty, SQLValue(after ?? IntakeID(rawValue: 0)), SQLValue(limit), read: Self.record)
  }

  private static let byID = Query("SELECT \(columns) FROM intake WHERE id = ?")

  func intake(_ id: IntakeID) throws -> IntakeRecord? {
    try connection.first(Self.byID, SQLValue(id), read: Self.record)
  }

  private static let counts = Query(
    """
    SELECT count(*) FILTER (WHERE at > ?3 - 60000000),
      count(*) FILTER (WHERE at > ?3 - 600000000 AND words = ?4), count(*)
    FROM intake_seen
    WHERE intake = ?1 AND sender = ?2 AND at > ?3 - 2592000000000 AND at <= ?3
    """)

  func senderCounts(of record: IntakeRecord) throws -> SenderCounts {
    guard let sender = record.sender else { return SenderCounts() }
    let counts = try connection.first(
      Self.counts, .text(record.intake), .text(sender), SQLValue(record.receivedAt),
      SQLValue(record.words)
    ) {
      // The thing itself is among those counted, unless it has no words.
      SenderCounts(
        lastMinute: $0.count(0), sameWords: max(0, $0.count(1) - 1), lastMonth: $0.count(2))
    }
    return counts ?? SenderCounts()
  }

  private static let see = Query(
    """
    INSERT INTO intake_seen (intake, item_key, sender, words, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
    """)
  private static let insert = Query(
    """
    INSERT INTO intake (intake, item_key, kind, sender, words, sent_at, received_at, content, fault)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertIntake(_ record: IntakeRecord) throws -> Bool {
    try connection.run(
      Self.see, .text(record.intake), .text(record.key), SQLValue(record.sender),
      SQLValue(record.words), SQLValue(record.receivedAt))
    guard connection.changedRows == 1 else { return false }
    try connection.run(
      Self.insert, .text(record.intake), .text(record.key), .text(record.kind),
      SQLValue(record.sender), SQLValue(record.words), SQLValue(record.sentAt),
      SQLValue(record.receivedAt), .text(record.content), SQLValue(record.fault))
    return true
  }

  private static let setFault = Query("UPDATE intake SET fault = ?2 WHERE id = ?1")

  func setIntakeFault(_ id: IntakeID, _ fault: String?) throws {
    try connection.run(Self.setFault, SQLValue(id), SQLValue(fault))
  }

  private static let delete = Query("DELETE FROM intake WHERE id = ?")

  func deleteIntake(_ id: IntakeID) throws {
    try connection.run(Self.delete, SQLValue(id))
  }

  private static let link = Query(
    """
    INSERT INTO intake_case (case_id, intake, item_key) VALUES (?3, ?1, ?2) ON CONFLICT DO NOTHING
    """)

  func linkIntake(_ record: IntakeRecord, to id: CaseID) throws {
    try connection.run(Self.link, .text(record.intake), .text(record.key), SQLValue(id))
  }

  private static let senders = """
    SELECT s.intake, s.sender FROM intake_case AS c JOIN intake_seen AS s USING (intake, item_key)
    WHERE c.case_id = ?1 AND s.sender IS NOT NULL
    """
  private static let eraseSeen = Query(
    """
    UPDATE intake_seen SET sender = NULL, words = NULL
      WHERE (intake, item_key) IN (SELECT intake, item_key FROM intake_case WHERE case_id = ?1)
    """)
  private static let eraseSeenFaulty = Query(
    """
    UPDATE intake_seen SET sender = NULL, words = NULL WHERE (intake, item_key) IN (
      SELECT intake, item_key FROM intake WHERE fault IS NOT NULL AND (intake, sender) IN (\(senders)))
    """)
  private static let faultyOfSenders = Query(
    "SELECT id FROM intake WHERE fault IS NOT NULL AND (intake, sender) IN (\(senders))")

  func eraseIntake(of id: CaseID) throws -> Int {
    // Who the senders are is known by what went to the case: that is erased last.
    let faulty = try connection.all(Self.faultyOfSenders, SQLValue(id)) { $0.integer(0) }
    try connection.run(Self.eraseSeenFaulty, SQLValue(id))
    for row in faulty { try connection.run(Self.delete, SQLValue(row)) }
    try connection.run(Self.eraseSeen, SQLValue(id))
    connection.hasErased = true
    return faulty.count
  }

  private static let forget = Query(
    """
    DELETE FROM intake_seen WHERE (intake, item_key) IN (
      SELECT s.intake, s.item_key FROM intake_seen AS s
      WHERE s.at < ?1 AND NOT EXISTS (
        SELECT 1 FROM intake AS i WHERE i.intake = s.intake AND i.item_key = s.item_key)
      ORDER BY s.at LIMIT ?2)
    """)

  func forgetIntake(before time: Timestamp, limit: Int) throws -> Int {
    try connection.run(Self.forget, SQLValue(time), SQLValue(limit))
    return connection.changedRows
  }
}

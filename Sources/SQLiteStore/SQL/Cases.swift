import Casework

extension SQLiteTransaction {
  private static let columns = """
    cases.id, business_key, cases.workflow, definition, tables, revision, status, states, machine, started_at, \
    changed_at, parent, parent_invoke, detached, log_count, log_head
    """

  private static func record(_ row: Row) throws -> CaseRecord {
    CaseRecord(
      id: row.id(0), key: row.optionalText(1), workflow: row.text(2), definition: row.id(3),
      tables: row.optionalID(4), revision: row.integer(5), status: try row.value(6),
      states: words(row.text(7)), machine: row.optionalBlob(8), startedAt: row.time(9),
      changedAt: row.time(10), parent: row.optionalID(11), parentInvoke: row.optionalText(12),
      isDetached: row.integer(13) != 0, logCount: row.integer(14), logHead: row.blob(15))
  }

  private static let byID = Query("SELECT \(columns) FROM cases WHERE id = ?")

  func caseRecord(_ id: CaseID) throws -> CaseRecord? {
    try connection.first(Self.byID, SQLValue(id), read: Self.record)
  }

  private static let openByKey = Query(
    """
    SELECT \(columns) FROM cases WHERE business_key = ?1 AND (?2 IS NULL OR workflow = ?2)
      AND status IN ('open', 'suspended', 'incident') ORDER BY id
    """)
  private static let newestByKey = Query(
    """
    SELECT \(columns) FROM cases WHERE business_key = ?1 AND (?2 IS NULL OR workflow = ?2)
      ORDER BY id DESC LIMIT 1
    """)

  func cases(key: String, workflow: String?) throws -> [CaseRecord] {
    let open = try connection.all(
      Self.openByKey, .text(key), SQLValue(workflow), read: Self.record)
    guard open.isEmpty else { return open }
    return try connection.all(
      Self.newestByKey, .text(key), SQLValue(workflow), read: Self.record)
  }

  // Each filter gets the plan of its own index: by state, by key, by workflow, by number.
  private static let listByState = Query(
    """
    SELECT \(columns) FROM cases JOIN case_state s ON s.case_id = cases.id
      WHERE s.workflow = ?2 AND s.state = ?3 AND s.case_id > ?1
      AND (?4 IS NULL OR business_key = ?4) AND (?5 IS NULL OR status = ?5)
      AND (?6 IS NULL OR started_at < ?6) AND parent IS NULL ORDER BY s.case_id LIMIT ?7
    """)
  private static let listByKey = Query(
    """
    SELECT \(columns) FROM cases INDEXED BY case_key
      WHERE business_key = ?4 AND id > ?1 AND (?2 IS NULL OR workflow = ?2) AND ?3 IS NULL
      AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR started_at < ?6) AND parent IS NULL
      ORDER BY id LIMIT ?7
    """)
  private static let listByWorkflow = Query(
    """
    SELECT \(columns) FROM cases INDEXED BY case_workflow
      WHERE workflow = ?2 AND id > ?1 AND ?3 IS NULL AND ?4 IS NULL
      AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR started_at < ?6) AND parent IS NULL
      ORDER BY id LIMIT ?7
    """)
  private static let listAll = Query(
    """
    SELECT \(columns) FROM cases
      WHERE id > ?1 AND ?2 IS NULL AND ?4 IS NULL
      AND (?3 IS NULL OR EXISTS (SELECT 1 FROM case_state s
        WHERE s.workflow = cases.workflow AND s.state = ?3 AND s.case_id = cases.id))
      AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR started_at < ?6) AND parent IS NULL
      ORDER BY id LIMIT ?7
    """)

  func cases(_ filter: CaseFilter, after: CaseID?, limit: Int) throws -> [CaseRecord] {
    let query =
      filter.workflow != nil && filter.state != nil
      ? Self.listByState
      : filter.key != nil && filter.state == nil
        ? Self.listByKey : filter.workflow != nil ? Self.listByWorkflow : Self.listAll
    return try connection.all(
      query, Self.cursor(after), SQLValue(filter.workflow), SQLValue(filter.state),
      SQLValue(filter.key), SQLValue(filter.status?.rawValue), SQLValue(filter.startedBefore),
      SQLValue(limit), read: Self.record)
  }

  private static let byParent = Query(
    "SELECT \(columns) FROM cases WHERE parent = ? AND detached = 0 ORDER BY id")

  func children(of id: CaseID) throws -> [CaseRecord] {
    try connection.all(Self.byParent, SQLValue(id), read: Self.record)
  }

  private static let finished = Query(
    """
    SELECT \(columns) FROM cases WHERE id > ?1 AND status IN ('done', 'cancelled')
      AND changed_at < ?2 AND parent IS NULL
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE case_id = cases.id)
      AND NOT EXISTS (SELECT 1 FROM cases part WHERE part.parent = cases.id
        AND part.status IN ('open', 'suspended', 'incident'))
      ORDER BY id LIMIT ?3
    """)

  func finishedCases(before: Timestamp, after: CaseID?, limit: Int) throws -> [CaseRecord] {
    try connection.all(
      Self.finished, Self.cursor(after), SQLValue(before), SQLValue(limit), read: Self.record)
  }

  private static let sessions = Query(
    """
    SELECT \(columns) FROM cases INDEXED BY case_workflow
      WHERE workflow = ?1 AND id > ?2 AND status IN ('open', 'suspended', 'incident')
      AND (?3 IS NULL OR definition <> ?3) ORDER BY id LIMIT ?4
    """)

  func sessions(
    of workflow: String, besides definition: DefinitionID?, after: CaseID?, limit: Int
  ) throws -> [CaseRecord] {
    try connection.all(
      Self.sessions, .text(workflow), Self.cursor(after), SQLValue(definition),
      SQLValue(limit), read: Self.record)
  }

  private static let insert = Query(
    """
    INSERT INTO cases (business_key, workflow, definition, tables, revision, status, states, machine,
      started_at, changed_at, parent, parent_invoke, detached, log_count, log_head)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertCase(_ record: CaseRecord) throws -> CaseID {
    if let key = record.key, record.status.isUnfinished,
      let first = try cases(key: key, workflow: record.workflow).first,
      first.status.isUnfinished
    {
      throw CaseworkError.duplicateKey(key, workflow: record.workflow, first: first.id)
    }
    try connection.run(
      Self.insert, SQLValue(record.key), .text(record.workflow), SQLValue(record.definition),
      SQLValue(record.tables), .integer(record.revision), .text(record.status.rawValue),
      Self.words(record.states), SQLValue(record.machine), SQLValue(record.startedAt),
      SQLValue(record.changedAt), SQLValue(record.parent), SQLValue(record.parentInvoke),
      SQLValue(record.isDetached), .integer(record.logCount), .blob(record.logHead))
    var stored = record
    stored.id = CaseID(rawValue: connection.lastInsertedRow)
    try count(stored, instead: nil)
    return stored.id
  }

  private static let update = Query(
    """
    UPDATE cases SET business_key = ?3, revision = ?2 + 1, status = ?4, states = ?5, machine = ?6,
      changed_at = ?7, log_count = ?8, log_head = ?9, workflow = ?10, definition = ?11, tables = ?12,
      parent = ?13, parent_invoke = ?14, detached = ?15
      WHERE id = ?1 AND revision = ?2
    """)

  func updateCase(_ record: CaseRecord, from old: CaseRecord) throws {
    try connection.run(
      Self.update, SQLValue(record.id), .integer(old.revision), SQLValue(record.key),
      .text(record.status.rawValue), Self.words(record.states), SQLValue(record.machine),
      SQLValue(record.changedAt), .integer(record.logCount), .blob(record.logHead),
      .text(record.workflow), SQLValue(record.definition), SQLValue(record.tables),
      SQLValue(record.parent), SQLValue(record.parentInvoke), SQLValue(record.isDetached))
    guard connection.changedRows == 1 else {
      throw StoreError.conflict("the case \(record.id) was changed meanwhile")
    }
    try count(record, instead: old)
  }

  private static let enter = Query(
    "INSERT INTO case_state (workflow, state, case_id) VALUES (?, ?, ?)")
  private static let leave = Query(
    "DELETE FROM case_state WHERE workflow = ? AND state = ? AND case_id = ?")

  /// Keeps the index by state, and through its triggers the counts, in step with the case; invoked
  /// sessions are part of theirs.
  private func count(_ record: CaseRecord, instead old: CaseRecord?) throws {
    if record.parent != nil { return }
    let before = old.map(Self.countedStates) ?? []
    let after = Self.countedStates(record)
    if before == after, old?.workflow == record.workflow { return }
    let moved = old.map { $0.workflow != record.workflow } ?? false
    for state in before where moved || !after.contains(state) {
      try connection.run(
        Self.leave, .text(old?.workflow ?? ""), .text(state), SQLValue(record.id))
    }
    for state in after where moved || !before.contains(state) {
      try connection.run(Self.enter, .text(record.workflow), .text(state), SQLValue(record.id))
    }
  }

  /// A cancelled case stands nowhere.
  private static func countedStates(_ record: CaseRecord) -> [String] {
    if record.status == .cancelled { return [] }
    return record.states.isEmpty ? [""] : record.states
  }

  private static let counts = Query(
    "SELECT workflow, state, count FROM state_count WHERE count > 0 ORDER BY workflow, state")

  func stateCounts() throws -> [StateCount] {
    try connection.all(Self.counts) {
      StateCount(workflow: $0.text(0), state: $0.text(1), count: $0.count(2))
    }
  }
}

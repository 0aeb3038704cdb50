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
    if let known = memory?.record(id) { return known }
    let record = try connection.first(Self.byID, SQLValue(id), read: Self.record)
    if let record { memory?.keep(record) }
    return record
  }

  private static let byKey = Query(
    """
    SELECT id, status IN ('open', 'suspended', 'incident') FROM cases
      WHERE business_key = ?1 AND (?2 IS NULL OR workflow = ?2) ORDER BY id DESC
    """)

  private static let keyLikeNumber = Query(
    "SELECT EXISTS (SELECT 1 FROM cases WHERE business_key >= 'c0' AND business_key < 'c:')")

  func cases(key: String, workflow: String?) throws -> [CaseRecord] {
    // Who means a case by its number is spared the look for a key of that form: hardly any store has one.
    if CaseID(key) != nil, let memory,
      try !memory.hasKeysLikeNumbers({
        try connection.first(Self.keyLikeNumber) { $0.integer(0) != 0 } ?? true
      })
    {
      return []
    }
    var newest: CaseID?
    var unfinished: [CaseID] = []
    try connection.each(Self.byKey, .text(key), SQLValue(workflow)) { row in
      let id: CaseID = row.id(0)
      newest = newest ?? id
      if row.integer(1) != 0 { unfinished.append(id) }
      return true
    }
    let found = unfinished.isEmpty ? [newest].compactMap { $0 } : unfinished.reversed()
    return try found.compactMap(caseRecord)
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
    if filter.state != nil { try memory?.index.settle(on: connection) }
    let query =
      filter.workflow != nil && filter.state != nil
      ? Self.listByState
      : filter.key != nil && filter.state == nil
        ? Self.listByKey : filter.workflow != nil ? Self.listByWorkflow : Self.listAll
    let found = try connection.all(
      query, Self.cursor(after), SQLValue(filter.workflow), SQLValue(filter.state),
      SQLValue(filter.key), SQLValue(filter.status?.rawValue), SQLValue(filter.startedBefore),
      SQLValue(limit), read: Self.record)
    if filter.state != nil { try checkIndex() }
    return found
  }

  /// Makes sure that the index by state, which was just read, agrees with the cases in this view.
  ///
  /// - Throws: `IndexLags` when that is not known.
  private func checkIndex() throws {
    if let mark = connection.indexMark, !mark.isExact { throw IndexLags() }
  }

  private static let byParent = Query(
    "SELECT \(columns) FROM cases WHERE parent = ? AND detached = 0 ORDER BY id")

  func children(of id: CaseID) throws -> [CaseRecord] {
    if let memory, memory.isBare(id) { return [] }
    return try connection.all(Self.byParent, SQLValue(id), read: Self.record)
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
    INSERT INTO cases (id, business_key, workflow, definition, tables, revision, status, states, machine,
      started_at, changed_at, parent, parent_invoke, detached, log_count, log_head)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  func insertCase(_ record: CaseRecord) throws -> CaseID {
    if let key = record.key, record.status.isUnfinished,
      let first = try cases(key: key, workflow: record.workflow).first,
      first.status.isUnfinished
    {
      throw CaseworkError.duplicateKey(key, workflow: record.workflow, first: first.id)
    }
    let number: Int64? =
      record.id.rawValue > 0 ? record.id.rawValue : memory?.numbers?.next()
    if let key = record.key { memory?.note(key: key) }
    try connection.run(
      Self.insert, SQLValue(number), SQLValue(record.key), .text(record.workflow),
      SQLValue(record.definition),
      SQLValue(record.tables), .integer(record.revision), .text(record.status.rawValue),
      Self.words(record.states), SQLValue(record.machine), SQLValue(record.startedAt),
      SQLValue(record.changedAt), SQLValue(record.parent), SQLValue(record.parentInvoke),
      SQLValue(record.isDetached), .integer(record.logCount), .blob(record.logHead))
    var stored = record
    stored.id = CaseID(rawValue: connection.lastInsertedRow)
    memory?.keep(stored)
    // Nothing can have been sent to a case that was not there.
    memory?.noteAdded(stored.id)
    if let parent = record.parent { memory?.noteDependent(of: parent) }
    memory?.index.move(stored.id, from: [], to: Self.countedPlaces(stored))
    return stored.id
  }

  // Most steps change neither what the indexes hold nor what refers to other rows: a statement that does
  // not name those columns leaves the indexes alone.
  private static let step = Query(
    """
    UPDATE cases SET revision = ?2 + 1, states = ?3, machine = ?4, changed_at = ?5, log_count = ?6,
      log_head = ?7 WHERE id = ?1 AND revision = ?2
    """)
  private static let stepAndStatus = Query(
    """
    UPDATE cases SET revision = ?2 + 1, states = ?3, machine = ?4, changed_at = ?5, log_count = ?6,
      log_head = ?7, status = ?8 WHERE id = ?1 AND revision = ?2
    """)
  private static let update = Query(
    """
    UPDATE cases SET business_key = ?3, revision = ?2 + 1, status = ?4, states = ?5, machine = ?6,
      changed_at = ?7, log_count = ?8, log_head = ?9, workflow = ?10, definition = ?11, tables = ?12,
      parent = ?13, parent_invoke = ?14, detached = ?15
      WHERE id = ?1 AND revision = ?2
    """)

  func updateCase(_ record: CaseRecord, from old: CaseRecord) throws {
    if let key = record.key, key != old.key { memory?.note(key: key) }
    try write(record, from: old)
    guard connection.changedRows == 1 else {
      throw StoreError.conflict("the case \(record.id) was changed meanwhile")
    }
    var stored = record
    stored.revision = old.revision + 1
    stored.startedAt = old.startedAt
    memory?.keep(stored)
    memory?.index.move(
      record.id, from: Self.countedPlaces(old), to: Self.countedPlaces(record))
  }

  private func write(_ record: CaseRecord, from old: CaseRecord) throws {
    if record.key == old.key, record.workflow == old.workflow, record.definition == old.definition,
      record.tables == old.tables, record.parent == old.parent,
      record.parentInvoke == old.parentInvoke, record.isDetached == old.isDetached
    {
      if record.status == old.status {
        try connection.run(
          Self.step, SQLValue(record.id), .integer(old.revision), Self.words(record.states),
          SQLValue(record.machine), SQLValue(record.changedAt), .integer(record.logCount),
          .blob(record.logHead))
      } else {
        try connection.run(
          Self.stepAndStatus, SQLValue(record.id), .integer(old.revision),
          Self.words(record.states), SQLValue(record.machine), SQLValue(record.changedAt),
          .integer(record.logCount), .blob(record.logHead), .text(record.status.rawValue))
      }
      return
    }
    try connection.run(
      Self.update, SQLValue(record.id), .integer(old.revision), SQLValue(record.key),
      .text(record.status.rawValue), Self.words(record.states), SQLValue(record.machine),
      SQLValue(record.changedAt), .integer(record.logCount), .blob(record.logHead),
      .text(record.workflow), SQLValue(record.definition), SQLValue(record.tables),
      SQLValue(record.parent), SQLValue(record.parentInvoke), SQLValue(record.isDetached))
  }

  /// Where a case is counted: in each of its states, or in none; invoked sessions are part of theirs, and a
  /// cancelled case stands nowhere.
  static func countedPlaces(_ record: CaseRecord) -> [StateMoves.Place] {
    if record.parent != nil || record.status == .cancelled { return [] }
    if record.states.isEmpty { return [.init(workflow: record.workflow, state: "")] }
    return record.states.map { .init(workflow: record.workflow, state: $0) }
  }

  private static let counts = Query(
    "SELECT workflow, state, count FROM state_count WHERE count > 0 ORDER BY workflow, state")

  func stateCounts() throws -> [StateCount] {
    try memory?.index.settle(on: connection)
    let counts = try connection.all(Self.counts) {
      StateCount(workflow: $0.text(0), state: $0.text(1), count: $0.count(2))
    }
    try checkIndex()
    return counts
  }
}

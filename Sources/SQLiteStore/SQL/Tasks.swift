import Casework
import FEEL

extension SQLiteTransaction {
  private static let columns = """
    task.id, task.case_id, cases.business_key, cases.workflow, task.invoke_id, task.title, \
    task.assignee, task.candidates, task.claimed_by, task.not_by, task.form, task.data, \
    task.priority, task.due_at, task.follow_up_at, task.created_at, task.revision, \
    task.delegated_by, task.answer, task.change, task.changed_by, task.changed_at
    """
  private static let tables = "task JOIN cases ON cases.id = task.case_id"

  private static func task(_ row: Row) throws -> TaskRecord {
    TaskRecord(
      id: row.id(0), caseID: row.id(1), caseKey: row.optionalText(2), workflow: row.text(3),
      invokeID: row.text(4), title: row.text(5), assignee: row.optionalText(6),
      candidates: try texts(row.optionalText(7)), claimedBy: row.optionalText(8),
      notBy: try texts(row.optionalText(9)), form: try ValueCoding.decode(row.optionalText(10)),
      data: try ValueCoding.decode(row.optionalText(11)), priority: row.count(12),
      dueAt: row.optionalTime(13), followUpAt: row.optionalTime(14), createdAt: row.time(15),
      revision: row.integer(16), delegatedBy: row.optionalText(17),
      answer: try ValueCoding.decode(row.optionalText(18)), lastChange: try change(row, from: 19))
  }

  private static func change(_ row: Row, from first: Int32) throws -> TaskChange? {
    guard !row.isNull(first) else { return nil }
    return TaskChange(
      try row.value(first), by: row.optionalText(first + 1), at: row.time(first + 2))
  }

  private static func texts(_ text: String?) throws -> [String] {
    guard case .list(let items) = try ValueCoding.decode(text) else { return [] }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  private static func list(_ texts: [String]) -> SQLValue {
    texts.isEmpty ? .null : SQLValue(ValueCoding.encode(.list(texts.map(Value.string))))
  }

  private static let byID = Query("SELECT \(columns) FROM \(tables) WHERE task.id = ?")

  func task(_ id: TaskID) throws -> TaskRecord? {
    try connection.first(Self.byID, SQLValue(id), read: Self.task)
  }

  private static let ofInvocation = Query(
    "SELECT \(columns) FROM \(tables) WHERE task.case_id = ? AND task.invoke_id = ?")

  func task(of id: CaseID, invokeID: String) throws -> TaskRecord? {
    try connection.first(
      Self.ofInvocation, SQLValue(id), .text(invokeID), read: Self.task)
  }

  // The expressions of the index `task_order`.
  private static let order =
    "-task.priority, ifnull(task.due_at, 9223372036854775807), task.id"

  // The order of `task_order`: the page goes on behind a place in it, however tasks come and go.
  private static let list = Query(
    """
    SELECT \(columns) FROM \(tables)
      WHERE -task.priority >= ?1 AND (\(order)) > (?1, ?2, ?3)
      AND (?4 IS NULL OR EXISTS (SELECT 1 FROM task_candidate c
        WHERE c.candidate = ?4 AND c.task_id = task.id))
      AND (?5 IS NULL OR task.claimed_by = ?5 OR task.delegated_by = ?5
        OR (task.claimed_by IS NULL AND task.assignee = ?5))
      ORDER BY \(order) LIMIT ?6
    """)
  private static let listOfCase = Query(
    """
    SELECT \(columns) FROM \(tables)
      WHERE task.case_id = ?7 AND (\(order)) > (?1, ?2, ?3)
      AND (?4 IS NULL OR EXISTS (SELECT 1 FROM task_candidate c
        WHERE c.candidate = ?4 AND c.task_id = task.id))
      AND (?5 IS NULL OR task.claimed_by = ?5 OR task.delegated_by = ?5
        OR (task.claimed_by IS NULL AND task.assignee = ?5))
      ORDER BY \(order) LIMIT ?6
    """)

  func tasks(_ filter: TaskFilter, after: TaskCursor?, limit: Int) throws -> [TaskRecord] {
    let place: [SQLValue] = [
      after.map { .integer(-Int64($0.priority)) } ?? .integer(.min),
      after.map { .integer($0.dueAt?.microseconds ?? .max) } ?? .integer(.min),
      after.map { SQLValue($0.id) } ?? .integer(0),
    ]
    let one = [SQLValue(filter.candidate), SQLValue(filter.person), SQLValue(limit)]
    guard let caseID = filter.caseID else {
      return try connection.all(
        Self.list, place[0], place[1], place[2], one[0], one[1], one[2], read: Self.task)
    }
    return try connection.all(
      Self.listOfCase, place[0], place[1], place[2], one[0], one[1], one[2], SQLValue(caseID),
      read: Self.task)
  }

  private static let insert = Query(
    """
    INSERT INTO task (case_id, invoke_id, title, assignee, candidates, claimed_by, not_by, form, data,
      priority, due_at, follow_up_at, created_at, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let insertCandidate = Query(
    "INSERT INTO task_candidate (candidate, task_id) VALUES (?, ?) ON CONFLICT DO NOTHING")

  func insertTask(_ task: TaskRecord) throws -> TaskID {
    memory?.noteDependent(of: task.caseID)
    try connection.run(
      Self.insert, SQLValue(task.caseID), .text(task.invokeID), .text(task.title),
      SQLValue(task.assignee), Self.list(task.candidates), SQLValue(task.claimedBy),
      Self.list(task.notBy), SQLValue(ValueCoding.encode(task.form)),
      SQLValue(ValueCoding.encode(task.data)), SQLValue(task.priority), SQLValue(task.dueAt),
      SQLValue(task.followUpAt), SQLValue(task.createdAt), .integer(task.revision))
    let id = TaskID(rawValue: connection.lastInsertedRow)
    try insertCandidates(task.candidates, of: id)
    return id
  }

  private static let update = Query(
    """
    UPDATE task SET assignee = ?3, candidates = ?4, claimed_by = ?5, delegated_by = ?6, answer = ?7,
      change = ?8, changed_by = ?9, changed_at = ?10, revision = revision + 1
      WHERE id = ?1 AND revision = ?2
    """)
  private static let deleteCandidates = Query("DELETE FROM task_candidate WHERE task_id = ?")

  func updateTask(_ task: TaskRecord, revision: Int64) throws {
    try connection.run(
      Self.update, SQLValue(task.id), .integer(revision), SQLValue(task.assignee),
      Self.list(task.candidates), SQLValue(task.claimedBy), SQLValue(task.delegatedBy),
      SQLValue(ValueCoding.encode(task.answer)), SQLValue(task.lastChange?.event.rawValue),
      SQLValue(task.lastChange?.by), SQLValue(task.lastChange?.at))
    guard connection.changedRows == 1 else {
      throw StoreError.conflict("the task \(task.id) was changed meanwhile")
    }
    try connection.run(Self.deleteCandidates, SQLValue(task.id))
    try insertCandidates(task.candidates, of: task.id)
  }

  private func insertCandidates(_ candidates: [String], of id: TaskID) throws {
    for candidate in candidates {
      try connection.run(Self.insertCandidate, .text(candidate), SQLValue(id))
    }
  }

  private static let delete = Query("DELETE FROM task WHERE id = ?")

  func deleteTask(_ id: TaskID) throws -> Bool {
    try connection.run(Self.delete, SQLValue(id))
    return connection.changedRows == 1
  }

  private static let deleteOfCase = Query(
    "DELETE FROM task WHERE case_id = ?1 AND (?2 IS NULL OR invoke_id = ?2)")

  func deleteTasks(of caseID: CaseID, invokeID: String?) throws {
    if let memory, memory.isBare(caseID) { return }
    try connection.run(Self.deleteOfCase, SQLValue(caseID), SQLValue(invokeID))
  }

  private static let doerColumns = "invoke_id, title, person, task_id, at, outcome"

  private static func doer(_ row: Row) -> TaskDoer {
    TaskDoer(
      invokeID: row.text(0), title: row.text(1), person: row.text(2), task: row.optionalID(3),
      at: row.optionalTime(4), outcome: row.optionalText(5))
  }

  private static let doers = Query("SELECT \(doerColumns) FROM task_doer WHERE case_id = ?")

  func taskDoers(of id: CaseID) throws -> [TaskDoer] {
    try connection.all(Self.doers, SQLValue(id), read: Self.doer)
  }

  private static let doerOfTask = Query("SELECT \(doerColumns) FROM task_doer WHERE task_id = ?")

  func taskDoer(of id: TaskID) throws -> TaskDoer? {
    try connection.first(Self.doerOfTask, SQLValue(id), read: Self.doer)
  }

  private static let insertDoer = Query(
    """
    INSERT INTO task_doer (case_id, invoke_id, title, person, task_id, at, outcome)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET task_id = excluded.task_id, at = excluded.at,
        outcome = excluded.outcome
    """)

  func insertTaskDoer(_ doer: TaskDoer, of caseID: CaseID) throws {
    try connection.run(
      Self.insertDoer, SQLValue(caseID), .text(doer.invokeID), .text(doer.title),
      .text(doer.person), SQLValue(doer.task), SQLValue(doer.at), SQLValue(doer.outcome))
  }
}

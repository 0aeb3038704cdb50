import Casework
import FEEL

extension SQLiteTransaction {
  private static let columns = """
    task.id, task.case_id, cases.business_key, cases.workflow, task.invoke_id, task.title, \
    task.assignee, task.candidates, task.claimed_by, task.not_by, task.form, task.data, \
    task.priority, task.due_at, task.follow_up_at, task.created_at, task.revision
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
      revision: row.integer(16))
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

  private static let list = Query(
    """
    SELECT \(columns) FROM \(tables) WHERE task.id > ?1
      AND (?2 IS NULL OR EXISTS (SELECT 1 FROM task_candidate c
        WHERE c.candidate = ?2 AND c.task_id = task.id))
      AND (?3 IS NULL OR task.claimed_by = ?3 OR (task.claimed_by IS NULL AND task.assignee = ?3))
      AND (?4 IS NULL OR task.case_id = ?4) ORDER BY task.id LIMIT ?5
    """)

  func tasks(_ filter: TaskFilter, after: TaskID?, limit: Int) throws -> [TaskRecord] {
    try connection.all(
      Self.list, Self.cursor(after), SQLValue(filter.candidate), SQLValue(filter.person),
      SQLValue(filter.caseID), SQLValue(limit), read: Self.task)
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
    try connection.run(
      Self.insert, SQLValue(task.caseID), .text(task.invokeID), .text(task.title),
      SQLValue(task.assignee), Self.list(task.candidates), SQLValue(task.claimedBy),
      Self.list(task.notBy), SQLValue(ValueCoding.encode(task.form)),
      SQLValue(ValueCoding.encode(task.data)), SQLValue(task.priority), SQLValue(task.dueAt),
      SQLValue(task.followUpAt), SQLValue(task.createdAt), .integer(task.revision))
    let id = TaskID(rawValue: connection.lastInsertedRow)
    for candidate in task.candidates {
      try connection.run(Self.insertCandidate, .text(candidate), SQLValue(id))
    }
    return id
  }

  private static let claim = Query(
    "UPDATE task SET claimed_by = ?3, revision = revision + 1 WHERE id = ?1 AND revision = ?2")

  func setClaim(_ id: TaskID, revision: Int64, by person: String?) throws {
    try connection.run(Self.claim, SQLValue(id), .integer(revision), SQLValue(person))
    guard connection.changedRows == 1 else {
      throw StoreError.conflict("the task \(id) was changed meanwhile")
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
    try connection.run(Self.deleteOfCase, SQLValue(caseID), SQLValue(invokeID))
  }

  private static let doers = Query(
    "SELECT invoke_id, title, person FROM task_doer WHERE case_id = ?")

  func taskDoers(of id: CaseID) throws -> [TaskDoer] {
    try connection.all(Self.doers, SQLValue(id)) {
      TaskDoer(invokeID: $0.text(0), title: $0.text(1), person: $0.text(2))
    }
  }

  private static let insertDoer = Query(
    """
    INSERT INTO task_doer (case_id, invoke_id, title, person) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING
    """)

  func insertTaskDoer(_ doer: TaskDoer, of caseID: CaseID) throws {
    try connection.run(
      Self.insertDoer, SQLValue(caseID), .text(doer.invokeID), .text(doer.title),
      .text(doer.person))
  }
}

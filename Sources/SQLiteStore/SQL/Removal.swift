import Casework

extension SQLiteTransaction {
  private static let eraseLog = Query(
    "UPDATE case_log SET content = NULL, salt = NULL WHERE id > ? AND id <= ?")
  private static let eraseDoers = Query("DELETE FROM task_doer WHERE case_id = ?")
  private static let eraseInbox = Query("DELETE FROM inbox WHERE case_id = ?")
  /// The digest of a small request could be guessed; without it a repetition is refused.
  private static let eraseFingerprints = Query(
    "UPDATE idempotency SET fingerprint = zeroblob(32) WHERE case_id = ?")

  private static let writeAnew = Query(
    "INSERT INTO pending (task) VALUES ('write anew') ON CONFLICT DO NOTHING")

  func eraseContent(of id: CaseID) throws {
    for query in [Self.eraseDoers, Self.eraseInbox, Self.eraseFingerprints] {
      try connection.run(query, SQLValue(id))
    }
    try eraseLog(of: id)
  }

  func eraseLog(of id: CaseID) throws {
    try connection.run(
      Self.eraseLog, .integer(LogKey.key(id, 0)), .integer(LogKey.key(id, LogKey.most)))
    try connection.run(Self.writeAnew)
    connection.hasErased = true
  }

  private static let delete = Query("DELETE FROM cases WHERE id = ?")

  func deleteCase(_ id: CaseID) throws {
    guard let record = try caseRecord(id) else { return }
    // Everything else goes with the case, its parts too.
    memory?.index.move(id, from: Self.countedPlaces(record), to: [])
    try connection.run(Self.delete, SQLValue(id))
    memory?.forget()
  }

  // MARK: Renaming

  private static let renamings = [
    "UPDATE timer SET name = 'done.invoke.' || ?3 WHERE case_id = ?1 AND name = 'done.invoke.' || ?2",
    "UPDATE timer SET invoke_id = ?3 WHERE case_id = ?1 AND invoke_id = ?2",
    "UPDATE inbox SET name = 'done.invoke.' || ?3 WHERE case_id = ?1 AND name = 'done.invoke.' || ?2",
    "UPDATE inbox SET invoke_id = ?3 WHERE case_id = ?1 AND invoke_id = ?2",
    "UPDATE task SET invoke_id = ?3 WHERE case_id = ?1 AND invoke_id = ?2",
    "UPDATE outbox SET invoke_id = ?3 WHERE case_id = ?1 AND invoke_id = ?2",
    "UPDATE cases SET parent_invoke = ?3 WHERE parent = ?1 AND parent_invoke = ?2",
  ].map { Query($0) }

  func renameInvocation(_ old: String, to new: String, of id: CaseID) throws {
    for query in Self.renamings {
      try connection.run(query, SQLValue(id), .text(old), .text(new))
    }
    memory?.forget()
  }
}

import Casework

extension SQLiteTransaction {
  private static let columns = """
    incident.id, incident.case_id, cases.business_key, cases.workflow, incident.inbox_id, \
    incident.event, incident.code, incident.message, incident.at, incident.retries
    """
  private static let tables = "incident JOIN cases ON cases.id = incident.case_id"

  private static func incident(_ row: Row) -> Incident {
    Incident(
      id: row.id(0), caseID: row.id(1), caseKey: row.optionalText(2), workflow: row.text(3),
      inboxID: row.optionalID(4), event: row.text(5), code: row.text(6), message: row.text(7),
      at: row.time(8), retries: row.count(9))
  }

  private static let byID = Query("SELECT \(columns) FROM \(tables) WHERE incident.id = ?")

  func incident(_ id: IncidentID) throws -> Incident? {
    try connection.first(Self.byID, SQLValue(id), read: Self.incident)
  }

  private static let byCase = Query(
    "SELECT \(columns) FROM \(tables) WHERE incident.case_id = ?")

  func incident(of id: CaseID) throws -> Incident? {
    try connection.first(Self.byCase, SQLValue(id), read: Self.incident)
  }

  private static let list = Query(
    "SELECT \(columns) FROM \(tables) WHERE incident.id > ? ORDER BY incident.id LIMIT ?")

  func incidents(after: IncidentID?, limit: Int) throws -> [Incident] {
    try connection.all(Self.list, Self.cursor(after), SQLValue(limit), read: Self.incident)
  }

  private static let ofKind = Query(
    """
    SELECT \(columns) FROM \(tables)
      WHERE cases.workflow = ? AND incident.code = ? AND incident.message = ? AND incident.id > ?
      ORDER BY incident.id LIMIT ?
    """)

  func incidents(of kind: IncidentKind, after: IncidentID?, limit: Int) throws -> [Incident] {
    try connection.all(
      Self.ofKind, .text(kind.workflow), .text(kind.code), .text(kind.message),
      Self.cursor(after), SQLValue(limit), read: Self.incident)
  }

  private static let put = Query(
    """
    INSERT INTO incident (case_id, inbox_id, event, code, message, at, retries)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (case_id) DO UPDATE SET inbox_id = excluded.inbox_id, event = excluded.event,
        code = excluded.code, message = excluded.message, at = excluded.at,
        retries = excluded.retries
    """)

  func putIncident(_ incident: Incident) throws -> IncidentID {
    memory?.noteDependent(of: incident.caseID)
    try connection.run(
      Self.put, SQLValue(incident.caseID), SQLValue(incident.inboxID), .text(incident.event),
      .text(incident.code), .text(incident.message), SQLValue(incident.at),
      SQLValue(incident.retries))
    // An update leaves the number of the last insertion as it was.
    guard let stored = try self.incident(of: incident.caseID) else {
      throw StoreError.conflict("the incident of \(incident.caseID) was removed meanwhile")
    }
    return stored.id
  }

  private static let delete = Query("DELETE FROM incident WHERE case_id = ?")

  func deleteIncident(of caseID: CaseID) throws {
    if let memory, memory.isBare(caseID) { return }
    try connection.run(Self.delete, SQLValue(caseID))
  }
}

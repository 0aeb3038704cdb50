import Casework

extension SQLiteTransaction {
  private static let counts = Query(
    """
    SELECT workflow, code, message, count(*), min(at), max(at)
      FROM incident JOIN cases ON cases.id = incident.case_id
      GROUP BY workflow, code, message ORDER BY count(*) DESC, min(incident.id) LIMIT ?
    """)

  func incidentCounts(limit: Int) throws -> [IncidentCount] {
    try connection.all(Self.counts, SQLValue(limit)) { row in
      IncidentCount(
        kind: IncidentKind(workflow: row.text(0), code: row.text(1), message: row.text(2)),
        count: row.count(3), firstAt: row.time(4), lastAt: row.time(5))
    }
  }

  private static let receivers = Query(
    """
    SELECT receiver, sum(status = 'waiting'), sum(status = 'dead') FROM outbox
      GROUP BY receiver ORDER BY receiver
    """)

  func receiverCounts() throws -> [ReceiverCount] {
    try connection.all(Self.receivers) { row in
      ReceiverCount(receiver: row.text(0), waiting: row.count(1), dead: row.count(2))
    }
  }

  private static let versions = Query(
    """
    SELECT id, name, version, file, stored_at, (SELECT count(*) FROM cases
        WHERE cases.workflow = d.name AND d.kind = 'workflow' AND cases.definition = d.id
        AND cases.status IN ('open', 'suspended', 'incident'))
      FROM definition d WHERE kind = ?1 AND (?2 IS NULL OR name = ?2) ORDER BY id DESC
    """)

  func versions(_ kind: DefinitionKind, name: String?) throws -> [StoredVersion] {
    try connection.all(Self.versions, .text(kind.rawValue), SQLValue(name)) { row in
      StoredVersion(
        id: row.id(0), name: row.text(1), version: row.text(2), file: row.text(3),
        storedAt: row.time(4), sessions: row.count(5))
    }
  }
}

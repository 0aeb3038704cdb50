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
}

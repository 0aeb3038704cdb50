public import Casework
import DMN

/// Looks for damage in a store: the file, what its tables say of each other, and the hash chain of each
/// case's log.
///
/// It only reads, on one view of the last commit, and may do so beside a daemon.
public enum StoreVerifier {
  /// After so many findings it looks no further.
  public static let findingLimit = 100

  /// Something that is not as it must be.
  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The case it is about; nil for the store as a whole.
    public var caseID: CaseID?
    /// What is wrong, as a sentence.
    public var description: String
  }

  /// Checks a store.
  ///
  /// - Parameters:
  ///   - path: The database file.
  ///   - progress: Called with each case that was checked.
  /// - Returns: What is wrong, at most `findingLimit`; empty for a whole store.
  /// - Throws: `StoreError` when it cannot be read.
  public static func verify(
    path: String, progress: () -> Void = {}
  ) throws -> [Finding] {
    let connection = try Connection(path: path, access: .reader)
    let version = try connection.formatVersion(path: path)
    guard version > 0 else { throw StoreError.unusable("\(path) is empty") }
    try connection.execute("BEGIN")
    defer { try? connection.execute("ROLLBACK") }
    var verification = Verification(connection: connection, version: version)
    // What a damaged file says of itself would only be echoes.
    try verification.checkFile()
    guard verification.findings.isEmpty else { return verification.findings }
    try verification.checkLogs(progress)
    try verification.checkRules()
    try verification.checkDefinitions()
    return Array(verification.findings.prefix(findingLimit))
  }
}

/// One check of one store.
private struct Verification {
  let connection: Connection
  /// Of the store's format.
  let version: Int
  var findings: [StoreVerifier.Finding] = []

  private var isFull: Bool { findings.count >= StoreVerifier.findingLimit }

  private mutating func add(_ text: String, of id: CaseID? = nil) {
    findings.append(.init(caseID: id, description: text))
  }

  // MARK: The file

  private static let quickCheck = Query("PRAGMA quick_check(20)")
  private static let foreignKeys = Query("PRAGMA foreign_key_check")

  mutating func checkFile() throws {
    for answer in try connection.all(Self.quickCheck, read: { $0.text(0) }) where answer != "ok" {
      add("the file is damaged: \(answer)")
    }
    guard findings.isEmpty else { return }
    let orphans = try connection.all(Self.foreignKeys) { ($0.text(0), $0.text(2)) }
    let tables = Dictionary(grouping: orphans) { "\($0.0) \($0.1)" }
    for (_, rows) in tables.sorted(by: { $0.key < $1.key }) {
      guard let (table, parent) = rows.first else { continue }
      let count = rows.count == 1 ? "a row" : "\(rows.count) rows"
      add("\(count) of the table \(table) belong to rows of \(parent) that are not there")
    }
  }

  // MARK: Logs

  private static let cases = Query(
    """
    SELECT id, business_key, status, states, log_count, log_head FROM cases ORDER BY id
    """)
  private static let entries = Query(
    """
    SELECT id, at, event, from_states, to_states, content, salt, digest, previous
      FROM case_log WHERE id > ? AND id <= ? ORDER BY id
    """)
  /// Of stores that no program of today has opened yet.
  private static let entriesBeforeNinth = Query(
    """
    SELECT case_id << 24 | sequence, at, event, from_states, to_states, content, salt, digest, previous
      FROM case_log WHERE case_id = ?1 >> 24 AND case_id = ?2 >> 24 ORDER BY sequence
    """)

  mutating func checkLogs(_ progress: () -> Void) throws {
    var found: [StoreVerifier.Finding] = []
    let entries = version < Migration.ninth.version ? Self.entriesBeforeNinth : Self.entries
    try connection.each(Self.cases) { row in
      let id: CaseID = row.id(0)
      let name = row.optionalText(1).map { "case \(id) (\($0))" } ?? "case \(id)"
      let states = SQLiteTransaction.words(row.text(3))
      let count = row.integer(4)
      let head = row.blob(5)
      var checker = LogChain.Checker()
      func note(_ fault: String) {
        found.append(.init(caseID: id, description: "\(name): \(fault)"))
      }
      try connection.each(
        entries, .integer(LogKey.key(id, 0)), .integer(LogKey.key(id, LogKey.most))
      ) { row in
        if let fault = checker.take(SQLiteTransaction.logEntry(row)) { note(fault) }
        return true
      }
      if let fault = checker.end(head: head) { note(fault) }
      if checker.count != count {
        note("the log has \(checker.count) entries, but the case knows of \(count)")
      } else if count > 0, checker.states != states {
        note(
          "the case is in \(states.joined(separator: " ")), but its log ends in "
            + checker.states.joined(separator: " "))
      }
      progress()
      return found.count < StoreVerifier.findingLimit
    }
    findings += found
  }

  // MARK: Rules between tables

  /// Rows that must not exist, each with the case it is about and what is wrong with it.
  private static let rules = [
    Rule(
      "an accepted event waits for a case that has ended",
      """
      SELECT DISTINCT case_id FROM inbox JOIN cases ON cases.id = case_id
        WHERE status IN ('done', 'cancelled')
      """),
    Rule(
      "a timer runs for a case that has ended",
      """
      SELECT DISTINCT case_id FROM timer JOIN cases ON cases.id = case_id
        WHERE status IN ('done', 'cancelled')
      """),
    Rule(
      "a task is open in a case that has ended",
      """
      SELECT DISTINCT case_id FROM task JOIN cases ON cases.id = case_id
        WHERE status IN ('done', 'cancelled')
      """),
    Rule(
      "the case stands in an incident that is not there",
      """
      SELECT id FROM cases WHERE status = 'incident'
        AND NOT EXISTS (SELECT 1 FROM incident WHERE case_id = cases.id)
      """),
    Rule(
      "the event behind the case's incident is gone",
      """
      SELECT incident.case_id FROM incident JOIN cases ON cases.id = incident.case_id
        WHERE status = 'incident' AND inbox_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.id = inbox_id)
      """),
    Rule(
      "there is a log, but no case",
      """
      SELECT DISTINCT id >> 24 FROM case_log
        WHERE NOT EXISTS (SELECT 1 FROM cases WHERE cases.id = case_log.id >> 24)
      """, since: Migration.ninth),
    Rule(
      "the case has never begun, and nothing waits to begin it",
      """
      SELECT id FROM cases WHERE machine IS NULL AND status = 'open'
        AND NOT EXISTS (SELECT 1 FROM inbox WHERE case_id = cases.id AND kind = 'start')
      """),
  ]
  private static let indexRules = [
    Rule(
      "the index of states does not agree with the case",
      """
      SELECT id FROM cases WHERE parent IS NULL AND status <> 'cancelled' AND states NOT LIKE '% %'
        AND NOT EXISTS (SELECT 1 FROM case_state s WHERE s.workflow = cases.workflow
          AND s.state = cases.states AND s.case_id = cases.id)
      """),
    Rule(
      "the index of states holds a case that stands nowhere",
      """
      SELECT DISTINCT case_id FROM case_state LEFT JOIN cases ON cases.id = case_id
        WHERE cases.id IS NULL OR parent IS NOT NULL OR status = 'cancelled'
          OR instr(' ' || states || ' ', ' ' || state || ' ') = 0 AND NOT (state = '' AND states = '')
      """),
  ]
  private static let counts = Query(
    """
    SELECT workflow, state, count FROM state_count WHERE count <> 0
      EXCEPT SELECT workflow, state, count(*) FROM case_state GROUP BY workflow, state
    """)
  private static let uncounted = Query(
    """
    SELECT workflow, state, count(*) FROM case_state GROUP BY workflow, state
      EXCEPT SELECT workflow, state, count FROM state_count
    """)

  private struct Rule {
    var fault: String
    var query: Query

    /// The format that has what the rule is about.
    var format: Int

    init(_ fault: String, _ sql: String, since migration: Migration = .first) {
      self.fault = fault
      format = migration.version
      query = Query(sql)
    }
  }

  mutating func checkRules() throws {
    // While a daemon is at work, or after it was killed, the index by state may lag: the next start compares it
    // with the cases.
    let lags = try version >= Migration.ninth.version && connection.stateIndexMayLag()
    for rule in lags ? Self.rules : Self.rules + Self.indexRules
    where !isFull && rule.format <= version {
      let broken: [CaseID] = try connection.all(rule.query) { $0.id(0) }
      for id in broken.prefix(StoreVerifier.findingLimit) {
        add("case \(id): \(rule.fault)", of: id)
      }
    }
    if lags { return }
    let wrong =
      try connection.all(Self.counts) { ($0.text(0), $0.text(1)) }
      + connection.all(Self.uncounted) { ($0.text(0), $0.text(1)) }
    for (workflow, state) in Set(wrong.map { "\($0.0), state \($0.1)" }).sorted().map({ ($0, "") })
    {
      add("the number of cases kept for the workflow \(workflow)\(state) is wrong")
    }
  }

  // MARK: Definitions

  private static let definitions = Query(
    "SELECT id, name, version, body FROM definition WHERE kind IN ('workflow', 'tableFile')")

  /// A definition's version is the digest of its content.
  mutating func checkDefinitions() throws {
    var broken: [String] = []
    try connection.each(Self.definitions) { row in
      let version = row.text(2)
      if version.hasPrefix("sha256:"), version.utf8.count == 71,
        SHA256.version(of: row.blob(3)) != version
      {
        broken.append("the stored version of \(row.text(1)) is not what its digest says")
      }
      return true
    }
    for text in broken { add(text) }
  }
}

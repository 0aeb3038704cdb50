import Casework

/// What the index by state and its counts do not hold yet.
///
/// In a process that stays, the index lags behind the cases: moves are gathered over many commits and written
/// together, when somebody asks by state, when they have become many, and at a clean stop. A step then writes
/// two or three pages fewer. The cases themselves say where they stand, so nothing is lost with what was
/// gathered: a mark in the store, committed together with the first move that the index lacks, tells the next
/// start to compare the index with the cases (`Connection.rebuildStateIndex`).
struct StateIndex {
  /// So many moved cases are gathered at most: it bounds the memory, and how long the commit takes that writes
  /// them.
  static let mostGathered = 512

  /// Whether moves may wait for a later commit.
  private let mayLag: Bool
  /// The moves of earlier commits that the index lacks.
  private var lagging = StateMoves()
  /// Whether the store says that its index may lag.
  private(set) var isMarked = false
  /// Whether another connection wrote while moves were gathered here: it may have brought the index up to date,
  /// by the cases and without what is gathered.
  private(set) var isForeign = false

  // What the open transaction does, until its end.
  private var moves = StateMoves()
  private var wroteLagging = false
  private var wroteMark = false
  private var wasRebuilt = false
  private var tookMarkBack = false

  init(mayLag: Bool) { self.mayLag = mayLag }

  /// Whether the last commit moved cases, or one before it, so that the index lacks something.
  var lags: Bool { !lagging.isEmpty }

  /// Takes note that another connection wrote.
  mutating func noteForeignWriter() { if lags { isForeign = true } }

  /// Notes that a case moved in the open transaction.
  mutating func move(
    _ id: CaseID, from before: [StateMoves.Place], to after: [StateMoves.Place]
  ) {
    moves.move(id, from: before, to: after)
  }

  private static let mark = Query(
    "INSERT INTO pending (task) VALUES ('index states') ON CONFLICT DO NOTHING")

  /// Writes all that the index lacks, as part of the open transaction.
  ///
  /// - Throws: `StoreError`.
  mutating func settle(on connection: Connection) throws {
    if !wroteLagging, !lagging.isEmpty {
      var all = lagging
      all.add(moves)
      try all.write(to: connection)
      wroteLagging = true
      moves = StateMoves()
    } else {
      try moves.write(to: connection)
    }
  }

  /// Writes what the commit that follows must hold: the moves, or that there are some.
  ///
  /// - Returns: Whether the index will lack something.
  /// - Throws: `StoreError`.
  mutating func prepareCommit(on connection: Connection) throws -> Bool {
    if !mayLag || lagging.count + moves.count > Self.mostGathered {
      try settle(on: connection)
    }
    guard !moves.isEmpty || !wroteLagging && !lagging.isEmpty else { return false }
    if !isMarked || wasRebuilt || tookMarkBack, !wroteMark {
      try connection.run(Self.mark)
      wroteMark = true
    }
    return true
  }

  /// Takes note that the transaction was committed.
  mutating func committed() {
    if wroteLagging || wasRebuilt { lagging = StateMoves() }
    if wasRebuilt { isForeign = false }
    if wasRebuilt || tookMarkBack { isMarked = false }
    lagging.add(moves)
    isMarked = isMarked || wroteMark
    undo()
  }

  /// Takes note that the transaction was undone.
  mutating func undo() {
    moves = StateMoves()
    wroteLagging = false
    wroteMark = false
    wasRebuilt = false
    tookMarkBack = false
  }

  /// Takes note that the open transaction has brought the index to agree with the cases, and has taken back the
  /// mark.
  mutating func rebuilt() {
    undo()
    wroteLagging = true
    wasRebuilt = true
  }

  fileprivate static let unmark = Query("DELETE FROM pending WHERE task = 'index states'")

  /// Takes back, as part of the open transaction, that the index may lack something; all was written before.
  ///
  /// - Throws: `StoreError`.
  mutating func takeMarkBack(on connection: Connection) throws {
    try connection.run(Self.unmark)
    tookMarkBack = true
  }
}

extension Connection {
  private static let isMarked = Query("SELECT count(*) FROM pending WHERE task = 'index states'")

  /// Whether the store says that its index by state may lack something.
  func stateIndexMayLag() throws -> Bool {
    try first(Connection.isMarked) { $0.integer(0) > 0 } ?? false
  }

  private static let dropStale = Query(
    """
    DELETE FROM case_state WHERE NOT EXISTS (SELECT 1 FROM cases WHERE cases.id = case_state.case_id
      AND cases.workflow = case_state.workflow AND parent IS NULL AND status <> 'cancelled'
      AND (state = '' AND states = ''
        OR state <> '' AND instr(' ' || states || ' ', ' ' || state || ' ') > 0))
    """)
  private static let addSingle = Query(
    """
    INSERT INTO case_state (workflow, state, case_id) SELECT workflow, states, id FROM cases
      WHERE parent IS NULL AND status <> 'cancelled' AND instr(states, ' ') = 0 ON CONFLICT DO NOTHING
    """)
  private static let addSeveral = Query(
    """
    WITH RECURSIVE part (workflow, id, state, rest) AS (
      SELECT workflow, id, '', states || ' ' FROM cases
        WHERE parent IS NULL AND status <> 'cancelled' AND instr(states, ' ') > 0
      UNION ALL
      SELECT workflow, id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
        FROM part WHERE rest <> '')
    INSERT INTO case_state (workflow, state, case_id)
      SELECT workflow, state, id FROM part WHERE state <> '' ON CONFLICT DO NOTHING
    """)
  private static let dropCounts = Query("DELETE FROM state_count")
  private static let countAgain = Query(
    """
    INSERT INTO state_count (workflow, state, count)
      SELECT workflow, state, count(*) FROM case_state GROUP BY workflow, state
    """)

  /// Makes the index by state and the counts agree with the cases, as part of the open transaction.
  ///
  /// Most entries are right: it writes the others only, but reads all cases.
  ///
  /// - Throws: `StoreError`.
  func rebuildStateIndex() throws {
    for query in [
      Self.dropStale, Self.addSingle, Self.addSeveral, Self.dropCounts, Self.countAgain,
      StateIndex.unmark,
    ] {
      try run(query)
    }
    memory?.index.rebuilt()
  }
}

import Casework

/// Where cases moved, for the index by state and the counts.
///
/// Both are written once for many moves: a count that every step changes, and an entry that a case leaves with
/// its next step, then cost next to nothing. See `StateIndex` for when that is.
struct StateMoves {
  /// A state of a workflow.
  struct Place: Hashable {
    var workflow: String
    var state: String
  }

  private struct Move {
    /// The states in the index.
    var before: [Place]
    var after: [Place]
  }

  private var moves: [CaseID: Move] = [:]

  var isEmpty: Bool { moves.isEmpty }

  /// The number of cases that moved.
  var count: Int { moves.count }

  /// Notes that a case left the states where it was and stands in others.
  mutating func move(_ id: CaseID, from before: [Place], to after: [Place]) {
    if moves[id] == nil {
      if before == after { return }
      moves[id] = Move(before: before, after: after)
    } else {
      moves[id]?.after = after
    }
  }

  /// Goes on with moves that were made after these.
  mutating func add(_ later: StateMoves) {
    if moves.isEmpty {
      self = later
      return
    }
    for (id, move) in later.moves { self.move(id, from: move.before, to: move.after) }
  }

  private static let enter = Query(
    "INSERT INTO case_state (workflow, state, case_id) VALUES (?, ?, ?)")
  private static let leave = Query(
    "DELETE FROM case_state WHERE workflow = ? AND state = ? AND case_id = ?")
  private static let change = Query(
    "UPDATE case_state SET state = ?2 WHERE workflow = ?1 AND state = ?3 AND case_id = ?4")
  private static let count = Query(
    "UPDATE state_count SET count = count + ?3 WHERE workflow = ?1 AND state = ?2")
  private static let countFirst = Query(
    "INSERT INTO state_count (workflow, state, count) VALUES (?, ?, ?)")

  /// Writes what was noted.
  ///
  /// - Throws: `StoreError`; by a CHECK also when a count would become negative.
  mutating func write(to connection: Connection) throws {
    guard !moves.isEmpty else { return }
    var counts: [Place: Int] = [:]
    for (id, move) in moves.sorted(by: { $0.key < $1.key }) {
      let left = move.before.filter { !move.after.contains($0) }
      let entered = move.after.filter { !move.before.contains($0) }
      for place in left { counts[place, default: 0] -= 1 }
      for place in entered { counts[place, default: 0] += 1 }
      if left.count == 1, entered.count == 1, left[0].workflow == entered[0].workflow {
        try connection.run(
          Self.change, .text(left[0].workflow), .text(entered[0].state), .text(left[0].state),
          SQLValue(id))
        continue
      }
      for place in left {
        try connection.run(Self.leave, .text(place.workflow), .text(place.state), SQLValue(id))
      }
      for place in entered {
        try connection.run(Self.enter, .text(place.workflow), .text(place.state), SQLValue(id))
      }
    }
    for (place, difference) in counts where difference != 0 {
      try connection.run(
        Self.count, .text(place.workflow), .text(place.state), SQLValue(difference))
      if connection.changedRows == 0 {
        try connection.run(
          Self.countFirst, .text(place.workflow), .text(place.state), SQLValue(difference))
      }
    }
    moves.removeAll(keepingCapacity: true)
  }
}

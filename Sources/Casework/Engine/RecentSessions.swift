import Statechart
import Synchronization

/// Sessions as their last steps left them, so that the next step need not read them from their stored form.
///
/// A session is known by the link that ends its case's log. Each entry of a log has a salt of its own, so two
/// different steps never make the same link: a step that was undone, or that another process took, is never
/// taken for the one in the store.
final class RecentSessions: Sendable {
  private struct Entry: Sendable {
    /// The case as that step wrote it.
    var record: CaseRecord
    var machine: StatechartMachine
  }

  private struct State {
    var entries = RecentValues<CaseID, Entry>(limit: 1024)
    /// The cases by business key, as a guess.
    var keys = RecentValues<String, CaseID>(limit: 1024)
  }

  /// Larger sessions are read anew: the memory is bounded by their number.
  private static let largestStoredForm = 16_384

  private let state = Mutex(State())

  /// The session of a case as it is stored, if it is known.
  func machine(of record: CaseRecord, location: String?) -> StatechartMachine? {
    guard record.machine != nil, let entry = state.withLock({ $0.entries[record.id] }),
      entry.record.logHead == record.logHead,
      // What the session was made from, besides its stored form that the link stands for.
      entry.record.definition == record.definition, entry.record.key == record.key,
      entry.record.workflow == record.workflow, entry.record.parent == record.parent,
      entry.record.parentInvoke == record.parentInvoke,
      entry.machine.identity.httpLocation == location
    else { return nil }
    return entry.machine
  }

  /// A case with its session as the newest step that was written left it.
  ///
  /// - Parameter reference: The case's id or business key.
  /// - Returns: What is known; whether that step was kept is for the store to say.
  func newest(_ reference: String) -> (record: CaseRecord, machine: StatechartMachine)? {
    state.withLock { state in
      guard let id = state.keys[reference] ?? CaseID(reference) else { return nil }
      return state.entries[id].map { ($0.record, $0.machine) }
    }
  }

  /// Keeps the session of a case that is about to be written.
  ///
  /// - Parameters:
  ///   - machine: The session.
  ///   - record: The case, with its stored form and its log's end.
  ///   - revision: The revision that the writing gives it.
  func keep(_ machine: StatechartMachine, of record: CaseRecord, revision: Int64) {
    let isKept = !machine.isDone && (record.machine?.count ?? .max) <= Self.largestStoredForm
    var entry = Entry(record: record, machine: machine)
    entry.record.revision = revision
    state.withLock { state in
      state.entries[record.id] = isKept ? entry : nil
      if let key = record.key { state.keys[key] = isKept ? record.id : nil }
    }
  }
}

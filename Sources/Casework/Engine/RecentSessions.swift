import Statechart
import Synchronization

/// Sessions as their last steps left them, so that the next step need not read them from their stored form.
///
/// A session is known by the link that ends its case's log. Each entry of a log has a salt of its own, so two
/// different steps never make the same link: a step that was undone, or that another process took, is never
/// taken for the one in the store.
final class RecentSessions: Sendable {
  /// A session as one step left it.
  final class Entry: Sendable {
    /// The case as that step wrote it.
    let record: CaseRecord
    let machine: StatechartMachine

    fileprivate init(record: CaseRecord, machine: StatechartMachine) {
      self.record = record
      self.machine = machine
    }
  }

  /// A part of what is known, with locks of its own: whoever sends an event looks here, and many may do so at
  /// once.
  private final class Part: Sendable {
    let entries = Mutex(RecentValues<CaseID, Entry>(limit: RecentSessions.limit))
    /// The cases by business key, as a guess.
    let keys = Mutex(RecentValues<String, CaseID>(limit: RecentSessions.limit))
  }

  /// A power of two.
  private static let partCount = 32
  /// How many sessions each part knows, in each of two generations.
  private static let limit = 32

  /// Larger sessions are read anew: the memory is bounded by their number.
  private static let largestStoredForm = 16_384

  private let parts = (0..<RecentSessions.partCount).map { _ in Part() }

  private func part(_ id: CaseID) -> Part { parts[Int(id.rawValue) & (Self.partCount - 1)] }

  private func part(_ key: String) -> Part { parts[key.hashValue & (Self.partCount - 1)] }

  /// The session of a case as it is stored, if it is known.
  func machine(of record: CaseRecord, location: String?) -> StatechartMachine? {
    guard record.machine != nil, let entry = part(record.id).entries.withLock({ $0[record.id] }),
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
  func newest(_ reference: String) -> Entry? {
    guard let id = part(reference).keys.withLock({ $0[reference] }) ?? CaseID(reference) else {
      return nil
    }
    return part(id).entries.withLock { $0[id] }
  }

  /// Keeps the session of a case that is about to be written.
  ///
  /// - Parameters:
  ///   - machine: The session.
  ///   - record: The case, with its stored form and its log's end.
  ///   - revision: The revision that the writing gives it.
  func keep(_ machine: StatechartMachine, of record: CaseRecord, revision: Int64) {
    let isKept = !machine.isDone && (record.machine?.count ?? .max) <= Self.largestStoredForm
    var record = record
    record.revision = revision
    let id = record.id
    let entry = isKept ? Entry(record: record, machine: machine) : nil
    // What is replaced is freed when nobody waits for the lock any more.
    let replaced = part(id).entries.withLock { entries in
      let old = entries[id]
      entries[id] = entry
      return old
    }
    withExtendedLifetime(replaced) {}
    guard let key = record.key else { return }
    part(key).keys.withLock { $0[key] = isKept ? id : nil }
  }
}

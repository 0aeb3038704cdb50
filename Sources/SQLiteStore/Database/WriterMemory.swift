import Casework

/// What the writing connection knows of the store without asking it, so that a step need not read what the
/// last one wrote.
///
/// It holds what was read or written since the last rollback; a transaction that is undone takes all of it
/// along, and so does a change by another connection. Guarded updates find out about everything else.
final class WriterMemory {
  private struct Known {
    var record: CaseRecord
    /// Whether the case is known to have nothing in its inbox.
    var hasEmptyInbox = false
  }

  /// A case whose stored session is larger is read anew: the memory is bounded by the number of cases.
  private static let largestSession = 16_384

  private var known = RecentValues<CaseID, Known>(limit: 1024)
  private var definitionVersions = RecentValues<DefinitionID, String>(limit: 256)
  private var dataVersion: Int64?
  /// The store's clock, once it was read.
  var clock: ClockRecord?
  /// Where cases moved in the open transaction.
  var moves = StateMoves()

  /// Forgets what another connection may have changed.
  ///
  /// - Parameter dataVersion: SQLite's count of what other connections committed.
  func begin(dataVersion: Int64) {
    if dataVersion != self.dataVersion { forget() }
    self.dataVersion = dataVersion
  }

  /// Forgets everything but where cases moved.
  func forget() {
    known.removeAll()
    definitionVersions.removeAll()
    clock = nil
  }

  /// Forgets everything, because the transaction was undone.
  func undo() {
    forget()
    moves = StateMoves()
  }

  // MARK: Cases

  /// A case as it stands now.
  func record(_ id: CaseID) -> CaseRecord? { known[id]?.record }

  /// Keeps a case that was just read or written.
  func keep(_ record: CaseRecord) {
    if (record.machine?.count ?? 0) > Self.largestSession {
      known[record.id] = nil
    } else if var entry = known[record.id] {
      entry.record = record
      known[record.id] = entry
    } else {
      known[record.id] = Known(record: record)
    }
  }

  /// Whether a case is known to have nothing in its inbox.
  func hasEmptyInbox(_ id: CaseID) -> Bool { known[id]?.hasEmptyInbox ?? false }

  /// Notes whether a case has nothing in its inbox.
  func noteInbox(of id: CaseID, isEmpty: Bool) {
    guard var entry = known[id], entry.hasEmptyInbox != isEmpty else { return }
    entry.hasEmptyInbox = isEmpty
    known[id] = entry
  }

  // MARK: Definitions

  /// The version of a definition that is stored.
  func definitionVersion(_ id: DefinitionID) -> String? { definitionVersions[id] }

  /// Keeps the version of a definition that is stored.
  func keep(definitionVersion version: String, of id: DefinitionID) {
    definitionVersions[id] = version
  }
}

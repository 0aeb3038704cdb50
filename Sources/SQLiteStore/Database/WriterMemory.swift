import Casework

/// What the writing connection knows of the store without asking it, so that a step need not read what the
/// last one wrote.
///
/// It holds what was read or written since the last rollback; a transaction that is undone takes all of it
/// along, and so does a change by another connection. Guarded updates find out about everything else.
final class WriterMemory {
  /// Changed in place: a record has many parts, which copying would count one by one.
  ///
  /// It is `@unchecked Sendable` because only the thread that writes sees it.
  private final class Known: @unchecked Sendable {
    var record: CaseRecord
    /// Whether the case is known to have nothing in its inbox.
    var hasEmptyInbox = false
    /// Whether the case is known to have no timer, no task, no incident and no invoked session.
    var isBare = false

    init(_ record: CaseRecord) { self.record = record }
  }

  /// A case whose stored session is larger is read anew: the memory is bounded by the number of cases.
  private static let largestSession = 16_384

  private var known = RecentValues<CaseID, Known>(limit: 1024)
  private var definitionVersions = RecentValues<DefinitionID, String>(limit: 256)
  private var dataVersion: Int64?
  /// The store's clock, once it was read.
  var clock: ClockRecord?
  /// What the index by state lacks.
  var index: StateIndex
  /// Whether the index by state lacks something, for readers.
  let lag = IndexLag()
  /// The number of the newest case, for a process that gives the numbers itself; else nil.
  let numbers: CaseNumbers?
  /// Whether a business key may look like the number of a case; nil while nobody has asked.
  private var mayHaveKeysLikeNumbers: Bool?

  /// - Parameter stays: Whether the process stays, so that commits need not hold what it knows.
  init(stays: Bool) {
    index = StateIndex(mayLag: stays)
    numbers = stays ? CaseNumbers() : nil
  }

  /// Forgets what another connection may have changed.
  ///
  /// - Parameter dataVersion: SQLite's count of what other connections committed.
  /// - Returns: Whether another connection wrote since the last transaction.
  func begin(dataVersion: Int64) -> Bool {
    defer { self.dataVersion = dataVersion }
    guard dataVersion != self.dataVersion else { return false }
    forget()
    mayHaveKeysLikeNumbers = nil
    return self.dataVersion != nil
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
    mayHaveKeysLikeNumbers = nil
    index.undo()
  }

  // MARK: Keys

  /// Whether some business key may look like the number of a case; `ask` looks it up.
  func hasKeysLikeNumbers(_ ask: () throws -> Bool) rethrows -> Bool {
    if let known = mayHaveKeysLikeNumbers { return known }
    let answer = try ask()
    mayHaveKeysLikeNumbers = answer
    return answer
  }

  /// Takes note of a business key that is about to be written.
  func note(key: String) {
    if CaseID(key) != nil { mayHaveKeysLikeNumbers = true }
  }

  // MARK: Cases

  /// A case as it stands now.
  func record(_ id: CaseID) -> CaseRecord? { known[id]?.record }

  /// Keeps a case that was just read or written.
  func keep(_ record: CaseRecord) {
    if (record.machine?.count ?? 0) > Self.largestSession {
      known[record.id] = nil
    } else if let entry = known[record.id] {
      entry.record = record
    } else {
      known[record.id] = Known(record)
    }
  }

  /// Whether a case is known to have nothing in its inbox.
  func hasEmptyInbox(_ id: CaseID) -> Bool { known[id]?.hasEmptyInbox ?? false }

  /// Notes whether a case has nothing in its inbox.
  func noteInbox(of id: CaseID, isEmpty: Bool) {
    if let entry = known[id] { entry.hasEmptyInbox = isEmpty }
  }

  /// Whether a case is known to have no timer, no task, no incident and no invoked session, so that nothing need
  /// be looked for when it ends.
  func isBare(_ id: CaseID) -> Bool { known[id]?.isBare ?? false }

  /// Notes that a case was just added.
  func noteAdded(_ id: CaseID) {
    guard let entry = known[id] else { return }
    entry.isBare = true
    entry.hasEmptyInbox = true
  }

  /// Notes that a case got a timer, a task, an incident or an invoked session.
  func noteDependent(of id: CaseID) {
    if let entry = known[id] { entry.isBare = false }
  }

  // MARK: Definitions

  /// The version of a definition that is stored.
  func definitionVersion(_ id: DefinitionID) -> String? { definitionVersions[id] }

  /// Keeps the version of a definition that is stored.
  func keep(definitionVersion version: String, of id: DefinitionID) {
    definitionVersions[id] = version
  }
}

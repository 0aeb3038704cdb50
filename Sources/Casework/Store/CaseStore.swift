/// Keeps cases, and the promises about them: one write transaction carries one macrostep.
///
/// Calls block until they are done; call them from threads of your own, not from Swift's
/// cooperative pool.
public protocol CaseStore: Sendable {
  /// Runs `body` on one consistent view of the last commit.
  ///
  /// - Parameter body: Reads; it must not keep the reader. It may be run again, from its start on a later view.
  /// - Returns: What `body` returns.
  /// - Throws: `StoreError`, and what `body` throws.
  func read<Result>(_ body: (any CaseReader) throws -> Result) throws -> Result

  /// Runs `body` as one unit: it is on disk entirely when the call returns, or nothing of it is when
  /// the call throws.
  ///
  /// Units that wait at the same time may share a commit; a unit that throws is undone alone.
  /// - Parameter body: Reads and writes; it must not keep the transaction, nor call the store.
  /// - Returns: What `body` returns, after the commit.
  /// - Throws: `StoreError`, and what `body` throws.
  func write<Result: Sendable>(
    _ body: @escaping @Sendable (any CaseTransaction) throws -> Result
  ) throws -> Result

  /// Gives a number to a case that is about to be started, so that its first step can be worked out before its
  /// turn to be written comes.
  ///
  /// - Returns: A number that nobody else gets; nil where the store gives numbers only as it writes.
  func reserveCaseID() -> CaseID?
  /// Takes back a number that no case was given; if newer ones were given meanwhile, it stays unused.
  func giveBack(_ id: CaseID)
}

/// A failure of the store itself.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The database refused or failed; `statement` is the SQL without its values.
  case failed(message: String, statement: String?)
  /// Reading or writing the disk failed; whether the last commit is on it is not known.
  case diskFailed(String)
  /// A guarded change found another revision than it was made for: somebody else was faster.
  case conflict(String)
  /// The disk or the store's limit is full; nothing of the unit was kept.
  case full(String)
  /// Another process has the store.
  case locked(String)
  /// The file is no store of ours, a newer one than this program knows, or damaged.
  case unusable(String)

  /// What happened, as one sentence without values of the data.
  public var description: String {
    switch self {
    case .failed(let message, let statement):
      statement.map { "\(message) (in: \($0))" } ?? message
    case .diskFailed(let text), .conflict(let text), .full(let text), .locked(let text),
      .unusable(let text):
      text
    }
  }
}

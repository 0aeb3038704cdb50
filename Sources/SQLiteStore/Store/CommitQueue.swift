import Casework
import Dispatch
import Synchronization

/// Lets one thread at a time use the writing connection, and gathers waiting units into one commit.
///
/// A thread that finds nobody writing writes at once, without a change of threads. The others wait;
/// when the writer is done, the first of them writes for all that wait by then. One slow `fsync` thus
/// serves many units.
///
/// Nobody waits for ever: whoever waits stands in `waiters` or was taken from there by the thread that writes.
/// A thread that stops writing names the next one in the same locked step in which it finds that somebody waits, so
/// `isWriting` is never false while somebody does; and it tells those it took, whatever their commit came to.
/// A semaphore remembers what was told before its thread began to wait.
final class CommitQueue: Sendable {
  /// Work that may share a commit.
  final class Unit: Sendable {
    /// Runs the work and keeps its outcome; answers the error for which it was undone.
    let run: @Sendable (Connection) -> (any Error)?
    /// Told when the commit that carried the unit failed; an error of its own goes first.
    let fail: @Sendable (any Error) -> Void

    init(
      run: @escaping @Sendable (Connection) -> (any Error)?,
      fail: @escaping @Sendable (any Error) -> Void
    ) {
      self.run = run
      self.fail = fail
    }
  }

  private enum Word: Sendable {
    /// Nothing yet.
    case wait
    /// The unit's commit is on disk, or failed.
    case finished
    /// The thread writes next.
    case lead
  }

  private final class Waiter: Sendable {
    let unit: Unit?
    let signal = DispatchSemaphore(value: 0)
    let word = Mutex(Word.wait)

    init(_ unit: Unit?) { self.unit = unit }

    func tell(_ news: Word) {
      word.withLock { $0 = news }
      signal.signal()
    }
  }

  private struct State {
    var isWriting = false
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())
  /// Bounds the time between a unit's turn and its commit.
  private let batchLimit: Int
  private let commit: @Sendable ([Unit]) -> Void

  /// Makes a queue whose batches `commit` carries out.
  init(batchLimit: Int, commit: @escaping @Sendable ([Unit]) -> Void) {
    self.batchLimit = batchLimit
    self.commit = commit
  }

  /// Runs `unit` in a commit of its own or of several; returns when that has ended.
  func run(_ unit: Unit) {
    guard let waiter = enter(unit) else {
      commit([unit])
      leave()
      return
    }
    waiter.signal.wait()
    guard waiter.word.withLock({ $0 }) == .lead else { return }
    let others = takeBatch()
    commit([unit] + others.compactMap(\.unit))
    // The next writer goes on while this thread wakes the others.
    leave()
    for other in others { other.tell(.finished) }
  }

  /// Runs `body` while nobody else uses the connection.
  func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
    if let waiter = enter(nil) { waiter.signal.wait() }
    defer { leave() }
    return try body()
  }

  /// Nil when the caller may write at once.
  private func enter(_ unit: Unit?) -> Waiter? {
    let isFree = state.withLock { state in
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if isFree { return nil }
    // What is needed to wait is made while nobody else is kept from this lock.
    let waiter = Waiter(unit)
    return state.withLock { state in
      guard state.isWriting else {
        state.isWriting = true
        return nil
      }
      state.waiters.append(waiter)
      return waiter
    }
  }

  /// The units at the head of the queue that join the caller's commit.
  private func takeBatch() -> [Waiter] {
    state.withLock { state in
      let count = state.waiters.prefix(batchLimit - 1).prefix { $0.unit != nil }.count
      guard count < state.waiters.count else {
        let all = state.waiters
        state.waiters = []
        return all
      }
      let batch = Array(state.waiters.prefix(count))
      state.waiters.removeFirst(count)
      return batch
    }
  }

  private func leave() {
    let next: Waiter? = state.withLock { state in
      guard !state.waiters.isEmpty else {
        state.isWriting = false
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.tell(.lead)
  }
}

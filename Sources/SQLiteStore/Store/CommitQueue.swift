import Casework
import Dispatch
import Synchronization

/// Lets one thread at a time use the writing connection, and gathers waiting units into one commit.
///
/// A thread that finds nobody writing writes at once, without a change of threads. The others wait;
/// when the writer is done, the first of them writes for all that wait by then. One slow `fsync` thus
/// serves many units.
///
/// Nobody waits for ever: whoever waits belongs to a batch that stands in `waiting`, or was taken from there by the
/// thread that writes. A thread that stops writing finds the next batch in the same locked step in which it finds
/// that one waits, so `isWriting` is never false while somebody does; and it ends the batch it took, whatever its
/// commit came to. A semaphore remembers a signal, and a group its end, that came before a thread began to wait.
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

  /// Units that wait together, for one commit.
  private final class Batch: Sendable {
    /// Told when the batch may write: whoever came first writes for all.
    let turn = DispatchSemaphore(value: 0)
    /// Left when the units' commit is on disk, or failed; the others wait here, so that one call wakes them all.
    let end = DispatchGroup()
  }

  /// A batch that waits, with the units it has so far.
  private struct Waiting {
    let batch = Batch()
    /// Empty for somebody who wants the connection alone.
    var units: [Unit]
  }

  private struct State {
    var isWriting = false
    var waiting: [Waiting] = []
  }

  private enum Entry {
    /// The caller may write at once.
    case free
    /// The caller writes for the batch when its turn comes.
    case first(Batch)
    /// Somebody else writes for the batch.
    case other(Batch)
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
    switch enter(unit) {
    case .free:
      commit([unit])
      leave()
    case .first(let batch):
      batch.turn.wait()
      // Whoever came until now joins.
      commit(state.withLock { $0.waiting.removeFirst().units })
      // The next writer goes on while this thread wakes the others.
      leave()
      batch.end.leave()
    case .other(let batch):
      batch.end.wait()
    }
  }

  /// Runs `body` while nobody else uses the connection.
  func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
    if case .first(let batch) = enter(nil) {
      batch.turn.wait()
      state.withLock { state in _ = state.waiting.removeFirst() }
      // Nobody waits here, but a group must not go while it is entered.
      batch.end.leave()
    }
    defer { leave() }
    return try body()
  }

  private func enter(_ unit: Unit?) -> Entry {
    state.withLock { state in
      guard state.isWriting else {
        state.isWriting = true
        return .free
      }
      if let unit, let last = state.waiting.indices.last, !state.waiting[last].units.isEmpty,
        state.waiting[last].units.count < batchLimit
      {
        state.waiting[last].units.append(unit)
        return .other(state.waiting[last].batch)
      }
      let waiting = Waiting(units: unit.map { [$0] } ?? [])
      waiting.batch.end.enter()
      state.waiting.append(waiting)
      return .first(waiting.batch)
    }
  }

  private func leave() {
    let next: Batch? = state.withLock { state in
      guard let first = state.waiting.first else {
        state.isWriting = false
        return nil
      }
      return first.batch
    }
    next?.turn.signal()
  }
}

import Dispatch
import Foundation
import Synchronization

/// Threads on which handlers may block (on a disk, on a commit) without holding up anything else.
///
/// Swift's own pool has one thread per core; two handlers waiting for a commit would stop it. A concurrent queue
/// of Dispatch is no help either: it begins with as many threads as there are cores, and when all of them are
/// blocked it takes up to a second for each further one, so that what waits for another's work stands still in
/// steps of seconds. Here a thread is started as soon as a piece of work finds none that is free.
public final class WorkerThreads: TaskExecutor {
  private let pool: ThreadPool

  /// Makes a pool without threads; they are started as they are needed and end with the pool.
  ///
  /// - Parameters:
  ///   - name: The threads' name, for people who look at the process.
  ///   - limit: The most threads; further work waits for one that is free.
  public init(name: String, limit: Int = 128) {
    pool = ThreadPool(name: name, limit: max(1, limit))
  }

  deinit { pool.end() }

  /// Runs a piece of a task on one of the threads.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // The piece keeps the executor until it was run.
    pool.add { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Work that waits for a thread, and the threads.
private final class ThreadPool: Sendable {
  typealias Work = @Sendable () -> Void

  private struct State {
    var work: [Work] = []
    /// Where the oldest piece stands; those before it were taken.
    var first = 0
    /// The threads that found nothing to do, less those that were told of work since.
    var idle = 0
    var count = 0
    var hasEnded = false

    mutating func take() -> Work? {
      guard first < work.count else { return nil }
      let taken = work[first]
      work[first] = {}
      first += 1
      if first == work.count {
        work.removeAll(keepingCapacity: first <= 1024)
        first = 0
      } else if first > 1024, first * 2 > work.count {
        work.removeFirst(first)
        first = 0
      }
      return taken
    }
  }

  private enum Next {
    case wake
    case start
    /// All threads are at work: the first that is done takes it.
    case nothing
  }

  private let name: String
  private let limit: Int
  private let state = Mutex(State())
  /// Counts how often an idle thread was told of work.
  ///
  /// None is lost between a thread's decision to wait and its wait: a semaphore remembers it.
  private let signal = DispatchSemaphore(value: 0)

  init(name: String, limit: Int) {
    self.name = name
    self.limit = limit
  }

  func add(_ piece: @escaping Work) {
    let next = state.withLock { state -> Next in
      state.work.append(piece)
      if state.idle > 0 {
        state.idle -= 1
        return .wake
      }
      guard state.count < limit else { return .nothing }
      state.count += 1
      return .start
    }
    switch next {
    case .wake: signal.signal()
    case .start:
      let thread = Thread { [self] in run() }
      thread.name = name
      thread.stackSize = 8 << 20
      thread.start()
    case .nothing: break
    }
  }

  /// Lets the threads end that wait; nothing can be added any more.
  func end() {
    let idle = state.withLock { state in
      defer { state.idle = 0 }
      state.hasEnded = true
      return state.idle
    }
    for _ in 0..<idle { signal.signal() }
  }

  private func run() {
    while true {
      let (piece, hasEnded) = state.withLock { state -> (Work?, Bool) in
        // Also a thread that was woken may find nothing: another one was faster.
        if let piece = state.take() { return (piece, false) }
        if !state.hasEnded { state.idle += 1 }
        return (nil, state.hasEnded)
      }
      if hasEnded { return }
      if let piece { piece() } else { signal.wait() }
    }
  }
}

import Dispatch
import HTTP
import Synchronization
import Testing

/// Work that blocks does not keep other work waiting, and none is forgotten.
@Suite struct WorkerThreadsTests {
  /// Each piece waits until all have begun: fewer threads than pieces would wait for ever.
  @Test(.timeLimit(.minutes(1))) func workThatWaitsForEachOtherHasAThreadEach() async {
    let pieces = 60
    let threads = WorkerThreads(name: "test.waiting")
    let begun = Counter()
    let all = DispatchSemaphore(value: 0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<pieces {
        group.addTask(executorPreference: threads) {
          if begun.count() == pieces { for _ in 1..<pieces { all.signal() } } else { wait(all) }
        }
      }
    }
    #expect(begun.value == pieces)
  }

  /// Many short pieces from many sides, with pauses in which threads become idle: a wake-up that is lost would
  /// leave a piece behind.
  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 7]) func noPieceIsForgotten(
    _ limit: Int
  ) async {
    let threads = WorkerThreads(name: "test.short", limit: limit)
    let done = Counter()
    for _ in 0..<50 {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<40 {
          group.addTask(executorPreference: threads) {
            for _ in 0..<5 {
              await Task.yield()
              _ = done.count()
            }
          }
        }
      }
    }
    #expect(done.value == 50 * 40 * 5)
  }
}

/// A semaphore's wait is not for asynchronous code, unless blocking is what is tested.
private func wait(_ semaphore: DispatchSemaphore) { semaphore.wait() }

private final class Counter: Sendable {
  private let number = Mutex(0)

  var value: Int { number.withLock { $0 } }

  /// Counts one more; answers how many there are.
  func count() -> Int {
    number.withLock { number in
      number += 1
      return number
    }
  }
}

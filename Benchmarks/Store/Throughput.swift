import Foundation
import JSON
import SQLiteStore
import Synchronization

/// Whole cases from several clients at once, each in a thread of its own that waits for every step.
struct Throughput {
  let folder: URL
  let clients: Int
  let seconds: Double

  func measure() throws {
    let work = try Workload(folder: folder)
    let failure = Mutex<(any Error)?>(nil)
    let all = Mutex<[UInt64]>([])
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    let started = DispatchTime.now().uptimeNanoseconds
    let commits = work.store.commitCount
    let threads = (0..<clients).map { client in
      Thread {
        var times: [UInt64] = []
        var number = client * 1_000_003
        do {
          while DispatchTime.now().uptimeNanoseconds < end {
            number += 1
            try work.runCase(number, &times)
          }
        } catch {
          failure.withLock { $0 = error }
        }
        all.withLock { $0 += times }
        finished.signal()
      }
    }
    for thread in threads {
      thread.stackSize = 1 << 20
      thread.start()
    }
    for _ in threads { finished.wait() }
    let elapsed = Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
    if let error = failure.withLock({ $0 }) { throw error }
    let times = all.withLock { $0.sorted() }
    let steps = Double(times.count)
    let commitCount = Double(work.store.commitCount - commits)
    report([
      "what": "docket", "clients": .number("\(clients)"),
      "cases_per_s": .rounded(steps / Double(Workload.stepsPerCase) / elapsed),
      "steps_per_s": .rounded(steps / elapsed),
      "steps_per_commit": .rounded(steps / commitCount, 2),
      "p50_us": .rounded(quantile(times, 0.5) / 1e3),
      "p99_us": .rounded(quantile(times, 0.99) / 1e3),
    ])
  }
}

private let finished = DispatchSemaphore(value: 0)

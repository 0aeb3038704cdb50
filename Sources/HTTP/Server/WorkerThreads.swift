import Dispatch

/// Threads on which handlers may block (on a disk, on a commit) without holding up anything else.
///
/// Swift's own pool has one thread per core; two handlers waiting for a commit would stop it.
public final class WorkerThreads: TaskExecutor {
  private let queue: DispatchQueue

  /// Makes a pool; the system starts threads as they are needed.
  public init(name: String) {
    queue = DispatchQueue(label: name, attributes: .concurrent)
  }

  /// Runs a piece of a task on one of the threads.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}

import Dispatch
import Synchronization

/// Tells a loop that there may be work, so that it need not wait for its next look.
public final class WakeSignal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let isSet = Mutex(false)

  /// Makes a signal.
  public init() {}

  /// Ends a wait, or the next one if nobody waits.
  public func wake() {
    let wasSet = isSet.withLock { isSet in
      defer { isSet = true }
      return isSet
    }
    if !wasSet { semaphore.signal() }
  }

  /// Waits for `wake`, at most so many milliseconds of the monotonic clock.
  func wait(milliseconds: Int) {
    _ = semaphore.wait(timeout: .now() + .milliseconds(milliseconds))
    isSet.withLock { $0 = false }
  }
}

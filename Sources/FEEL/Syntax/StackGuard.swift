import CThreads

/// Tells how much of the running thread's stack is left, so that recursion ends with a message and
/// not with a crash.
enum StackGuard {
  /// What has to stay free for the work between two measurements, library calls included.
  static let reserve: UInt = 160 * 1024

  /// The lowest address that recursion on the running thread may reach; callers keep the answer while they
  /// stay on the thread.
  static func floor() -> UInt {
    let stack = docket_running_stack()
    guard stack.size > 0 else { return 0 }
    // The main thread's stack is reserved lazily and may be larger than anybody can count on.
    let lowest = UInt(stack.lowest)
    let usable: UInt = 64 * 1024 * 1024
    return UInt(stack.size) > usable
      ? max(lowest, position() &- usable) &+ reserve : lowest &+ reserve
  }

  /// The address that the stack has reached here.
  @inline(__always)
  static func position() -> UInt {
    var marker: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}

import CThreads
import Glibc

/// Tells how much of the running thread's stack is left, so that recursion ends with a message and
/// not with a crash.
enum StackGuard {
  /// What has to stay free for the work between two measurements, library calls included.
  static let reserve: UInt = 160 * 1024

  /// The lowest address that recursion on the running thread may reach.
  ///
  /// The call costs microseconds; callers keep the answer while they stay on the thread.
  static func floor() -> UInt {
    var attributes = pthread_attr_t()
    guard unsafe pthread_getattr_np(pthread_self(), &attributes) == 0 else { return 0 }
    defer { unsafe pthread_attr_destroy(&attributes) }
    var base: UnsafeMutableRawPointer?
    var size = 0
    guard unsafe pthread_attr_getstack(&attributes, &base, &size) == 0, let base = unsafe base
    else { return 0 }
    // The main thread's stack is reserved lazily and may be larger than anybody can count on.
    let lowest = UInt(bitPattern: base)
    let usable: UInt = 64 * 1024 * 1024
    return UInt(size) > usable
      ? max(lowest, position() &- usable) &+ reserve : lowest &+ reserve
  }

  /// The address that the stack has reached here.
  @inline(__always)
  static func position() -> UInt {
    var marker: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}

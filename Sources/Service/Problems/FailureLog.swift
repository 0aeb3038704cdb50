import HTTP
import Synchronization

/// Keeps why requests failed until their record is written: the router answers, the service logs.
final class FailureLog: Sendable {
  @TaskLocal static var current: FailureLog?

  private let reason = Mutex<String?>(nil)

  /// Notes why the request of this task failed.
  static func note(_ text: String) {
    current?.reason.withLock { $0 = text }
  }

  /// What was noted.
  var text: String? { reason.withLock(\.self) }
}

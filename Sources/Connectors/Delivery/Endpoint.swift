import JSON
import Synchronization

/// What is known of a receiver of events since the process started.
final class Endpoint: Sendable {
  private struct State {
    var isGone = false
    var hasAgreed = false
  }

  private let state = Mutex(State())

  /// Whether it answered 410: nothing more is sent.
  var isGone: Bool { state.withLock { $0.isGone } }

  /// Whether it agreed to be sent events.
  var hasAgreed: Bool { state.withLock { $0.hasAgreed } }

  func agree() { state.withLock { $0.hasAgreed = true } }

  /// Throws when the receiver has asked to be sent nothing more.
  func check(_ connector: String) throws(DeliveryError) {
    guard isGone else { return }
    throw DeliveryError(
      .permanent,
      "the receiver \"\(connector)\" has answered 410 Gone: nothing more is sent until Docket starts anew"
    )
  }

  /// Remembers a 410.
  func note(_ error: DeliveryError) {
    guard error.data["status"]?.intValue == 410 else { return }
    state.withLock { $0.isGone = true }
  }
}

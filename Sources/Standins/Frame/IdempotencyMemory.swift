public import HTTP
import Synchronization

/// What a system answered under each idempotency key.
public final class IdempotencyMemory: Sendable {
  /// What a key means for a call.
  public enum Finding: Sendable {
    /// The key is new: carry the call out and `keep` the answer.
    case new
    /// The same call was answered so.
    case replay(HTTPResponse)
    /// Another call came under this key.
    case conflict
  }

  private let answers = Mutex<[String: (line: String, body: [UInt8], answer: HTTPResponse)]>([:])

  /// Makes a memory that is empty.
  public init() {}

  /// Looks a call's key up.
  public func find(_ key: String, _ call: StandinCall) -> Finding {
    answers.withLock { answers in
      guard let entry = answers[key] else { return .new }
      return entry.line == call.line && entry.body == call.request.body
        ? .replay(entry.answer) : .conflict
    }
  }

  /// Keeps the answer to a call under its key.
  public func keep(_ key: String, _ call: StandinCall, _ answer: HTTPResponse) {
    answers.withLock { $0[key] = (call.line, call.request.body, answer) }
  }

  /// Forgets all keys.
  public func reset() {
    answers.withLock { $0 = [:] }
  }
}

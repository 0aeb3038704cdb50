public import JSON
import Synchronization

/// How far earlier attempts of a delivery came, for those that take several calls: the parts of a long
/// text, a thing that is made first and filled afterwards.
///
/// What is saved is kept with the message in the store before `save` returns, so a later attempt, also one
/// after a restart, goes on from there.
public final class DeliveryProgress: Sendable, Hashable {
  private let current: Mutex<JSONValue>
  private let keep: @Sendable (JSONValue) throws -> Void

  /// Makes the progress of a message.
  ///
  /// - Parameters:
  ///   - value: What the last attempt saved; null for none.
  ///   - keep: Writes it to where it outlives the process.
  public init(
    _ value: JSONValue = .null, keep: @escaping @Sendable (JSONValue) throws -> Void = { _ in }
  ) {
    current = Mutex(value)
    self.keep = keep
  }

  /// What was saved last; null for none.
  public var value: JSONValue { current.withLock { $0 } }

  /// Keeps how far the delivery came.
  ///
  /// - Throws: `DeliveryError`, retryable, when it cannot be kept: the next step must not be begun then.
  public func save(_ value: JSONValue) throws(DeliveryError) {
    do {
      try keep(value)
    } catch {
      throw DeliveryError(
        .retryable(after: nil), "how far the delivery came cannot be stored: \(error)")
    }
    current.withLock { $0 = value }
  }

  /// Makes a call that must not be made twice, to a receiver that cannot tell whether it was made.
  ///
  /// That it begins is kept first: after a crash nobody could else know that it may have been made.
  /// - Throws: `DeliveryError`; ambiguous when an earlier attempt was cut off by a crash, so that a person decides.
  func once(
    _ system: String, _ call: () async throws(DeliveryError) -> JSONValue
  ) async throws(DeliveryError) -> JSONValue {
    if value["begun"] == true {
      try save(.null)
      throw DeliveryError(
        .ambiguous,
        "\(system): the daemon was stopped during the call, and nobody can tell whether it was received"
      )
    }
    try save(["begun": true])
    do throws(DeliveryError) {
      return try await call()
    } catch {
      // What an answer, or the lack of one, means is known from here on.
      try save(.null)
      throw error
    }
  }

  /// Whether both came equally far.
  public static func == (first: DeliveryProgress, second: DeliveryProgress) -> Bool {
    first === second || first.value == second.value
  }

  /// Hashes how far it came.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

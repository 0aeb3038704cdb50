import Glibc
import JSON
import Synchronization

/// Delivers to a file: one JSON object a line, on disk before the delivery counts.
public final class FileConnector: DeliveryConnector {
  /// The path of the file.
  public let path: String
  /// Whether it takes the messages that no connector is configured for.
  private let isFallback: Bool
  private let lock = Mutex<Void>(())

  /// Makes a connector; the file is made with the first message.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - isFallback: Whether it stands in for connectors that nobody configured: the answer then says so, because
  ///     a question that was written to a file has not been asked of anybody.
  public init(path: String, isFallback: Bool = false) {
    self.path = path
    self.isFallback = isFallback
  }

  /// Readers of the file can count the `id` of each line.
  public var countsIdempotencyKeys: Bool { true }

  /// Appends the message.
  ///
  /// - Throws: `DeliveryError`, retryable: the disk may have room again later.
  public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    var writer = JSONWriter()
    writer.write(delivery.envelope)
    writer.writeRaw([0x0A])
    if let fault = append(writer.bytes) {
      throw DeliveryError(.retryable(after: nil), "\(path) cannot be written: \(fault)")
    }
    guard isFallback else { return DeliveryReceipt() }
    return DeliveryReceipt(data: ["configured": false, "file": .string(path)])
  }

  /// Appends the bytes in one piece; the reason if that fails.
  private func append(_ bytes: [UInt8]) -> String? {
    lock.withLock { _ in
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return Self.reason }
      defer { close(descriptor) }
      let size = lseek(descriptor, 0, SEEK_END)
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count == bytes.count else {
        let reason = count < 0 ? Self.reason : "the disk is full"
        // Half a line would spoil the next one.
        if count > 0 { ftruncate(descriptor, size) }
        return reason
      }
      return fdatasync(descriptor) == 0 ? nil : Self.reason
    }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }
}

import Glibc
import HTTP

/// A client that sends a byte every tenth of a second.
struct DrippingClient {
  /// How it ended.
  enum Outcome: Hashable {
    /// The server closed the connection.
    case ended
    /// It was still open after all bytes.
    case open
  }

  private let address: ListenAddress

  init(_ address: ListenAddress) { self.address = address }

  /// Sends the beginning at once, and then up to 80 bytes.
  func drip(_ beginning: String) throws -> Outcome {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var peer = sockaddr_in()
    peer.sin_family = sa_family_t(AF_INET)
    peer.sin_port = in_port_t(bigEndian: address.port)
    peer.sin_addr.s_addr = inet_addr(address.host)
    let connected = withUnsafePointer(to: &peer) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw HTTPClientError.notConnected(reason: "errno \(errno)") }
    var bytes = Array(beginning.utf8)
    for _ in 0..<80 {
      guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
      else { return .ended }
      bytes = [UInt8(ascii: "a")]
      usleep(100_000)
      var byte: UInt8 = 0
      if recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0 { return .ended }
    }
    return .open
  }
}

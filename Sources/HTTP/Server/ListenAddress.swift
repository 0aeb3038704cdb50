// The C libraries' headers include those of sockets, whose declarations then may count as theirs.
import CMicroHTTPD
import CCurl
import Glibc

/// Where a server listens: a host and a port, as in `127.0.0.1:8080`, `[::1]:8080` or `localhost:0`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// The host, without brackets.
  public var host: String
  /// The port; 0 lets the system choose one.
  public var port: UInt16

  /// Makes an address.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads an address; nil without a port or with an unclear host.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool { Self.isLoopback(host) }

  /// Whether a host or a peer's address is this machine.
  public static func isLoopback(_ host: String) -> Bool {
    let mapped = host.hasPrefix("::ffff:") ? String(host.dropFirst(7)) : host
    if mapped == "localhost" || mapped == "::1" { return true }
    let parts = mapped.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// What a peer is counted by: an IPv4 address itself, of an IPv6 address the network of 64 bits, which one
  /// customer of a provider has to himself.
  public static func network(of peer: String) -> String {
    let mapped = peer.hasPrefix("::ffff:") ? String(peer.dropFirst(7)) : peer
    guard mapped.contains(":") else { return mapped }
    var address = in6_addr()
    let plain = String(mapped.prefix { $0 != "%" })
    guard unsafe inet_pton(AF_INET6, plain, &address) == 1 else { return mapped }
    let bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0.prefix(8)) }
    return bytes.map { String($0, radix: 16) }.joined(separator: ".") + "/64"
  }

  /// The address as it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

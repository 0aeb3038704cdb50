// The C libraries' headers include those of sockets, whose declarations then may count as theirs.
import CMicroHTTPD
import CCurl
internal import Glibc

/// A range of internet addresses, such as `10.0.0.0/8`, `192.168.1.7` or `fd00::/8`.
public struct AddressRange: Sendable, Hashable {
  /// The bytes of its first address: 4 or 16.
  private let bytes: [UInt8]
  /// How many leading bits an address of the range shares.
  private let bits: Int

  /// Reads a range; nil for a text that is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, let bytes = Self.bytes(of: String(first))
    else { return nil }
    var bits = bytes.count * 8
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let given = Int(parts[1]),
        given <= bits
      else { return nil }
      bits = given
    }
    self.init(bytes, bits)
  }

  private init(_ bytes: [UInt8], _ bits: Int) {
    self.bytes = bytes
    self.bits = bits
  }

  /// Whether an address, as 4 or 16 bytes, lies in the range.
  func contains(_ address: [UInt8]) -> Bool {
    guard address.count == bytes.count else { return false }
    return zip(address, bytes).enumerated().allSatisfy { index, pair in
      let shared = min(max(bits - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> shared)
      return pair.0 & mask == pair.1 & mask
    }
  }

  static func bytes(of text: String) -> [UInt8]? {
    var four = [UInt8](repeating: 0, count: 4)
    if unsafe inet_pton(AF_INET, text, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return unsafe inet_pton(AF_INET6, text, &sixteen) == 1 ? sixteen : nil
  }

  /// The address as people write it.
  static func text(of address: [UInt8]) -> String {
    if address.count == 4 { return address.map(String.init).joined(separator: ".") }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard unsafe inet_ntop(AF_INET6, address, &buffer, socklen_t(buffer.count)) != nil else {
      return "an address"
    }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Where calls may go.
///
/// Addresses in a case are whatever somebody wrote there. Without a guard a case could have the house call
/// its own database or its provider's metadata service (server-side request forgery).
public enum AddressReach: Sendable, Hashable {
  /// Anywhere: for addresses that stand in the configuration.
  case anywhere
  /// Public addresses, and those in the ranges.
  case publicOnly(allowing: [AddressRange])

  /// Whether a socket may be opened to an address of 4 or 16 bytes.
  ///
  /// It is asked with the address that is connected to, after names were looked up, so a name that
  /// changes its address between a check and the call gains nothing.
  func permits(_ address: [UInt8]) -> Bool {
    switch self {
    case .anywhere: return true
    case .publicOnly(let allowed):
      if allowed.contains(where: { $0.contains(address) }) { return true }
      if let inner = Self.embedded(address) { return permits(inner) }
      return !Self.reserved.contains { $0.contains(address) }
    }
  }

  /// Whether an address may be called, such as `10.0.0.1`; nothing that is no address may.
  package func permits(_ text: String) -> Bool {
    AddressRange.bytes(of: text).map(permits) ?? false
  }

  /// The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
  private static func embedded(_ address: [UInt8]) -> [UInt8]? {
    guard address.count == 16 else { return nil }
    if mapped.contains(address) || translated.contains(address) { return Array(address[12...]) }
    return sixToFour.contains(address) ? Array(address[2..<6]) : nil
  }

  private static let mapped = range("::ffff:0:0", 96)
  private static let translated = range("64:ff9b::", 96)
  private static let sixToFour = range("2002::", 16)

  /// Every range that is not reachable from everywhere (IANA's special-purpose registries).
  private static let reserved = [
    range("0.0.0.0", 8), range("10.0.0.0", 8), range("100.64.0.0", 10), range("127.0.0.0", 8),
    range("169.254.0.0", 16), range("172.16.0.0", 12), range("192.0.0.0", 24),
    range("192.0.2.0", 24), range("192.168.0.0", 16), range("198.18.0.0", 15),
    range("198.51.100.0", 24), range("203.0.113.0", 24), range("224.0.0.0", 4),
    range("240.0.0.0", 4), range("::", 96), range("64:ff9b:1::", 48), range("100::", 64),
    range("2001::", 23), range("2001:db8::", 32), range("fc00::", 7), range("fe80::", 10),
    range("fec0::", 10), range("ff00::", 8),
  ]

  private static func range(_ first: String, _ bits: Int) -> AddressRange {
    // A range that could not be read would contain everything, which is the safe side.
    AddressRange("\(first)/\(bits)") ?? AddressRange.everything(of: first)
  }
}

extension AddressRange {
  fileprivate static func everything(of address: String) -> AddressRange {
    AddressRange([UInt8](repeating: 0, count: address.contains(":") ? 16 : 4), 0)
  }
}

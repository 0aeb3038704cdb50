/// The path and the query of a request, decoded.
public struct RequestTarget: Sendable, Hashable {
  /// One `name=value` of the query.
  public struct QueryItem: Sendable, Hashable {
    /// The name, decoded.
    public var name: String
    /// The value, decoded; empty where the query had none.
    public var value: String
  }

  /// The path as sent, still encoded, such as `/v1/tables/a%20b`.
  public let rawPath: String
  /// The segments between the slashes, each decoded on its own, so an encoded slash stays inside.
  public let segments: [String]
  /// The query in the order it was written.
  public let query: [QueryItem]

  /// Reads a target in origin form, such as `/v1/cases?limit=10` (RFC 9112, section 3.2.1).
  ///
  /// - Returns: nil when the target does not begin with a slash or its encoding is broken.
  public init?(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first, path.hasPrefix("/") else { return nil }
    var decoded: [String] = []
    for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let plain = PercentEncoding.decode(segment, plusIsBlank: false) else { return nil }
      decoded.append(plain)
    }
    var items: [QueryItem] = []
    for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard
        let name = PercentEncoding.decode(halves.first ?? "", plusIsBlank: true),
        let value = PercentEncoding.decode(halves.dropFirst().first ?? "", plusIsBlank: true)
      else { return nil }
      items.append(QueryItem(name: name, value: value))
    }
    rawPath = String(path)
    segments = decoded
    query = items
  }
}

/// Percent-encoding of RFC 3986, section 2.1.
public enum PercentEncoding {
  /// Encodes everything but unreserved characters, fit for one path segment or query value.
  public static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decodes; nil when a `%` is not followed by two digits or the bytes are not UTF-8.
  static func decode(_ text: Substring, plusIsBlank: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard
          let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      case 0: return nil
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

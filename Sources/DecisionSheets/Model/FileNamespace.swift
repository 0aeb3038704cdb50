import DMN

/// The namespaces that stand for sheets, which have none of their own: a URN of the path.
///
/// What a URI does not allow (RFC 3986, 3.3, and RFC 8141, 2.2) is percent-encoded as UTF-8.
enum FileNamespace {
  /// What they begin with.
  static let beginning = "urn:docket:tables:"

  /// The namespace of a file.
  static func of(_ file: String) -> String {
    var text = beginning
    for byte in file.utf8 {
      if isPlain(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += (digits.count < 2 ? "%0" : "%") + digits
      }
    }
    return text
  }

  /// The file of such a namespace; nil for namespaces that stand for none.
  static func file(of namespace: String) -> String? {
    guard namespace.hasPrefix(beginning) else { return nil }
    var bytes = [UInt8]()
    var rest = namespace.utf8.dropFirst(beginning.utf8.count)
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~/!$&'()*+,;=:@".utf8.contains(byte)
    }
  }
}

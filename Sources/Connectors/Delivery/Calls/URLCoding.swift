/// How texts become parts of addresses and forms.
package enum URLCoding {
  /// A text as one segment of a path or one value of a query: everything but letters, digits, `-._~` as
  /// bytes of UTF-8 in hexadecimal (RFC 3986, section 2).
  package static func component(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Names and values as a query or a form.
  package static func form(_ fields: [(name: String, value: String)]) -> String {
    fields.map { component($0.name) + "=" + component($0.value) }.joined(separator: "&")
  }
}

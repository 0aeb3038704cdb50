import HTTP

/// How header values of CloudEvents carry text (HTTP protocol binding, section 3.1.3.2).
enum PercentCoding {
  /// Everything outside U+0021…U+007E, and `"` and `%`, as upper-case hexadecimal bytes of UTF-8.
  static func encode(_ text: String) -> String {
    PercentEncoding.encode(text) { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
    }
  }

  /// One round of decoding after quotes are taken off; nil for what is not UTF-8.
  static func decode(_ text: String) -> String? {
    var source = Array(text.utf8)
    if source.count >= 2, source.first == UInt8(ascii: "\""), source.last == UInt8(ascii: "\"") {
      source = unquote(source.dropFirst().dropLast())
    }
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
      if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
        let high = PercentEncoding.digit(source[index + 1]),
        let low = PercentEncoding.digit(source[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(source[index])
        index += 1
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func unquote(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
        continue
      }
      isEscaped = false
      result.append(byte)
    }
    return result
  }
}

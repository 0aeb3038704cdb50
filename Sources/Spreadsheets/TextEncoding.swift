/// The encodings in which spreadsheet programs save text.
enum TextEncoding: Sendable, Hashable {
  case utf8
  case utf16(bigEndian: Bool)
  case windows1252

  /// What the bytes are, and how many of them are a byte-order mark.
  static func detect(_ bytes: [UInt8]) -> (encoding: TextEncoding, mark: Int) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(bigEndian: false), 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(bigEndian: true), 2) }
    if let bigEndian = utf16WithoutMark(bytes) { return (.utf16(bigEndian: bigEndian), 0) }
    return (isUTF8(bytes) ? .utf8 : .windows1252, 0)
  }

  /// The bytes behind the mark as UTF-8, and whether they were sound.
  func utf8(_ bytes: [UInt8], mark: Int) -> (bytes: [UInt8], isSound: Bool) {
    switch self {
    case .utf8:
      let body = mark == 0 ? bytes : Array(bytes.dropFirst(mark))
      if Self.isUTF8(body) { return (body, true) }
      return (Array(String(decoding: body, as: UTF8.self).utf8), false)
    case .utf16(let bigEndian):
      var units = [UInt16]()
      units.reserveCapacity(bytes.count / 2)
      var index = mark
      while index + 1 < bytes.count {
        let first = UInt16(bytes[index])
        let second = UInt16(bytes[index + 1])
        units.append(bigEndian ? first << 8 | second : second << 8 | first)
        index += 2
      }
      let text = String(decoding: units, as: UTF16.self)
      let replaced = text.unicodeScalars.contains("\u{FFFD}") && !units.contains(0xFFFD)
      return (Array(text.utf8), index == bytes.count && !replaced)
    case .windows1252:
      var text = String.UnicodeScalarView()
      for byte in bytes.dropFirst(mark) { text.append(Self.windows1252Scalar(byte)) }
      return (Array(String(text).utf8), true)
    }
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// Mostly Latin text in UTF-16 has a zero in every second byte; whether that is the first of each pair.
  private static func utf16WithoutMark(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
    var zeros = [0, 0]
    let sample = bytes.prefix(512)
    for (index, byte) in sample.enumerated() where byte == 0 { zeros[index & 1] += 1 }
    let half = sample.count / 2
    if zeros[0] == 0, zeros[1] * 10 >= half * 7 { return false }
    if zeros[1] == 0, zeros[0] * 10 >= half * 7 { return true }
    return nil
  }

  private static func windows1252Scalar(_ byte: UInt8) -> UnicodeScalar {
    guard (0x80...0x9F).contains(byte) else { return UnicodeScalar(byte) }
    let scalars: [UnicodeScalar] = [
      "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}",
      "\u{2C6}", "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}",
      "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}",
      "\u{2DC}", "\u{2122}", "\u{161}", "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
    ]
    return scalars[Int(byte) - 0x80]
  }
}

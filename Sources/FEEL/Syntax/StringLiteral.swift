import Diagnostics

/// The text that a string literal stands for.
///
/// Spec: DMN 1.5, FEEL grammar rules 33 and 64.
struct StringLiteral {
  private(set) var text = ""
  private(set) var diagnostics: [Diagnostic] = []

  /// Decodes the bytes of a string token, quotes included.
  init(_ bytes: ArraySlice<UInt8>, origin: Origin) {
    var inner = bytes.dropFirst()
    if bytes.count > 1, inner.last == 0x22, !Self.endsInEscapedQuote(inner) {
      inner = inner.dropLast()
    }
    // Most strings hold no escape at all.
    guard inner.contains(0x5C) else {
      text = String(decoding: inner, as: UTF8.self)
      return
    }
    decode(inner, origin: origin)
  }

  /// Whether the quote at the end belongs to an escape, as in an unterminated `"a\"`.
  private static func endsInEscapedQuote(_ bytes: ArraySlice<UInt8>) -> Bool {
    var backslashes = 0
    for byte in bytes.dropLast().reversed() {
      guard byte == 0x5C else { break }
      backslashes += 1
    }
    return backslashes % 2 == 1
  }

  private mutating func decode(_ bytes: ArraySlice<UInt8>, origin: Origin) {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == 0x5C, index + 1 < bytes.endIndex else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      let escape = bytes[index + 1]
      switch escape {
      case 0x6E: plain.append(0x0A)
      case 0x72: plain.append(0x0D)
      case 0x74: plain.append(0x09)
      case 0x22, 0x27, 0x5C: plain.append(escape)
      case 0x75, 0x55:
        index = appendCodePoint(bytes, at: index, to: &plain, origin: origin)
        continue
      // A backslash before another character is a character like any other; patterns such as
      // "\d+" are written so.
      default: plain.append(contentsOf: [0x5C, escape])
      }
      index += 2
    }
    text = String(decoding: plain, as: UTF8.self)
  }

  /// Decodes `\uXXXX` (a pair of them for a surrogate pair) or `\UXXXXXX`; returns where to go on.
  private mutating func appendCodePoint(
    _ bytes: ArraySlice<UInt8>, at start: Int, to plain: inout [UInt8], origin: Origin
  ) -> Int {
    let digits = bytes[start + 1] == 0x75 ? 4 : 6
    var end = start + 2 + digits
    var value = Self.hexadecimal(bytes, from: start + 2, count: digits)
    if let high = value, (0xD800...0xDBFF).contains(high), digits == 4, end + 1 < bytes.endIndex,
      bytes[end] == 0x5C, bytes[end + 1] == 0x75,
      let low = Self.hexadecimal(bytes, from: end + 2, count: 4), (0xDC00...0xDFFF).contains(low)
    {
      value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
      end += 6
    }
    guard let value, let scalar = Unicode.Scalar(value) else {
      let stop = min(end, bytes.endIndex)
      let found = String(decoding: bytes[start..<stop], as: UTF8.self)
      diagnostics.append(
        .invalidEscape(found, at: origin.narrowed(to: TextSpan(start, stop))))
      plain.append(contentsOf: [0x5C, bytes[start + 1]])
      return start + 2
    }
    plain.append(contentsOf: Array(String(Character(scalar)).utf8))
    return end
  }

  private static func hexadecimal(
    _ bytes: ArraySlice<UInt8>, from start: Int, count: Int
  ) -> UInt32? {
    guard start + count <= bytes.endIndex else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + count] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

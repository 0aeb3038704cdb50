/// Appends numbers and texts in the compact form that stores keep.
package struct ByteWriter {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  /// Makes an empty writer.
  package init() {}

  /// Appends one byte.
  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends a number, seven bits a byte, the lowest first.
  package mutating func append(unsigned number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a number with a sign; small ones of either sign stay short.
  package mutating func append(signed number: Int64) {
    append(unsigned: UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Appends a text behind its length.
  package mutating func append(_ text: String) {
    append(unsigned: UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// Reads what a `ByteWriter` wrote; every read fails softly on damaged bytes.
package struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  /// Reads from the start.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was read.
  package var isAtEnd: Bool { position == bytes.count }

  /// The next byte.
  package mutating func byte() throws(DamagedEncoding) -> UInt8 {
    guard position < bytes.count else { throw DamagedEncoding() }
    position += 1
    return bytes[position - 1]
  }

  /// The next number without a sign.
  package mutating func unsigned() throws(DamagedEncoding) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 64 else { throw DamagedEncoding() }
      number |= UInt64(next & 0x7f) << shift
      if next < 0x80 { return number }
      shift += 7
    }
  }

  /// The next number with a sign.
  package mutating func signed() throws(DamagedEncoding) -> Int64 {
    let bits = try unsigned()
    return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
  }

  /// The next count of things that each take at least one byte.
  package mutating func count() throws(DamagedEncoding) -> Int {
    guard let count = Int(exactly: try unsigned()), count <= bytes.count - position else {
      throw DamagedEncoding()
    }
    return count
  }

  /// The next text.
  package mutating func text() throws(DamagedEncoding) -> String {
    let length = try count()
    position += length
    return String(decoding: bytes[position - length..<position], as: UTF8.self)
  }
}

/// Stored bytes that are not what was written.
package struct DamagedEncoding: Error, CustomStringConvertible {
  /// Makes the error.
  package init() {}
  /// What is wrong, as a sentence.
  package var description: String { "the stored value is damaged" }
}

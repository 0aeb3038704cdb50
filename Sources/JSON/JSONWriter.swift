/// Writes JSON as UTF-8 into memory.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  private let indentation: Int?

  /// Makes a writer.
  ///
  /// - Parameter indentation: The blanks of each level; nil writes everything on one line.
  public init(indentation: Int? = nil) {
    self.indentation = indentation
  }

  /// Forgets what was written and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends a value.
  public mutating func write(_ value: JSONValue) {
    write(value, level: 0)
  }

  /// Appends bytes that are JSON already, or a line end.
  public mutating func writeRaw(_ text: some Sequence<UInt8>) {
    bytes.append(contentsOf: text)
  }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .boolean(let truth): bytes += (truth ? "true" : "false").utf8
    case .number(let digits): bytes += digits.utf8
    case .string(let text): write(text: text)
    case .array(let items):
      writeList("[", "]", items, level: level) { writer, item in
        writer.write(item, level: level + 1)
      }
    case .object(let members):
      writeList("{", "}", members, level: level) { writer, member in
        writer.write(text: member.name)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.indentation != nil { writer.bytes.append(UInt8(ascii: " ")) }
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ open: String, _ close: String, _ elements: [Element], level: Int,
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    bytes += open.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(level: level + 1)
      writeElement(&self, element)
    }
    if !elements.isEmpty { breakLine(level: level) }
    bytes += close.utf8
  }

  private mutating func breakLine(level: Int) {
    guard let indentation else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * level))
  }

  /// Appends a byte that is JSON already, or a line end.
  public mutating func write(byte: UInt8) { bytes.append(byte) }

  /// Appends a whole number.
  public mutating func write(integer: Int64) {
    if integer < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = integer.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Appends a text in quotes; only what must be escaped is (RFC 8259 § 7).
  public mutating func write(text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if unsafe utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
      ) {
        unsafe bytes.append(contentsOf: utf8)
      } else {
        for place in utf8.indices { write(escaping: unsafe utf8[place]) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func write(escaping byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes += "\\\"".utf8
    case UInt8(ascii: "\\"): bytes += "\\\\".utf8
    case 8: bytes += "\\b".utf8
    case 9: bytes += "\\t".utf8
    case 10: bytes += "\\n".utf8
    case 12: bytes += "\\f".utf8
    case 13: bytes += "\\r".utf8
    case 0..<32:
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += "\\u00\(byte < 16 ? "0" : "")\(digits)".utf8
    default: bytes.append(byte)
    }
  }
}

extension JSONValue {
  /// The value as JSON on one line.
  public var text: String {
    var writer = JSONWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The value as JSON on indented lines.
  public var prettyText: String {
    var writer = JSONWriter(indentation: 2)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

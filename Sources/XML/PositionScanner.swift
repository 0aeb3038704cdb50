/// Finds where the start tags and attribute values of a document stand.
///
/// libxml2 keeps 16 bits for a node's line, no column, and nothing for an attribute, while a FEEL
/// expression mostly stands in one. The scanner walks a document that libxml2 has found well-formed,
/// so it needs to know no more of XML than where tags begin and end.
struct PositionScanner {
  struct Tag {
    var position: XMLPosition
    var content: XMLPosition
    /// The attributes in their order.
    var values: [Attribute] = []

    /// Where the value of an attribute begins, by its name as written.
    func value(of name: String) -> XMLPosition? {
      values.last { $0.name == name }?.position
    }
  }

  /// The name of an attribute as written, and where its value begins.
  struct Attribute {
    var name: String
    var position: XMLPosition
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next start tag in document order, or nil at the end.
  mutating func nextTag() -> Tag? {
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        advance()
        continue
      }
      if matches("<!--") {
        skip(past: "-->")
      } else if matches("<![CDATA[") {
        skip(past: "]]>")
      } else if matches("<?") {
        skip(past: "?>")
      } else if matches("<!") {
        skipDocumentType()
      } else if matches("</") {
        skip(past: ">")
      } else {
        return readTag()
      }
    }
    return nil
  }

  private var here: XMLPosition { XMLPosition(line: line, column: column) }

  private mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == 0x0A {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  private func matches(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where unsafe text.utf8Start[offset] != bytes[index + offset] {
      return false
    }
    return true
  }

  private mutating func skip(past text: StaticString) {
    while index < bytes.count {
      if matches(text) {
        for _ in 0..<text.utf8CodeUnitCount { advance() }
        return
      }
      advance()
    }
  }

  /// `<!DOCTYPE …>` with its internal subset: brackets and quotes are balanced there.
  private mutating func skipDocumentType() {
    var depth = 0
    var quote: UInt8?
    while index < bytes.count {
      if quote == nil, depth > 0, matches("<!--") {
        skip(past: "-->")
        continue
      }
      let byte = bytes[index]
      advance()
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ">") where depth <= 0: return
      default: break
      }
    }
  }

  private mutating func readTag() -> Tag {
    let start = here
    var values: [Attribute] = []
    var name: Range<Int>?
    var nameEnded = false
    var quote: UInt8?
    while index < bytes.count {
      let byte = bytes[index]
      advance()
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
        let written = String(decoding: bytes[name ?? 0..<0], as: UTF8.self)
        values.append(Attribute(name: written, position: here))
        nameEnded = true
      } else if byte == UInt8(ascii: ">") {
        break
      } else if XMLEncoding.isSpace(byte) {
        nameEnded = true
      } else if byte != UInt8(ascii: "=") {
        let start = nameEnded ? index - 1 : name?.lowerBound ?? index - 1
        nameEnded = false
        name = start..<index
      }
    }
    return Tag(position: start, content: here, values: values)
  }
}

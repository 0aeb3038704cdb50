public import Diagnostics

/// What the reader accepts, so that no file can exhaust memory or stack.
public struct XMLLimits: Sendable, Hashable {
  /// The most bytes of a file.
  public var bytes: Int
  /// The most levels of elements.
  public var depth: Int
  /// The most elements.
  public var elements: Int

  /// Makes limits; a depth above 250 has no effect, because libxml2 stops there.
  public init(bytes: Int, depth: Int, elements: Int) {
    self.bytes = bytes
    self.depth = depth
    self.elements = elements
  }

  /// 128 MiB, 250 levels, four million elements.
  public static let standard = XMLLimits(bytes: 128 << 20, depth: 250, elements: 4_000_000)
}

/// Reads XML files.
///
/// Nothing is ever fetched, and a document with entities of its own is refused.
public enum XMLDocument {
  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes, in any encoding that libxml2 knows.
  ///   - file: The path for diagnostics.
  ///   - limits: How large the file may be.
  /// - Returns: The root element, or nil when there is an error among the diagnostics.
  public static func parse(
    _ bytes: [UInt8], file: String, limits: XMLLimits = .standard
  ) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    parse(bytes, file: file, limits: limits) { _, _ in false }
  }

  /// Reads a document, and hands elements of which it has very many over when they end, so that they
  /// need not all be kept.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes, in any encoding that libxml2 knows.
  ///   - file: The path for diagnostics.
  ///   - limits: How large the file may be.
  ///   - takes: Gets each element with everything in it, and the one around it, whose children are known
  ///     only as far as they have been read. Elements for which it answers true are left out of the tree.
  /// - Returns: The root element, or nil when there is an error among the diagnostics.
  public static func parse(
    _ bytes: [UInt8], file: String, limits: XMLLimits = .standard,
    taking takes: (_ element: XMLElement, _ parent: XMLElement) -> Bool
  ) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    guard bytes.count <= limits.bytes else {
      let diagnostic = Diagnostic(
        XMLCode.tooLarge, at: Origin(file: file), found: "\(bytes.count) bytes",
        expected: "at most \(limits.bytes) bytes", mend: "divide the file into several")
      return (nil, [diagnostic])
    }
    let (text, isUTF8) = XMLEncoding.utf8(bytes)
    guard text.contains(where: { !XMLEncoding.isSpace($0) }) else {
      let diagnostic = Diagnostic(
        XMLCode.empty, at: Origin(file: file), expected: "an XML document",
        mend: "save the file again from the program that made it")
      return (nil, [diagnostic])
    }
    return XMLReader(text, isUTF8: isUTF8, file: file, limits: limits).read(taking: takes)
  }
}

/// The encodings that are turned into UTF-8 before libxml2 sees them, so that positions can be counted.
enum XMLEncoding {
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The bytes without a byte-order mark, UTF-16 made UTF-8; all else is left as it is.
  ///
  /// `isUTF8` says that they are UTF-8 for certain, whatever the document declares.
  static func utf8(_ bytes: [UInt8]) -> (bytes: [UInt8], isUTF8: Bool) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (Array(bytes.dropFirst(3)), true) }
    let bigEndian = bytes.starts(with: [0xFE, 0xFF])
    guard bigEndian || bytes.starts(with: [0xFF, 0xFE]) else { return (bytes, false) }
    var units = [UInt16]()
    units.reserveCapacity(bytes.count / 2)
    var index = 2
    while index + 1 < bytes.count {
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      units.append(bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    return (Array(String(decoding: units, as: UTF16.self).utf8), true)
  }
}

import XML

/// The strings that an XLSX workbook keeps once for all its cells.
///
/// Spec: ISO/IEC 29500-1 § 18.4.
enum XLSXStrings {
  static func read(_ package: XLSXPackage, part: String?) throws(GridFault) -> [String] {
    guard let part, let stream = try package.stream(part) else { return [] }
    var strings = [String]()
    while let event = stream.next() {
      if event == .start, stream.name == "si" { strings.append(richText(stream)) }
    }
    try package.check(stream, part)
    return strings
  }

  /// The text of an `si` or `is` element whose start tag was just read: plain, or in runs of several
  /// looks; how it is pronounced (`rPh`) is no part of it.
  static func richText(_ stream: XMLStream) -> String {
    let level = stream.depth
    var text = ""
    while let event = stream.next() {
      switch event {
      case .start where stream.name == "t": text += stream.elementText()
      case .start where stream.name == "rPh": stream.skipElement()
      case .end where stream.depth == level: return XLSXText.unescaped(text)
      default: break
      }
    }
    return XLSXText.unescaped(text)
  }
}

/// The simple types of XLSX.
enum XLSXText {
  /// `xsd:boolean`.
  static func isTrue(_ text: String?) -> Bool { text == "1" || text == "true" || text == "on" }

  /// The text with `_x000D_` as the character it stands for, which XML itself could not hold.
  ///
  /// Spec: ISO/IEC 29500-1 § 22.9.2.19.
  static func unescaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result = [UInt8]()
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let scalar = escape(bytes, at: index) {
        result += Array(String(Character(scalar)).utf8)
        index += 7
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text so that `unescaped` gives it back: what only looks like an escape gets its `_` escaped.
  static func escaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let bytes = Array(text.utf8)
    var result = [UInt8]()
    for index in bytes.indices {
      if escape(bytes, at: index) != nil {
        result += Array("_x005F_".utf8)
      } else {
        result.append(bytes[index])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func escape(_ bytes: [UInt8], at index: Int) -> UnicodeScalar? {
    guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"),
      bytes[index + 1] == UInt8(ascii: "x"), bytes[index + 6] == UInt8(ascii: "_"),
      let value = UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
    else { return nil }
    return UnicodeScalar(value)
  }
}

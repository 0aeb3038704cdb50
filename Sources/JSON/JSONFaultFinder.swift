internal import CSimdjson
internal import Diagnostics

/// Finds the first fault of a text that is not JSON, and says how to mend it.
struct JSONFaultFinder {
  private struct Fault {
    var offset: Int
    var code = JSONCode.notJSON
    var headline: String
    var expected: String?
    var mend: String?
  }

  /// What stands around the place that is read.
  private enum Container {
    case array
    case object
  }

  private let text: [UInt8]
  private var position = 0
  private var open: [Container] = []

  private init(_ text: [UInt8]) {
    self.text = text
  }

  /// The error of a text that the parser refused.
  static func explain(_ text: [UInt8], file: String) -> JSONError {
    var finder = JSONFaultFinder(text)
    let fault =
      finder.firstFault()
      ?? Fault(offset: 0, headline: "the text cannot be read as JSON")
    return JSONError(diagnostic: finder.diagnostic(fault, file: file))
  }

  private func diagnostic(_ fault: Fault, file: String) -> Diagnostic {
    let before = text.prefix(fault.offset)
    let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: text[lineStart..<fault.offset], as: UTF8.self).count + 1
    let rest = text[fault.offset...].prefix { $0 != UInt8(ascii: "\n") && $0 != 13 }.prefix(40)
    let found = String(decoding: rest, as: UTF8.self)
    return Diagnostic(
      fault.code, at: Origin(file: file, anchor: .line(line, column: column)), fault.headline,
      found: found.isEmpty ? "the end of the line or text" : found, expected: fault.expected,
      mend: fault.mend)
  }

  private mutating func firstFault() -> Fault? {
    guard String(validating: text, as: UTF8.self) != nil else {
      return Fault(
        offset: firstInvalidByte(), code: .notUTF8, headline: "the text is not UTF-8",
        expected: "UTF-8", mend: "save the text as UTF-8")
    }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      return Fault(
        offset: 0, headline: "the text begins with a byte-order mark",
        mend: "save the text as UTF-8 without a byte-order mark")
    }
    skipSpace()
    if position == text.count {
      return Fault(offset: position, headline: "the text is empty", expected: "a JSON value")
    }
    if let fault = value() { return fault }
    while let container = open.last {
      if let fault = next(in: container) { return fault }
    }
    skipSpace()
    guard position == text.count else {
      return Fault(
        offset: position, headline: "something stands behind the end of the JSON value",
        expected: "the end of the text", mend: "delete it, or put several values into an array")
    }
    return nil
  }

  private func firstInvalidByte() -> Int {
    var low = 0
    var high = text.count
    // The longest prefix that is valid, but for up to three bytes of a cut character.
    while low < high {
      let middle = (low + high + 1) / 2
      let cut = (0...3).contains {
        String(validating: text.prefix(middle - min($0, middle)), as: UTF8.self) != nil
      }
      if cut { low = middle } else { high = middle - 1 }
    }
    return max(0, low - 3)
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  /// Reads a value; of an array or object only the opening bracket.
  private mutating func value() -> Fault? {
    skipSpace()
    guard let byte = current else {
      return Fault(offset: position, headline: "a value is missing", expected: "a JSON value")
    }
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      guard open.count < JSONParser.maximumDepth else {
        return Fault(
          offset: position, code: .tooDeep, headline: JSONCode.tooDeep.title,
          expected: "at most \(JSONParser.maximumDepth) levels", mend: "make the JSON flatter")
      }
      position += 1
      let container: Container = byte == UInt8(ascii: "[") ? .array : .object
      return begin(container)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return number()
    case UInt8(ascii: "'"):
      return Fault(
        offset: position, headline: "texts stand in double quotes", expected: "\"",
        mend: "write \"…\" instead of '…'")
    case UInt8(ascii: "/"):
      return Fault(
        offset: position, headline: "JSON has no comments", mend: "delete the comment")
    default: return word()
    }
  }

  /// Reads the first element of a container, or its end.
  private mutating func begin(_ container: Container) -> Fault? {
    skipSpace()
    if current == close(of: container) {
      position += 1
      return nil
    }
    open.append(container)
    return container == .array ? value() : member()
  }

  /// Reads what follows an element: a comma and the next one, or the end of the container.
  private mutating func next(in container: Container) -> Fault? {
    skipSpace()
    let closing = container == .array ? "]" : "}"
    guard let byte = current else {
      return Fault(
        offset: position,
        headline: "the \(container == .array ? "array" : "object") is never closed",
        expected: "',' or '\(closing)'", mend: "write '\(closing)' at its end")
    }
    if byte == close(of: container) {
      position += 1
      open.removeLast()
      return nil
    }
    guard byte == UInt8(ascii: ",") else {
      return Fault(
        offset: position, headline: "a comma or the end is missing",
        expected: "',' or '\(closing)'",
        mend: "put a comma between two \(container == .array ? "values" : "members")")
    }
    let comma = position
    position += 1
    skipSpace()
    if current == close(of: container) {
      return Fault(
        offset: comma, headline: "a comma stands before '\(closing)'",
        expected: "another \(container == .array ? "value" : "member")", mend: "delete the comma")
    }
    return container == .array ? value() : member()
  }

  private func close(of container: Container) -> UInt8 {
    container == .array ? UInt8(ascii: "]") : UInt8(ascii: "}")
  }

  private mutating func member() -> Fault? {
    skipSpace()
    guard current == UInt8(ascii: "\"") else {
      return Fault(
        offset: position, headline: "the name of a member is missing or not quoted",
        expected: "a name in double quotes", mend: "write the name as \"name\"")
    }
    if let fault = string() { return fault }
    skipSpace()
    guard current == UInt8(ascii: ":") else {
      return Fault(
        offset: position, headline: "the ':' behind the name is missing", expected: "':'",
        mend: "write \"name\": value")
    }
    position += 1
    return value()
  }

  private mutating func word() -> Fault? {
    let start = position
    while let byte = current, byte > 0x7F || isWordByte(byte) { position += 1 }
    let word = String(decoding: text[start..<position], as: UTF8.self)
    if ["true", "false", "null"].contains(word) { return nil }
    let nearest = Suggestion.nearest(to: word, among: ["true", "false", "null"])
    return Fault(
      offset: start,
      headline: word.isEmpty ? "this is no JSON value" : "'\(word)' is no JSON value",
      expected: "a text in double quotes, a number, true, false, null, '[' or '{'",
      mend: nearest.map { "write \($0)" }
        ?? (word.isEmpty ? nil : "a text stands in quotes: \"\(word)\""))
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension JSONFaultFinder {
  private mutating func number() -> Fault? {
    let start = position
    while let byte = current, isNumberByte(byte) { position += 1 }
    let token = String(decoding: text[start..<position], as: UTF8.self)
    if let parts = token.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE]([-+]?[0-9]+))?/) {
      guard Self.isTooLarge(whole: parts.1, fraction: parts.2 ?? "", exponent: parts.4 ?? "0")
      else { return nil }
      return Fault(
        offset: start, code: .numberTooLarge, headline: "the number is too large",
        expected: "a number below 1e\(DOCKET_JSON_LARGEST_EXPONENT + 1)",
        mend: "write a smaller number, or a text in double quotes if it is no quantity")
    }
    let mend: String
    if token.hasPrefix("+") {
      mend = "leave out the '+'"
    } else if token.hasPrefix(".") || token.hasPrefix("-.") {
      mend = "write a digit before the point: 0.5"
    } else if token.hasSuffix(".") {
      mend = "write a digit behind the point, or leave it out"
    } else if token.wholeMatch(of: /-?0[0-9].*/) != nil {
      mend = "leave out the leading zeros, or write a text: \"\(token)\""
    } else {
      mend = "write a number such as -12.5 or 3e8"
    }
    return Fault(
      offset: start, headline: "'\(token)' is no JSON number", expected: "a number", mend: mend)
  }

  /// Whether the first digit that is not 0 stands at too high a power of ten.
  private static func isTooLarge(
    whole: Substring, fraction: Substring, exponent: Substring
  ) -> Bool {
    let digits = whole + fraction.dropFirst()
    guard let leading = digits.firstIndex(where: { $0 != "0" }) else { return false }
    let place = whole.count - 1 - digits.distance(from: digits.startIndex, to: leading)
    // So many digits that they are no Int: far away on either side.
    let power = Int(exponent) ?? (exponent.hasPrefix("-") ? Int.min / 2 : Int.max / 2)
    return place + max(Int.min / 2, min(power, Int.max / 2)) > Int(DOCKET_JSON_LARGEST_EXPONENT)
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+")
  }

  private mutating func string() -> Fault? {
    let start = position
    position += 1
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return nil
      case 0..<32:
        return Fault(
          offset: byte == 10 || byte == 13 ? start : position,
          headline: byte == 10 || byte == 13
            ? "the text is not closed on its line" : "a control character stands in a text",
          expected: "'\"' at the end of the text",
          mend: "write a line break as \\n, a tab as \\t, another control character as \\u00XX")
      case UInt8(ascii: "\\"):
        if let fault = escape() { return fault }
      default: position += 1
      }
    }
    return Fault(
      offset: start, headline: "the text is never closed", expected: "'\"' at its end",
      mend: "write '\"' at its end")
  }

  private mutating func escape() -> Fault? {
    let start = position
    position += 2
    guard start + 1 < text.count else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return nil
    case UInt8(ascii: "u"): return unicodeEscape(at: start)
    default:
      return Fault(
        offset: start, headline: "JSON has no such escape",
        expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
        mend: "write a backslash as \\\\")
    }
  }

  private mutating func unicodeEscape(at start: Int) -> Fault? {
    guard let unit = hexUnit(at: start + 2) else {
      return Fault(
        offset: start, headline: "four hexadecimal digits follow \\u", expected: "such as \\u00E9")
    }
    position = start + 6
    guard (0xD800...0xDFFF).contains(unit) else { return nil }
    let isPair =
      unit < 0xDC00 && position + 1 < text.count && text[position] == UInt8(ascii: "\\")
      && text[position + 1] == UInt8(ascii: "u")
      && hexUnit(at: position + 2).map { (0xDC00...0xDFFF).contains($0) } == true
    guard isPair else {
      return Fault(
        offset: start, headline: "half of a surrogate pair stands alone",
        expected: "both halves, such as \\uD83D\\uDE00", mend: "write the character itself")
    }
    position += 6
    return nil
  }

  private func hexUnit(at offset: Int) -> Int? {
    guard offset + 4 <= text.count else { return nil }
    let digits = String(decoding: text[offset..<(offset + 4)], as: UTF8.self)
    guard digits.allSatisfy(\.isHexDigit) else { return nil }
    return Int(digits, radix: 16)
  }
}

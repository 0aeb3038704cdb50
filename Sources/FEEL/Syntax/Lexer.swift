import Diagnostics

/// Turns a FEEL text into tokens; comments and white space are dropped.
///
/// Names of several words stay apart here: only the parser knows the scope that joins them.
struct Lexer {
  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  private let origin: Origin
  private var position = 0

  init(bytes: [UInt8], origin: Origin) {
    self.bytes = bytes
    self.origin = origin
  }

  /// Reads the whole text; the last token is always `end`.
  mutating func run() {
    tokens.reserveCapacity(bytes.count / 3 + 2)
    while let scalar = scalar(at: position) {
      if CharacterClasses.isWhiteSpace(scalar.value) {
        position += scalar.width
      } else if !skipComment() {
        readToken(scalar)
      }
    }
    tokens.append(Token(kind: .end, start: bytes.count, end: bytes.count))
  }

  private mutating func readToken(_ scalar: (value: UInt32, width: Int)) {
    let start = position
    if scalar.value < 0x80, CharacterClasses.isDigit(UInt8(scalar.value)) {
      add(.number, from: start, to: endOfNumber(from: start))
    } else if scalar.value == 0x2E, startsFraction(at: start) {
      add(.number, from: start, to: endOfNumber(from: start))
    } else if scalar.value == 0x22 {
      readString()
    } else if scalar.value == 0x3F {
      add(.identifier, from: start, to: start + 1)
    } else if CharacterClasses.isNameStart(scalar.value) {
      readWord(from: start)
    } else if let (symbol, width) = symbol(at: start) {
      add(.symbol(symbol), from: start, to: start + width)
    } else {
      reportInvalid(scalar)
    }
  }

  private mutating func add(_ kind: Token.Kind, from start: Int, to end: Int) {
    tokens.append(Token(kind: kind, start: start, end: end))
    position = end
  }

  // MARK: Words and numbers

  private mutating func readWord(from start: Int) {
    var end = start
    while let next = scalar(at: end), CharacterClasses.isNamePart(next.value) { end += next.width }
    let keyword = Token.Keyword(bytes: bytes[start..<end])
    add(keyword.map(Token.Kind.keyword) ?? .identifier, from: start, to: end)
  }

  /// A point begins a number where no operand stands directly before it: `.5`, but not `a.5`.
  private func startsFraction(at index: Int) -> Bool {
    guard let next = byte(at: index + 1), CharacterClasses.isDigit(next) else { return false }
    guard let last = tokens.last, last.end == index else { return true }
    switch last.kind {
    case .identifier, .keyword, .number, .string: return false
    case .symbol(let symbol):
      return symbol != .rightParenthesis && symbol != .rightBracket && symbol != .rightBrace
        && symbol != .dot
    case .invalid, .end: return true
    }
  }

  /// Spec: rule 37; an exponent is read only where digits follow it.
  private func endOfNumber(from start: Int) -> Int {
    var end = endOfDigits(from: start)
    if byte(at: end) == 0x2E, let next = byte(at: end + 1), CharacterClasses.isDigit(next) {
      end = endOfDigits(from: end + 1)
    }
    if let letter = byte(at: end), letter == 0x65 || letter == 0x45 {
      var digits = end + 1
      if let sign = byte(at: digits), sign == 0x2B || sign == 0x2D { digits += 1 }
      if let next = byte(at: digits), CharacterClasses.isDigit(next) {
        end = endOfDigits(from: digits)
      }
    }
    return end
  }

  private func endOfDigits(from start: Int) -> Int {
    var end = start
    while let next = byte(at: end), CharacterClasses.isDigit(next) { end += 1 }
    return end
  }

  // MARK: Strings and comments

  private mutating func readString() {
    let start = position
    var end = start + 1
    while let next = byte(at: end), next != 0x22 { end += next == 0x5C ? 2 : 1 }
    if end >= bytes.count {
      diagnostics.append(.unterminatedString(at: narrowed(start, bytes.count)))
      end = bytes.count
    } else {
      end += 1
    }
    add(.string, from: start, to: end)
  }

  /// Skips a comment at the position; spec: rule 63.
  private mutating func skipComment() -> Bool {
    guard byte(at: position) == 0x2F else { return false }
    switch byte(at: position + 1) {
    case 0x2F:
      while let next = byte(at: position), next != 0x0A, next != 0x0D { position += 1 }
      return true
    case 0x2A:
      let start = position
      position += 2
      while position < bytes.count {
        if byte(at: position) == 0x2A, byte(at: position + 1) == 0x2F {
          position += 2
          return true
        }
        position += 1
      }
      diagnostics.append(.unterminatedComment(at: narrowed(start, start + 2)))
      return true
    default:
      return false
    }
  }

  // MARK: Symbols

  private func symbol(at index: Int) -> (Token.Symbol, Int)? {
    guard let first = byte(at: index) else { return nil }
    let second = byte(at: index + 1)
    switch (first, second) {
    case (0x2A, 0x2A): return (.power, 2)
    case (0x21, 0x3D): return (.notEqual, 2)
    case (0x3C, 0x3D): return (.lessOrEqual, 2)
    case (0x3E, 0x3D): return (.greaterOrEqual, 2)
    case (0x2E, 0x2E): return (.dots, 2)
    case (0x2D, 0x3E): return (.arrow, 2)
    default: break
    }
    let symbol: Token.Symbol
    switch first {
    case 0x2B: symbol = .plus
    case 0x2D: symbol = .minus
    case 0x2A: symbol = .star
    case 0x2F: symbol = .slash
    case 0x3D: symbol = .equal
    case 0x3C: symbol = .less
    case 0x3E: symbol = .greater
    case 0x28: symbol = .leftParenthesis
    case 0x29: symbol = .rightParenthesis
    case 0x5B: symbol = .leftBracket
    case 0x5D: symbol = .rightBracket
    case 0x7B: symbol = .leftBrace
    case 0x7D: symbol = .rightBrace
    case 0x2C: symbol = .comma
    case 0x3A: symbol = .colon
    case 0x2E: symbol = .dot
    case 0x40: symbol = .at
    case 0x27: symbol = .apostrophe
    default: return nil
    }
    return (symbol, 1)
  }

  /// Reports a run of characters that FEEL does not know, once.
  private mutating func reportInvalid(_ scalar: (value: UInt32, width: Int)) {
    let start = position
    var end = start + scalar.width
    while let next = self.scalar(at: end), next.value == scalar.value { end += next.width }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    diagnostics.append(.unexpectedCharacters(text, at: narrowed(start, end)))
    add(.invalid, from: start, to: end)
  }

  private func narrowed(_ start: Int, _ end: Int) -> Origin {
    origin.narrowed(to: TextSpan(start, end))
  }

  // MARK: Bytes

  private func byte(at index: Int) -> UInt8? {
    index < bytes.count ? bytes[index] : nil
  }

  /// The scalar at a byte offset.
  ///
  /// A byte that is no UTF-8 counts as U+FFFD of one byte.
  private func scalar(at index: Int) -> (value: UInt32, width: Int)? {
    guard let first = byte(at: index) else { return nil }
    if first < 0x80 { return (UInt32(first), 1) }
    let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, index + width <= bytes.count else { return (0xFFFF, 1) }
    var value = UInt32(first) & (0xFF >> UInt32(width + 1))
    for offset in 1..<width {
      let next = bytes[index + offset]
      guard next & 0xC0 == 0x80 else { return (0xFFFF, 1) }
      value = value << 6 | UInt32(next & 0x3F)
    }
    return (value, width)
  }
}

extension Token.Keyword {
  /// The keyword that the bytes spell, or nil.
  ///
  /// The switch on the length keeps names cheap.
  fileprivate init?(bytes: ArraySlice<UInt8>) {
    guard (2...9).contains(bytes.count), let first = bytes.first, first >= 0x61 else { return nil }
    self.init(rawValue: String(decoding: bytes, as: UTF8.self))
  }
}

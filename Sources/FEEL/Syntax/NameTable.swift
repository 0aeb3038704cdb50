import Diagnostics

/// The names that a text may use where it is being parsed, innermost frame last.
///
/// FEEL names may hold blanks and operators, so only the scope can tell where one ends: of all
/// names that fit the tokens the longest wins. Spec: DMN 1.5, § 10.3.1.2, note on rule 27.
struct NameTable: Sendable {
  /// A name, cut into the tokens that spell it.
  struct Known: Sendable {
    var pieces: [String]
    var name: String
    var type: FEELType
    /// Whether it is a built-in function, which anything declared may hide.
    var isBuiltin: Bool
  }

  /// Names by the text of their first token.
  struct Frame: Sendable {
    private var byFirstPiece: [String: [Known]] = [:]

    mutating func insert(_ name: String, type: FEELType, isBuiltin: Bool = false) {
      let pieces = NameTable.pieces(of: name)
      guard let first = pieces.first else { return }
      var known = byFirstPiece[first] ?? []
      known.removeAll { $0.pieces == pieces }
      known.append(Known(pieces: pieces, name: name, type: type, isBuiltin: isBuiltin))
      byFirstPiece[first] = known
    }

    func names(beginningWith piece: String) -> [Known] { byFirstPiece[piece] ?? [] }
  }

  private(set) var frames: [Frame] = []

  mutating func push(_ frame: Frame) { frames.append(frame) }

  mutating func pop() { _ = frames.popLast() }

  /// Adds a name to the innermost frame.
  mutating func declare(_ name: String, type: FEELType) {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].insert(name, type: type)
  }

  /// The longest known name that the tokens from `index` on spell, and how many they are.
  ///
  /// Of names of the same length the innermost wins.
  func longestMatch(at index: Int, in tokens: TokenTexts) -> (known: Known, count: Int)? {
    let first = tokens.text(at: index)
    var best: Known?
    for frame in frames.reversed() {
      for known in frame.names(beginningWith: first)
      where known.pieces.count > (best?.pieces.count ?? 0) && tokens.spell(known.pieces, at: index)
      {
        best = known
      }
    }
    return best.map { ($0, $0.pieces.count) }
  }

  /// The tokens that spell a declared name; none if no text could ever spell it.
  static func pieces(of name: String) -> [String] {
    var lexer = Lexer(bytes: Array(name.utf8), origin: Origin(file: ""))
    lexer.run()
    let tokens = lexer.tokens.dropLast()
    guard tokens.allSatisfy(\.isNamePiece) else { return [] }
    return tokens.map { String(decoding: lexer.bytes[$0.start..<$0.end], as: UTF8.self) }
  }
}

/// Tokens together with the text they stand in.
struct TokenTexts: Sendable {
  let bytes: [UInt8]
  let tokens: [Token]

  /// The token at an index; behind the last one always `end`.
  subscript(_ index: Int) -> Token {
    index < tokens.count
      ? tokens[index] : Token(kind: .end, start: bytes.count, end: bytes.count)
  }

  func text(at index: Int) -> String {
    let token = self[index]
    return String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  /// Whether the tokens from `index` on spell the pieces of a name.
  func spell(_ pieces: [String], at index: Int) -> Bool {
    for (offset, piece) in pieces.enumerated() {
      let token = self[index + offset]
      guard token.isNamePiece, bytes[token.start..<token.end].elementsEqual(piece.utf8) else {
        return false
      }
    }
    return true
  }

  /// The name that tokens spell: one blank between words, none around symbols.
  func name(from start: Int, to end: Int) -> String {
    var result = ""
    var lastWasWord = false
    for index in start..<max(start, end) {
      let isWord: Bool
      if case .symbol = self[index].kind { isWord = false } else { isWord = true }
      if isWord, lastWasWord { result += " " }
      result += text(at: index)
      lastWasWord = isWord
    }
    return result
  }
}

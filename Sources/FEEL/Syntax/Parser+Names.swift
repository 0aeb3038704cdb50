import Diagnostics

// Names of several words.
//
// Spec: DMN 1.5, FEEL grammar rules 27–32.

extension Parser {
  /// A name where an operand stands: the longest the scope knows, else the words up to a keyword.
  mutating func parseName() -> Expression {
    let start = current.start
    if let (known, count) = names.longestMatch(at: index, in: input),
      !(known.isBuiltin && isWord(at: index + count))
    {
      index += count
      return node(.name(known.name), from: start, over: [], type: known.type)
    }
    let end = endOfWords(from: index)
    let name = input.name(from: index, to: end)
    index = end
    return node(.name(name), from: start, over: [])
  }

  /// The name behind a `.`: the longest entry of the type, a property of two words, else all words.
  mutating func parseMemberName(of type: FEELType) -> String? {
    guard current.kind == .identifier || isKeyword(at: index) else { return nil }
    let candidates = type.entryNames + Self.longProperties
    var best: (name: String, count: Int)?
    for name in candidates {
      let pieces = NameTable.pieces(of: name)
      if pieces.count > (best?.count ?? 0), input.spell(pieces, at: index) {
        best = (name, pieces.count)
      }
    }
    if let best {
      index += best.count
      return best.name
    }
    let end = endOfWords(from: index)
    let name = input.name(from: index, to: end)
    index = end
    return name
  }

  /// The properties of values whose names have several words; spec: § 10.3.2.13, table 66.
  private static let longProperties = ["time offset", "start included", "end included"]

  /// A name that is being declared: every piece up to a token that ends the declaration.
  mutating func parseDeclaredName() -> String? {
    guard current.kind == .identifier || isKeyword(at: index) else { return nil }
    var end = index + 1
    while input[end].isNamePiece, !input[end].isKeyword(.in) { end += 1 }
    let name = input.name(from: index, to: end)
    index = end
    return name
  }

  /// The name of an iteration variable: every piece up to `in`, or up to what must follow later.
  mutating func parseIterationName() -> String? {
    func ends(_ token: Token) -> Bool {
      token.isKeyword(.in) || token.isKeyword(.return) || token.isKeyword(.satisfies)
    }
    guard current.kind == .identifier || isKeyword(at: index), !ends(current) else { return nil }
    var end = index + 1
    while input[end].isNamePiece, !ends(input[end]) { end += 1 }
    // Where `in` is missing, only the first word is surely the name.
    if !input[end].isKeyword(.in) { end = index + 1 }
    let name = input.name(from: index, to: end)
    index = end
    return name
  }

  /// `name:` before an argument; nothing is consumed where the argument has no name.
  mutating func parseArgumentName() -> String? {
    guard current.kind == .identifier || isKeyword(at: index) else { return nil }
    var end = index + 1
    while input[end].isNamePiece { end += 1 }
    guard input[end].isSymbol(.colon) else { return nil }
    let name = input.name(from: index, to: end)
    index = end + 1
    return name
  }

  /// The end of the words that stand together from `start` on; symbols and infix keywords end them.
  private func endOfWords(from start: Int) -> Int {
    var end = start + 1
    while isWord(at: end) { end += 1 }
    return end
  }

  /// Whether a word stands there that can only belong to a name.
  private func isWord(at index: Int) -> Bool {
    let token = input[index]
    switch token.kind {
    case .identifier: return token.end - token.start != 1 || input.bytes[token.start] != 0x3F
    case .number: return true
    case .keyword(let keyword): return keyword == .external || keyword == .function
    case .string, .symbol, .invalid, .end: return false
    }
  }

  private func isKeyword(at index: Int) -> Bool {
    if case .keyword = input[index].kind { return true }
    return false
  }
}

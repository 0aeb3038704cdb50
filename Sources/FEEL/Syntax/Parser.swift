import Diagnostics

/// Parses one FEEL text against a scope; what is broken becomes `.missing` and a diagnostic.
///
/// Spec: DMN 1.5, § 10.3.1.2.
struct Parser {
  /// What the parser found.
  struct Result {
    var expression: Expression
    var diagnostics: [Diagnostic]
  }

  /// Levels of nesting that are accepted.
  ///
  /// The stack guard may refuse earlier on a small thread.
  static let maximumHeight = 800

  let input: TokenTexts
  let origin: Origin
  var names: NameTable
  let typeNames: NameTable
  var diagnostics: [Diagnostic]
  var index = 0
  /// Whether an interval is being read, so that `[` may close it instead of opening a filter.
  var isInIntervalEnd = false
  private var depth = 0
  private var isAbandoned = false
  private var lastFault = -1
  private let stackFloor = StackGuard.floor()

  init(
    _ text: String, names: NameTable, typeNames: NameTable = NameTable(), origin: Origin
  ) {
    var lexer = Lexer(bytes: Array(text.utf8), origin: origin)
    lexer.run()
    input = TokenTexts(bytes: lexer.bytes, tokens: lexer.tokens)
    diagnostics = lexer.diagnostics
    self.names = names
    self.typeNames = typeNames
    self.origin = origin
  }

  // MARK: Entry points

  /// Parses an expression; spec: rule 1.
  mutating func parseExpressionText() -> Result {
    guard current.kind != .end else {
      diagnostics.append(
        .emptyText(expected: "an expression", at: origin.narrowed(to: current.span)))
      return Result(expression: missing(), diagnostics: diagnostics)
    }
    let expression = parseExpression()
    parseRemainder()
    return Result(expression: expression, diagnostics: diagnostics)
  }

  /// Parses unary tests into a list of tests, a negation or `anyInput`; spec: rules 7 and 15.
  mutating func parseUnaryTestsText() -> Result {
    let start = current.start
    if current.kind == .end {
      diagnostics.append(
        .emptyText(
          expected: "unary tests, or - for any value", at: origin.narrowed(to: current.span)))
      return Result(expression: missing(), diagnostics: diagnostics)
    }
    if current.isSymbol(.minus), input[index + 1].kind == .end {
      advance()
      return Result(
        expression: Expression(.anyInput, TextSpan(start, current.start)), diagnostics: diagnostics)
    }
    if let tests = parseNegatedTests() {
      return Result(expression: tests, diagnostics: diagnostics)
    }
    let tests = parseTests()
    parseRemainder()
    let list = node(.list(tests), from: start, over: tests)
    return Result(expression: list, diagnostics: diagnostics)
  }

  /// `not( … )` that spans the whole text; otherwise nothing is consumed.
  private mutating func parseNegatedTests() -> Expression? {
    guard input.text(at: index) == "not", input[index + 1].isSymbol(.leftParenthesis),
      closingParenthesis(of: index + 1).map({ input[$0 + 1].kind == .end }) ?? true
    else { return nil }
    let start = current.start
    advance()
    let open = advance()
    let tests = parseTests()
    close(.rightParenthesis, opened: open)
    parseRemainder()
    return node(.negatedTests(tests), from: start, over: tests)
  }

  /// The index of the token that closes the parenthesis at `open`; an interval may begin with one
  /// kind of bracket and end with the other, and square ones may be turned outwards: `]1..2[`.
  private func closingParenthesis(of open: Int) -> Int? {
    var level = 0
    for position in open..<input.tokens.count {
      let token = input[position]
      var opens = token.isSymbol(.leftParenthesis)
      var closes = token.isSymbol(.rightParenthesis)
      if token.isSymbol(.leftBracket) {
        closes = endsTest(position + 1)
        opens = !closes
      } else if token.isSymbol(.rightBracket) {
        opens = beginsTest(position - 1)
        closes = !opens
      }
      if opens { level += 1 }
      if closes {
        level -= 1
        if level == 0 { return position }
      }
    }
    return nil
  }

  /// Whether a token stands before a test, so that a bracket behind it opens one.
  private func beginsTest(_ position: Int) -> Bool {
    input[position].isSymbol(.leftParenthesis) || input[position].isSymbol(.comma)
      || input.text(at: position) == "in"
  }

  /// Whether a token stands behind a test, so that a bracket before it closes one.
  private func endsTest(_ position: Int) -> Bool {
    input[position].isSymbol(.rightParenthesis) || input[position].isSymbol(.comma)
      || input[position].kind == .end || ["and", "or"].contains(input.text(at: position))
  }

  /// One or more positive unary tests; spec: rule 13.
  mutating func parseTests() -> [Expression] {
    var tests = [parseTest()]
    while current.isSymbol(.comma) {
      advance()
      tests.append(parseTest())
    }
    return tests
  }

  /// Reports what stands behind the end, once, and goes on so that faults further on are found too.
  private mutating func parseRemainder() {
    var isReported = false
    while current.kind != .end, !isAbandoned {
      if current.kind == .invalid {
        // The lexer has reported it; most often it is an operator of another language.
        advance()
      } else if !isReported {
        report { .unexpectedToken($0, at: $1) }
        isReported = true
      }
      let before = index
      if current.beginsExpression, !current.isSymbol(.rightBracket) { _ = parseExpression() }
      if index == before { advance() }
    }
  }

  /// Passes over what cannot be understood, up to a comma or closing bracket of this level.
  mutating func skipElement() {
    var level = 0
    while current.kind != .end {
      switch current.kind {
      case .symbol(.leftParenthesis), .symbol(.leftBracket), .symbol(.leftBrace): level += 1
      case .symbol(.rightParenthesis), .symbol(.rightBracket), .symbol(.rightBrace):
        if level == 0 { return }
        level -= 1
      case .symbol(.comma): if level == 0 { return }
      default: break
      }
      advance()
    }
  }

  // MARK: Tokens

  var current: Token { input[index] }

  /// Takes the current token.
  @discardableResult
  mutating func advance() -> Token {
    let token = current
    if token.kind != .end { index += 1 }
    return token
  }

  /// Takes the current token if it is the symbol.
  mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    advance()
    return true
  }

  /// Takes the keyword, or reports that it is missing from a construct.
  mutating func expect(_ keyword: Token.Keyword, of construct: String) {
    if current.isKeyword(keyword) {
      advance()
    } else {
      report { .wordExpected(keyword.rawValue, of: construct, found: $0, at: $1) }
    }
  }

  /// Takes a closing bracket, or reports that it is missing.
  mutating func close(_ symbol: Token.Symbol, opened: Token) {
    guard !take(symbol) else { return }
    let open = input.bytes[opened.start..<opened.end]
    let opening = origin.narrowed(to: opened.span)
    report {
      .bracketNotClosed(
        String(decoding: open, as: UTF8.self), symbol.rawValue, found: $0, at: $1,
        opened: opening)
    }
  }

  /// The current token as a message shows it.
  var found: String {
    current.kind == .end ? "the end of the text" : input.text(at: index)
  }

  // MARK: Diagnostics and nodes

  /// Reports a fault at the current token.
  ///
  /// Only the first fault of a token counts: the others follow from it.
  mutating func report(_ make: (_ found: String, _ place: Origin) -> Diagnostic) {
    guard current.start != lastFault || diagnostics.isEmpty, !isAbandoned else { return }
    lastFault = current.start
    // A character that FEEL does not know was reported by the lexer.
    if case .invalid = current.kind { return }
    diagnostics.append(make(found, origin.narrowed(to: current.span)))
  }

  /// A node from `start` to the end of the last token taken.
  mutating func node(
    _ kind: Expression.Kind, from start: Int, over children: [Expression], type: FEELType = .any
  ) -> Expression {
    var height = 0
    for child in children where child.height > height { height = child.height }
    let end = index > 0 ? input[index - 1].end : start
    guard height < Self.maximumHeight else {
      abandon()
      return missing()
    }
    return Expression(kind, TextSpan(start, end), type: type, height: height + 1)
  }

  func missing() -> Expression {
    Expression(.missing, TextSpan(current.start, current.start))
  }

  /// Enters a level of nesting, unless it would be one too many.
  mutating func nested(_ parse: (inout Parser) -> Expression) -> Expression {
    guard !isAbandoned else { return missing() }
    guard depth < Self.maximumHeight, StackGuard.position() > stackFloor else {
      abandon()
      return missing()
    }
    depth += 1
    defer { depth -= 1 }
    return parse(&self)
  }

  /// Gives up on the text: nothing behind this can be read within the limits.
  private mutating func abandon() {
    guard !isAbandoned else { return }
    diagnostics.append(
      .tooDeep(limit: Self.maximumHeight, at: origin.narrowed(to: current.span)))
    isAbandoned = true
    index = input.tokens.count
  }
}

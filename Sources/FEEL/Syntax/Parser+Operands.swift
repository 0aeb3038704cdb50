import Diagnostics

// Literals, names, brackets and the constructs that begin with a keyword.

extension Parser {
  /// Parses an operand.
  mutating func parsePrimary() -> Expression {
    let token = current
    switch token.kind {
    case .number: return parseNumber()
    case .string: return parseString()
    case .identifier: return parseName()
    case .keyword(let keyword): return parseKeyword(keyword)
    case .symbol(.leftParenthesis):
      let start = token.start
      let tests = parseParenthesized()
      guard let only = tests.first, tests.count == 1 else {
        diagnostics.append(
          .unexpectedToken(",", at: origin.narrowed(to: TextSpan(start, token.end))))
        return missing()
      }
      return only
    case .symbol(.leftBracket), .symbol(.rightBracket): return parseBracketed()
    case .symbol(.leftBrace): return parseContext()
    case .symbol(.at): return parseAtLiteral()
    case .symbol, .invalid, .end: return reportMissingOperand()
    }
  }

  private mutating func reportMissingOperand() -> Expression {
    // The lexer has reported characters that FEEL does not know; what follows may be an operand.
    let wasInvalid = current.kind == .invalid
    while current.kind == .invalid { advance() }
    if wasInvalid, current.beginsExpression { return parseUnary() }
    if current.isSymbol(.apostrophe) {
      report { .foreignOperator($0, plain: "\"", at: $1) }
    } else {
      report { .expressionExpected(found: $0, at: $1) }
    }
    return missing()
  }

  // MARK: Literals

  /// Spec: rule 37.
  private mutating func parseNumber() -> Expression {
    let digits = input.text(at: index)
    let start = advance().start
    return node(.number(digits: digits), from: start, over: [], type: .number)
  }

  /// Spec: rule 33.
  private mutating func parseString() -> Expression {
    let token = advance()
    let literal = StringLiteral(input.bytes[token.start..<token.end], origin: origin)
    diagnostics += literal.diagnostics
    return node(.string(literal.text), from: token.start, over: [], type: .string)
  }

  /// Spec: rule 65, `@"2026-03-01"`.
  private mutating func parseAtLiteral() -> Expression {
    let start = advance().start
    guard current.kind == .string else {
      report { .expressionExpected(found: $0, at: $1) }
      return missing()
    }
    let token = advance()
    let literal = StringLiteral(input.bytes[token.start..<token.end], origin: origin)
    diagnostics += literal.diagnostics
    return node(.atLiteral(literal.text), from: start, over: [])
  }

  // MARK: Keywords

  private mutating func parseKeyword(_ keyword: Token.Keyword) -> Expression {
    // The scope may know a name that begins with a keyword or is one, such as "for sale".
    if let (known, _) = names.longestMatch(at: index, in: input), !known.isBuiltin {
      return parseName()
    }
    let start = current.start
    switch keyword {
    case .null, .true, .false:
      advance()
      return switch keyword {
      case .true: node(.boolean(true), from: start, over: [], type: .boolean)
      case .false: node(.boolean(false), from: start, over: [], type: .boolean)
      default: node(.null, from: start, over: [], type: .null)
      }
    case .if: return parseConditional()
    case .for: return parseForLoop()
    case .some: return parseQuantified(.some)
    case .every: return parseQuantified(.every)
    case .function: return parseFunction()
    case .external: return parseName()
    case .and, .between, .else, .in, .instance, .or, .return, .satisfies, .then:
      return reportMissingOperand()
    }
  }

  /// Spec: rule 45.
  private mutating func parseConditional() -> Expression {
    let start = advance().start
    let construct = "if condition then value else value"
    let condition = parseExpression()
    expect(.then, of: construct)
    let then = parseExpression()
    expect(.else, of: construct)
    let other = parseExpression()
    return node(
      .conditional(condition, then: then, else: other), from: start,
      over: [condition, then, other],
      type: Self.common(then.type, other.type))
  }

  /// Spec: rule 44.
  ///
  /// The results so far are in scope as `partial`.
  private mutating func parseForLoop() -> Expression {
    let start = advance().start
    names.push(NameTable.Frame())
    let iterators = parseIterators(of: "for x in list return x + 1")
    expect(.return, of: "for x in list return x + 1")
    names.declare("partial", type: .list(.any))
    let result = parseExpression()
    names.pop()
    return node(
      .forLoop(iterators, result: result), from: start, over: Self.sources(iterators) + [result],
      type: .list(result.type))
  }

  /// Spec: rule 46.
  private mutating func parseQuantified(_ quantifier: Quantifier) -> Expression {
    let start = advance().start
    let construct = "\(quantifier.rawValue) x in list satisfies x > 1"
    names.push(NameTable.Frame())
    let iterators = parseIterators(of: construct)
    expect(.satisfies, of: construct)
    let condition = parseExpression()
    names.pop()
    return node(
      .quantified(quantifier, iterators, satisfies: condition), from: start,
      over: Self.sources(iterators) + [condition], type: .boolean)
  }

  private static func sources(_ iterators: [IterationContext]) -> [Expression] {
    iterators.flatMap { [$0.source] + ($0.end.map { [$0] } ?? []) }
  }

  private mutating func parseIterators(of construct: String) -> [IterationContext] {
    var iterators: [IterationContext] = []
    repeat {
      let name = parseIterationName()
      if name == nil {
        report { .nameExpected("the name of an iteration variable", found: $0, at: $1) }
      }
      expect(.in, of: construct)
      let source = parseExpression()
      var end: Expression?
      var type = source.type.elementType
      if take(.dots) {
        let last = parseExpression()
        end = last
        type = Self.common(source.type, last.type)
      }
      iterators.append(IterationContext(name: name ?? "", source: source, end: end))
      names.declare(name ?? "", type: type)
    } while take(.comma)
    return iterators
  }

  /// The type that values of both types have; `Any` where they differ.
  static func common(_ first: FEELType, _ second: FEELType) -> FEELType {
    if first == second || second == .null { return first }
    return first == .null ? second : .any
  }

  // MARK: Brackets

  /// `( … )`: a grouped expression, an open interval, a comparison as a range, or several tests.
  mutating func parseParenthesized() -> [Expression] {
    let open = advance()
    let wasInIntervalEnd = isInIntervalEnd
    isInIntervalEnd = false
    defer { isInIntervalEnd = wasInIntervalEnd }
    let first = parseTest()
    if current.isSymbol(.dots) { return [parseInterval(from: open, low: first)] }
    var tests = [first]
    while take(.comma) { tests.append(parseTest()) }
    close(.rightParenthesis, opened: open)
    if tests.count == 1 { tests[0].span = TextSpan(open.start, input[index - 1].end) }
    return tests
  }

  /// `[ … ]`: a list or an interval; `]a..b[` is an interval too.
  ///
  /// Spec: rules 56 and 66.
  private mutating func parseBracketed() -> Expression {
    let open = advance()
    let wasInIntervalEnd = isInIntervalEnd
    isInIntervalEnd = false
    defer { isInIntervalEnd = wasInIntervalEnd }
    if open.isSymbol(.leftBracket), take(.rightBracket) {
      return node(.list([]), from: open.start, over: [], type: .list(.any))
    }
    var items = [parseTest()]
    if current.isSymbol(.dots) || open.isSymbol(.rightBracket) {
      return parseInterval(from: open, low: items[0])
    }
    while take(.comma) { items.append(parseTest()) }
    close(.rightBracket, opened: open)
    let element = items.dropFirst().reduce(items[0].type) { Self.common($0, $1.type) }
    return node(.list(items), from: open.start, over: items, type: .list(element))
  }

  private mutating func parseInterval(from open: Token, low: Expression) -> Expression {
    if !take(.dots) {
      report { .wordExpected("..", of: "]1..10[", found: $0, at: $1) }
    }
    isInIntervalEnd = true
    let high = parseEndpoint()
    let includesHigh = current.isSymbol(.rightBracket)
    let end = index
    if !take(.rightBracket), !take(.rightParenthesis), !take(.leftBracket) {
      let text = String(decoding: input.bytes[open.start..<input[end - 1].end], as: UTF8.self)
      let value = String(decoding: input.bytes[high.span.start..<high.span.end], as: UTF8.self)
      report { _, place in .intervalNotClosed(text: text, high: value, at: place) }
    }
    return node(
      .interval(
        low: low, includesLow: open.isSymbol(.leftBracket), high: high, includesHigh: includesHigh),
      from: open.start, over: [low, high], type: .range(Self.common(low.type, high.type)))
  }

  /// Spec: rules 57–60.
  ///
  /// An entry's value may use the entries before it.
  private mutating func parseContext() -> Expression {
    let open = advance()
    let wasInIntervalEnd = isInIntervalEnd
    isInIntervalEnd = false
    defer { isInIntervalEnd = wasInIntervalEnd }
    names.push(NameTable.Frame())
    defer { names.pop() }
    var entries: [ContextEntry] = []
    var seen: Set<String> = []
    while current.kind != .end, !current.isSymbol(.rightBrace) {
      if let entry = parseEntry(&seen) { entries.append(entry) } else { skipElement() }
      guard take(.comma) else { break }
      if current.isSymbol(.rightBrace) {
        report { .nameExpected("an entry behind ','", found: $0, at: $1) }
      }
    }
    close(.rightBrace, opened: open)
    return node(
      .context(entries), from: open.start, over: entries.map(\.value),
      type: .context(entries.map { ContextEntryType($0.name, $0.value.type) }))
  }

  private mutating func parseEntry(_ seen: inout Set<String>) -> ContextEntry? {
    let start = current.start
    let name: String
    if current.kind == .string {
      let token = advance()
      let literal = StringLiteral(input.bytes[token.start..<token.end], origin: origin)
      diagnostics += literal.diagnostics
      name = literal.text
    } else if let key = parseDeclaredName() {
      name = key
    } else {
      report { .nameExpected("the name of an entry", found: $0, at: $1) }
      return nil
    }
    let span = TextSpan(start, input[index - 1].end)
    if !seen.insert(name).inserted {
      diagnostics.append(.duplicateEntry(name, at: origin.narrowed(to: span)))
    }
    if !take(.colon) {
      report { .wordExpected(":", of: "{ name: value }", found: $0, at: $1) }
    }
    // The entry's own name is in scope where its value is a function, so that it may recur.
    if current.isKeyword(.function) { names.declare(name, type: .any) }
    let value = parseExpression()
    names.declare(name, type: value.type)
    return ContextEntry(name: name, value: value, nameSpan: span)
  }

  // MARK: Functions

  /// Spec: rule 55.
  private mutating func parseFunction() -> Expression {
    let start = advance().start
    let open = current
    var parameters: [FunctionDefinition.Parameter] = []
    if !take(.leftParenthesis) {
      report { .wordExpected("(", of: "function(a, b) a + b", found: $0, at: $1) }
    }
    while current.kind != .end, !current.isSymbol(.rightParenthesis) {
      if let name = parseDeclaredName() {
        let type = take(.colon) ? parseTypeReference() : nil
        parameters.append(FunctionDefinition.Parameter(name: name, type: type))
      } else {
        report { .nameExpected("the name of a parameter", found: $0, at: $1) }
        skipElement()
      }
      guard take(.comma) else { break }
    }
    close(.rightParenthesis, opened: open)
    let isExternal = current.isKeyword(.external)
    if isExternal { advance() }
    var frame = NameTable.Frame()
    for parameter in parameters {
      frame.insert(parameter.name, type: parameter.type?.simpleType ?? .any)
    }
    names.push(frame)
    let body = parseExpression()
    names.pop()
    let definition = FunctionDefinition(
      parameters: parameters, body: body, isExternal: isExternal)
    return node(
      .function(definition), from: start, over: [body],
      type: .function(
        parameters: parameters.map { $0.type?.simpleType ?? .any }, result: body.type))
  }
}

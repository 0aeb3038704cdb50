import Diagnostics

// Operators by precedence, from `or` down to paths and invocations.
//
// Spec: DMN 1.5, FEEL grammar rule 2 and the precedence list below it.

extension Parser {
  /// How tightly the operators bind, loosest first.
  private enum Precedence: Int, Comparable {
    case disjunction = 1
    case conjunction, comparison, addition, multiplication, exponentiation, operand

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }
  }

  /// Parses any expression; spec: rule 1.
  mutating func parseExpression() -> Expression {
    nested { $0.parseBinary(.disjunction) }
  }

  /// Parses an end of an interval or an operand of `between`, which comparisons end.
  mutating func parseEndpoint() -> Expression {
    nested { $0.parseBinary(.addition) }
  }

  /// Parses a positive unary test: a comparison without its left side, or an expression.
  ///
  /// Spec: rules 7 and 8.
  mutating func parseTest() -> Expression {
    let start = current.start
    guard let op = takeComparisonOperator() else { return parseExpression() }
    let operand = parseEndpoint()
    return node(
      .unaryComparison(op, operand), from: start, over: [operand], type: .range(operand.type))
  }

  /// The comparison operator at the current token.
  var comparisonOperator: ComparisonOperator? {
    switch current.kind {
    case .symbol(.equal): .equal
    case .symbol(.notEqual): .notEqual
    case .symbol(.less): .less
    case .symbol(.lessOrEqual): .lessOrEqual
    case .symbol(.greater): .greater
    case .symbol(.greaterOrEqual): .greaterOrEqual
    default: nil
    }
  }

  /// Takes a comparison operator; one as other languages write it is reported and understood.
  private mutating func takeComparisonOperator() -> ComparisonOperator? {
    guard let op = comparisonOperator else { return nil }
    let token = advance()
    guard current.start == token.end, let second = comparisonOperator else { return op }
    let meant: ComparisonOperator
    switch (op, second) {
    case (.equal, .equal): meant = .equal
    case (.equal, .less): meant = .lessOrEqual
    case (.equal, .greater): meant = .greaterOrEqual
    case (.less, .greater): meant = .notEqual
    case (.notEqual, .equal): meant = .notEqual
    default: return op
    }
    let span = TextSpan(token.start, advance().end)
    diagnostics.append(
      .foreignOperator(
        op.rawValue + second.rawValue, plain: meant.rawValue, at: origin.narrowed(to: span)))
    return meant
  }

  private var arithmeticOperator: (ArithmeticOperator, Precedence)? {
    switch current.kind {
    case .symbol(.plus): (.add, .addition)
    case .symbol(.minus): (.subtract, .addition)
    case .symbol(.star): (.multiply, .multiplication)
    case .symbol(.slash): (.divide, .multiplication)
    case .symbol(.power): (.exponentiate, .exponentiation)
    default: nil
    }
  }

  /// Precedence climbing; all operators group to the left.
  private mutating func parseBinary(
    _ minimum: Precedence, after first: Expression? = nil
  ) -> Expression {
    let start = first?.span.start ?? current.start
    var left = first ?? parseUnary()
    while let next = parseOperation(on: left, from: start, minimum) { left = next }
    return left
  }

  /// The operation whose left side is `left`, or nil where none follows that binds tightly enough.
  private mutating func parseOperation(
    on left: Expression, from start: Int, _ minimum: Precedence
  ) -> Expression? {
    if let (op, precedence) = arithmeticOperator {
      guard precedence >= minimum else { return nil }
      advance()
      let right = parseBinary(precedence.next)
      return node(
        .arithmetic(left, op, right), from: start, over: [left, right],
        type: Self.arithmeticType(left.type, right.type))
    }
    if minimum <= .comparison, let comparison = parseComparison(on: left, from: start) {
      return comparison
    }
    if current.isKeyword(.and), minimum <= .conjunction {
      advance()
      let right = parseBinary(.comparison)
      return node(.conjunction(left, right), from: start, over: [left, right], type: .boolean)
    }
    if current.isKeyword(.or), minimum <= .disjunction {
      advance()
      let right = parseBinary(.conjunction)
      return node(.disjunction(left, right), from: start, over: [left, right], type: .boolean)
    }
    return nil
  }

  /// The type of an arithmetic result, where both operands settle it.
  private static func arithmeticType(_ left: FEELType, _ right: FEELType) -> FEELType {
    left == right && (left == .number || left == .string) ? left : .any
  }

  // MARK: Comparisons

  /// Spec: rule 49.
  private mutating func parseComparison(on left: Expression, from start: Int) -> Expression? {
    if let op = takeComparisonOperator() {
      let right = parseBinary(.addition)
      return node(.comparison(left, op, right), from: start, over: [left, right], type: .boolean)
    }
    if current.isKeyword(.between) {
      advance()
      let low = parseBinary(.addition)
      expect(.and, of: "x between 1 and 10")
      let high = parseBinary(.addition)
      return node(
        .between(left, low: low, high: high), from: start, over: [left, low, high], type: .boolean)
    }
    if current.isKeyword(.in) {
      advance()
      let tests = parseMembershipTests()
      return node(
        .membership(left, tests: tests), from: start, over: [left] + tests, type: .boolean)
    }
    return nil
  }

  /// The right side of `in`: one test, or several in parentheses.
  private mutating func parseMembershipTests() -> [Expression] {
    if comparisonOperator != nil { return [parseTest()] }
    guard current.isSymbol(.leftParenthesis) else { return [parseBinary(.addition)] }
    let tests = parseParenthesized()
    guard let only = tests.first, tests.count == 1 else { return tests }
    // What looked like a list of one test may be the beginning of a longer expression.
    return [parseBinary(.addition, after: parsePostfix(on: only))]
  }

  // MARK: Negation, instance of, paths, filters, invocations

  /// Spec: rule 26; negation binds tighter than exponentiation.
  mutating func parseUnary() -> Expression {
    guard current.isSymbol(.minus) else {
      let primary = nested { $0.parsePrimary() }
      return parsePostfix(on: primary)
    }
    return nested { parser in
      let start = parser.advance().start
      let operand = parser.parseUnary()
      return parser.node(.negation(operand), from: start, over: [operand], type: operand.type)
    }
  }

  /// Everything that follows an operand directly.
  mutating func parsePostfix(on first: Expression) -> Expression {
    var base = first
    while case .symbol(let symbol) = current.kind {
      switch symbol {
      case .dot: base = parsePath(on: base)
      case .leftParenthesis: base = parseInvocation(of: base)
      case .leftBracket:
        if isInIntervalEnd, !input[index + 1].beginsExpression { return base }
        base = parseFilter(on: base)
      default: return base
      }
      if case .missing = base.kind { return base }
    }
    guard current.isKeyword(.instance) else { return base }
    advance()
    if input.text(at: index) == "of" {
      advance()
    } else {
      report { .wordExpected("of", of: "x instance of number", found: $0, at: $1) }
    }
    let type = parseTypeReference()
    return node(
      .instanceOf(base, type), from: base.span.start, over: [base], type: .boolean)
  }

  /// Spec: rule 43.
  private mutating func parsePath(on base: Expression) -> Expression {
    advance()
    guard let name = parseMemberName(of: base.type) else {
      report { .nameExpected("the name of an entry behind '.'", found: $0, at: $1) }
      return node(.path(base, ""), from: base.span.start, over: [base])
    }
    return node(
      .path(base, name), from: base.span.start, over: [base],
      type: base.type.entryType(name) ?? .any)
  }

  /// Spec: rule 50.
  ///
  /// The names of the item's entries are in scope, and the item itself as `item`.
  private mutating func parseFilter(on base: Expression) -> Expression {
    let open = advance()
    let item = base.type.elementType
    var frame = NameTable.Frame()
    for name in item.entryNames { frame.insert(name, type: item.entryType(name) ?? .any) }
    frame.insert("item", type: item)
    let wasInIntervalEnd = isInIntervalEnd
    isInIntervalEnd = false
    names.push(frame)
    let condition = parseExpression()
    names.pop()
    isInIntervalEnd = wasInIntervalEnd
    close(.rightBracket, opened: open)
    let type: FEELType = condition.type == .number ? item : .list(item)
    return node(
      .filter(base, condition), from: base.span.start, over: [base, condition], type: type)
  }

  /// Spec: rules 38–42.
  private mutating func parseInvocation(of callee: Expression) -> Expression {
    let open = advance()
    let wasInIntervalEnd = isInIntervalEnd
    isInIntervalEnd = false
    defer { isInIntervalEnd = wasInIntervalEnd }
    var arguments: [InvocationArgument] = []
    while current.kind != .end, !current.isSymbol(.rightParenthesis) {
      let start = current.start
      let name = parseArgumentName()
      let value = parseTest()
      arguments.append(
        InvocationArgument(name: name, value: value, span: TextSpan(start, value.span.end)))
      guard take(.comma) else { break }
      if current.isSymbol(.rightParenthesis) {
        report { .expressionExpected(found: $0, at: $1) }
      }
    }
    close(.rightParenthesis, opened: open)
    if arguments.contains(where: { $0.name == nil }), arguments.contains(where: { $0.name != nil })
    {
      diagnostics.append(.mixedArguments(at: origin.narrowed(to: callee.span)))
    }
    var type = FEELType.any
    if case .function(_, let result) = callee.type { type = result }
    return node(
      .invocation(callee, arguments), from: callee.span.start,
      over: [callee] + arguments.map(\.value), type: type)
  }
}

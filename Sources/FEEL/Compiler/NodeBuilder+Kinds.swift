import Diagnostics

// The node of each kind of expression.

extension NodeBuilder {
  mutating func buildKind(_ expression: Expression) -> Node {
    let span = expression.span
    switch expression.kind {
    // The last two are whole unary tests; the parser makes them nowhere else.
    case .null, .missing, .anyInput, .negatedTests: return ConstantNode(.null)
    case .boolean(let value): return ConstantNode(.boolean(value))
    case .string(let text): return ConstantNode(.string(text))
    case .number(let digits): return buildNumber(digits, expression)
    case .atLiteral(let text): return buildAtLiteral(text, expression)
    case .name(let name): return buildName(name, at: expression)
    case .negation(let operand):
      let operand = build(operand)
      return folded(NegationNode(operand, span: span), [operand])
    case .arithmetic(let left, let op, let right):
      let operands = [build(left), build(right)]
      return folded(ArithmeticNode(op, operands[0], operands[1], span: span), operands)
    case .comparison(let left, let op, let right): return buildComparison(left, op, right, span)
    case .between(let value, let low, let high):
      let operands = [build(value), build(low), build(high)]
      return folded(
        BetweenNode(operands[0], low: operands[1], high: operands[2], span: span), operands)
    case .membership(let value, let tests):
      return MembershipNode(build(value), tests.map { buildTest($0).node })
    case .conjunction(let left, let right):
      let operands = [build(left), build(right)]
      return folded(ConnectiveNode(decisive: false, operands[0], operands[1]), operands)
    case .disjunction(let left, let right):
      let operands = [build(left), build(right)]
      return folded(ConnectiveNode(decisive: true, operands[0], operands[1]), operands)
    case .instanceOf(let value, let type):
      let resolved = resolve(type)
      return InstanceOfNode(build(value), resolved.type, admits: resolved.admits)
    case .conditional(let condition, let then, let other):
      return ConditionalNode(build(condition), then: build(then), else: build(other))
    case .forLoop(let iterators, let result): return buildForLoop(iterators, result)
    case .quantified(let quantifier, let iterators, let condition):
      return buildQuantified(quantifier, iterators, condition)
    case .path(let base, let name): return buildPath(base, name, span)
    case .filter(let base, let condition): return buildFilter(base, condition, span)
    case .invocation(let callee, let arguments):
      return buildInvocation(callee, arguments, expression)
    case .list(let items):
      let nodes = items.map { build($0) }
      return folded(ListNode(nodes), nodes)
    case .context(let entries): return buildContext(entries)
    case .interval(let low, let includesLow, let high, let includesHigh):
      let ends = [build(low), build(high)]
      return folded(
        IntervalNode(ends[0], includesLow, ends[1], includesHigh, span: span), ends)
    case .unaryComparison(let op, let operand):
      let operand = build(operand)
      return folded(ComparisonRangeNode(op, operand), [operand])
    case .function(let definition): return buildFunction(definition, name: nil, expression)
    }
  }

  // MARK: Literals

  private mutating func buildNumber(_ digits: String, _ expression: Expression) -> Node {
    guard let number = Number(digits) else {
      diagnostics.append(
        Diagnostic(
          FEELCode.numberTooLarge, at: origin(expression), found: digits,
          expected: "a number from -1e6145 to 1e6145, not nearer to 0 than 1e-6176",
          mend: "write a smaller number, or a string if it is a code"))
      return ConstantNode(.null)
    }
    return ConstantNode(.number(number))
  }

  private mutating func buildAtLiteral(_ text: String, _ expression: Expression) -> Node {
    guard let value = Value(temporalText: text) else {
      diagnostics.append(
        Diagnostic(
          FEELCode.invalidAtLiteral, at: origin(expression), found: text,
          expected: "2026-03-01, 10:30:00, 2026-03-01T10:30:00Z, P3D or P1Y6M",
          mend: "write the date, time or duration in ISO 8601"))
      return ConstantNode(.null)
    }
    return ConstantNode(value)
  }

  // MARK: Folding

  /// The node, or its value where all parts are constant and nothing goes wrong with them.
  mutating func folded(_ node: Node, _ parts: [Node]) -> Node {
    guard let moment = Self.fixedMoment, parts.allSatisfy({ $0.constant != nil }) else {
      return node
    }
    let evaluation = Evaluation(now: moment, limits: Self.foldingLimits)
    let value = Frame.with(
      [], required: 0, localCount: 0, source: source, evaluation: evaluation
    ) { node.evaluate($0) }
    // What fails is left to the evaluation, which tells why; but it is known already.
    guard !evaluation.isStopped, evaluation.reasons.isEmpty else {
      for reason in evaluation.reasons { warn(reason.diagnostic(.warning, at: source.origin)) }
      return node
    }
    return ConstantNode(value)
  }

  private static let foldingLimits = Limits(
    recursionDepth: 1, steps: 10_000, listCount: 10_000, stringBytes: 100_000, milliseconds: 100)

  /// Only functions that do not look at the clock are folded.
  private static let fixedMoment = DateAndTime(instant: 0)

  // MARK: Comparison

  private mutating func buildComparison(
    _ left: Expression, _ op: ComparisonOperator, _ right: Expression, _ span: TextSpan
  ) -> Node {
    let first = build(left)
    let second = build(right)
    if left.type.isNever(comparableWith: right.type),
      first.constant == nil || second.constant == nil
    {
      warn(.incomparable(left.type, op, right.type, at: source.origin.narrowed(to: span)))
    }
    if first.constant != nil, second.constant != nil {
      return folded(ComparisonNode(op, first, second, span: span), [first, second])
    }
    if case .number(let number) = second.constant {
      return NumberComparisonNode(op, first, number, span: span)
    }
    if case .number(let number) = first.constant {
      return NumberComparisonNode(op.mirrored, second, number, span: span)
    }
    return ComparisonNode(op, first, second, span: span)
  }

  // MARK: Paths, filters, contexts

  private mutating func buildPath(_ base: Expression, _ name: String, _ span: TextSpan) -> Node {
    let known = base.type.entryNames
    let hint = known.firstIndex(of: name) ?? 0
    if !known.isEmpty, !known.contains(name), options.unknownNames != nil {
      diagnostics.append(
        .unknownEntry(name, known: known, at: source.origin.narrowed(to: span)))
    }
    let node = build(base)
    return folded(PathNode(node, name, hint: hint, span: span), [node])
  }

  private mutating func buildFilter(
    _ base: Expression, _ condition: Expression, _ span: TextSpan
  ) -> Node {
    let list = build(base)
    body.push()
    let slot = body.declareItem(type: base.type.elementType)
    let test = build(condition)
    body.pop()
    if condition.type == .number { return folded(IndexNode(list, test, span: span), [list, test]) }
    return FilterNode(
      list, test, itemSlot: slot, mayBeIndex: condition.type != .boolean, span: span)
  }

  private mutating func buildContext(_ entries: [ContextEntry]) -> Node {
    body.push()
    defer { body.pop() }
    var nodes: [(name: String, slot: Int, value: Node)] = []
    for entry in entries {
      let value: Node
      if case .function(let definition) = entry.value.kind {
        value = buildFunction(definition, name: entry.name, entry.value)
      } else {
        value = build(entry.value)
      }
      nodes.append((entry.name, body.declare(entry.name), value))
    }
    guard nodes.allSatisfy({ $0.value.constant != nil }) else { return ContextNode(nodes) }
    return ConstantNode(
      .context(
        ContextValue(nodes.map { ContextValue.Entry($0.name, $0.value.constant ?? .null) })))
  }

  // MARK: Iteration

  private mutating func buildIterators(_ iterators: [IterationContext]) -> [IterationSource] {
    iterators.map { iterator in
      let source = build(iterator.source)
      let end = iterator.end.map { build($0) }
      return IterationSource(
        slot: body.declare(iterator.name), source: source, end: end, span: iterator.source.span)
    }
  }

  private mutating func buildForLoop(
    _ iterators: [IterationContext], _ result: Expression
  ) -> Node {
    body.push()
    defer { body.pop() }
    let sources = buildIterators(iterators)
    let usesPartial = result.mentions("partial")
    let partialSlot = usesPartial ? body.declare("partial") : nil
    return ForLoopNode(sources, result: build(result), partialSlot: partialSlot)
  }

  private mutating func buildQuantified(
    _ quantifier: Quantifier, _ iterators: [IterationContext], _ condition: Expression
  ) -> Node {
    body.push()
    defer { body.pop() }
    let sources = buildIterators(iterators)
    return QuantifiedNode(quantifier, sources, condition: build(condition))
  }
}

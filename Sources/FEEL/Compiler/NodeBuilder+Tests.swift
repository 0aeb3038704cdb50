import Diagnostics

// Unary tests, and the tests of `in`.

extension NodeBuilder {
  /// A test with what an index can know of it.
  struct BuiltTest {
    var node: TestNode
    var point: Value?
    var interval: RangeValue?
    var excluded: Value?
  }

  /// Compiles a whole unary tests text.
  mutating func buildTests(_ expression: Expression, inputType: FEELType) -> BuiltTests {
    let slot = body.declare("?")
    var view = CompiledUnaryTests.View()
    let tests: [Expression]
    switch expression.kind {
    case .anyInput, .missing:
      view.isAny = true
      return BuiltTests(root: nil, inputSlot: slot, view: view)
    case .negatedTests(let negated):
      view.isNegated = true
      tests = negated
    case .list(let list): tests = list
    default: tests = [expression]
    }
    var nodes: [TestNode] = []
    for test in tests {
      let built = buildTest(test, ofUnaryTests: inputType)
      nodes.append(built.node)
      if let point = built.point {
        view.points.append(point)
      } else if let interval = built.interval {
        view.intervals.append(interval)
      } else if let excluded = built.excluded {
        view.excluded.append(excluded)
      } else {
        view.hasResidual = true
      }
    }
    let membership = MembershipNode(LocalNode(slot: slot), nodes)
    return BuiltTests(
      root: view.isNegated ? NotNode(membership) : membership, inputSlot: slot, view: view)
  }

  /// Compiles one test.
  ///
  /// Outside of unary tests (`inputType` nil) a test is a value to compare with, whatever its type.
  mutating func buildTest(_ test: Expression, ofUnaryTests inputType: FEELType? = nil) -> BuiltTest
  {
    switch test.kind {
    case .unaryComparison(let op, let operand):
      let node = build(operand)
      let range = node.constant.map { RangeValue(op.rangeForm, $0) }
      return BuiltTest(
        node: ComparisonTest(op, node, span: test.span),
        point: op == .equal ? node.constant : nil,
        interval: op == .equal || op == .notEqual ? nil : range,
        excluded: op == .notEqual ? node.constant : nil)
    case .interval(let low, let includesLow, let high, let includesHigh):
      let start = build(low)
      let end = build(high)
      var range: RangeValue?
      if let from = start.constant, let to = end.constant, from.compared(to: to) != nil {
        range = RangeValue(
          start: from, startIncluded: includesLow, end: to, endIncluded: includesHigh)
      }
      return BuiltTest(
        node: IntervalTest(start, includesLow, end, includesHigh, span: test.span),
        interval: range)
    default:
      return buildValueTest(test, inputType)
    }
  }

  private mutating func buildValueTest(_ test: Expression, _ inputType: FEELType?) -> BuiltTest {
    let node = build(test)
    if inputType != nil, test.mentions("?") || test.isTruth {
      return BuiltTest(node: TruthTest(node))
    }
    if let constant = node.constant {
      switch constant {
      case .list, .function: return BuiltTest(node: ValueTest(node, span: test.span))
      case .range(let range):
        return BuiltTest(node: ValueTest(node, span: test.span), interval: range)
      default: return BuiltTest(node: ValueTest(node, span: test.span), point: constant)
      }
    }
    if let inputType, inputType != .boolean {
      return BuiltTest(node: ValueOrTruthTest(node, span: test.span))
    }
    return BuiltTest(node: ValueTest(node, span: test.span))
  }
}

/// A unary test that says itself whether the input passes: it mentions `?`, or is a comparison.
final class TruthTest: TestNode, @unchecked Sendable {
  private let condition: Node

  init(_ condition: Node) { self.condition = condition }

  override func passes(_ value: Value, _ frame: Frame) -> Bool? { condition.truth(frame) }
}

/// A unary test that may turn out to be a value to compare with or a truth value.
///
/// Spec: § 7.3.4 in DMN 1.5: a test passes if it is true, or if the input equals it or is in it.
final class ValueOrTruthTest: TestNode, @unchecked Sendable {
  private let operand: Node
  private let span: TextSpan

  init(_ operand: Node, span: TextSpan) {
    self.operand = operand
    self.span = span
  }

  override func passes(_ value: Value, _ frame: Frame) -> Bool? {
    let expected = operand.evaluate(frame)
    if case .boolean(let truth) = expected {
      if case .boolean(let input) = value { return input == truth }
      return truth
    }
    if let result = ValueTest.matches(value, expected) { return result }
    frame.noteIncomparable(value, expected, "the test", span)
    return nil
  }
}

extension Expression {
  /// Whether the expression is of a kind that only answers true, false or null.
  fileprivate var isTruth: Bool {
    switch kind {
    case .comparison, .between, .membership, .conjunction, .disjunction, .instanceOf, .quantified:
      true
    case .invocation(let callee, _):
      if case .name("not") = callee.kind { true } else { false }
    default: false
    }
  }

  /// Whether the name occurs in the expression.
  func mentions(_ name: String) -> Bool {
    if case .name(name) = kind { return true }
    return children.contains { $0.mentions(name) }
  }

  /// The expressions directly below this one.
  var children: [Expression] {
    switch kind {
    case .null, .boolean, .number, .string, .atLiteral, .name, .anyInput, .missing: []
    case .negation(let operand), .unaryComparison(_, let operand), .instanceOf(let operand, _),
      .path(let operand, _):
      [operand]
    case .arithmetic(let left, _, let right), .comparison(let left, _, let right),
      .conjunction(let left, let right), .disjunction(let left, let right),
      .filter(let left, let right):
      [left, right]
    case .interval(let low, _, let high, _): [low, high]
    case .between(let value, let low, let high): [value, low, high]
    case .conditional(let condition, let then, let other): [condition, then, other]
    case .membership(let value, let tests): [value] + tests
    case .forLoop(let iterators, let result): iterators.flatMap(\.expressions) + [result]
    case .quantified(_, let iterators, let condition):
      iterators.flatMap(\.expressions) + [condition]
    case .invocation(let callee, let arguments): [callee] + arguments.map(\.value)
    case .list(let items), .negatedTests(let items): items
    case .context(let entries): entries.map(\.value)
    case .function(let definition): [definition.body]
    }
  }
}

extension IterationContext {
  fileprivate var expressions: [Expression] { end.map { [source, $0] } ?? [source] }
}

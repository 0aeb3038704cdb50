import Diagnostics

/// `[low..high]` with ends that are computed.
final class IntervalNode: Node, @unchecked Sendable {
  private let low: Node
  private let includesLow: Bool
  private let high: Node
  private let includesHigh: Bool
  private let span: TextSpan

  init(_ low: Node, _ includesLow: Bool, _ high: Node, _ includesHigh: Bool, span: TextSpan) {
    self.low = low
    self.includesLow = includesLow
    self.high = high
    self.includesHigh = includesHigh
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let start = low.evaluate(frame)
    let end = high.evaluate(frame)
    if !start.isNull, !end.isNull, start.compared(to: end) == nil {
      return frame.note(
        .typeMismatch, span, "an interval cannot reach from \(start.kindName) to \(end.kindName)")
    }
    return .range(
      RangeValue(
        start: start, startIncluded: includesLow, end: end, endIncluded: includesHigh))
  }
}

/// `(< 10)` as a value.
final class ComparisonRangeNode: Node, @unchecked Sendable {
  private let op: ComparisonOperator
  private let operand: Node

  init(_ op: ComparisonOperator, _ operand: Node) {
    self.op = op
    self.operand = operand
  }

  override func evaluate(_ frame: Frame) -> Value {
    .range(RangeValue(op.rangeForm, operand.evaluate(frame)))
  }
}

/// One test of `in` or of unary tests, applied to a value.
///
/// Spec: § 10.3.2.9.5, table 54 (`in`), and § 8.3.3 for the entries of decision tables.
class TestNode: @unchecked Sendable {
  /// Whether the value passes; nil where that cannot be told.
  func passes(_ value: Value, _ frame: Frame) -> Bool? { nil }
}

/// A test whose form says what to do: a comparison.
final class ComparisonTest: TestNode, @unchecked Sendable {
  private let op: ComparisonOperator
  private let operand: Node
  private let span: TextSpan

  init(_ op: ComparisonOperator, _ operand: Node, span: TextSpan) {
    self.op = op
    self.operand = operand
    self.span = span
  }

  override func passes(_ value: Value, _ frame: Frame) -> Bool? {
    frame.holds(op, value, operand.evaluate(frame), span)
  }
}

/// A test against an interval whose ends are compared in place, without making a range.
final class IntervalTest: TestNode, @unchecked Sendable {
  private let low: Node
  private let lowOperator: ComparisonOperator
  private let high: Node
  private let highOperator: ComparisonOperator
  private let span: TextSpan

  init(_ low: Node, _ includesLow: Bool, _ high: Node, _ includesHigh: Bool, span: TextSpan) {
    self.low = low
    lowOperator = includesLow ? .greaterOrEqual : .greater
    self.high = high
    highOperator = includesHigh ? .lessOrEqual : .less
    self.span = span
  }

  override func passes(_ value: Value, _ frame: Frame) -> Bool? {
    let bounds = (low.evaluate(frame), high.evaluate(frame))
    guard let above = lowOperator.holds(value, bounds.0),
      let below = highOperator.holds(value, bounds.1)
    else {
      let bound = lowOperator.holds(value, bounds.0) == nil ? bounds.0 : bounds.1
      frame.noteIncomparable(value, bound, "an interval", span)
      return nil
    }
    return above && below
  }
}

/// A test by a value: equal to it, in it where it is a list or a range.
final class ValueTest: TestNode, @unchecked Sendable {
  private let operand: Node
  private let span: TextSpan

  init(_ operand: Node, span: TextSpan) {
    self.operand = operand
    self.span = span
  }

  override func passes(_ value: Value, _ frame: Frame) -> Bool? {
    let expected = operand.evaluate(frame)
    guard frame.evaluation.allows(value), frame.evaluation.allows(expected) else { return nil }
    if let result = Self.matches(value, expected) { return result }
    frame.noteIncomparable(value, expected, "the test", span)
    return nil
  }

  static func matches(_ value: Value, _ expected: Value) -> Bool? {
    switch expected {
    case .list(let items): matchesList(value, items)
    case .range(let range):
      // A range is a value too: it equals itself.
      if case .range = value { value.feelEquals(expected) } else { range.contains(value) }
    default: value.feelEquals(expected)
    }
  }

  /// Whether a list holds the value, or a range in it does, or it is the value itself.
  private static func matchesList(_ value: Value, _ items: [Value]) -> Bool? {
    if case .list = value, value.feelEquals(.list(items)) == true { return true }
    var isKnown = true
    for item in items {
      let result: Bool? =
        if case .range(let range) = item {
          if case .range = value { value.feelEquals(item) } else { range.contains(value) }
        } else {
          value.feelEquals(item)
        }
      if result == true { return true }
      // Elements of another kind are simply not the value; only null makes the answer uncertain.
      if result == nil, value.isNull { isKnown = false }
    }
    return isKnown ? false : nil
  }
}

/// `value in (test, …)`: true if one test passes, false if all fail.
final class MembershipNode: TruthNode, @unchecked Sendable {
  private let value: Node
  private let tests: [TestNode]

  init(_ value: Node, _ tests: [TestNode]) {
    self.value = value
    self.tests = tests
  }

  override func truth(_ frame: Frame) -> Bool? {
    Self.passes(value.evaluate(frame), tests, frame)
  }

  static func passes(_ value: Value, _ tests: [TestNode], _ frame: Frame) -> Bool? {
    var result: Bool? = false
    for test in tests {
      let passes = test.passes(value, frame)
      if passes == true { return true }
      if passes == nil { result = nil }
    }
    return result
  }
}

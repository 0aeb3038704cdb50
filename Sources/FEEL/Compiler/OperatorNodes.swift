import Diagnostics

// Arithmetic; spec: DMN 1.5, § 10.3.2.9, tables 57 to 60.

/// `left op right`.
final class ArithmeticNode: Node, @unchecked Sendable {
  private let op: ArithmeticOperator
  private let left: Node
  private let right: Node
  private let span: TextSpan

  init(_ op: ArithmeticOperator, _ left: Node, _ right: Node, span: TextSpan) {
    self.op = op
    self.left = left
    self.right = right
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let first = left.evaluate(frame)
    let second = right.evaluate(frame)
    if case .number(let a) = first, case .number(let b) = second {
      let result =
        switch op {
        case .add: a.adding(b)
        case .subtract: a.subtracting(b)
        case .multiply: a.multiplied(by: b)
        case .divide: a.divided(by: b)
        case .exponentiate: a.raised(to: b)
        }
      if let result { return .number(result) }
    }
    return slowly(first, second, frame)
  }

  /// The operation on values other than numbers, and every failure.
  private func slowly(_ first: Value, _ second: Value, _ frame: Frame) -> Value {
    if case .string(let a) = first, case .string(let b) = second, op == .add {
      guard frame.evaluation.allowsString(of: a.utf8.count + b.utf8.count) else { return .null }
      return .string(a + b)
    }
    let result =
      switch op {
      case .add: first.adding(second)
      case .subtract: first.subtracting(second)
      case .multiply: first.multiplied(by: second)
      case .divide: first.divided(by: second)
      case .exponentiate: first.raised(to: second)
      }
    return result ?? fail(first, second, frame)
  }

  private func fail(_ first: Value, _ second: Value, _ frame: Frame) -> Value {
    // Whatever made an operand null has given its reason.
    if first.isNull || second.isNull { return .null }
    if op == .divide, case .number(let divisor) = second, divisor.isZero {
      return frame.note(.divisionByZero, span, "division by zero")
    }
    if case .number = first, case .number = second {
      return frame.note(.arithmeticFailure, span, "the result of \(op.rawValue) is no number")
    }
    return frame.note(
      .typeMismatch, span,
      "\(op.rawValue) does not work on \(first.kindName) and \(second.kindName)")
  }
}

/// `-operand`.
final class NegationNode: Node, @unchecked Sendable {
  private let operand: Node
  private let span: TextSpan

  init(_ operand: Node, span: TextSpan) {
    self.operand = operand
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let value = operand.evaluate(frame)
    if case .number(let number) = value { return .number(number.negated) }
    if let negated = value.negated { return negated }
    if value.isNull { return .null }
    return frame.note(.typeMismatch, span, "- does not work on \(value.kindName)")
  }
}

// Comparison; spec: § 10.3.2.9, tables 53 to 55.

extension ComparisonOperator {
  /// Whether the operator holds between two values; nil where FEEL yields null.
  @inline(__always)
  func holds(_ first: Value, _ second: Value) -> Bool? {
    if case .number(let a) = first, case .number(let b) = second {
      switch self {
      case .equal: return a == b
      case .notEqual: return !(a == b)
      case .less: return a < b
      case .lessOrEqual: return !(b < a)
      case .greater: return b < a
      case .greaterOrEqual: return !(a < b)
      }
    }
    return holdsSlowly(first, second)
  }

  private func holdsSlowly(_ first: Value, _ second: Value) -> Bool? {
    switch self {
    case .equal: first.feelEquals(second)
    case .notEqual: first.feelEquals(second).map { !$0 }
    case .less: first.compared(to: second).map { $0 == .less }
    case .lessOrEqual: first.compared(to: second).map { $0 != .greater }
    case .greater: first.compared(to: second).map { $0 == .greater }
    case .greaterOrEqual: first.compared(to: second).map { $0 != .less }
    }
  }

  /// The operator with its sides exchanged.
  var mirrored: ComparisonOperator {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  /// The form of a range that is written with the operator alone.
  var rangeForm: RangeValue.Form {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }
}

extension Frame {
  /// Whether the operator holds between two values; where that cannot be told, why is kept.
  @inline(__always)
  func holds(
    _ op: ComparisonOperator, _ first: Value, _ second: Value, _ span: TextSpan
  ) -> Bool? {
    if let result = op.holds(first, second) { return result }
    noteIncomparable(first, second, op.rawValue, span)
    return nil
  }

  /// Keeps why two values cannot be compared, unless one of them is null.
  func noteIncomparable(_ first: Value, _ second: Value, _ op: String, _ span: TextSpan) {
    if first.isNull || second.isNull { return }
    _ = note(.typeMismatch, span, "\(op) does not work on \(first.kindName) and \(second.kindName)")
  }
}

/// `left op right`.
final class ComparisonNode: TruthNode, @unchecked Sendable {
  private let op: ComparisonOperator
  private let left: Node
  private let right: Node
  private let span: TextSpan

  init(_ op: ComparisonOperator, _ left: Node, _ right: Node, span: TextSpan) {
    self.op = op
    self.left = left
    self.right = right
    self.span = span
  }

  override func truth(_ frame: Frame) -> Bool? {
    let first = left.evaluate(frame)
    let second = right.evaluate(frame)
    guard frame.evaluation.allows(first), frame.evaluation.allows(second) else { return nil }
    return frame.holds(op, first, second, span)
  }
}

/// `left op constant` with a number on the right, the most frequent of all comparisons.
final class NumberComparisonNode: TruthNode, @unchecked Sendable {
  private let op: ComparisonOperator
  private let left: Node
  private let number: Number
  private let span: TextSpan

  init(_ op: ComparisonOperator, _ left: Node, _ number: Number, span: TextSpan) {
    self.op = op
    self.left = left
    self.number = number
    self.span = span
  }

  override func truth(_ frame: Frame) -> Bool? {
    frame.holds(op, left.evaluate(frame), .number(number), span)
  }
}

/// `value between low and high`, which is `value >= low and value <= high`.
final class BetweenNode: TruthNode, @unchecked Sendable {
  private let value: Node
  private let low: Node
  private let high: Node
  private let span: TextSpan

  init(_ value: Node, low: Node, high: Node, span: TextSpan) {
    self.value = value
    self.low = low
    self.high = high
    self.span = span
  }

  override func truth(_ frame: Frame) -> Bool? {
    let tested = value.evaluate(frame)
    let bounds = (low.evaluate(frame), high.evaluate(frame))
    let above = ComparisonOperator.greaterOrEqual.holds(tested, bounds.0)
    let below = ComparisonOperator.lessOrEqual.holds(tested, bounds.1)
    guard let above, let below else {
      frame.noteIncomparable(tested, above == nil ? bounds.0 : bounds.1, "between", span)
      return nil
    }
    return above && below
  }
}

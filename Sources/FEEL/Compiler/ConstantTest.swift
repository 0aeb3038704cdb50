/// A unary test against constants, applied without a frame; most cells of decision tables are such.
enum ConstantTest: Sendable {
  case number(Number)
  case string(String)
  case value(Value)
  case different(Value)
  case numbers(low: Number, includesLow: Bool, high: Number, includesHigh: Bool)
  case numberAbove(Number, isIncluded: Bool)
  case numberBelow(Number, isIncluded: Bool)
  case range(RangeValue)

  /// The tests of a view; nil where one of them has to be evaluated.
  static func tests(for view: CompiledUnaryTests.View) -> [ConstantTest]? {
    guard !view.isAny, !view.hasResidual else { return nil }
    return view.points.map(point) + view.intervals.map(interval)
      + view.excluded.map(ConstantTest.different)
  }

  private static func point(_ value: Value) -> ConstantTest {
    switch value {
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    default: .value(value)
    }
  }

  private static func interval(_ range: RangeValue) -> ConstantTest {
    switch (range.form, range.start, range.end) {
    case (.interval, .number(let low), .number(let high)):
      .numbers(
        low: low, includesLow: range.startIncluded, high: high, includesHigh: range.endIncluded)
    case (.greater, .number(let low), _), (.greaterOrEqual, .number(let low), _):
      .numberAbove(low, isIncluded: range.startIncluded)
    case (.less, _, .number(let high)), (.lessOrEqual, _, .number(let high)):
      .numberBelow(high, isIncluded: range.endIncluded)
    default: .range(range)
    }
  }

  /// Whether one of the tests passes; nil where one cannot tell, so that the reason has to be found
  /// the long way.
  static func matches(_ input: Value, _ tests: [ConstantTest]) -> Bool? {
    var isKnown = true
    for test in tests {
      guard let passes = test.passes(input) else {
        isKnown = false
        continue
      }
      if passes { return true }
    }
    return isKnown ? false : nil
  }

  private func passes(_ input: Value) -> Bool? {
    switch self {
    case .number(let number):
      if case .number(let value) = input { return value == number }
      return input.feelEquals(.number(number))
    case .string(let text):
      if case .string(let value) = input { return Value.sameText(value, text) }
      return input.feelEquals(.string(text))
    case .value(let value): return input.feelEquals(value)
    case .different(let value): return input.feelEquals(value).map { !$0 }
    case .numbers(let low, let includesLow, let high, let includesHigh):
      guard case .number(let value) = input else { return nil }
      return (includesLow ? !(value < low) : low < value)
        && (includesHigh ? !(high < value) : value < high)
    case .numberAbove(let low, let isIncluded):
      guard case .number(let value) = input else { return nil }
      return isIncluded ? !(value < low) : low < value
    case .numberBelow(let high, let isIncluded):
      guard case .number(let value) = input else { return nil }
      return isIncluded ? !(high < value) : value < high
    case .range(let range):
      if case .range = input { return input.feelEquals(.range(range)) }
      return range.contains(input)
    }
  }
}

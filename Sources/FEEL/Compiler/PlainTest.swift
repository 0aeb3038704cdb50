/// What unary tests of the plainest kind say; most cells of a table are one constant or one interval.
package enum PlainTest: Sendable {
  /// Every value matches.
  case any
  /// The input must equal a constant.
  case point(Value)
  /// The input must lie in a range of constants.
  case interval(RangeValue)
  /// Several tests, or their opposite.
  case tests(CompiledUnaryTests.View)

  /// The tests as an index can use them.
  package var view: CompiledUnaryTests.View {
    var view = CompiledUnaryTests.View()
    switch self {
    case .any: view.isAny = true
    case .point(let value): view.points = [value]
    case .interval(let range): view.intervals = [range]
    case .tests(let tests): return tests
    }
    return view
  }
}

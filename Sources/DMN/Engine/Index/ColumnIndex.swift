import FEEL

/// A column of a table in whole numbers: every value that its cells can tell apart has a class.
///
/// Classes are numbered from 0. In a column of texts class 0 holds the texts that no cell names,
/// and each named one has its own. In an ordered column the bounds of its cells cut the line into
/// pieces: below the first bound, the bound itself, between it and the next, and so on. Null is the
/// last class.
struct ColumnIndex: Sendable {
  fileprivate enum Kind: Hashable {
    case text
    case ordered(OrderKey.Kind)
  }

  /// The column of the table.
  let column: Int
  /// How many classes there are.
  let classCount: Int
  private let kind: Kind
  private let texts: TextCodes
  private let bounds: [Int64]
  /// The digits after the point that the bounds have.
  private let digits: Int
  /// Whether each cell says true or false of null; ranges do not.
  private let knowsNull: Bool

  private var nullClass: UInt32 { UInt32(classCount - 1) }

  /// The index of a column; nil if none of its cells can be indexed.
  init?(column: Int, views: some Sequence<CompiledUnaryTests.View>) {
    var builder = Builder()
    for view in views { builder.add(view) }
    guard let kind = builder.kind else { return nil }
    self.column = column
    self.kind = kind
    texts = builder.texts
    digits = builder.digits
    bounds = builder.sortedBounds
    knowsNull = !builder.hasIntervals
    classCount = (kind == .text ? texts.count : bounds.count * 2) + 2
  }

  /// The class of a value; nil for one of which the cells cannot say whether they match.
  @inline(__always)
  func classOf(_ value: Value) -> UInt32? {
    switch kind {
    case .text:
      if case .string(let text) = value { return UInt32((texts.code(of: text) ?? -1) + 1) }
    case .ordered(let kind):
      if let key = OrderKey(value, digits: digits) {
        return key.kind == kind ? place(of: key) : nil
      }
    }
    return value.isNull && knowsNull ? nullClass : nil
  }

  /// The piece of the line that a key lies in: odd at a bound, even between bounds.
  @inline(__always)
  private func place(of key: OrderKey) -> UInt32 {
    var low = 0
    var count = bounds.count
    while count > 0 {
      let half = count / 2
      let isBelow = bounds[low + half] <= key.key
      low = isBelow ? low + half + 1 : low
      count = isBelow ? count - half - 1 : half
    }
    let isAtBound = low > 0 && bounds[low - 1] == key.key && key.isExact
    return UInt32(isAtBound ? low * 2 - 1 : low * 2)
  }

  /// The classes that a cell lets pass; nil for a cell that has to be evaluated.
  func classes(of view: CompiledUnaryTests.View) -> ClassSet? {
    if view.isAny { return ClassSet(all: classCount) }
    guard Builder.isIndexable(view) else { return nil }
    var ranges: [ClassSet.Range] = []
    for point in view.points {
      guard let place = exactClass(of: point) else { return nil }
      ranges.append(ClassSet.Range(low: place, high: place))
    }
    for interval in view.intervals {
      guard let range = range(of: interval) else { return nil }
      if range.low <= range.high { ranges.append(range) }
    }
    let set = ClassSet(ranges)
    return view.isNegated ? set.complement(of: classCount) : set
  }

  private func exactClass(of point: Value) -> UInt32? {
    if point.isNull { return nullClass }
    guard let place = classOf(point) else { return nil }
    // Even pieces lie between bounds: the point is too fine or too large for a key of its own.
    return kind == .text || !place.isMultiple(of: 2) ? place : nil
  }

  private func range(of interval: RangeValue) -> ClassSet.Range? {
    var low: UInt32 = 0
    var high = nullClass - 1
    if !interval.start.isNull {
      guard let place = exactClass(of: interval.start) else { return nil }
      low = interval.startIncluded ? place : place + 1
    }
    if !interval.end.isNull {
      guard let place = exactClass(of: interval.end) else { return nil }
      high = interval.endIncluded ? place : place - 1
    }
    return ClassSet.Range(low: low, high: high)
  }
}

extension ColumnIndex {
  /// Gathers what the cells of a column name.
  private struct Builder {
    /// More digits after the point would leave too few before it.
    private static let maximumDigits = 9

    private(set) var kind: Kind?
    private(set) var texts = TextCodes()
    private(set) var digits = 0
    private(set) var hasIntervals = false
    private var bounds: Set<Value> = []

    /// The keys of all points and ends.
    var sortedBounds: [Int64] {
      Set(bounds.compactMap { OrderKey($0, digits: digits)?.key }).sorted()
    }

    /// Whether the index can stand for a cell, in a column of the right kind.
    static func isIndexable(_ view: CompiledUnaryTests.View) -> Bool {
      guard !view.isAny, !view.hasResidual else { return false }
      return view.points.allSatisfy { $0.isNull || isFine($0) }
        && view.intervals.allSatisfy { interval in
          let ends = ends(of: interval)
          // Neither truth values nor, so far, texts are told apart by ranges.
          return interval.form != .equal && interval.form != .notEqual && !ends.isEmpty
            && ends.allSatisfy {
              isFine($0) && kind(of: $0) != .text && kind(of: $0) != .ordered(.boolean)
            }
        }
    }

    mutating func add(_ view: CompiledUnaryTests.View) {
      guard Self.isIndexable(view), let found = Self.kind(of: view) else { return }
      // The first kind that occurs is the column's; cells of another are evaluated.
      if kind == nil { kind = found }
      guard kind == found else { return }
      if !view.intervals.isEmpty { hasIntervals = true }
      for point in view.points { add(point) }
      for interval in view.intervals { Self.ends(of: interval).forEach { add($0) } }
    }

    private mutating func add(_ value: Value) {
      switch value {
      case .null: return
      case .string(let text): _ = texts.add(text)
      case .number(let number):
        digits = max(digits, number.fractionDigits)
        bounds.insert(value)
      default: bounds.insert(value)
      }
    }

    /// The kind that all points and ends are of; nil if they differ or there are none.
    private static func kind(of view: CompiledUnaryTests.View) -> Kind? {
      let values = view.points.filter { !$0.isNull } + view.intervals.flatMap(ends)
      guard let first = values.first, let kind = kind(of: first),
        values.allSatisfy({ Self.kind(of: $0) == kind })
      else { return nil }
      return kind
    }

    private static func kind(of value: Value) -> Kind? {
      if case .string = value { return .text }
      return OrderKey(value, digits: 0).map { .ordered($0.kind) }
    }

    private static func ends(of interval: RangeValue) -> [Value] {
      [interval.start, interval.end].filter { !$0.isNull }
    }

    /// Whether a value may have a key of its own.
    private static func isFine(_ value: Value) -> Bool {
      switch value {
      case .string: true
      case .number(let number): number.fractionDigits <= maximumDigits
      default: OrderKey(value, digits: 0) != nil
      }
    }
  }
}

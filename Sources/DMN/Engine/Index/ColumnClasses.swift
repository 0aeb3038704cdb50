import FEEL

/// What the cells of a column can tell apart: every value has a class, a whole number.
///
/// In a column of texts class 0 holds the texts that no cell names, and each named one has its own.
/// In an ordered column the bounds of its cells cut the line into pieces: below the first bound, the
/// bound itself, between it and the next, and so on; a column of texts with ranges is ordered by its
/// texts. Behind the pieces stand two more classes: null, and whatever the cells cannot be compared
/// with.
struct ColumnClasses: Sendable {
  enum Kind: Hashable {
    case text
    case ordered(OrderKey.Kind)
  }

  let kind: Kind
  let texts: TextTable
  /// The texts in the order of their code points, where ranges of texts occur; else empty.
  let sortedTexts: [String]
  /// The class of each text, by its code.
  let textClasses: [UInt32]
  let bounds: [Int64]
  /// The digits after the point that the bounds have.
  let digits: Int
  /// Whether no cell has to say why it cannot tell about null; ranges do.
  let knowsNull: Bool
  /// How many classes there are.
  let count: Int

  var nullClass: UInt32 { UInt32(count - 2) }
  var otherClass: UInt32 { UInt32(count - 1) }

  /// The classes of a column; nil if none of its cells can be indexed.
  init?(_ tests: [PlainTest]) {
    var builder = Builder()
    for test in tests { builder.add(test) }
    guard let kind = builder.kind else { return nil }
    self.kind = kind
    texts = builder.texts
    digits = builder.digits
    bounds = builder.sortedBounds
    knowsNull = !builder.hasIntervals
    if kind == .text, builder.hasIntervals {
      let named = builder.texts.texts
      let order = named.indices.sorted { Self.isBefore(named[$0], named[$1]) }
      sortedTexts = order.map { named[$0] }
      var classes = [UInt32](repeating: 0, count: order.count)
      for (rank, code) in order.enumerated() { classes[code] = UInt32(rank * 2 + 1) }
      textClasses = classes
      count = order.count * 2 + 3
    } else {
      sortedTexts = []
      textClasses = Self.neighbourly(tests, builder.texts)
      count = (kind == .text ? texts.texts.count + 1 : bounds.count * 2 + 1) + 2
    }
  }

  /// Classes for texts, from 1, so that texts which cells name together are neighbours: then most
  /// cells are single ranges of classes.
  private static func neighbourly(
    _ tests: [PlainTest], _ texts: TextTable
  ) -> [UInt32] {
    var groups: [[Int]] = []
    for case .tests(let view) in tests
    where view.points.count > 1 && groups.count < maximumGroups {
      groups.append(
        view.points.compactMap { point in
          if case .string(let text) = point { texts.code(of: text) } else { nil }
        })
    }
    // The larger groups first: the smaller ones divide them further.
    groups.sort { $0.count > $1.count }
    var signatures = [[UInt32]](repeating: [], count: texts.texts.count)
    for (rank, group) in groups.enumerated() {
      for code in group where signatures[code].count < 16 { signatures[code].append(UInt32(rank)) }
    }
    var classes = [UInt32](repeating: 0, count: texts.texts.count)
    let order = classes.indices.sorted {
      signatures[$0] == signatures[$1]
        ? $0 < $1 : signatures[$0].lexicographicallyPrecedes(signatures[$1])
    }
    for (place, code) in order.enumerated() { classes[code] = UInt32(place + 1) }
    return classes
  }

  /// So many cells with several texts are looked at.
  private static let maximumGroups = 5000

  static func isBefore(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// The classes that a single constant or interval lets pass, where they are one range; nil for all
  /// other tests.
  func range(of test: PlainTest) -> ClassSet.Range? {
    switch test {
    case .point(let value):
      guard !value.isNull, Builder.isFine(value), let place = exactClass(of: value) else {
        return nil
      }
      return ClassSet.Range(low: place, high: place)
    case .interval(let interval):
      guard Builder.isIndexable(interval), let range = range(of: interval), range.low <= range.high
      else { return nil }
      return range
    case .any: return ClassSet.Range(low: 0, high: UInt32(count - 1))
    case .tests: return nil
    }
  }

  /// The classes that a cell lets pass; nil for a cell that has to be evaluated.
  func classes(of view: CompiledUnaryTests.View) -> ClassSet? {
    if view.isAny { return ClassSet(all: count) }
    guard Builder.isIndexable(view) else { return nil }
    var ranges: [ClassSet.Range] = []
    for point in view.points where !point.isNull {
      guard let place = exactClass(of: point) else { return nil }
      ranges.append(ClassSet.Range(low: place, high: place))
    }
    for interval in view.intervals {
      guard let range = range(of: interval) else { return nil }
      if range.low <= range.high { ranges.append(range) }
    }
    let pieces = count - 2
    for value in view.excluded {
      if value.isNull {
        ranges.append(ClassSet.Range(low: 0, high: UInt32(pieces - 1)))
      } else {
        guard let place = exactClass(of: value) else { return nil }
        ranges += ClassSet(place).complement(of: pieces).ranges
      }
    }
    var set = ClassSet(ranges)
    if view.isNegated { set = set.complement(of: pieces) }
    if view.admitsNull { set = set.union(ClassSet(nullClass)) }
    if view.admitsOthers { set = set.union(ClassSet(otherClass)) }
    return set
  }

  /// The class of a value that has one for itself.
  private func exactClass(of point: Value) -> UInt32? {
    switch kind {
    case .text:
      guard case .string(let text) = point, let code = texts.code(of: text) else { return nil }
      return textClasses[code]
    case .ordered(let kind):
      guard let key = OrderKey(point, digits: digits), key.kind == kind, key.isExact else {
        return nil
      }
      let place = bounds.partitioningIndex { $0 >= key.key }
      // A point that is too large for a key of its own is no bound.
      return place < bounds.count && bounds[place] == key.key ? UInt32(place * 2 + 1) : nil
    }
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

extension CompiledUnaryTests.View {
  /// Whether null matches; a test that cannot tell does not match, and `not` of it neither.
  fileprivate var admitsNull: Bool {
    let passes = points.contains(where: \.isNull) || excluded.contains { !$0.isNull }
    return isNegated ? !passes && intervals.isEmpty : passes
  }

  /// Whether a value matches that cannot be compared with the constants: only tests against null
  /// can tell.
  fileprivate var admitsOthers: Bool {
    if isNegated {
      return intervals.isEmpty && excluded.isEmpty && points.allSatisfy(\.isNull)
    }
    return excluded.contains(where: \.isNull)
  }
}

extension ColumnClasses {
  /// Gathers what the cells of a column name.
  private struct Builder {
    /// More digits after the point would leave too few before it.
    private static let maximumDigits = 9

    private(set) var kind: Kind?
    private(set) var texts = TextTable()
    private(set) var digits = 0
    private(set) var hasIntervals = false
    private var bounds: [Value] = []

    /// The keys of all points and ends that have one for themselves.
    var sortedBounds: [Int64] {
      var keys: [Int64] = []
      keys.reserveCapacity(bounds.count)
      for bound in bounds {
        if let key = OrderKey(bound, digits: digits), key.isExact { keys.append(key.key) }
      }
      keys.sortByBytes()
      var distinct: [Int64] = []
      distinct.reserveCapacity(keys.count)
      for key in keys where key != distinct.last { distinct.append(key) }
      return distinct
    }

    /// Whether the index can stand for a cell, in a column of the right kind.
    static func isIndexable(_ view: CompiledUnaryTests.View) -> Bool {
      guard !view.isAny, !view.hasResidual else { return false }
      return view.points.allSatisfy { $0.isNull || isFine($0) }
        && view.excluded.allSatisfy { $0.isNull || isFine($0) }
        && view.intervals.allSatisfy(isIndexable)
    }

    static func isIndexable(_ interval: RangeValue) -> Bool {
      // Truth values have no order.
      interval.form != .equal && interval.form != .notEqual
        && !(interval.start.isNull && interval.end.isNull)
        && isEnd(interval.start) && isEnd(interval.end)
    }

    private static func isEnd(_ value: Value) -> Bool {
      value.isNull || isFine(value) && kind(of: value) != .ordered(.boolean)
    }

    mutating func add(_ test: PlainTest) {
      switch test {
      case .any: break
      case .tests(let view): add(view)
      case .point(let value):
        guard !value.isNull, Self.isFine(value), isOfKind(Self.kind(of: value)) else { return }
        add(value)
      case .interval(let interval):
        guard Self.isIndexable(interval) else { return }
        let start = Self.kind(of: interval.start)
        let end = Self.kind(of: interval.end)
        guard interval.start.isNull || interval.end.isNull || start == end,
          isOfKind(start ?? end)
        else { return }
        hasIntervals = true
        add(interval.start)
        add(interval.end)
      }
    }

    /// Whether a kind is the column's: the first that occurs; cells of another are evaluated.
    private mutating func isOfKind(_ found: Kind?) -> Bool {
      guard let found else { return false }
      if kind == nil { kind = found }
      return kind == found
    }

    private mutating func add(_ view: CompiledUnaryTests.View) {
      guard Self.isIndexable(view), isOfKind(Self.kind(of: view)) else { return }
      if !view.intervals.isEmpty { hasIntervals = true }
      for point in view.points { add(point) }
      for value in view.excluded { add(value) }
      for interval in view.intervals {
        add(interval.start)
        add(interval.end)
      }
    }

    private mutating func add(_ value: Value) {
      switch value {
      case .null: return
      case .string(let text): _ = texts.add(text)
      case .number(let number):
        digits = max(digits, number.fractionDigits)
        bounds.append(value)
      default: bounds.append(value)
      }
    }

    /// The kind that all points and ends are of; nil if they differ or there are none.
    private static func kind(of view: CompiledUnaryTests.View) -> Kind? {
      var found: Kind?
      var isMixed = false
      func look(_ value: Value) {
        guard !value.isNull else { return }
        let kind = kind(of: value)
        if found == nil { found = kind }
        if kind == nil || kind != found { isMixed = true }
      }
      for point in view.points { look(point) }
      for value in view.excluded { look(value) }
      for interval in view.intervals {
        look(interval.start)
        look(interval.end)
      }
      return isMixed ? nil : found
    }

    private static func kind(of value: Value) -> Kind? {
      if case .string = value { return .text }
      return OrderKey(value, digits: 0).map { .ordered($0.kind) }
    }

    /// Whether a value may have a key of its own.
    static func isFine(_ value: Value) -> Bool {
      switch value {
      case .string: true
      case .number(let number): number.fractionDigits <= maximumDigits
      default: OrderKey(value, digits: 0) != nil
      }
    }
  }
}

extension Array {
  /// The first place from which on the elements meet a condition that all before it do not.
  func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
    var low = 0
    var count = self.count
    while count > 0 {
      let half = count / 2
      if isBehind(self[low + half]) {
        count = half
      } else {
        low += half + 1
        count -= half + 1
      }
    }
    return low
  }
}

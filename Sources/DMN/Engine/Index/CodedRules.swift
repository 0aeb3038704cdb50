import FEEL

/// The rules of a table in whole numbers: for each rule and indexed column the classes that pass.
struct CodedRules: Sendable {
  /// The columns that have an index, in the order of the table.
  let columns: [ColumnIndex]
  let count: Int
  /// A cell as two halves, rule after rule: the lowest class and the number of classes beyond it.
  ///
  /// A cell that is no single range has `manyRanges` in the upper half and the place of its set in
  /// the lower one.
  private(set) var cells: [UInt64] = []
  private(set) var sets: [ClassSet] = []
  /// For each rule the first column of the table that has to be evaluated; `inputCount` for none.
  ///
  /// The columns behind it are left to evaluation, too, whatever they hold: an evaluation may fail
  /// or tell why something is null, and does so for exactly the rules that it would reach if the
  /// table were walked from the top and each rule from the left.
  private(set) var evaluatedFrom: [UInt32] = []

  private static let manyRanges: UInt64 = 0xFFFF_FFFF

  /// Codes cells that stand rule after rule, `width` of them each.
  init(_ tests: [CompiledTable.Cell], width: Int) {
    let count = width == 0 ? 0 : tests.count / width
    self.count = count
    columns = (0..<width).compactMap { column in
      ColumnIndex(
        column: column,
        views: (0..<count).lazy.compactMap { rule in
          if case .tests(let cell) = tests[rule * width + column] { cell.view } else { nil }
        })
    }
    cells.reserveCapacity(count * columns.count)
    evaluatedFrom.reserveCapacity(count)
    var places: [ClassSet: Int] = [:]
    for rule in 0..<count { encode(rule, tests, width, &places) }
  }

  private mutating func encode(
    _ rule: Int, _ tests: [CompiledTable.Cell], _ width: Int, _ places: inout [ClassSet: Int]
  ) {
    var next = 0
    var stop = width
    for column in 0..<width {
      let index = next < columns.count && columns[next].column == column ? columns[next] : nil
      var passing: ClassSet?
      switch tests[rule * width + column] {
      case .any: passing = index.map { ClassSet(all: $0.classCount) }
      case .tests(let cell):
        passing = index.flatMap { $0.classes(of: cell.view) }
        if passing == nil { stop = min(stop, column) }
      case .faulty: stop = min(stop, column)
      }
      guard let index else { continue }
      next += 1
      let isLeft = column >= stop
      append(isLeft ? ClassSet(all: index.classCount) : passing ?? ClassSet([]), &places)
    }
    evaluatedFrom.append(UInt32(stop))
  }

  private mutating func append(_ set: ClassSet, _ places: inout [ClassSet: Int]) {
    if set.ranges.count == 1, let range = set.ranges.first {
      cells.append(UInt64(range.high - range.low) << 32 | UInt64(range.low))
      return
    }
    let place: Int
    if let known = places[set] {
      place = known
    } else {
      place = sets.count
      sets.append(set)
      places[set] = place
    }
    cells.append(Self.manyRanges << 32 | UInt64(place))
  }

  /// The ranges of classes that a rule lets pass in an indexed column.
  func ranges(_ rule: Int, _ column: Int) -> [ClassSet.Range] {
    let cell = cells[rule * columns.count + column]
    let low = UInt32(truncatingIfNeeded: cell)
    if cell >> 32 == Self.manyRanges { return sets[Int(low)].ranges }
    return [ClassSet.Range(low: low, high: low + UInt32(cell >> 32))]
  }

  /// Whether the indexed columns of a rule let the classes of an input pass.
  @inline(__always)
  func passes(_ rule: Int, _ classes: UnsafeBufferPointer<UInt32>) -> Bool {
    let start = rule * columns.count
    for column in 0..<columns.count {
      let cell = cells[start + column]
      let low = UInt32(truncatingIfNeeded: cell)
      let place = unsafe classes[column]
      if cell >> 32 == Self.manyRanges {
        if !sets[Int(low)].contains(place) { return false }
      } else if UInt64(place &- low) > cell >> 32 {
        return false
      }
    }
    return true
  }
}

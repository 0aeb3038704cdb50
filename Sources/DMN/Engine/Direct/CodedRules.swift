/// The rules of a table in whole numbers: for each rule and indexed column the classes that pass.
///
/// The day on which a rule holds is the first column where rules have such days; then come those of
/// the table that have an index. A cell is one word. In a column of at most 64 classes it has a bit for each class. Elsewhere it is
/// the lowest class in the lower half and the number of classes beyond it in the upper one; a cell that
/// is no single range has `manyRanges` there and the place of its ranges in the lower half.
final class CodedRules: Sendable {
  let columns: ColumnIndexes
  let width: Int
  let count: Int
  private let cells: FlatArray<UInt64>
  /// Cells of several ranges: their number, then the lowest and highest class of each.
  private let sets: FlatArray<UInt32>
  /// For each rule the first column of the table that has to be evaluated; empty if no rule has
  /// such a column.
  ///
  /// The columns behind it are left to evaluation, too, whatever they hold: an evaluation may fail
  /// or tell why something is null, and does so for exactly the rules that it would reach if the
  /// table were walked from the top and each rule from the left.
  private let evaluated: FlatArray<UInt32>
  /// For each rule how many indexed columns stand before that one; empty likewise.
  private let limits: FlatArray<UInt32>
  private let inputCount: Int
  /// The columns whose cells are sets of bits, and the others: their places among the indexed ones.
  private let bitColumns: FlatArray<Int>
  private let rangeColumns: FlatArray<Int>
  /// What a failure in each indexed column adds to the word of a rule; see `RuleFailures`.
  let failures: FlatArray<UInt64>
  /// Whether some rule has a column that has to be evaluated.
  var areEvaluated: Bool { evaluated.count > 0 }

  static let manyRanges: UInt64 = 0xFFFF_FFFF

  init(
    _ columns: ColumnIndexes, count: Int, inputCount: Int, cells: [UInt64], sets: [UInt32],
    evaluated: [UInt32]
  ) {
    self.columns = columns
    let width = columns.count
    self.width = width
    self.count = count
    self.inputCount = inputCount
    self.cells = FlatArray(cells)
    self.sets = FlatArray(sets)
    let places = 0..<width
    bitColumns = FlatArray(places.filter { columns.columns[$0].usesBits })
    rangeColumns = FlatArray(places.filter { !columns.columns[$0].usesBits })
    failures = FlatArray(places.map { RuleFailures.failure(in: columns.columns[$0].column) })
    let isNeeded = evaluated.contains { $0 != inputCount }
    self.evaluated = FlatArray(isNeeded ? evaluated : [])
    limits = FlatArray(
      !isNeeded
        ? []
        : evaluated.map { first in
          UInt32((0..<width).count { columns.columns[$0].column < Int(first) })
        })
  }

  /// The first column that has to be evaluated; the number of inputs for none.
  @inline(__always)
  func evaluatedFrom(_ rule: Int) -> Int {
    evaluated.count == 0 ? inputCount : Int(evaluated[rule])
  }

  /// How many indexed columns of a rule are compared as whole numbers.
  @inline(__always)
  func limit(_ rule: Int) -> Int { limits.count == 0 ? width : Int(limits[rule]) }

  /// Whether the indexed columns of a rule let the classes of an input pass, as far as cells of one range
  /// can tell; `passesSets` tells the rest.
  ///
  /// The columns are compared without a branch for each: so the words of several rules are fetched from
  /// memory at the same time, which costs most in a large table.
  @inline(__always)
  func mayPass(_ rule: Int, _ classes: UnsafePointer<UInt32>) -> Bool {
    guard limits.count == 0 else { return unsafe passes(rule, classes) }
    let start = rule &* width
    var failed: UInt64 = 0
    for place in 0..<bitColumns.count {
      let column = bitColumns[place]
      failed |= ~(cells[start &+ column] &>> UInt64(unsafe classes[column]))
    }
    failed &= 1
    for place in 0..<rangeColumns.count {
      let column = rangeColumns[place]
      let word = cells[start &+ column]
      // A cell of several ranges lets everything pass here.
      let distance = unsafe classes[column] &- UInt32(truncatingIfNeeded: word)
      failed |= UInt64(distance) > word &>> 32 ? 1 : 0
    }
    return failed == 0
  }

  /// Whether a rule that may pass does so in the cells of several ranges, too.
  @inline(__always)
  func passesSets(_ rule: Int, _ classes: UnsafePointer<UInt32>) -> Bool {
    if sets.count == 0 { return true }
    return unsafe passes(rule, classes)
  }

  /// Whether the indexed columns of a rule let the classes of an input pass.
  private func passes(_ rule: Int, _ classes: UnsafePointer<UInt32>) -> Bool {
    let start = rule &* width
    for column in 0..<limit(rule) where unsafe !passes(start &+ column, column, classes[column]) {
      return false
    }
    return true
  }

  /// The word of a rule with the columns of the table in which it does not let the classes of an input
  /// pass; see `RuleFailures`.
  @inline(__always)
  func failures(_ rule: Int, _ classes: UnsafePointer<UInt32>) -> UInt64 {
    let start = rule &* width
    var found = UInt64(truncatingIfNeeded: rule)
    for place in 0..<bitColumns.count {
      let column = bitColumns[place]
      let failed = ~(cells[start &+ column] &>> UInt64(unsafe classes[column])) & 1
      found &+= (0 &- failed) & failures[column]
    }
    for place in 0..<rangeColumns.count {
      let column = rangeColumns[place]
      let failed: UInt64 =
        unsafe passesRange(cells[start &+ column], classes[column]) ? 0 : 1
      found &+= (0 &- failed) & failures[column]
    }
    return found
  }

  /// Whether the cell of a rule in an indexed column lets a class pass.
  @inline(__always)
  func passes(_ cell: Int, _ column: Int, _ place: UInt32) -> Bool {
    let word = cells[cell]
    if columns.columns[column].usesBits { return word &>> UInt64(place) & 1 != 0 }
    return passesRange(word, place)
  }

  @inline(__always)
  private func passesRange(_ word: UInt64, _ place: UInt32) -> Bool {
    let low = UInt32(truncatingIfNeeded: word)
    if word &>> 32 == Self.manyRanges { return isIn(Int(low), place) }
    return UInt64(place &- low) <= word &>> 32
  }

  private func isIn(_ set: Int, _ place: UInt32) -> Bool {
    var low = 0
    var count = Int(sets[set])
    // The last range that begins at or before the class.
    while count > 0 {
      let half = count / 2
      if sets[set + 1 + (low + half) * 2] <= place {
        low += half + 1
        count -= half + 1
      } else {
        count = half
      }
    }
    return low > 0 && place <= sets[set + low * 2]
  }

  /// Calls `body` with each range of classes that a rule lets pass in an indexed column.
  @inline(__always)
  func forEachRange(_ rule: Int, _ column: Int, _ body: (UInt32, UInt32) -> Void) {
    if column >= limit(rule) { return body(0, columns.columns[column].classCount - 1) }
    let word = cells[rule * width + column]
    if columns.columns[column].usesBits {
      var bits = word
      var low: UInt32 = 0
      while bits != 0 {
        let gap = UInt32(bits.trailingZeroBitCount)
        bits &>>= UInt64(gap)
        low += gap
        let run = UInt32((~bits).trailingZeroBitCount)
        body(low, low + run - 1)
        if run == 64 { return }
        bits &>>= UInt64(run)
        low += run
      }
      return
    }
    let low = UInt32(truncatingIfNeeded: word)
    guard word >> 32 == Self.manyRanges else { return body(low, low + UInt32(word >> 32)) }
    for place in 0..<Int(sets[Int(low)]) {
      body(sets[Int(low) + 1 + place * 2], sets[Int(low) + 2 + place * 2])
    }
  }
}

/// Turns sets of classes into the words of `CodedRules`; equal sets share theirs.
struct CellEncoder {
  private(set) var sets: [UInt32] = []
  private var places: [ClassSet: UInt32] = [:]

  /// The word of one range of classes.
  func word(_ range: ClassSet.Range, classCount: Int) -> UInt64 {
    guard classCount <= 64 else {
      return UInt64(range.high - range.low) << 32 | UInt64(range.low)
    }
    return (UInt64.max >> UInt64(63 - (range.high - range.low))) << UInt64(range.low)
  }

  mutating func word(_ set: ClassSet, classCount: Int) -> UInt64 {
    if classCount <= 64 {
      var bits: UInt64 = 0
      for range in set.ranges {
        for place in range.low...range.high { bits |= 1 << UInt64(place) }
      }
      return bits
    }
    if set.ranges.count == 1, let range = set.ranges.first {
      return UInt64(range.high - range.low) << 32 | UInt64(range.low)
    }
    let place = places[set] ?? add(set)
    return CodedRules.manyRanges << 32 | UInt64(place)
  }

  private mutating func add(_ set: ClassSet) -> UInt32 {
    let place = UInt32(sets.count)
    sets.append(UInt32(set.ranges.count))
    for range in set.ranges { sets += [range.low, range.high] }
    places[set] = place
    return place
  }
}

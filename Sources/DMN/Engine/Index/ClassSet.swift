/// A set of classes of a column: ranges in ascending order that neither overlap nor touch.
struct ClassSet: Sendable, Hashable {
  struct Range: Sendable, Hashable {
    var low: UInt32
    var high: UInt32
  }

  let ranges: [Range]

  init(all count: Int) { ranges = [Range(low: 0, high: UInt32(count - 1))] }

  /// The union of ranges.
  init(_ ranges: [Range]) {
    if ranges.count < 2 {
      self.ranges = ranges
      return
    }
    var merged: [Range] = []
    for range in ranges.sorted(by: { $0.low < $1.low }) {
      if let last = merged.last, range.low <= last.high + 1 {
        merged[merged.count - 1].high = max(last.high, range.high)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  init(_ place: UInt32) { ranges = [Range(low: place, high: place)] }

  /// The classes below `count` that are not in the set.
  func complement(of count: Int) -> ClassSet {
    var gaps: [Range] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.low > next { gaps.append(Range(low: next, high: range.low - 1)) }
      next = range.high + 1
    }
    if next < UInt32(count) { gaps.append(Range(low: next, high: UInt32(count - 1))) }
    return ClassSet(gaps)
  }

  func union(_ other: ClassSet) -> ClassSet { ClassSet(ranges + other.ranges) }

  func contains(_ place: UInt32) -> Bool {
    ranges.contains { $0.low <= place && place <= $0.high }
  }

  /// The classes below `count` that are in both sets.
  func intersection(_ other: ClassSet, of count: Int) -> ClassSet {
    complement(of: count).union(other.complement(of: count)).complement(of: count)
  }
}

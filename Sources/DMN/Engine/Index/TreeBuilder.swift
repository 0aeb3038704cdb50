/// Builds the tree of a `TableIndex`: at each node the column and the cuts that leave the fewest
/// rules for the fewest copies.
struct TreeBuilder {
  private(set) var nodes: [TableIndex.Node] = []
  private(set) var cuts: [UInt32] = []
  private(set) var leaves: [UInt32] = []

  private let rules: CodedRules

  /// So many rules are compared faster than a cut is searched.
  private static let leafSize = 12
  /// How many entries the leaves may have for each rule.
  private static let growth = 32.0
  private static let maximumDepth = 16
  /// So many rules of a node are looked at to choose its cuts.
  private static let sampleSize = 256
  /// So many ranges of classes are looked at in a column.
  private static let rangeLimit = 1024
  private static let cutCounts = [1, 3, 15, 63, 255, 1023, 4095]
  /// A cut is worth a node if it divides the rules at least by this.
  private static let leastGain = 1.4

  private struct Choice {
    var column: Int
    var cuts: [UInt32]
    var score: Double
  }

  /// The rules of the children, one child after the other.
  private struct Parts {
    var starts: [Int]
    var ids: [UInt32]
  }

  init(_ rules: CodedRules) { self.rules = rules }

  mutating func build() {
    nodes.append(TableIndex.Node(column: -1, start: 0, count: 0, children: 0))
    split(0, Array(0..<UInt32(rules.count))[...], growth: Self.growth, depth: 0)
  }

  private mutating func split(
    _ node: Int, _ ids: ArraySlice<UInt32>, growth: Double, depth: Int
  ) {
    guard ids.count > Self.leafSize, depth < Self.maximumDepth,
      let choice = choose(ids, growth: growth)
    else {
      nodes[node] = TableIndex.Node(
        column: -1, start: Int32(leaves.count), count: Int32(ids.count), children: 0)
      leaves += ids
      return
    }
    let parts = distribute(ids, choice)
    let children = nodes.count
    nodes[node] = TableIndex.Node(
      column: Int32(choice.column), start: Int32(cuts.count), count: Int32(choice.cuts.count),
      children: Int32(children))
    cuts += choice.cuts
    for _ in 0...choice.cuts.count { nodes.append(nodes[node]) }
    let copies = Double(parts.ids.count) / Double(ids.count)
    for part in 0...choice.cuts.count {
      let slice = parts.ids[parts.starts[part]..<parts.starts[part + 1]]
      // A part that lost nothing would be cut in vain again.
      let rest = slice.count == ids.count ? 1 : growth / max(1, copies)
      split(children + part, slice, growth: rest, depth: depth + 1)
    }
  }

  private func distribute(_ ids: ArraySlice<UInt32>, _ choice: Choice) -> Parts {
    let count = choice.cuts.count + 1
    var starts = [Int](repeating: 0, count: count + 1)
    forEachPart(ids, choice) { _, part in starts[part + 1] += 1 }
    for part in 0..<count { starts[part + 1] += starts[part] }
    var next = starts
    var parts = [UInt32](repeating: 0, count: starts[count])
    forEachPart(ids, choice) { id, part in
      parts[next[part]] = id
      next[part] += 1
    }
    return Parts(starts: starts, ids: parts)
  }

  @inline(__always)
  private func forEachPart(
    _ ids: ArraySlice<UInt32>, _ choice: Choice, _ body: (UInt32, Int) -> Void
  ) {
    for id in ids {
      var next = 0
      rules.forEachRange(Int(id), choice.column) { low, high in
        let last = choice.cuts.partitioningIndex { $0 > high }
        // Two ranges of a cell may end and begin in the same part.
        var part = max(next, choice.cuts.partitioningIndex { $0 > low })
        while part <= last {
          body(id, part)
          part += 1
        }
        next = last + 1
      }
    }
  }

  /// The best cuts, judged by a sample; nil if none are worth it.
  private func choose(_ ids: ArraySlice<UInt32>, growth: Double) -> Choice? {
    let step = max(1, ids.count / Self.sampleSize)
    let sample =
      step == 1
      ? Array(ids) : stride(from: ids.startIndex, to: ids.endIndex, by: step).map { ids[$0] }
    var best: (column: Int, count: Int, bounds: [UInt32], score: Double)?
    for column in 0..<rules.width {
      let (found, sampled) = ranges(sample, column)
      let bounds = bounds(found, column)
      if bounds.isEmpty { continue }
      let ranges = places(found, bounds)
      // More cuts than rules would leave most parts empty.
      for limit in Self.cutCounts where limit == 1 || limit <= ids.count {
        let count = min(limit, bounds.count)
        if let score = score(ranges, sampled, count, of: bounds.count, growth: growth),
          score > best?.score ?? 0
        {
          best = (column, count, bounds, score)
        }
        if bounds.count <= limit { break }
      }
    }
    guard let best else { return nil }
    let cuts = (1...best.count).map { best.bounds[Self.place($0, best.count, best.bounds.count)] }
    return Choice(column: best.column, cuts: cuts, score: best.score)
  }

  /// A range of classes of one rule.
  private struct FoundRange {
    var low: UInt32
    var high: UInt32
    /// Whether it is the rule's first.
    var opensRule: Bool
  }

  /// The ranges of some rules in a column, and of how many rules they are: of fewer where cells have
  /// very many ranges.
  private func ranges(_ ids: [UInt32], _ column: Int) -> ([FoundRange], Int) {
    var ranges: [FoundRange] = []
    ranges.reserveCapacity(ids.count)
    var count = 0
    for id in ids {
      if ranges.count >= Self.rangeLimit { break }
      var opensRule = true
      rules.forEachRange(Int(id), column) { low, high in
        ranges.append(FoundRange(low: low, high: high, opensRule: opensRule))
        opensRule = false
      }
      count += 1
    }
    return (ranges, count)
  }

  /// The classes at which some rule begins or ends to pass.
  private func bounds(_ ranges: [FoundRange], _ column: Int) -> [UInt32] {
    let end = rules.columns.columns[column].classCount
    var bounds: [UInt32] = []
    bounds.reserveCapacity(ranges.count * 2)
    for range in ranges {
      if range.low > 0 { bounds.append(range.low) }
      if range.high + 1 < end { bounds.append(range.high + 1) }
    }
    bounds.sort()
    var distinct: [UInt32] = []
    for bound in bounds where bound != distinct.last { distinct.append(bound) }
    return distinct
  }

  /// A range of a rule as places among bounds: of the last bound at or before its beginning, and
  /// of the last one inside it; -1 for none.
  private struct RangePlaces {
    var first: Int
    var last: Int
    var opensRule: Bool
  }

  private func places(_ ranges: [FoundRange], _ bounds: [UInt32]) -> [RangePlaces] {
    ranges.map { range in
      RangePlaces(
        first: bounds.partitioningIndex { $0 > range.low } - 1,
        last: bounds.partitioningIndex { $0 > range.high } - 1, opensRule: range.opensRule)
    }
  }

  /// Which bound the cut of a number is, from 1, where `count` cuts are chosen evenly.
  private static func place(_ cut: Int, _ count: Int, _ boundCount: Int) -> Int {
    count == boundCount ? cut - 1 : cut * boundCount / (count + 1)
  }

  /// What cuts are worth: by how much they divide the rules, against by how much they copy them.
  private func score(
    _ ranges: [RangePlaces], _ sampleCount: Int, _ count: Int, of boundCount: Int,
    growth: Double
  ) -> Double? {
    // The part of a place: how many cuts stand at or before it.
    func part(_ place: Int) -> Int {
      if count == boundCount { return place + 1 }
      return min(count, ((place + 1) * (count + 1) - 1) / boundCount)
    }
    var entries = 0
    var next = 0
    for range in ranges {
      if range.opensRule { next = 0 }
      let last = range.last < 0 ? 0 : part(range.last)
      let first = max(next, range.first < 0 ? 0 : part(range.first))
      entries += max(0, last - first + 1)
      next = last + 1
    }
    let copies = Double(max(entries, 1)) / Double(sampleCount)
    let gain = Double(count + 1) / copies
    guard copies <= growth, gain >= Self.leastGain else { return nil }
    return gain.logarithm / (1 + copies).logarithm
  }
}

extension Double {
  /// The binary logarithm, near enough to compare choices.
  fileprivate var logarithm: Double {
    self > 0 ? Double(exponent) + significand - 1 : 0
  }
}

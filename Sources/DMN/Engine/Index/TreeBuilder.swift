/// Builds the tree of a `TableIndex`: at each node the column and the cuts that leave the fewest
/// rules for the fewest copies.
struct TreeBuilder {
  private(set) var nodes: [TableIndex.Node] = []
  private(set) var cuts: [UInt32] = []
  private(set) var leaves: [UInt32] = []

  private let rules: CodedRules

  /// So many rules are compared faster than a cut is searched.
  private static let leafSize = 6
  /// How many entries the leaves may have for each rule.
  private static let growth = 32.0
  private static let maximumDepth = 16
  /// So many rules of a node are looked at to choose its cuts.
  private static let sampleSize = 512
  private static let cutCounts = [1, 3, 15, 63, 255, 1023, 4095]
  /// A cut is worth a node if it divides the rules at least by this.
  private static let leastGain = 1.4

  private struct Choice {
    var column: Int
    var cuts: [UInt32]
    var score: Double
  }

  init(_ rules: CodedRules) { self.rules = rules }

  mutating func build() {
    nodes.append(TableIndex.Node(column: -1, start: 0, count: 0, children: 0))
    split(0, (0..<UInt32(rules.count)).map(\.self), growth: Self.growth, depth: 0)
  }

  private mutating func split(_ node: Int, _ ids: [UInt32], growth: Double, depth: Int) {
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
    nodes += Array(repeating: nodes[node], count: parts.count)
    let copies = Double(parts.reduce(0) { $0 + $1.count }) / Double(ids.count)
    for (place, part) in parts.enumerated() {
      // A part that lost nothing would be cut in vain again.
      let rest = part.count == ids.count ? 1 : growth / max(1, copies)
      split(children + place, part, growth: rest, depth: depth + 1)
    }
  }

  private func distribute(_ ids: [UInt32], _ choice: Choice) -> [[UInt32]] {
    var parts = [[UInt32]](repeating: [], count: choice.cuts.count + 1)
    for id in ids {
      var next = 0
      for range in rules.ranges(Int(id), choice.column) {
        let last = Self.part(of: range.high, choice.cuts)
        // Two ranges of a cell may end and begin in the same part.
        let first = max(next, Self.part(of: range.low, choice.cuts))
        if first <= last { for part in first...last { parts[part].append(id) } }
        next = last + 1
      }
    }
    return parts
  }

  /// The part that a class belongs to: the number of cuts at or below it.
  private static func part(of place: UInt32, _ cuts: [UInt32]) -> Int {
    var low = 0
    var count = cuts.count
    while count > 0 {
      let half = count / 2
      if cuts[low + half] <= place {
        low += half + 1
        count -= half + 1
      } else {
        count = half
      }
    }
    return low
  }

  /// The best cuts, judged by a sample; nil if none are worth it.
  private func choose(_ ids: [UInt32], growth: Double) -> Choice? {
    let step = max(1, ids.count / Self.sampleSize)
    let sample = stride(from: 0, to: ids.count, by: step).map { ids[$0] }
    var best: Choice?
    for column in rules.columns.indices {
      let bounds = bounds(sample, column)
      for count in Self.cutCounts {
        let cuts = Self.pick(count, of: bounds)
        if cuts.isEmpty { break }
        if let score = score(sample, column, cuts, growth: growth),
          score > best?.score ?? 0
        {
          best = Choice(column: column, cuts: cuts, score: score)
        }
        if bounds.count <= count { break }
      }
    }
    return best
  }

  /// The classes at which some rule begins or ends to pass.
  private func bounds(_ ids: [UInt32], _ column: Int) -> [UInt32] {
    let end = UInt32(rules.columns[column].classCount)
    var bounds: [UInt32] = []
    for id in ids {
      for range in rules.ranges(Int(id), column) {
        if range.low > 0 { bounds.append(range.low) }
        if range.high + 1 < end { bounds.append(range.high + 1) }
      }
    }
    bounds.sort()
    var distinct: [UInt32] = []
    for bound in bounds where bound != distinct.last { distinct.append(bound) }
    return distinct
  }

  private static func pick(_ count: Int, of bounds: [UInt32]) -> [UInt32] {
    guard bounds.count > count else { return bounds }
    return (1...count).map { bounds[$0 * bounds.count / (count + 1)] }
  }

  /// What cuts are worth: by how much they divide the rules, against by how much they copy them.
  private func score(
    _ sample: [UInt32], _ column: Int, _ cuts: [UInt32], growth: Double
  ) -> Double? {
    var entries = 0
    for id in sample {
      var next = 0
      for range in rules.ranges(Int(id), column) {
        let last = Self.part(of: range.high, cuts)
        entries += max(0, last - max(next, Self.part(of: range.low, cuts)) + 1)
        next = last + 1
      }
    }
    let copies = Double(max(entries, 1)) / Double(sample.count)
    let gain = Double(cuts.count + 1) / copies
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

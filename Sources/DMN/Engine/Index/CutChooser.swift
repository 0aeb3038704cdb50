/// Chooses by which column and where to cut the rules of a node, judged by a sample of them.
///
/// A range of classes is copied by every cut inside of it, and by no other. So it is counted once, for
/// each place where a range begins or ends, how many ranges a cut there would copy; what any number of
/// cuts costs is then a sum.
struct CutChooser {
  struct Choice {
    var column: Int
    var cuts: [UInt32]
  }

  private let rules: CodedRules

  /// So many rules of a node are looked at: more where many cuts may be made.
  private static func sampleSize(_ count: Int) -> Int { count > 4096 ? 256 : 64 }

  /// So many ranges of classes are looked at in a column.
  private static let rangeLimit = 1024
  private static let cutCounts = [1, 3, 15, 63, 255, 1023, 4095]
  /// A cut is worth a node if it divides the rules at least by this.
  private static let leastGain = 1.4

  // Room that is used again for each node and column.
  private var sample: [UInt32] = []
  private var lows: [UInt32] = []
  private var ends: [UInt32] = []
  private var spare: [UInt32] = []
  private var gaps: [Gap] = []
  private var gapBounds: [Range<Int>] = []
  /// The classes at which some rule begins or ends to pass, in ascending order.
  private var bounds: [UInt32] = []
  /// How many ranges a cut at each of them would copy.
  private var copies: [Int] = []
  private var best: [UInt32] = []

  /// What lies between two ranges of one rule: the first class behind the one, the first of the other.
  private struct Gap {
    var start: UInt32
    var end: UInt32
  }

  init(_ rules: CodedRules) { self.rules = rules }

  /// The best cuts of some rules; nil if none are worth it.
  ///
  /// - Parameters:
  ///   - ids: The rules.
  ///   - growth: How many copies of each rule there may be.
  ///   - region: The classes of each column that lead to the node.
  /// - Returns: A column and the classes at which to cut it.
  mutating func choose(
    _ ids: ArraySlice<UInt32>, growth: Double, region: [ClassSet.Range]
  ) -> Choice? {
    takeSample(of: ids)
    var found: (column: Int, count: Int, score: Double)?
    for column in 0..<rules.width where region[column].low < region[column].high {
      let sampled = readRanges(column, region[column])
      countCopies(region[column])
      if bounds.isEmpty { continue }
      placeGaps()
      let before = found?.score ?? 0
      // More cuts than rules would leave most parts empty.
      for limit in Self.cutCounts where limit == 1 || limit <= ids.count {
        let count = min(limit, bounds.count)
        if let score = score(count, sampled, growth: growth), score > found?.score ?? 0 {
          found = (column, count, score)
        }
        if bounds.count <= limit { break }
      }
      if let found, found.score > before { swap(&best, &bounds) }
    }
    guard let found else { return nil }
    let cuts = (1...found.count).map { best[Self.place($0, found.count, best.count)] }
    return Choice(column: found.column, cuts: cuts)
  }

  private mutating func takeSample(of ids: ArraySlice<UInt32>) {
    sample.removeAll(keepingCapacity: true)
    let step = max(1, ids.count / Self.sampleSize(ids.count))
    for place in stride(from: ids.startIndex, to: ids.endIndex, by: step) {
      sample.append(ids[place])
    }
  }

  /// Reads the ranges of the sample in a column; of how many rules they are, which are fewer than the
  /// sample where cells have very many ranges.
  private mutating func readRanges(_ column: Int, _ region: ClassSet.Range) -> Int {
    lows.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    gaps.removeAll(keepingCapacity: true)
    var count = 0
    for id in sample {
      if lows.count >= Self.rangeLimit { break }
      var end: UInt32?
      rules.forEachRange(Int(id), column) { first, last in
        // What lies outside of the region does not lead here.
        let low = max(first, region.low)
        let high = min(last, region.high)
        guard low <= high else { return }
        if let end { gaps.append(Gap(start: end, end: low)) }
        lows.append(low)
        ends.append(high + 1)
        end = high + 1
      }
      count += 1
    }
    return count
  }

  /// Finds the bounds of the ranges that were read, and what a cut at each of them copies.
  private mutating func countCopies(_ region: ClassSet.Range) {
    lows.sortSmall(&spare)
    ends.sortSmall(&spare)
    bounds.removeAll(keepingCapacity: true)
    copies.removeAll(keepingCapacity: true)
    var (low, end) = (0, 0)
    while low < lows.count || end < ends.count {
      let bound =
        low < lows.count && (end == ends.count || lows[low] < ends[end]) ? lows[low] : ends[end]
      if bound > region.high { break }
      while end < ends.count, ends[end] == bound { end += 1 }
      // The ranges that have begun and not ended.
      if bound > region.low {
        bounds.append(bound)
        copies.append(low - end)
      }
      while low < lows.count, lows[low] == bound { low += 1 }
    }
  }

  /// Which bound the cut of a number is, from 1, where `count` cuts are chosen evenly.
  private static func place(_ cut: Int, _ count: Int, _ boundCount: Int) -> Int {
    count == boundCount ? cut - 1 : cut * boundCount / (count + 1)
  }

  /// What cuts are worth: by how much they divide the rules, against by how much they copy them.
  private func score(_ count: Int, _ sampled: Int, growth: Double) -> Double? {
    var entries = lows.count
    if count == bounds.count {
      for copy in copies { entries += copy }
    } else {
      // The places of `place`, without a division for each.
      let (step, fraction) = bounds.count.quotientAndRemainder(dividingBy: count + 1)
      var (place, rest) = (0, 0)
      for _ in 0..<count {
        place += step
        rest += fraction
        if rest > count {
          rest -= count + 1
          place += 1
        }
        entries += copies[place]
      }
    }
    for gap in gapBounds where !isCut(gap, count) { entries -= 1 }
    let copies = Double(max(entries, 1)) / Double(sampled)
    let gain = Double(count + 1) / copies
    guard copies <= growth, gain >= Self.leastGain else { return nil }
    return gain.logarithm / (1 + copies).logarithm
  }

  /// Finds the bounds that lie in each gap.
  private mutating func placeGaps() {
    gapBounds.removeAll(keepingCapacity: true)
    for gap in gaps {
      let first = bounds.partitioningIndex { $0 >= gap.start }
      gapBounds.append(first..<max(first, bounds.partitioningIndex { $0 > gap.end }))
    }
  }

  /// Whether a cut divides two ranges of a rule; else the rule stands in their part once.
  private func isCut(_ gap: Range<Int>, _ count: Int) -> Bool {
    if count == bounds.count { return !gap.isEmpty }
    return cuts(upTo: gap.upperBound - 1, count) > cuts(upTo: gap.lowerBound - 1, count)
  }

  /// How many of the cuts stand at a bound or before it.
  private func cuts(upTo bound: Int, _ count: Int) -> Int {
    bound < 0 ? 0 : min(count, ((bound + 1) * (count + 1) - 1) / bounds.count)
  }
}

extension [UInt32] {
  /// Sorts few numbers: by insertion, or byte by byte with some room.
  fileprivate mutating func sortSmall(_ room: inout [UInt32]) {
    if count <= 40 {
      for place in indices.dropFirst() {
        let value = self[place]
        var free = place
        while free > 0, self[free - 1] > value {
          self[free] = self[free - 1]
          free -= 1
        }
        self[free] = value
      }
      return
    }
    var differing: UInt32 = 0
    for value in self { differing |= value ^ self[0] }
    if room.count < count { room = [UInt32](repeating: 0, count: count) }
    let count = count
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { starts in
      for shift in stride(from: UInt32(0), to: 32, by: 8) where differing >> shift & 0xFF != 0 {
        unsafe withUnsafeMutableBufferPointer { values in
          unsafe room.withUnsafeMutableBufferPointer { room in
            unsafe starts.initialize(repeating: 0)
            for place in 0..<count { unsafe starts[Int(values[place] >> shift & 0xFF)] += 1 }
            var sum = 0
            for byte in 0..<256 {
              let number = unsafe starts[byte]
              unsafe starts[byte] = sum
              sum += number
            }
            for place in 0..<count {
              let byte = unsafe Int(values[place] >> shift & 0xFF)
              unsafe room[starts[byte]] = values[place]
              unsafe starts[byte] += 1
            }
            for place in 0..<count { unsafe values[place] = room[place] }
          }
        }
      }
    }
  }
}

extension Double {
  /// The binary logarithm, near enough to compare choices.
  fileprivate var logarithm: Double {
    self > 0 ? Double(exponent) + significand - 1 : 0
  }
}

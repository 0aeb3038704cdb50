import FEEL

/// Finds the rules that an input may match without walking the table.
///
/// A table of up to `IndexChoice.bitRules` rules has a set of rules for each class; a larger one has
/// a tree: each node cuts one column's classes into pieces, and a leaf lists the few rules that can
/// still match, in the order of the table. What is left is compared as whole numbers, and only
/// where cells need it, evaluated. The tree has at most `TreeBuilder.growth` entries a rule, so that
/// its memory grows with the rules and not with rules times values.
final class TableIndex: Sendable {
  struct Node: BitwiseCopyable {
    /// The indexed column that is cut; negative in a leaf.
    var column: Int32
    /// The first cut, or the first rule of a leaf.
    var start: Int32
    /// How many cuts, or how many rules.
    var count: Int32
    /// The first of the children, of which there is one more than cuts.
    var children: Int32
  }

  let rules: CodedRules
  private let nodes: FlatArray<Node>
  /// The cuts of all nodes: the first class that belongs to the next child.
  private let cuts: FlatArray<UInt32>
  /// The rules of all leaves.
  private let leaves: FlatArray<UInt32>

  /// The index of a smaller table, which has no tree.
  let bits: RuleBits

  init(_ rules: CodedRules) {
    self.rules = rules
    bits = RuleBits(rules)
    var builder = TreeBuilder(rules)
    if bits.count == 0 { builder.build() }
    nodes = FlatArray(builder.nodes)
    cuts = FlatArray(builder.cuts)
    leaves = FlatArray(builder.leaves)
  }

  /// Calls `body` with each rule that the indexed columns let pass, in the order of the table,
  /// until it answers false.
  ///
  /// - Parameters:
  ///   - classes: The class of each indexed column's value, all of them known.
  ///   - group: How many rules of a leaf are compared before the first of them is used, at most 16:
  ///     fetching them from memory overlaps then. Fewer where the first one ends it.
  ///   - body: Gets the place of a rule.
  @inline(__always)
  func forEachCandidate(
    _ classes: UnsafePointer<UInt32>, group: Int = 16, _ body: (Int) -> Bool
  ) {
    if bits.count > 0 { return unsafe bits.forEachCandidate(classes, body) }
    let leaf = unsafe leaf(of: classes)
    var place = Int(leaf.start)
    let end = place &+ Int(leaf.count)
    while place < end {
      let count = min(group, end &- place)
      var passing: UInt32 = 0
      for offset in 0..<count {
        let passes = unsafe rules.mayPass(Int(leaves[place &+ offset]), classes)
        passing |= (passes ? 1 : 0) &<< UInt32(offset)
      }
      while passing != 0 {
        let rule = Int(leaves[place &+ passing.trailingZeroBitCount])
        if unsafe rules.passesSets(rule, classes), !body(rule) { return }
        passing &= passing &- 1
      }
      place &+= count
    }
  }

  /// Runs `body` with the rules of the leaf that an input falls into, matching or not, in the order of
  /// the table.
  ///
  /// They are those nearest to it. Only where the table has a tree.
  @inline(__always)
  func withNeighbours<Result>(
    _ classes: UnsafePointer<UInt32>, _ body: (_ count: Int, _ rule: (Int) -> Int) -> Result
  ) -> Result {
    let leaf = unsafe leaf(of: classes)
    let start = Int(leaf.start)
    return body(Int(leaf.count)) { Int(leaves[start &+ $0]) }
  }

  /// The rules nearest to an input, some matching ones among them, in the order of the table.
  ///
  /// - Parameters:
  ///   - classes: The class of each indexed column's value, all of them known.
  ///   - end: The rules from here on do not count.
  ///   - limit: How many are wanted beside those that match; a leaf of the tree may have more or fewer.
  /// - Returns: The places of rules.
  func neighbours(
    _ classes: UnsafePointer<UInt32>, before end: Int, limit: Int
  ) -> [Int] {
    if bits.count > 0 {
      return unsafe bits.withNearest(
        classes, before: end, limit: limit, rules.failures
      ) { found, _, write in
        let words = unsafe [UInt64](unsafeUninitializedCapacity: found) { room, count in
          if let start = room.baseAddress { unsafe write(start) }
          count = found
        }
        return words.map(RuleFailures.rule)
      }
    }
    return unsafe withNeighbours(classes) { count, rule in
      (0..<count).map(rule).filter { $0 < end }
    }
  }

  @inline(__always)
  private func leaf(of classes: UnsafePointer<UInt32>) -> Node {
    var node = nodes[0]
    while node.column >= 0 {
      let place = unsafe classes[Int(node.column)]
      let start = Int(node.start)
      let part = cuts.count(upTo: place, from: start, Int(node.count))
      node = nodes[Int(node.children) &+ part]
    }
    return node
  }
}

import FEEL

/// Finds the rules that an input may match without walking the table.
///
/// A tree: each node cuts one column's classes into pieces, and a leaf lists the few rules that can
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

  init(_ rules: CodedRules) {
    var builder = TreeBuilder(rules)
    builder.build()
    self.rules = rules
    nodes = FlatArray(builder.nodes)
    cuts = FlatArray(builder.cuts)
    leaves = FlatArray(builder.leaves)
  }

  /// Calls `body` with each rule that the indexed columns let pass, in the order of the table,
  /// until it answers false.
  ///
  /// - Parameters:
  ///   - classes: The class of each indexed column's value, all of them known.
  ///   - body: Gets the place of a rule.
  @inline(__always)
  func forEachCandidate(_ classes: UnsafePointer<UInt32>, _ body: (Int) -> Bool) {
    let leaf = unsafe leaf(of: classes)
    var place = Int(leaf.start)
    let end = place &+ Int(leaf.count)
    while place < end {
      let rule = Int(leaves[place])
      if unsafe rules.passes(rule, classes), !body(rule) { return }
      place &+= 1
    }
  }

  /// Runs `body` with the rules of the leaf that an input falls into, matching or not: those nearest to
  /// it, in the order of the table.
  @inline(__always)
  func withNeighbours<Result>(
    _ classes: UnsafePointer<UInt32>, _ body: (_ count: Int, _ rule: (Int) -> Int) -> Result
  ) -> Result {
    let leaf = unsafe leaf(of: classes)
    let start = Int(leaf.start)
    return body(Int(leaf.count)) { Int(leaves[start &+ $0]) }
  }

  /// The rules of the leaf that an input falls into, matching or not: those nearest to it.
  func neighbours(_ classes: UnsafePointer<UInt32>) -> [Int] {
    let leaf = unsafe leaf(of: classes)
    return (0..<Int(leaf.count)).map { Int(leaves[Int(leaf.start) + $0]) }
  }

  @inline(__always)
  private func leaf(of classes: UnsafePointer<UInt32>) -> Node {
    var node = nodes[0]
    while node.column >= 0 {
      let place = unsafe classes[Int(node.column)]
      var low = Int(node.start)
      var count = Int(node.count)
      while count > 0 {
        let half = count / 2
        let isBelow = cuts[low + half] <= place
        low = isBelow ? low + half + 1 : low
        count = isBelow ? count - half - 1 : half
      }
      node = nodes[Int(node.children) + low - Int(node.start)]
    }
    return node
  }
}

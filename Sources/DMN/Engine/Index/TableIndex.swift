import FEEL

/// Finds the rules that an input may match without walking the table.
///
/// A tree: each node cuts one column's classes into pieces, and a leaf lists the few rules that can
/// still match, in the order of the table. What is left is compared as whole numbers, and only
/// where cells need it, evaluated. The tree has at most `growth` entries a rule, so that its memory
/// grows with the rules and not with rules times values.
struct TableIndex: Sendable {
  struct Node: Sendable {
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
  private let nodes: [Node]
  /// The cuts of all nodes: the first class that belongs to the next child.
  private let cuts: [UInt32]
  /// The rules of all leaves.
  private let leaves: [UInt32]

  /// The index of a table; nil where it has no column that an index could help with.
  init?(_ tests: [CompiledTable.Cell], width: Int) {
    let rules = CodedRules(tests, width: width)
    guard !rules.columns.isEmpty, rules.count > 0, rules.count < Int(UInt32.max) else {
      return nil
    }
    var builder = TreeBuilder(rules)
    builder.build()
    self.rules = rules
    nodes = builder.nodes
    cuts = builder.cuts
    leaves = builder.leaves
  }

  /// Calls `body` with each rule that the indexed columns let pass, in the order of the table,
  /// until it answers false.
  ///
  /// - Returns: False, without a call, if some value is of a kind that a column cannot tell about;
  ///   then the table has to be walked.
  @inline(__always)
  func forEachCandidate(_ values: [Value], _ body: (Int) -> Bool) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rules.columns.count) { room in
      for place in 0..<rules.columns.count {
        guard let found = rules.columns[place].classOf(values[rules.columns[place].column]) else {
          return false
        }
        unsafe room.initializeElement(at: place, to: found)
      }
      let classes = UnsafeBufferPointer(room)
      let leaf = unsafe leaf(of: classes)
      for place in Int(leaf.start)..<Int(leaf.start + leaf.count) {
        let rule = Int(leaves[place])
        if unsafe rules.passes(rule, classes), !body(rule) { break }
      }
      return true
    }
  }

  @inline(__always)
  private func leaf(of classes: UnsafeBufferPointer<UInt32>) -> Node {
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

import Dispatch
import Synchronization

/// Builds the tree of a `TableIndex`: at each node the column and the cuts that leave the fewest
/// rules for the fewest copies.
///
/// The upper nodes are built one after the other, the subtrees below them on all cores; the tree is the
/// same whatever the number of cores.
struct TreeBuilder {
  private(set) var nodes: [TableIndex.Node] = []
  private(set) var cuts: [UInt32] = []
  private(set) var leaves: [UInt32] = []

  private let rules: CodedRules
  private var chooser: CutChooser
  /// Subtrees of at most so many rules are left for later; none where the builder works alone.
  private let laterSize: Int
  private var later: [Subtree] = []
  /// The classes of each column that lead to the node that is being built.
  private var region: [ClassSet.Range]
  /// The parts that each rule's ranges lie in, while the rules of a node are distributed.
  private var spans: [Span] = []

  /// So many rules are compared faster than a cut is searched.
  private static let leafSize = 12
  /// How many entries the leaves may have for each rule.
  private static let growth = 32.0
  private static let maximumDepth = 16
  /// From so many rules on the tree is built on several cores.
  private static let parallelSize = 4000

  /// A node whose rules are known and whose tree is not.
  private struct Subtree {
    var node: Int
    var ids: [UInt32]
    var growth: Double
    var depth: Int
    var region: [ClassSet.Range]
  }

  /// Neighbouring parts that a rule belongs to.
  private struct Span {
    var id: UInt32
    var first: UInt32
    var last: UInt32
  }

  /// The rules of the children, one child after the other.
  private struct Parts {
    var starts: [Int]
    var ids: [UInt32]
  }

  init(_ rules: CodedRules) {
    self.init(rules, laterSize: rules.count < Self.parallelSize ? 0 : rules.count / 8)
  }

  private init(_ rules: CodedRules, laterSize: Int) {
    self.rules = rules
    self.laterSize = laterSize
    chooser = CutChooser(rules)
    region = (0..<rules.width).map { column in
      ClassSet.Range(low: 0, high: rules.columns.columns[column].classCount - 1)
    }
  }

  mutating func build() {
    build(Array(0..<UInt32(rules.count)), growth: Self.growth, depth: 0)
    if !later.isEmpty { buildSubtrees() }
  }

  private mutating func build(_ ids: [UInt32], growth: Double, depth: Int) {
    nodes.append(TableIndex.Node(column: -1, start: 0, count: 0, children: 0))
    split(0, ids[...], growth: growth, depth: depth)
  }

  private mutating func buildSubtrees() {
    let subtrees = later
    let rules = rules
    let built = Mutex([TreeBuilder?](repeating: nil, count: subtrees.count))
    DispatchQueue.concurrentPerform(iterations: subtrees.count) { place in
      var builder = TreeBuilder(rules, laterSize: 0)
      let subtree = subtrees[place]
      builder.region = subtree.region
      builder.build(subtree.ids, growth: subtree.growth, depth: subtree.depth)
      builder.dropRoom()
      let finished = builder
      built.withLock { $0[place] = finished }
    }
    later = []
    for (subtree, builder) in zip(subtrees, built.withLock { $0 }) {
      if let builder { graft(builder, at: subtree.node) }
    }
  }

  /// Lets go what only building needs.
  private mutating func dropRoom() {
    chooser = CutChooser(rules)
    spans = []
  }

  /// Puts a tree in the place of a node: its root there, all else behind what there is.
  private mutating func graft(_ tree: TreeBuilder, at node: Int) {
    let (firstNode, firstCut, firstRule) = (nodes.count, cuts.count, leaves.count)
    func moved(_ node: TableIndex.Node) -> TableIndex.Node {
      var copy = node
      copy.start += Int32(node.column < 0 ? firstRule : firstCut)
      // The root goes elsewhere, so the others move up by one.
      if node.column >= 0 { copy.children += Int32(firstNode - 1) }
      return copy
    }
    nodes[node] = moved(tree.nodes[0])
    nodes.reserveCapacity(nodes.count + tree.nodes.count)
    for node in tree.nodes.dropFirst() { nodes.append(moved(node)) }
    cuts += tree.cuts
    leaves += tree.leaves
  }

  private mutating func split(
    _ node: Int, _ ids: ArraySlice<UInt32>, growth: Double, depth: Int
  ) {
    guard ids.count > Self.leafSize, depth < Self.maximumDepth,
      let choice = chooser.choose(ids, growth: growth, region: region)
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
    let whole = region[choice.column]
    defer { region[choice.column] = whole }
    for part in 0...choice.cuts.count {
      region[choice.column] = ClassSet.Range(
        low: part == 0 ? whole.low : choice.cuts[part - 1],
        high: part == choice.cuts.count ? whole.high : choice.cuts[part] - 1)
      let slice = parts.ids[parts.starts[part]..<parts.starts[part + 1]]
      // A part that lost nothing would be cut in vain again.
      let rest = slice.count == ids.count ? 1 : growth / max(1, copies)
      if slice.count <= laterSize, slice.count > Self.leafSize {
        later.append(
          Subtree(
            node: children + part, ids: Array(slice), growth: rest, depth: depth + 1,
            region: region))
      } else {
        split(children + part, slice, growth: rest, depth: depth + 1)
      }
    }
  }

  private mutating func distribute(_ ids: ArraySlice<UInt32>, _ choice: CutChooser.Choice) -> Parts
  {
    let count = choice.cuts.count + 1
    var starts = [Int](repeating: 0, count: count + 1)
    spans.removeAll(keepingCapacity: true)
    let region = region[choice.column]
    for id in ids {
      var next: UInt32 = 0
      rules.forEachRange(Int(id), choice.column) { low, high in
        guard low <= region.high, high >= region.low else { return }
        let last = UInt32(choice.cuts.partitioningIndex { $0 > high })
        // Two ranges of a cell may end and begin in the same part.
        let first = max(next, UInt32(choice.cuts.partitioningIndex { $0 > low }))
        next = last + 1
        guard first <= last else { return }
        spans.append(Span(id: id, first: first, last: last))
        for part in first...last { starts[Int(part) + 1] += 1 }
      }
    }
    for part in 0..<count { starts[part + 1] += starts[part] }
    var next = starts
    var parts = [UInt32](repeating: 0, count: starts[count])
    for span in spans {
      for part in Int(span.first)...Int(span.last) {
        parts[next[part]] = span.id
        next[part] += 1
      }
    }
    return Parts(starts: starts, ids: parts)
  }
}

import Diagnostics
import Statechart

/// The procedures of SCXML 1.0, appendix D, as they stand there, with their names, for charts whose content
/// only logs and raises; how the engine does the same otherwise is of no concern here.
///
/// Three things are done as docs/workflows.md says (choices 5, 8 and 15): the domains of transitions are those of
/// before the exit, a parallel state that is a region of another is done there, too, and what is active is not
/// entered again, though a default transition to it is taken with its content.
struct AlgorithmOracle {
  struct Endless: Error {}

  private struct Node {
    var id: String
    var state: StateNode?
    var parent: Int
    var children: [Int] = []
    var histories: [Int] = []
  }

  private struct Way: Hashable {
    var source: Int
    var place: Int
  }

  private var nodes = [Node(id: "", state: nil, parent: -1)]
  private var indexes: [String: Int] = [:]
  private var configuration = Set<Int>()
  private var historyValue: [Int: [Int]] = [:]
  private var internalQueue: [String] = []
  private var running = true
  private var microsteps = 0
  private let limit: Int
  /// What was logged since it was last asked for.
  private(set) var trace: [String] = []

  init(_ document: StatechartDocument, limit: Int) {
    self.limit = limit
    for state in document.states { add(state, parent: 0) }
  }

  private mutating func add(_ state: StateNode, parent: Int) {
    let index = nodes.count
    nodes.append(Node(id: state.id ?? "", state: state, parent: parent))
    indexes[state.id ?? ""] = index
    if case .history = state.kind {
      nodes[parent].histories.append(index)
    } else {
      nodes[parent].children.append(index)
    }
    for child in state.children { add(child, parent: index) }
  }

  // MARK: The main loop

  var activeStates: [String] { configuration.sorted().map { nodes[$0].id } }

  mutating func start() throws {
    (trace, microsteps) = ([], 0)
    var sets = EntrySets()
    enter([nodes[0].children[0]], below: 0, &sets)
    enterStates(sets)
    try finishMacrostep()
  }

  mutating func step(_ event: String) throws {
    (trace, microsteps) = ([], 0)
    try take(selectTransitions(event))
    try finishMacrostep()
  }

  private mutating func finishMacrostep() throws {
    while running, !internalQueue.isEmpty {
      try take(selectTransitions(internalQueue.removeFirst()))
    }
    guard !running else { return }
    for state in configuration.sorted().reversed() { run(nodes[state].state?.onExit) }
  }

  private mutating func take(_ enabled: [Way]) throws {
    guard !enabled.isEmpty else { return }
    microsteps += 1
    guard microsteps <= limit else { throw Endless() }
    let domains = enabled.map { getTransitionDomain($0) }
    exitStates(enabled)
    for way in enabled { run(transition(way).content) }
    var sets = EntrySets()
    for (way, domain) in zip(enabled, domains) {
      if let domain { enter(targets(transition(way)), below: domain, &sets) }
    }
    enterStates(sets)
  }

  // MARK: Selecting

  private func selectTransitions(_ event: String) -> [Way] {
    var enabled: [Way] = []
    for atomic in configuration.sorted() where nodes[atomic].children.isEmpty {
      let way = ([atomic] + getProperAncestors(atomic, nil)).lazy.compactMap { state in
        (nodes[state].state?.transitions ?? []).indices.map { Way(source: state, place: $0) }.first
        {
          transition($0).events.contains { event == $0 || event.hasPrefix("\($0).") }
        }
      }.first
      if let way, !enabled.contains(way) { enabled.append(way) }
    }
    return removeConflictingTransitions(enabled)
  }

  private func removeConflictingTransitions(_ enabled: [Way]) -> [Way] {
    var filtered: [Way] = []
    for first in enabled {
      var preempted = false
      var toRemove: [Way] = []
      for second in filtered
      where !computeExitSet([first]).isDisjoint(with: computeExitSet([second])) {
        if isDescendant(first.source, second.source) {
          toRemove.append(second)
        } else {
          preempted = true
          break
        }
      }
      if !preempted {
        filtered.removeAll(where: toRemove.contains)
        filtered.append(first)
      }
    }
    return filtered
  }

  // MARK: Leaving

  private func computeExitSet(_ ways: [Way]) -> Set<Int> {
    var set = Set<Int>()
    for way in ways {
      guard let domain = getTransitionDomain(way) else { continue }
      set.formUnion(configuration.filter { isDescendant($0, domain) })
    }
    return set
  }

  private mutating func exitStates(_ enabled: [Way]) {
    let leaving = computeExitSet(enabled).sorted().reversed()
    for state in leaving {
      for history in nodes[state].histories {
        let isDeep = nodes[history].state?.kind == .history(.deep)
        historyValue[history] = configuration.sorted().filter {
          isDeep
            ? nodes[$0].children.isEmpty && isDescendant($0, state) : nodes[$0].parent == state
        }
      }
    }
    for state in leaving {
      run(nodes[state].state?.onExit)
      configuration.remove(state)
    }
  }

  // MARK: Entering

  private struct EntrySets {
    var statesToEnter = Set<Int>()
    var statesForDefaultEntry = Set<Int>()
    var defaultHistoryContent: [Int: Int] = [:]
  }

  private func enter(_ targets: [Int], below ancestor: Int, _ sets: inout EntrySets) {
    for target in targets { addDescendantStatesToEnter(target, &sets) }
    for target in getEffectiveTargetStates(targets) {
      addAncestorStatesToEnter(target, ancestor, &sets)
    }
  }

  private func addDescendantStatesToEnter(_ state: Int, _ sets: inout EntrySets) {
    if isHistory(state) {
      let parent = nodes[state].parent
      let stored = historyValue[state]
      if stored == nil { sets.defaultHistoryContent[parent] = state }
      let places = stored ?? defaultTargets(state)
      for place in places { addDescendantStatesToEnter(place, &sets) }
      for place in places { addAncestorStatesToEnter(place, parent, &sets) }
      return
    }
    sets.statesToEnter.insert(state)
    if isCompound(state) {
      sets.statesForDefaultEntry.insert(state)
      let places = initialTargets(state)
      for place in places { addDescendantStatesToEnter(place, &sets) }
      for place in places { addAncestorStatesToEnter(place, state, &sets) }
    } else if isParallel(state) {
      addMissingRegions(state, &sets)
    }
  }

  private func addAncestorStatesToEnter(_ state: Int, _ ancestor: Int, _ sets: inout EntrySets) {
    for outer in getProperAncestors(state, ancestor) {
      if configuration.contains(outer) { return }
      sets.statesToEnter.insert(outer)
      if isParallel(outer) { addMissingRegions(outer, &sets) }
    }
  }

  private func addMissingRegions(_ state: Int, _ sets: inout EntrySets) {
    for child in nodes[state].children
    where !sets.statesToEnter.contains(where: { $0 == child || isDescendant($0, child) }) {
      addDescendantStatesToEnter(child, &sets)
    }
  }

  private mutating func enterStates(_ sets: EntrySets) {
    for (parent, history) in sets.defaultHistoryContent.sorted(by: { $0.key < $1.key })
    where !sets.statesToEnter.contains(parent) {
      run(nodes[history].state?.transitions.first?.content)
    }
    for state in sets.statesToEnter.sorted() {
      configuration.insert(state)
      run(nodes[state].state?.onEntry)
      if sets.statesForDefaultEntry.contains(state) { run(nodes[state].state?.initial?.content) }
      if let history = sets.defaultHistoryContent[state] {
        run(nodes[history].state?.transitions.first?.content)
      }
      guard nodes[state].state?.kind == .final else { continue }
      var parent = nodes[state].parent
      if parent == 0 {
        running = false
        continue
      }
      internalQueue.append("done.state.\(nodes[parent].id)")
      parent = nodes[parent].parent
      while isParallel(parent), isInFinalState(parent) {
        internalQueue.append("done.state.\(nodes[parent].id)")
        parent = nodes[parent].parent
      }
    }
  }

  // MARK: Functions

  private func isInFinalState(_ state: Int) -> Bool {
    if isCompound(state) {
      return nodes[state].children.contains {
        nodes[$0].state?.kind == .final && configuration.contains($0)
      }
    }
    return isParallel(state) && nodes[state].children.allSatisfy(isInFinalState)
  }

  private func getTransitionDomain(_ way: Way) -> Int? {
    let states = getEffectiveTargetStates(targets(transition(way)))
    if states.isEmpty { return nil }
    if transition(way).isInternal, isCompound(way.source),
      states.allSatisfy({ isDescendant($0, way.source) })
    {
      return way.source
    }
    return getProperAncestors(way.source, nil).first { outer in
      (outer == 0 || isCompound(outer)) && states.allSatisfy { isDescendant($0, outer) }
    }
  }

  private func getEffectiveTargetStates(_ targets: [Int]) -> [Int] {
    targets.flatMap { target in
      isHistory(target)
        ? historyValue[target] ?? getEffectiveTargetStates(defaultTargets(target)) : [target]
    }
  }

  /// Up to, and without, `last`; to the document itself where that is nil.
  private func getProperAncestors(_ state: Int, _ last: Int?) -> [Int] {
    var ancestors: [Int] = []
    var outer = nodes[state].parent
    while outer >= 0, outer != last {
      ancestors.append(outer)
      outer = nodes[outer].parent
    }
    // A state that does not lie below `last` has no such ancestors.
    return last == nil || outer == last ? ancestors : []
  }

  private func isDescendant(_ state: Int, _ outer: Int) -> Bool {
    getProperAncestors(state, nil).contains(outer)
  }

  private func isHistory(_ state: Int) -> Bool {
    if case .history? = nodes[state].state?.kind { true } else { false }
  }

  private func isParallel(_ state: Int) -> Bool {
    nodes[state].state?.kind == .parallel && !nodes[state].children.isEmpty
  }

  private func isCompound(_ state: Int) -> Bool {
    nodes[state].state?.kind == .state && !nodes[state].children.isEmpty
  }

  private func transition(_ way: Way) -> Transition {
    nodes[way.source].state?.transitions[way.place] ?? Transition(origin: .init(file: ""))
  }

  private func targets(_ transition: Transition) -> [Int] {
    transition.targets.compactMap { indexes[$0.id] }
  }

  private func defaultTargets(_ history: Int) -> [Int] {
    nodes[history].state?.transitions.first.map(targets) ?? []
  }

  private func initialTargets(_ state: Int) -> [Int] {
    nodes[state].state?.initial?.targets.compactMap { indexes[$0.id] }
      ?? Array(nodes[state].children.prefix(1))
  }

  // MARK: Content

  private mutating func run(_ blocks: [Block]?) {
    for block in blocks ?? [] { run(block.content) }
  }

  private mutating func run(_ content: [ExecutableContent]?) {
    for element in content ?? [] {
      switch element.action {
      case .log(let label, _): trace.append("\(label ?? "")=")
      case .raise(let event): internalQueue.append(event)
      default: break
      }
    }
  }
}

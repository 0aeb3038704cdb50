extension Interpreter {
  /// The states that transitions leave; spec: function computeExitSet.
  func computeExitSet(_ transitions: [Int]) -> StateSet {
    var exits = StateSet(count: chart.states.count)
    for index in transitions {
      let transition = chart.transitions[index]
      guard !transition.targets.isEmpty else { continue }
      let domain = transitionDomain(transition)
      for state in session.configuration.members where chart.isDescendant(state, of: domain) {
        exits.insert(state)
      }
    }
    return exits
  }

  /// The state within which a transition with targets happens; spec: function getTransitionDomain.
  func transitionDomain(_ transition: CompiledTransition) -> Int {
    let targets = effectiveTargets(transition.targets)
    let source = transition.source
    if transition.isInternal, chart.states[source].kind == .compound,
      targets.allSatisfy({ chart.isDescendant($0, of: source) })
    {
      return source
    }
    return leastCommonCompoundAncestor(of: source, and: targets)
  }

  /// The targets with what history states stand for; spec: function getEffectiveTargetStates.
  func effectiveTargets(_ targets: [Int]) -> [Int] {
    var result = [Int]()
    var pending = Array(targets.reversed())
    var seen = StateSet(count: chart.states.count)
    while let target = pending.popLast() {
      guard !seen.contains(target) else { continue }
      seen.insert(target)
      if case .history = chart.states[target].kind {
        let next = session.history[target] ?? chart.defaultTargets(ofHistory: target)
        pending += next.reversed()
      } else {
        result.append(target)
      }
    }
    return result
  }

  /// Spec: function findLCCA.
  private func leastCommonCompoundAncestor(of source: Int, and targets: [Int]) -> Int {
    var ancestor = chart.states[source].parent
    while ancestor > 0 {
      if chart.states[ancestor].isCompoundOrDocument,
        targets.allSatisfy({ chart.isDescendant($0, of: ancestor) })
      {
        return ancestor
      }
      ancestor = chart.states[ancestor].parent
    }
    return 0
  }
}

extension Chart {
  /// The targets of a history state's default transition.
  func defaultTargets(ofHistory state: Int) -> [Int] {
    states[state].transitions.first.map { transitions[$0].targets } ?? []
  }
}

/// The states to enter; spec: procedure computeEntrySet.
struct EntrySet {
  private let chart: Chart
  private let history: [Int: [Int]]
  /// The states that are not left.
  private let active: StateSet
  /// The states to enter.
  private(set) var states: StateSet
  /// The compound states whose initial transition is taken.
  private(set) var defaults: StateSet
  /// The history states' default transitions that are taken, by the parent of the history state.
  private(set) var defaultHistories: [Int: Int] = [:]
  /// The history states being followed, so that a circle of them ends.
  private var followed: StateSet

  /// Begins with no states; `session` is that after the exit of what is left.
  init(chart: Chart, _ session: SessionState) {
    self.chart = chart
    history = session.history
    active = session.configuration
    states = StateSet(count: chart.states.count)
    defaults = StateSet(count: chart.states.count)
    followed = StateSet(count: chart.states.count)
  }

  /// Adds the targets of one transition whose domain is `ancestor`.
  mutating func add(_ targets: [Int], below ancestor: Int) {
    for target in targets { addDescendants(target) }
    for target in targets { addAncestors(target, below: ancestor) }
  }

  /// Spec: procedure addDescendantStatesToEnter.
  private mutating func addDescendants(_ index: Int) {
    let state = chart.states[index]
    switch state.kind {
    case .history:
      guard !followed.contains(index) else { return }
      followed.insert(index)
      let targets: [Int]
      if let remembered = history[index] {
        targets = remembered
      } else {
        targets = chart.defaultTargets(ofHistory: index)
        if let transition = state.transitions.first {
          defaultHistories[state.parent] = transition
        }
      }
      for target in targets { addDescendants(target) }
      for target in targets { addAncestors(target, below: state.parent) }
    case .compound:
      states.insert(index)
      defaults.insert(index)
      let targets = state.initial?.targets ?? []
      for target in targets { addDescendants(target) }
      for target in targets { addAncestors(target, below: index) }
    case .parallel:
      states.insert(index)
      addMissingChildren(of: state)
    case .atomic, .final:
      states.insert(index)
    case .document:
      break
    }
  }

  /// Spec: procedure addAncestorStatesToEnter.
  private mutating func addAncestors(_ index: Int, below ancestor: Int) {
    // A history state's targets were added with their ancestors up to its parent. Where these lie deeper than
    // the transition reaches they are active, and so is all that surrounds them.
    var parent = chart.states[index].parent
    while parent > ancestor, !active.contains(parent) {
      states.insert(parent)
      if chart.states[parent].kind == .parallel { addMissingChildren(of: chart.states[parent]) }
      parent = chart.states[parent].parent
    }
  }

  private mutating func addMissingChildren(of parallel: CompiledState) {
    for child in parallel.children
    where !states.contains(child)
      && !states.containsAny(in: child + 1..<chart.states[child].end)
    {
      addDescendants(child)
    }
  }
}

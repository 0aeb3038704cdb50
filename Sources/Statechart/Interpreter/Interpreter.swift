import Diagnostics
import FEEL

/// Runs one macrostep on a copy of the session's state; whether the copy is kept is decided after it.
///
/// Spec: SCXML 1.0, appendix D; the procedures have its names.
struct Interpreter {
  let chart: Chart
  let identity: SessionIdentity
  let environment: any StatechartEnvironment
  let microstepLimit: Int
  var session: SessionState
  var internalQueue = EventQueue()
  var effects = [Effect]()
  var journal = [JournalEntry]()
  /// Why the macrostep cannot be kept.
  var failure: StatechartFailure?
  /// The data of the done event, once the session has ended.
  var result: Value?
  /// Whether a top-level final state was entered or the session was cancelled.
  var isEnding = false
  private var statesToInvoke: StateSet
  /// The transitions whose condition has raised its error in this macrostep.
  private var faultyConditions = Set<Int>()
  private var microsteps = 0
  var evaluation: Evaluation
  let activeStates: ActiveStates

  init(
    _ machine: StatechartMachine, session: SessionState, environment: any StatechartEnvironment
  ) {
    chart = machine.statechart.chart
    identity = machine.identity
    microstepLimit = machine.microstepLimit
    self.environment = environment
    self.session = session
    statesToInvoke = StateSet(count: chart.states.count)
    activeStates = ActiveStates(chart: chart, configuration: session.configuration)
    evaluation = Evaluation(now: environment.now, host: activeStates)
  }

  // MARK: Macrosteps

  /// Spec: procedure interpret.
  mutating func start(_ parameters: ContextValue) {
    session.stage = .running
    bindData(parameters)
    if let script = chart.script {
      runBlock { interpreter throws(ExecutionError) in try interpreter.run(script) }
    }
    var record = Microstep(event: nil, taken: [], exited: [], entered: [])
    let place = journal.count
    journal.append(.transitions(record))
    var entry = EntrySet(chart: chart, session)
    entry.add(chart.initial.targets, below: 0)
    record.entered = enterStates(entry)
    journal[place] = .transitions(record)
    finishMacrostep()
  }

  /// Spec: the outer loop of procedure mainEventLoop, from the external event on.
  mutating func process(_ event: StatechartEvent) {
    setEvent(event)
    for active in session.invocations {
      let invocation = chart.states[active.state].invocations[active.index]
      if active.id == event.invokeID { finalize(invocation, event) }
      if invocation.autoforward { effects.append(.forward(event, invocation: active.id)) }
    }
    let enabled = selectTransitions(event)
    if enabled.isEmpty {
      reportUntaken(event)
    } else {
      microstep(enabled, event: event.name)
    }
    finishMacrostep()
  }

  /// Leaves what stands in the way and enters a state, as an external transition to it would.
  ///
  /// States that are active and hold the target stay active, with what they have invoked.
  mutating func move(to target: Int) {
    var domain = chart.states[target].parent
    while domain > 0,
      !session.configuration.contains(domain) || !chart.states[domain].isCompoundOrDocument
    {
      domain = chart.states[domain].parent
    }
    var record = Microstep(event: nil, taken: [], exited: [], entered: [])
    let place = journal.count
    journal.append(.transitions(record))
    record.exited = leave(
      session.configuration.members.filter { chart.isDescendant($0, of: domain) }.reversed())
    var entry = EntrySet(chart: chart, session)
    entry.add([target], below: domain)
    record.entered = enterStates(entry)
    journal[place] = .transitions(record)
    finishMacrostep()
  }

  /// Ends the session because its invoker left the invoking state.
  mutating func cancel() {
    isEnding = true
    exitInterpreter(isCancelled: true)
  }

  /// Runs until no transition is enabled, the internal queue is empty and all is invoked.
  private mutating func finishMacrostep() {
    while failure == nil {
      runToStability()
      guard failure == nil else { return }
      if isEnding {
        exitInterpreter(isCancelled: false)
        return
      }
      for state in statesToInvoke.members {
        for index in chart.states[state].invocations.indices {
          invoke(state: state, index: index)
        }
      }
      statesToInvoke.removeAll()
      if internalQueue.isEmpty { return }
    }
  }

  /// Spec: the inner loop of procedure mainEventLoop.
  private mutating func runToStability() {
    while !isEnding, failure == nil {
      let eventless = selectTransitions(nil)
      if !eventless.isEmpty {
        microstep(eventless, event: nil)
        continue
      }
      guard let event = internalQueue.dequeue() else { return }
      setEvent(event)
      let enabled = selectTransitions(event)
      if enabled.isEmpty {
        reportUntaken(event)
      } else {
        microstep(enabled, event: event.name)
      }
    }
  }

  private mutating func reportUntaken(_ event: StatechartEvent) {
    if event.isPlatformError, chart.errorHandling == .incident {
      failure = .unhandledError(event)
    } else if event.type == .external {
      journal.append(.ignored(event: event.name))
    }
  }

  private mutating func microstep(_ enabled: [Int], event: String?) {
    microsteps += 1
    guard microsteps <= microstepLimit else {
      failure = .microstepLimit(microstepLimit)
      return
    }
    var record = Microstep(event: event, taken: [], exited: [], entered: [])
    record.taken = enabled.map { index in
      let transition = chart.transitions[index]
      return Microstep.Taken(
        source: chart.states[transition.source].id,
        targets: transition.targets.map { chart.states[$0].id }, origin: transition.origin)
    }
    // The record stands before what the content of its transitions notes.
    let place = journal.count
    journal.append(.transitions(record))
    // The domains are those of the exit set: what is remembered on the way out may lead a history
    // state elsewhere.
    let domains = enabled.map { transitionDomain(chart.transitions[$0]) }
    record.exited = exitStates(enabled)
    for index in enabled {
      runBlock(chart.transitions[index].content)
    }
    var entry = EntrySet(chart: chart, session)
    for (index, domain) in zip(enabled, domains) {
      entry.add(chart.transitions[index].targets, below: domain)
    }
    record.entered = enterStates(entry)
    journal[place] = .transitions(record)
  }

  // MARK: Selection

  /// Spec: functions selectEventlessTransitions and selectTransitions.
  private mutating func selectTransitions(_ event: StatechartEvent?) -> [Int] {
    var enabled = [Int]()
    for atomic in session.configuration.members where chart.states[atomic].isAtomic {
      var state = atomic
      search: while state > 0 {
        for index in chart.states[state].transitions
        where isEnabled(chart.transitions[index], index, event) {
          if !enabled.contains(index) { enabled.append(index) }
          break search
        }
        state = chart.states[state].parent
      }
    }
    return enabled.count > 1 ? removeConflictingTransitions(enabled) : enabled
  }

  private mutating func isEnabled(
    _ transition: CompiledTransition, _ index: Int, _ event: StatechartEvent?
  ) -> Bool {
    if let event {
      guard transition.events.contains(where: { $0.matches(event.name) }) else { return false }
    } else {
      guard transition.events.isEmpty else { return false }
    }
    guard let condition = transition.condition else { return true }
    do throws(ExecutionError) {
      return try truth(of: condition)
    } catch {
      if faultyConditions.insert(index).inserted { raise(error) }
      return false
    }
  }

  /// Spec: function removeConflictingTransitions.
  private func removeConflictingTransitions(_ enabled: [Int]) -> [Int] {
    var filtered = [(index: Int, exits: StateSet)]()
    for first in enabled {
      let exits = computeExitSet([first])
      var isPreempted = false
      var removed = [Int]()
      for second in filtered where exits.intersects(second.exits) {
        let source = chart.transitions[first].source
        if chart.isDescendant(source, of: chart.transitions[second.index].source) {
          removed.append(second.index)
        } else {
          isPreempted = true
          break
        }
      }
      guard !isPreempted else { continue }
      filtered.removeAll { removed.contains($0.index) }
      filtered.append((first, exits))
    }
    return filtered.map(\.index)
  }

  // MARK: Exit

  /// Spec: procedure exitStates.
  private mutating func exitStates(_ enabled: [Int]) -> [String] {
    leave(Array(computeExitSet(enabled).members.reversed()))
  }

  /// Leaves states, the innermost first; what histories remember is that of before.
  private mutating func leave(_ leaving: [Int]) -> [String] {
    for state in leaving { statesToInvoke.remove(state) }
    for state in leaving {
      for history in chart.states[state].histories {
        let isDeep = chart.states[history].kind == .history(.deep)
        session.history[history] = session.configuration.members.filter {
          isDeep
            ? chart.states[$0].isAtomic && chart.isDescendant($0, of: state)
            : chart.states[$0].parent == state
        }
      }
    }
    for state in leaving { exit(state) }
    return leaving.map { chart.states[$0].id }
  }

  private mutating func exit(_ state: Int) {
    for block in chart.states[state].onExit { runBlock(block) }
    for active in session.invocations where active.state == state {
      effects.append(.cancelInvocation(id: active.id))
    }
    session.invocations.removeAll { $0.state == state }
    session.configuration.remove(state)
    activeStates.configuration = session.configuration
  }

  /// Spec: procedure exitInterpreter.
  private mutating func exitInterpreter(isCancelled: Bool) {
    let leaving = Array(session.configuration.members.reversed())
    let final = leaving.first {
      chart.states[$0].kind == .final && chart.states[$0].parent == 0
    }
    var data = Value.null
    for state in leaving {
      exit(state)
      if state == final { data = doneData(of: state) }
    }
    // The state it ended in is what people ask for afterwards.
    if let final { session.configuration.insert(final) }
    session.stage = .done
    result = isCancelled ? .null : data
    guard chart.errorHandling == .incident, !isCancelled else { return }
    while failure == nil, let event = internalQueue.dequeue() {
      if event.isPlatformError { failure = .unhandledError(event) }
    }
  }

  // MARK: Entry

  /// Spec: procedure enterStates.
  private mutating func enterStates(_ entry: EntrySet) -> [String] {
    let entered = entry.states.members
    // The algorithm runs what stands in the default transition of a history state on entering its parent; a
    // parent that stays active is not entered, and the transition is taken all the same.
    for (parent, transition) in entry.defaultHistories.sorted(by: { $0.key < $1.key })
    where !entry.states.contains(parent) {
      runBlock(chart.transitions[transition].content)
    }
    for state in entered { enter(state, entry) }
    return entered.map { chart.states[$0].id }
  }

  private mutating func enter(_ index: Int, _ entry: EntrySet) {
    let state = chart.states[index]
    session.configuration.insert(index)
    activeStates.configuration = session.configuration
    statesToInvoke.insert(index)
    if chart.document.binding == .late, !session.bound.contains(index) {
      session.bound.insert(index)
      for data in state.data { bind(data) }
    }
    for block in state.onEntry { runBlock(block) }
    if entry.defaults.contains(index) { runBlock(state.initial?.content ?? []) }
    if let history = entry.defaultHistories[index] {
      runBlock(chart.transitions[history].content)
    }
    guard state.kind == .final else { return }
    if state.parent == 0 {
      isEnding = true
      return
    }
    let parent = chart.states[state.parent]
    raiseDone(parent.id, data: doneData(of: index))
    // The algorithm looks at one parallel state alone; the prose of 3.4 has no such bound, so a parallel state
    // that is a region of another counts there as well.
    var region = parent.parent
    while region > 0, chart.states[region].kind == .parallel, isInFinalState(region) {
      raiseDone(chart.states[region].id, data: .null)
      region = chart.states[region].parent
    }
  }

  private mutating func raiseDone(_ state: String, data: Value) {
    internalQueue.enqueue(
      StatechartEvent("done.state.\(state)", type: .platform, data: data))
  }

  /// Spec: function isInFinalState.
  private func isInFinalState(_ index: Int) -> Bool {
    let state = chart.states[index]
    switch state.kind {
    case .compound:
      return state.children.contains {
        chart.states[$0].kind == .final && session.configuration.contains($0)
      }
    case .parallel: return state.children.allSatisfy(isInFinalState)
    case .document, .atomic, .final, .history: return false
    }
  }
}

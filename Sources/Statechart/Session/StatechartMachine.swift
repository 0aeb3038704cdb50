public import FEEL

/// One session of a statechart: a value that events turn into its next state.
///
/// It does nothing by itself: the effects of a macrostep are carried out by whoever runs the session,
/// in the same transaction that stores the machine.
public struct StatechartMachine: Sendable {
  /// What it runs.
  public let statechart: CompiledStatechart
  /// Who it is.
  public let identity: SessionIdentity
  /// How many microsteps a macrostep may take.
  public let microstepLimit: Int
  var session: SessionState

  /// The limit that no sensible document comes near.
  public static let standardMicrostepLimit = 10_000

  /// Makes a session that has not started.
  public init(
    _ statechart: CompiledStatechart, identity: SessionIdentity,
    microstepLimit: Int = standardMicrostepLimit
  ) {
    self.statechart = statechart
    self.identity = identity
    self.microstepLimit = microstepLimit
    session = SessionState(statechart.chart, identity)
  }

  /// Starts the session: enters its initial states and runs until nothing is enabled.
  ///
  /// - Parameters:
  ///   - parameters: Values that take the place of the initial values of top-level variables; other
  ///     names are ignored.
  ///   - environment: The time, the decisions and the receivers.
  /// - Returns: What happened; if it failed, the session is as it was and may be started again.
  public mutating func start(
    _ parameters: ContextValue = .empty, _ environment: some StatechartEnvironment
  ) -> Macrostep {
    precondition(session.stage == .fresh, "a session starts once")
    return run(nil, environment) { $0.start(parameters) }
  }

  /// Processes the next event of the session's inbox.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - environment: The time, the decisions and the receivers.
  /// - Returns: What happened; if it failed, the session is as it was and the event may be tried
  ///   again.
  public mutating func step(
    _ event: StatechartEvent, _ environment: some StatechartEnvironment
  ) -> Macrostep {
    precondition(session.stage == .running, "only a running session takes events")
    return run(event, environment) { $0.process(event) }
  }

  /// Ends the session because the state that invoked it was left: its exit handlers run, and there is
  /// no done event.
  public mutating func cancel(_ environment: some StatechartEnvironment) -> Macrostep {
    precondition(session.stage == .running, "only a running session can be cancelled")
    return run(nil, environment) { $0.cancel() }
  }

  /// Puts the session into a state by hand: what stands in the way is left with its exit work, the state
  /// is entered with its entry work and its invocations, and the session runs until nothing is enabled.
  ///
  /// - Parameters:
  ///   - state: The id of a state; not of a history state.
  ///   - environment: The time, the decisions and the receivers.
  /// - Returns: What happened, nil if there is no such state; if it failed, the session is as it was.
  public mutating func move(
    to state: String, _ environment: some StatechartEnvironment
  ) -> Macrostep? {
    precondition(session.stage == .running, "only a running session can be moved")
    guard let target = statechart.chart.indexes[state], target > 0 else { return nil }
    if case .history = statechart.chart.states[target].kind { return nil }
    return run(nil, environment) { $0.move(to: target) }
  }

  private mutating func run(
    _ event: StatechartEvent?, _ environment: some StatechartEnvironment,
    _ body: (inout Interpreter) -> Void
  ) -> Macrostep {
    let from = activeAtomicStates
    var interpreter = Interpreter(self, session: session, environment: environment)
    body(&interpreter)
    if let failure = interpreter.failure {
      return Macrostep(
        event: event, from: from, to: from, effects: [], journal: interpreter.journal,
        status: .failed(failure))
    }
    session = interpreter.session
    return Macrostep(
      event: event, from: from, to: activeAtomicStates, effects: interpreter.effects,
      journal: interpreter.journal, status: interpreter.result.map { .done($0) } ?? .running)
  }

  // MARK: What it is now

  /// Whether it has not started yet.
  public var isFresh: Bool { session.stage == .fresh }
  /// Whether it has ended.
  public var isDone: Bool { session.stage == .done }

  /// The ids of all active states in document order; after the end, of the state it ended in.
  public var configuration: [String] {
    session.configuration.members.map { statechart.chart.states[$0].id }
  }

  /// The ids of the active atomic states in document order.
  public var activeAtomicStates: [String] { session.atomicStates(statechart.chart) }

  /// The variables by name.
  public var variables: ContextValue { session.variables(statechart.chart) }

  /// The ids of what the active states have invoked, in the order of their start.
  public var invocations: [String] { session.invocations.map(\.id) }

  /// The state whose invocation has an id; nil if none is active.
  public func state(ofInvocation id: String) -> String? {
    session.invocations.first { $0.id == id }.map { statechart.chart.states[$0.state].id }
  }

  /// Whether a transition of an active state waits for events of this name.
  public func accepts(_ event: String) -> Bool {
    let chart = statechart.chart
    return session.configuration.members.contains { state in
      chart.states[state].transitions.contains { index in
        chart.transitions[index].events.contains { $0.matches(event) }
      }
    }
  }
}

extension SessionState {
  /// The variables that are declared by now, by name.
  func variables(_ chart: Chart) -> ContextValue {
    ContextValue(
      distinct: (Names.firstVariable..<values.count).compactMap { slot in
        declared[slot] ? ContextValue.Entry(chart.names.name(slot), values[slot]) : nil
      })
  }
}

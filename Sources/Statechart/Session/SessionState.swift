import FEEL

/// Everything about a session that lasts from one macrostep to the next.
struct SessionState: Sendable {
  enum Stage: String, Sendable, CaseIterable {
    /// Not started yet.
    case fresh
    /// Started, waiting for events.
    case running
    /// Ended.
    case done
  }

  /// What a state has started.
  struct ActiveInvocation: Sendable, Hashable {
    var id: String
    var state: Int
    /// The place of the invocation among those of its state.
    var index: Int
  }

  var stage = Stage.fresh
  /// The active states; after the end, the final state it ended in.
  var configuration: StateSet
  /// What a history state stands for, by its index.
  var history: [Int: [Int]] = [:]
  /// The variables by slot.
  var values: [Value]
  /// Which slots are variables by now.
  var declared: [Bool]
  /// With late binding, the states whose variables have got their first values.
  var bound: StateSet
  var invocations: [ActiveInvocation] = []
  /// The number of ids made so far.
  var idCount = 0

  init(_ chart: Chart, _ identity: SessionIdentity) {
    configuration = StateSet(count: chart.states.count)
    bound = StateSet(count: chart.states.count)
    values = Array(repeating: .null, count: chart.names.count)
    declared = chart.names.declared
    bindSystemVariables(chart, identity)
  }

  /// Spec: the FEEL data model, 5.
  private mutating func bindSystemVariables(_ chart: Chart, _ identity: SessionIdentity) {
    let scxml = Value.context(ContextValue(["location": .string(identity.address)]))
    var processors = [
      ContextValue.Entry("scxml", scxml), ContextValue.Entry(Processor.scxmlType, scxml),
    ]
    if let location = identity.httpLocation {
      let http = Value.context(ContextValue(["location": .string(location)]))
      processors.append(.init("basichttp", http))
      processors.append(.init(Processor.httpType, http))
    }
    values[Names.System.sessionID.rawValue] = .string(identity.sessionID)
    values[Names.System.name.rawValue] = chart.document.name.map(Value.string) ?? .null
    values[Names.System.processors.rawValue] = .context(ContextValue(distinct: processors))
    values[Names.System.platform.rawValue] = .context(identity.platform)
  }

  /// The atomic states that are active, in document order.
  func atomicStates(_ chart: Chart) -> [String] {
    configuration.members.filter { chart.states[$0].isAtomic }.map { chart.states[$0].id }
  }
}

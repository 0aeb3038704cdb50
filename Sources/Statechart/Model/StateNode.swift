public import Diagnostics

/// One state with all that belongs to it; spec: SCXML 1.0 §§ 3.3, 3.4, 3.7 and 3.10.
public struct StateNode: Sendable, Hashable {
  /// How much a history state remembers.
  public enum HistoryDepth: String, Sendable, Hashable, CaseIterable {
    /// The active children of its parent.
    case shallow
    /// The active atomic descendants of its parent.
    case deep
  }

  /// The kinds of states.
  public enum Kind: Sendable, Hashable {
    /// A `<state>`: atomic without children, compound with them.
    case state
    /// A state whose children are all active together.
    case parallel
    /// A state that ends its parent.
    case final
    /// A pseudo-state that stands for what was active last.
    case history(HistoryDepth)
  }

  /// The kind.
  public var kind: Kind
  /// The id; nil lets the compiler make one.
  public var id: String?
  /// The name people read.
  public var label: String?
  /// A remark kept with the state.
  public var note: String?
  /// Where a compound state begins; nil for its first child.
  public var initial: InitialTransition?
  /// The variables that stand in this state.
  public var data: [DataElement]
  /// The blocks run on entry, in document order; an error ends its block only.
  public var onEntry: [Block]
  /// The blocks run on exit, in document order.
  public var onExit: [Block]
  /// The transitions, in document order; of a history state its one default transition.
  public var transitions: [Transition]
  /// What runs while the state is active.
  public var invocations: [Invocation]
  /// The data of a final state's done event.
  public var doneData: DoneData?
  /// The child states, in document order.
  public var children: [StateNode]
  /// Where it stands.
  public var origin: Origin

  /// Makes a state.
  public init(
    _ kind: Kind = .state, id: String?, label: String? = nil, note: String? = nil,
    initial: InitialTransition? = nil, data: [DataElement] = [], onEntry: [Block] = [],
    onExit: [Block] = [], transitions: [Transition] = [], invocations: [Invocation] = [],
    doneData: DoneData? = nil, children: [StateNode] = [], origin: Origin
  ) {
    self.kind = kind
    self.id = id
    self.label = label
    self.note = note
    self.initial = initial
    self.data = data
    self.onEntry = onEntry
    self.onExit = onExit
    self.transitions = transitions
    self.invocations = invocations
    self.doneData = doneData
    self.children = children
    self.origin = origin
  }
}

/// Where a compound state begins, by attribute or by element; spec: SCXML 1.0 § 3.6.
public struct InitialTransition: Sendable, Hashable {
  /// The states to enter.
  public var targets: [StateReference]
  /// What to do between the parent's entry and theirs.
  public var content: [ExecutableContent]
  /// Where it stands.
  public var origin: Origin

  /// Makes an initial transition.
  public init(targets: [StateReference], content: [ExecutableContent] = [], origin: Origin) {
    self.targets = targets
    self.content = content
    self.origin = origin
  }
}

/// A transition; spec: SCXML 1.0 § 3.5.
public struct Transition: Sendable, Hashable {
  /// The event descriptors, such as `order.approved`, `error.*` or `*`; empty if eventless.
  public var events: [String]
  /// The guard.
  public var condition: ExpressionText?
  /// The states to enter; empty if targetless.
  public var targets: [StateReference]
  /// Whether it is of type `internal`.
  public var isInternal: Bool
  /// What to do between exit and entry.
  public var content: [ExecutableContent]
  /// A remark kept with the transition.
  public var note: String?
  /// Where it stands.
  public var origin: Origin

  /// Makes a transition.
  public init(
    events: [String] = [], condition: ExpressionText? = nil, targets: [StateReference] = [],
    isInternal: Bool = false, content: [ExecutableContent] = [], note: String? = nil,
    origin: Origin
  ) {
    self.events = events
    self.condition = condition
    self.targets = targets
    self.isInternal = isInternal
    self.content = content
    self.note = note
    self.origin = origin
  }
}

/// The data a final state hands to its done event; spec: SCXML 1.0 § 5.5.
public struct DoneData: Sendable, Hashable {
  /// The parts, for a context.
  public var parameters: [Parameter]
  /// The whole, instead of parts.
  public var content: ValueSource?
  /// Where it stands.
  public var origin: Origin

  /// Makes done data.
  public init(parameters: [Parameter] = [], content: ValueSource? = nil, origin: Origin) {
    self.parameters = parameters
    self.content = content
    self.origin = origin
  }
}

/// A named argument; spec: SCXML 1.0 § 5.7.
public struct Parameter: Sendable, Hashable {
  /// What its value is taken from.
  public enum Value: Sendable, Hashable {
    /// A FEEL expression.
    case expression(ExpressionText)
    /// A location that is read.
    case location(ExpressionText)
  }

  /// The name.
  public var name: String
  /// The value.
  public var value: Value

  /// Makes an argument.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

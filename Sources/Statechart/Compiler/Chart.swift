import Diagnostics
import FEEL

/// A statechart in the form the interpreter walks: states and transitions by index, in document
/// order, which is also entry order.
///
/// State 0 is the document itself.
final class Chart: Sendable {
  let document: StatechartDocument
  let states: [CompiledState]
  let transitions: [CompiledTransition]
  let initial: CompiledInitial
  let script: CompiledScript?
  let names: Names
  let errorHandling: StatechartDocument.ErrorHandling
  /// The state with an id.
  let indexes: [String: Int]

  init(
    document: StatechartDocument, states: [CompiledState], transitions: [CompiledTransition],
    initial: CompiledInitial, script: CompiledScript?, names: Names,
    errorHandling: StatechartDocument.ErrorHandling, indexes: [String: Int]
  ) {
    self.document = document
    self.states = states
    self.transitions = transitions
    self.initial = initial
    self.script = script
    self.names = names
    self.errorHandling = errorHandling
    self.indexes = indexes
  }

  /// Whether `state` lies below `ancestor`.
  func isDescendant(_ state: Int, of ancestor: Int) -> Bool {
    state > ancestor && state < states[ancestor].end
  }
}

/// One state by index.
struct CompiledState: Sendable {
  enum Kind: Sendable, Hashable {
    case document, atomic, compound, parallel, final
    case history(StateNode.HistoryDepth)
  }

  var id: String
  var label: String?
  var kind: Kind
  /// The index of the parent; -1 for the document.
  var parent: Int
  /// The index behind the last descendant.
  var end: Int
  /// The children but for history states.
  var children: [Int] = []
  var histories: [Int] = []
  var initial: CompiledInitial?
  var data: [CompiledData] = []
  var onEntry: [[CompiledAction]] = []
  var onExit: [[CompiledAction]] = []
  var transitions: [Int] = []
  var invocations: [CompiledInvocation] = []
  var doneData: CompiledDoneData?
  var origin: Origin

  var isAtomic: Bool { kind == .atomic || kind == .final }
  var isCompoundOrDocument: Bool { kind == .compound || kind == .document }
}

/// Where a compound state or the document begins.
struct CompiledInitial: Sendable {
  var targets: [Int]
  var content: [CompiledAction]
}

/// A transition by index.
struct CompiledTransition: Sendable {
  var source: Int
  var targets: [Int]
  var events: [EventDescriptor]
  var condition: Formula?
  var isInternal: Bool
  var content: [CompiledAction]
  var origin: Origin
}

/// A data element: its slot and how it gets its first value.
struct CompiledData: Sendable {
  var slot: Int
  var value: CompiledValue
  var origin: Origin
}

/// A value to be computed.
enum CompiledValue: Sendable {
  case constant(Value)
  case formula(Formula)
  /// Computing it always fails.
  case failing(String)
}

/// One expression.
enum Formula: Sendable {
  /// A FEEL expression; `usesIn` if it may ask for active states.
  case feel(CompiledExpression, usesIn: Bool)
  /// The `In` of the null data model; nil for a state that does not exist.
  case isActive(state: Int?)
  /// A text that is not well-formed: evaluating it raises an error.
  case malformed(reason: String, origin: Origin)

  var origin: Origin? {
    switch self {
    case .feel(let expression, _): expression.origin
    case .malformed(_, let origin): origin
    case .isActive: nil
    }
  }
}

/// A place that can be assigned to.
enum Location: Sendable {
  case path(slot: Int, steps: [String], text: String)
  case invalid(reason: String)
}

/// A text, given or computed.
enum CompiledText: Sendable {
  case text(String)
  case formula(Formula)
}

/// A named argument.
struct CompiledParameter: Sendable {
  enum Source: Sendable {
    case formula(Formula)
    case location(Location)
  }
  var name: String
  var source: Source
}

/// What a final state hands to its done event.
struct CompiledDoneData: Sendable {
  var parameters: [CompiledParameter]
  var content: CompiledValue?
}

/// A script.
struct CompiledScript: Sendable {
  var formula: Formula
  var origin: Origin
}

/// One element of executable content.
struct CompiledAction: Sendable {
  indirect enum Kind: Sendable {
    case raise(String)
    case choose([(condition: Formula?, content: [CompiledAction])])
    case forEach(CompiledForEach)
    case log(label: String?, formula: Formula?)
    case assign(Location, CompiledValue)
    case script(CompiledScript)
    case send(CompiledSend)
    case cancel(CompiledText)
    case decide(CompiledDecide)
  }
  var kind: Kind
  var origin: Origin
}

/// A loop; a slot is nil if the name could not be an id.
struct CompiledForEach: Sendable {
  var array: Formula
  var item: Int?
  var index: Int?
  /// Why the loop always fails.
  var fault: String?
  var content: [CompiledAction]
}

/// A send.
struct CompiledSend: Sendable {
  var event: CompiledText?
  var target: CompiledText?
  var type: CompiledText?
  var id: String?
  var idLocation: Location?
  var delay: CompiledText?
  var parameters: [CompiledParameter]
  var content: CompiledValue?
}

/// A decision.
struct CompiledDecide: Sendable {
  var table: CompiledText
  var location: Location?
  var parameters: [CompiledParameter]
  var binding: Decide.Binding
}

/// An invocation.
struct CompiledInvocation: Sendable {
  var type: CompiledText?
  var source: CompiledText?
  var id: String?
  var idLocation: Location?
  var autoforward: Bool
  var parameters: [CompiledParameter]
  /// What runs before an event from it is processed; nil without `<finalize>`.
  var finalize: [CompiledAction]?
  var content: CompiledValue?
  var origin: Origin
}

public import Diagnostics

/// A sequence of executable content that an error ends; spec: SCXML 1.0 § 4.9.
public struct Block: Sendable, Hashable {
  /// The elements, in document order.
  public var content: [ExecutableContent]
  /// A remark kept with the block.
  public var note: String?
  /// Where it stands.
  public var origin: Origin

  /// Makes a block.
  public init(_ content: [ExecutableContent], note: String? = nil, at origin: Origin) {
    self.content = content
    self.note = note
    self.origin = origin
  }
}

/// One element of executable content; spec: SCXML 1.0 §§ 4 and 6.
public struct ExecutableContent: Sendable, Hashable {
  /// What it does.
  public indirect enum Action: Sendable, Hashable {
    /// Puts an event on the internal queue.
    case raise(event: String)
    /// Runs the first branch whose condition is true.
    case choose([Branch])
    /// Runs its content once for each item of a list.
    case forEach(ForEach)
    /// Writes to the session's journal.
    case log(label: String?, expression: ExpressionText?)
    /// Replaces the value at a location.
    case assign(location: ExpressionText, value: ValueSource)
    /// Assigns the entries of a context.
    case script(Script)
    /// Sends an event.
    case send(Send)
    /// Takes back a delayed send.
    case cancel(sendID: TextSource)
    /// Evaluates a decision and assigns its result.
    case decide(Decide)
  }

  /// What it does.
  public var action: Action
  /// Where it stands.
  public var origin: Origin

  /// Makes an element.
  public init(_ action: Action, at origin: Origin) {
    self.action = action
    self.origin = origin
  }
}

/// One partition of an `<if>`; spec: SCXML 1.0 § 4.3.
public struct Branch: Sendable, Hashable {
  /// The condition; nil for `<else>`.
  public var condition: ExpressionText?
  /// What to do.
  public var content: [ExecutableContent]

  /// Makes a branch.
  public init(condition: ExpressionText?, content: [ExecutableContent]) {
    self.condition = condition
    self.content = content
  }
}

/// A loop over a list; spec: SCXML 1.0 § 4.6.
public struct ForEach: Sendable, Hashable {
  /// An expression that must yield a list.
  public var array: ExpressionText
  /// The variable that holds the item.
  public var item: String
  /// The variable that holds its number, from 1.
  public var index: String?
  /// What to do with each.
  public var content: [ExecutableContent]

  /// Makes a loop.
  public init(
    array: ExpressionText, item: String, index: String? = nil, content: [ExecutableContent]
  ) {
    self.array = array
    self.item = item
    self.index = index
    self.content = content
  }
}

/// An event to send, now or later; spec: SCXML 1.0 § 6.2.
public struct Send: Sendable, Hashable {
  /// The event's name.
  public var event: TextSource?
  /// Where it goes; nil for this session.
  public var target: TextSource?
  /// The event processor; nil for that of SCXML.
  public var type: TextSource?
  /// The send's id.
  public var id: String?
  /// Where to store an id made for it.
  public var idLocation: ExpressionText?
  /// How long to wait, such as `1.5s`, or a days and time duration.
  public var delay: TextSource?
  /// Locations whose values are sent under their names.
  public var nameList: [ExpressionText]
  /// Named arguments.
  public var parameters: [Parameter]
  /// The whole data, instead of arguments.
  public var content: ValueSource?

  /// Makes a send.
  public init(
    event: TextSource? = nil, target: TextSource? = nil, type: TextSource? = nil,
    id: String? = nil, idLocation: ExpressionText? = nil, delay: TextSource? = nil,
    nameList: [ExpressionText] = [], parameters: [Parameter] = [], content: ValueSource? = nil
  ) {
    self.event = event
    self.target = target
    self.type = type
    self.id = id
    self.idLocation = idLocation
    self.delay = delay
    self.nameList = nameList
    self.parameters = parameters
    self.content = content
  }
}

/// The evaluation of a decision, `<docket:decide>`.
public struct Decide: Sendable, Hashable {
  /// Which version of the table decides.
  public enum Binding: String, Sendable, Hashable, CaseIterable {
    /// The one in force at that moment.
    case latest
    /// The one in force when the session started.
    case start
  }

  /// The name of the decision or decision service.
  public var table: TextSource
  /// Where the result goes; nil assigns each output to the variable of its name.
  public var location: ExpressionText?
  /// The inputs; without any, each input takes the value of the variable of its name.
  public var parameters: [Parameter]
  /// Which version of the table decides.
  public var binding: Binding

  /// Makes an evaluation of a decision.
  public init(
    table: TextSource, location: ExpressionText? = nil, parameters: [Parameter] = [],
    binding: Binding = .latest
  ) {
    self.table = table
    self.location = location
    self.parameters = parameters
    self.binding = binding
  }
}

/// Something that runs while a state is active: a session, a task, a timer or a call.
///
/// Spec: SCXML 1.0 § 6.4.
public struct Invocation: Sendable, Hashable {
  /// What is started; nil for an SCXML session.
  public var type: TextSource?
  /// The file of the session to start.
  public var source: TextSource?
  /// The invocation's id.
  public var id: String?
  /// Where to store an id made for it.
  public var idLocation: ExpressionText?
  /// Locations whose values are passed under their names.
  public var nameList: [ExpressionText]
  /// Whether every external event is passed on to it.
  public var autoforward: Bool
  /// Named arguments.
  public var parameters: [Parameter]
  /// What runs before an event from it is processed.
  public var finalize: Block?
  /// The session to start, given in place.
  public var content: ValueSource?
  /// A remark kept with the invocation.
  public var note: String?
  /// Where it stands.
  public var origin: Origin

  /// Makes an invocation.
  public init(
    type: TextSource? = nil, source: TextSource? = nil, id: String? = nil,
    idLocation: ExpressionText? = nil, nameList: [ExpressionText] = [], autoforward: Bool = false,
    parameters: [Parameter] = [], finalize: Block? = nil, content: ValueSource? = nil,
    note: String? = nil, origin: Origin
  ) {
    self.type = type
    self.source = source
    self.id = id
    self.idLocation = idLocation
    self.nameList = nameList
    self.autoforward = autoforward
    self.parameters = parameters
    self.finalize = finalize
    self.content = content
    self.note = note
    self.origin = origin
  }
}

public import Diagnostics
public import FEEL

/// Something the session asks of the world; whoever runs the session carries it out, in order,
/// together with the commit of the macrostep.
public enum Effect: Sendable, Hashable {
  /// Send an event, now or later.
  case send(OutgoingMessage)
  /// Take back the session's delayed sends with this id.
  case cancelSend(id: String)
  /// Start what a state invokes.
  case startInvocation(InvocationStart)
  /// Stop what an exited state had invoked.
  case cancelInvocation(id: String)
  /// Pass an external event on to an invocation.
  case forward(StatechartEvent, invocation: String)
}

/// An event on its way out.
public struct OutgoingMessage: Sendable, Hashable {
  /// The event as the receiver shall see it; its name is empty if the sender gave none.
  public var event: StatechartEvent
  /// Where it goes.
  public var destination: Destination
  /// How long to wait before it is delivered, or nil.
  public var delay: DaysAndTimeDuration?
  /// The id by which it can be cancelled, unique in the session unless the document gave it.
  public var id: String
  /// Whether the data are a body of their own (`<content>`), not named arguments.
  public var isContent: Bool
  /// Where the send stands in the document.
  public var origin: Origin
}

/// A receiver of events.
public enum Destination: Sendable, Hashable {
  /// The session with this id, perhaps the sender itself.
  case session(String)
  /// The session that invoked this one.
  case parent
  /// An invocation of this session.
  case invocation(String)
  /// A URL that is sent an HTTP POST.
  case http(String)
  /// A configured connector.
  case connector(String)
}

/// What an `<invoke>` starts, its arguments evaluated.
public struct InvocationStart: Sendable, Hashable {
  /// What can be invoked.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A session of its own.
    case scxml
    /// A person's task.
    case task
    /// A timer that dies with its state.
    case timer
    /// An HTTP call.
    case http
  }

  /// Where an SCXML session's document comes from.
  public enum Document: Sendable, Hashable {
    /// A file, relative to the invoking document.
    case source(String)
    /// The document itself.
    case text(String)
  }

  /// The id, unique among the session's invocations.
  public var id: String
  /// What is started.
  public var kind: Kind
  /// The arguments by name.
  public var parameters: ContextValue
  /// The document, for an SCXML session.
  public var document: Document?
  /// The id of the invoking state.
  public var state: String
  /// Where the invocation stands in the document.
  public var origin: Origin
}

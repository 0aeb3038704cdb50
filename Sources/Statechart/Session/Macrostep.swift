public import Diagnostics
public import FEEL

/// What one event (or the start) made of a session.
public struct Macrostep: Sendable, Hashable {
  /// How the session stands afterwards.
  public enum Status: Sendable, Hashable {
    /// It waits for the next event.
    case running
    /// It has ended with this data.
    case done(Value)
    /// Nothing happened: the step was undone, and the same event may be tried again.
    case failed(StatechartFailure)
  }

  /// The event; nil for the start and for a cancellation.
  public var event: StatechartEvent?
  /// The atomic states before, in document order.
  public var from: [String]
  /// The atomic states after, in document order; those before if the step failed.
  public var to: [String]
  /// What is to be done outside, in order; empty if the step failed.
  public var effects: [Effect]
  /// What happened, in order; kept for a failed step too, to explain it.
  public var journal: [JournalEntry]
  /// How the session stands afterwards.
  public var status: Status
}

/// Why a macrostep was undone.
public enum StatechartFailure: Sendable, Hashable {
  /// An error event that no transition took.
  case unhandledError(StatechartEvent)
  /// The macrostep went on for too long, probably for ever.
  case microstepLimit(Int)

  /// The failure in one sentence.
  public var reason: String {
    switch self {
    case .unhandledError(let event):
      if case .context(let data) = event.data, case .string(let reason)? = data["reason"] {
        "\(event.name): \(reason)"
      } else {
        event.name
      }
    case .microstepLimit(let limit):
      "the step was not finished after \(limit) microsteps: its transitions probably follow each "
        + "other in a circle"
    }
  }
}

/// Something worth telling about a macrostep.
public enum JournalEntry: Sendable, Hashable {
  /// Transitions were taken together.
  case transitions(Microstep)
  /// A decision was made, or failed.
  case decision(DecisionRecord, at: Origin)
  /// A `<log>` was reached; the value is a FEEL literal.
  case log(label: String?, value: String?, at: Origin)
  /// An error event was raised.
  case error(name: String, reason: String, at: Origin?)
  /// An expression yielded null because something in it failed.
  case nullReason(code: String, message: String, at: Origin)
  /// An external event was received that no transition took.
  case ignored(event: String)
}

/// The transitions that one event, or none, enabled.
public struct Microstep: Sendable, Hashable {
  /// A transition that was taken.
  public struct Taken: Sendable, Hashable {
    /// The id of its source state.
    public var source: String
    /// The ids of its targets.
    public var targets: [String]
    /// Where it stands.
    public var origin: Origin
  }

  /// The event's name; nil for eventless transitions and the start.
  public var event: String?
  /// The transitions.
  public var taken: [Taken]
  /// The ids of the states left, in the order they were left.
  public var exited: [String]
  /// The ids of the states entered, in the order they were entered.
  public var entered: [String]
}

public import Casework
public import Diagnostics
public import FEEL

/// What becomes of the things that come in at one intake: a sheet that an analyst writes.
public struct IntakeSheet: Sendable {
  /// What people read.
  public var label: String
  /// The intake's name, as in `/v1/intake/NAME` and in the configuration.
  public var name: String
  /// The kind of outside system.
  public var kind: IntakeKind
  /// The rows, tried from top to bottom.
  public var rows: [IntakeRow]
  /// Where the sheet begins.
  public var origin: Origin
}

/// A row of an intake sheet.
public struct IntakeRow: Sendable {
  /// When it applies; always without one.
  public var condition: CompiledExpression?
  /// The row is done once for each element of this list; once without one.
  public var each: CompiledExpression?
  /// What is done then, in this order.
  public var actions: [IntakeAction]
  /// Whether the rows below are not tried then.
  public var stops: Bool
  /// The business key of the case; nil starts a case without one.
  public var key: CompiledExpression?
  /// The data of the start or the event: a context.
  public var data: CompiledExpression?
  /// Where the row stands.
  public var origin: Origin
}

/// The kinds of outside systems that things come from.
public enum IntakeKind: String, Sendable, Hashable, CaseIterable {
  /// Instagram's webhooks.
  case instagram
  /// Genesys Cloud's outbound notifications.
  case genesys
  /// CloudEvents 1.0.
  case cloudEvents = "cloudevents"
  /// Standard Webhooks.
  case standardWebhooks = "standard-webhooks"
  /// Plain JSON.
  case json

  /// The variables that expressions may use.
  public var variables: [IntakeVariable] {
    let own: [IntakeVariable]
    switch self {
    case .instagram: own = InstagramItems.variables
    case .genesys: own = GenesysIntake.variables
    case .cloudEvents: own = CloudEventsIntake.variables
    case .standardWebhooks: own = StandardWebhooksIntake.variables
    case .json: own = []
    }
    return IntakeVariable.common + own
  }
}

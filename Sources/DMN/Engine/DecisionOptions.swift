public import Diagnostics
public import FEEL

/// How a decision is to be made.
public struct DecisionOptions: Sendable {
  /// How much is told about the way to the result.
  public enum Explanation: Sendable, Hashable {
    /// Nothing.
    case none
    /// The matching rules and so many of the rejected rules, the nearest ones.
    case nearest(Int)
    /// All rules.
    case all

    /// The matching rules and the 20 nearest of the others.
    public static let standard = Explanation.nearest(20)
  }

  /// What `now()`, `today()` and effective days go by.
  public var now: DateAndTime
  /// Whether an unresolved name, a type mismatch or a missing input is an error.
  public var isStrict: Bool
  /// How much is told about the way to the result.
  public var explanation: Explanation
  /// The bounds of the evaluation.
  public var limits: Limits
  /// Whether tables are asked by their indexes; walking them gives the same results, slowly.
  package var usesIndexes = true

  /// Makes options.
  public init(
    now: DateAndTime, strict: Bool = false, explanation: Explanation = .none,
    limits: Limits = .standard
  ) {
    self.now = now
    isStrict = strict
    self.explanation = explanation
    self.limits = limits
  }
}

/// What came out of a decision.
public struct DecisionResult: Sendable {
  /// The result; null if no rule matched or it could not be computed.
  public var value: Value
  /// What could not be decided, such as two matching rules of a Unique table; with any of these the
  /// value must not be used.
  public var errors: [Diagnostic]
  /// Why values came out null.
  public var reasons: [NullReason]
  /// The way to the result, if it was asked for; its texts are made each time this is read.
  public var explanation: Explanation? {
    switch trace {
    case nil: nil
    case .recorded(let trace): trace.explanation
    case .direct(let trace): trace.head.decision.explanation(of: trace, value)
    }
  }

  let trace: Trace?

  /// What an explanation is made from.
  enum Trace: Sendable {
    /// What the decisions on the way recorded, and how much of it is told.
    case recorded(ExplanationTrace)
    /// What the direct way through a decision found.
    case direct(DirectTrace)
  }

  init(
    value: Value, errors: [Diagnostic] = [], reasons: [NullReason] = [],
    trace: Trace? = nil
  ) {
    self.value = value
    self.errors = errors
    self.reasons = reasons
    self.trace = trace
  }
}

public import Diagnostics

/// Why an evaluation yielded null where something went wrong.
public struct NullReason: Sendable, Hashable {
  /// The stable code.
  public var code: FEELCode
  /// What happened, naming what does exist.
  public var message: String
  /// The part of the expression that yielded null; nil for a value computed outside of FEEL texts.
  public var origin: Origin?
  /// The names that exist where a name was looked for.
  public var names: [String]

  /// Makes a reason.
  public init(_ code: FEELCode, _ message: String, at origin: Origin? = nil, names: [String] = []) {
    self.code = code
    self.message = message
    self.origin = origin
    self.names = names
  }

  /// The reason as a diagnostic.
  public func diagnostic(_ severity: Severity, at place: Origin) -> Diagnostic {
    Diagnostic(
      code, severity, at: origin ?? place, message, mend: code.mend,
      notes: names.isEmpty
        ? [] : [Diagnostic.Note("there are: \(names.joined(separator: ", "))")])
  }
}

/// Why an evaluation was stopped: a limit was reached, or strict mode found a fault.
public struct EvaluationFailure: Error, Sendable, Hashable {
  /// The stable code.
  public var code: FEELCode
  /// What happened.
  public var message: String
  /// The part of the expression where it happened.
  public var origin: Origin?
}

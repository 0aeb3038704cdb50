public import DMN

/// Gives the tables in force at the moment; a reload changes what it gives.
public protocol DecisionSource: Sendable {
  /// The decisions in force.
  var decisions: CompiledModel { get }
}

/// Tables that do not change, as a command loads them.
public struct FixedDecisions: DecisionSource {
  /// The decisions.
  public let decisions: CompiledModel

  /// Makes a source of these decisions.
  public init(_ decisions: CompiledModel) {
    self.decisions = decisions
  }
}

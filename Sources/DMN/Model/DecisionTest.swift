public import Diagnostics

/// A test kept beside a decision: what goes in and what must come out.
public struct DecisionTest: Sendable, Hashable {
  /// A name with a value.
  public struct Entry: Sendable, Hashable {
    /// The name of an input or output; inputs may be dotted (`order.total`).
    public var name: String
    /// The value, as a FEEL literal.
    public var value: FEELText

    /// Makes an entry.
    public init(name: String, value: FEELText) {
      self.name = name
      self.value = value
    }
  }

  /// What must come out.
  public enum Expectation: Sendable, Hashable {
    /// No rule matches: a null result.
    case noRule
    /// One result with these outputs.
    case outputs([Entry])
    /// A list of results.
    case list([[Entry]])
  }

  /// The name of the decision.
  public var decision: String
  /// The given inputs; what is not here is not given.
  public var inputs: [Entry]
  /// What must come out.
  public var expected: Expectation
  /// Where the test stands.
  public var origin: Origin

  /// Makes a test.
  public init(decision: String, inputs: [Entry], expected: Expectation, origin: Origin) {
    self.decision = decision
    self.inputs = inputs
    self.expected = expected
    self.origin = origin
  }
}

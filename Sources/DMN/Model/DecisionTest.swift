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

  /// A remark in a column of its own.
  public struct Note: Sendable, Hashable {
    /// The header of the column.
    public var header: String
    /// The remark.
    public var text: String

    /// Makes a remark.
    public init(header: String, text: String) {
      self.header = header
      self.text = text
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

  /// The number or name that the author gave the test.
  public var id: String?
  /// The name of the decision.
  public var decision: String
  /// The given inputs; what is not here is not given.
  public var inputs: [Entry]
  /// What must come out.
  public var expected: Expectation
  /// The remarks that are filled in.
  public var notes: [Note]
  /// Where the test stands.
  @Provenance public var origin: Origin

  /// Makes a test.
  public init(
    id: String? = nil, decision: String, inputs: [Entry], expected: Expectation,
    notes: [Note] = [], origin: Origin
  ) {
    self.id = id
    self.decision = decision
    self.inputs = inputs
    self.expected = expected
    self.notes = notes
    self.origin = origin
  }
}

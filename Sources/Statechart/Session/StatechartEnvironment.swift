public import FEEL

/// What a macrostep may ask while it runs; it changes nothing through it.
public protocol StatechartEnvironment {
  /// The time of the macrostep: `now()` and `today()` keep it throughout.
  var now: DateAndTime { get }

  /// Evaluates a decision.
  func decide(_ request: DecisionRequest) -> DecisionOutcome

  /// Whether an undelayed event can be sent there.
  func reach(_ destination: Destination) -> Reachability
}

/// Whether a destination can be sent to; spec: SCXML 1.0 § 6.2.4.
public enum Reachability: Sendable, Hashable {
  /// It can.
  case reachable
  /// No such session, or it has ended: raises `error.communication`.
  case unknown(reason: String)
  /// No such kind of address or connector: raises `error.execution`.
  case notUnderstood(reason: String)
}

/// A decision that a document asks for.
public struct DecisionRequest: Sendable, Hashable {
  /// The name of the decision or decision service.
  public var name: String
  /// The inputs, or all variables of the session if `usesVariables` is set.
  public var inputs: ContextValue
  /// Whether each input data element takes the entry of its name and the others are of no concern.
  public var usesVariables: Bool
  /// Which version decides.
  public var binding: Decide.Binding

  /// Makes a request.
  public init(
    name: String, inputs: ContextValue, usesVariables: Bool, binding: Decide.Binding
  ) {
    self.name = name
    self.inputs = inputs
    self.usesVariables = usesVariables
    self.binding = binding
  }
}

/// What became of a request.
public enum DecisionOutcome: Sendable, Hashable {
  /// It was decided; `outputs` are the names of the decision's outputs.
  case decided(Value, outputs: [String], record: DecisionRecord)
  /// It could not be: an unknown decision, or an evaluation that DMN calls an error.
  case failed(reason: String, record: DecisionRecord?)
}

/// What the journal keeps of a decision.
public struct DecisionRecord: Sendable, Hashable {
  /// A rule that matched.
  public struct MatchedRule: Sendable, Hashable {
    /// The rule's number, from 1.
    public var rule: Int
    /// The rule's id, if it has one.
    public var id: String?
    /// The place of the rule.
    public var place: String

    /// Makes a matched rule.
    public init(rule: Int, id: String?, place: String) {
      self.rule = rule
      self.id = id
      self.place = place
    }
  }

  /// The decision's name.
  public var decision: String
  /// The file of the table that decided.
  public var file: String?
  /// The version of that file.
  public var version: String?
  /// The inputs used.
  public var inputs: ContextValue
  /// The rules that matched.
  public var matched: [MatchedRule]
  /// The result.
  public var result: Value
  /// The reasons of nulls.
  public var reasons: [String]
  /// The versions of the other files that took part, such as those of required decisions.
  public var others: [FileVersion]

  /// A file of tables by its content.
  public struct FileVersion: Sendable, Hashable {
    /// The path.
    public var file: String
    /// `sha256:` and the digest of the bytes.
    public var version: String

    /// Makes a version.
    public init(file: String, version: String) {
      self.file = file
      self.version = version
    }
  }

  /// Makes a record.
  public init(
    decision: String, file: String? = nil, version: String? = nil, inputs: ContextValue,
    matched: [MatchedRule] = [], result: Value, reasons: [String] = [],
    others: [FileVersion] = []
  ) {
    self.decision = decision
    self.file = file
    self.version = version
    self.inputs = inputs
    self.matched = matched
    self.result = result
    self.reasons = reasons
    self.others = others
  }
}

public import Diagnostics
public import FEEL

/// A decision table: DMN 1.5, 8.3.1.
public struct DecisionTable: Sendable, Hashable {
  /// How the table is drawn; it does not change what it means.
  public enum Orientation: String, Sendable, Hashable {
    /// Each row is a rule.
    case ruleAsRow = "Rule-as-Row"
    /// Each column is a rule.
    case ruleAsColumn = "Rule-as-Column"
    /// Two inputs on the sides, outputs where they meet.
    case crossTable = "CrossTable"
  }

  /// Its id in the file.
  public var id: String?
  /// What is made of the rules that match.
  public var hitPolicy: HitPolicy
  /// The columns that are tested.
  public var inputs: [InputClause]
  /// The columns that give the result.
  public var outputs: [OutputClause]
  /// The headers of the columns with remarks.
  public var annotations: [String]
  /// The rules, from the top.
  public var rules: RuleList
  /// How the table is drawn.
  public var orientation: Orientation
  /// The label of the result.
  public var outputLabel: String?
  /// Where the table stands.
  @Provenance public var origin: Origin

  /// Makes a decision table.
  public init(
    id: String? = nil, hitPolicy: HitPolicy = .unique, inputs: [InputClause],
    outputs: [OutputClause], annotations: [String] = [], rules: some Sequence<DecisionRule>,
    orientation: Orientation = .ruleAsRow, outputLabel: String? = nil, origin: Origin
  ) {
    self.id = id
    self.hitPolicy = hitPolicy
    self.inputs = inputs
    self.outputs = outputs
    self.annotations = annotations
    self.rules = rules as? RuleList ?? RuleList(rules)
    self.orientation = orientation
    self.outputLabel = outputLabel
    self.origin = origin
  }
}

/// A column that is tested: DMN 1.5, 8.3.2.
public struct InputClause: Sendable, Hashable {
  /// What people call it; messages use it, else the expression.
  public var label: String?
  /// The expression whose value the rules test.
  public var expression: FEELText
  /// The type of that value.
  public var typeRef: TypeReference?
  /// Unary tests that the value must pass: DMN 1.5, `inputValues`.
  public var allowedValues: FEELText?
  /// Its id in the file.
  public var id: String?
  /// Where its header stands.
  @Provenance public var origin: Origin

  /// Makes an input clause.
  public init(
    label: String? = nil, expression: FEELText, typeRef: TypeReference? = nil,
    allowedValues: FEELText? = nil, id: String? = nil, origin: Origin
  ) {
    self.label = label
    self.expression = expression
    self.typeRef = typeRef
    self.allowedValues = allowedValues
    self.id = id
    self.origin = origin
  }
}

/// A column that gives a part of the result: DMN 1.5, 8.3.3.
public struct OutputClause: Sendable, Hashable {
  /// The name of the part; a table with one output may leave it out.
  public var name: String?
  /// What people call it.
  public var label: String?
  /// The type of the values.
  public var typeRef: TypeReference?
  /// The allowed values as a list of expressions; their order ranks results: `outputValues`.
  public var allowedValues: FEELText?
  /// The value if no rule matches.
  public var defaultEntry: FEELText?
  /// Its id in the file.
  public var id: String?
  /// Where its header stands.
  @Provenance public var origin: Origin

  /// Makes an output clause.
  public init(
    name: String? = nil, label: String? = nil, typeRef: TypeReference? = nil,
    allowedValues: FEELText? = nil, defaultEntry: FEELText? = nil, id: String? = nil,
    origin: Origin
  ) {
    self.name = name
    self.label = label
    self.typeRef = typeRef
    self.allowedValues = allowedValues
    self.defaultEntry = defaultEntry
    self.id = id
    self.origin = origin
  }
}

/// A rule: DMN 1.5, 8.3.4.
public struct DecisionRule: Sendable, Hashable {
  /// What may keep a rule from use whatever the inputs are.
  public enum Setting: String, Sendable, Hashable, CaseIterable {
    /// Its first day.
    case from
    /// Its last day.
    case until
    /// Whether it is switched on.
    case enabled
  }

  /// The number or name that the author gave it, or its id in the file.
  public var id: String?
  /// The tests, one an input clause.
  public var inputEntries: [FEELText]
  /// The results, one an output clause.
  public var outputEntries: [FEELText]
  /// The remarks, one an annotation clause.
  public var annotations: [String]
  /// The first day on which the rule holds.
  public var from: CalendarDate?
  /// The last day on which the rule holds.
  public var until: CalendarDate?
  /// Whether the rule holds at all.
  public var isEnabled: Bool
  /// The cells of `from`, `until` and `isEnabled`, where they have any of their own.
  @Provenance public var settingOrigins: [Setting: Origin] = [:]
  /// Where the rule stands.
  @Provenance public var origin: Origin

  /// Makes a rule.
  public init(
    id: String? = nil, inputEntries: [FEELText], outputEntries: [FEELText],
    annotations: [String] = [], from: CalendarDate? = nil, until: CalendarDate? = nil,
    isEnabled: Bool = true, origin: Origin
  ) {
    self.id = id
    self.inputEntries = inputEntries
    self.outputEntries = outputEntries
    self.annotations = annotations
    self.from = from
    self.until = until
    self.isEnabled = isEnabled
    self.origin = origin
  }
}

public import DMN
public import Diagnostics
public import FEEL
public import JSON

/// What became of the tests of some tables.
public struct TableTestReport: Sendable {
  /// One test.
  public struct Outcome: Sendable {
    /// The test.
    public var test: DecisionTest
    /// Whether the right thing came out.
    public var isGood: Bool
    /// What went in.
    public var input: JSONValue
    /// What must come out.
    public var expected: JSONValue
    /// What came out.
    public var got: JSONValue
    /// Where the rules stand that matched.
    public var rules: [String]
    /// What could not be decided.
    public var errors: [Diagnostic]
  }

  /// A rule that matched in no test.
  public struct Unreached: Sendable {
    /// The decision.
    public var decision: String
    /// The rule's number, from 1.
    public var number: Int
    /// Where it stands.
    public var place: String
  }

  /// All tests, in order.
  public var outcomes: [Outcome]
  /// The rules that no test reaches, of tables that have tests.
  public var unreached: [Unreached]

  /// How many tests passed.
  public var passed: Int { outcomes.count(where: \.isGood) }
  /// How many tests failed.
  public var failed: Int { outcomes.count - passed }
}

/// Runs the tests kept beside tables.
public struct TableTestRun: Sendable {
  private let model: CompiledModel
  private let definitions: [Definitions]
  private let tests: [DecisionTest]
  private let now: DateAndTime

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - model: The compiled decisions.
  ///   - definitions: The tables, for the rules that no test reaches.
  ///   - tests: The tests.
  ///   - now: What `now()` gives.
  public init(
    model: CompiledModel, definitions: [Definitions], tests: [DecisionTest], now: DateAndTime
  ) {
    self.model = model
    self.definitions = definitions
    self.tests = tests
    self.now = now
  }

  /// Runs all tests.
  public func run() -> TableTestReport {
    let outcomes = tests.map(outcome)
    return TableTestReport(
      outcomes: outcomes, unreached: unreached(Set(outcomes.flatMap(\.rules))))
  }

  private func outcome(of test: DecisionTest) -> TableTestReport.Outcome {
    let inputs = context(test.inputs)
    guard let decision = model.decision(named: test.decision) else {
      return TableTestReport.Outcome(
        test: test, isGood: false, input: Value.context(inputs).json, expected: .null, got: .null,
        rules: [],
        errors: [
          Diagnostic(
            ServiceCode.unknownDecision, at: test.origin,
            Problem.unknownDecision(test.decision, in: model).detail)
        ])
    }
    // A list of inputs is converted by their types, as JSON is.
    let typed = Value(json: Value.context(inputs).json, as: decision.inputType)
    let given: ContextValue = if case .context(let context) = typed { context } else { inputs }
    let result = decision.evaluate(
      given, DecisionOptions(now: now, explanation: .nearest(0)))
    let explanation = result.explanation
    let matched = ([explanation].compactMap(\.self) + (explanation?.requires ?? []))
      .flatMap { $0.matched.map(\.at) }
    return TableTestReport.Outcome(
      test: test, isGood: result.errors.isEmpty && isMet(test.expected, by: result.value, decision),
      input: Value.context(inputs).json, expected: json(test.expected, decision),
      got: result.value.json, rules: matched, errors: result.errors)
  }

  /// Dotted names become contexts inside each other.
  private func context(_ entries: [DecisionTest.Entry]) -> ContextValue {
    var members: [JSONMember] = []
    for entry in entries {
      Self.set(
        entry.name.split(separator: ".").map(String.init)[...], literal(entry.value).json, &members)
    }
    guard case .context(let context) = Value(json: .object(members)) else {
      return ContextValue([])
    }
    return context
  }

  private static func set(
    _ path: ArraySlice<String>, _ value: JSONValue, _ members: inout [JSONMember]
  ) {
    guard let name = path.first else { return }
    guard path.count > 1 else {
      members.append(JSONMember(name, value))
      return
    }
    if let index = members.firstIndex(where: { $0.name == name }) {
      var inner = members[index].value.objectValue ?? []
      set(path.dropFirst(), value, &inner)
      members[index].value = .object(inner)
    } else {
      var inner: [JSONMember] = []
      set(path.dropFirst(), value, &inner)
      members.append(JSONMember(name, .object(inner)))
    }
  }

  private func literal(_ text: FEELText) -> Value {
    let (expression, _) = FEELCompiler(scope: Scope()).expression(text.text, at: text.origin)
    return expression?.evaluate([], Evaluation(now: now)) ?? .null
  }

  private func isMet(
    _ expected: DecisionTest.Expectation, by value: Value, _ decision: ExecutableDecision
  ) -> Bool {
    switch expected {
    case .noRule: value.isNull
    case .outputs(let entries): isMet(entries, by: value, decision)
    case .list(let items):
      if case .list(let values) = value, values.count == items.count {
        zip(items, values).allSatisfy { isMet($0, by: $1, decision) }
      } else {
        false
      }
    }
  }

  private func isMet(
    _ entries: [DecisionTest.Entry], by value: Value, _ decision: ExecutableDecision
  ) -> Bool {
    entries.allSatisfy { entry in
      let got = Self.part(entry.name, of: value, decision)
      return got == literal(entry.value)
    }
  }

  /// The output of a name: the whole value where the table has only one.
  private static func part(
    _ name: String, of value: Value, _ decision: ExecutableDecision
  ) -> Value {
    if decision.outputNames.count <= 1 { return value }
    guard case .context(let context) = value else { return .null }
    return context[name] ?? .null
  }

  private func json(
    _ expected: DecisionTest.Expectation, _ decision: ExecutableDecision
  ) -> JSONValue {
    func item(_ entries: [DecisionTest.Entry]) -> JSONValue {
      if decision.outputNames.count <= 1, let only = entries.first {
        return literal(only.value).json
      }
      return .object(entries.map { JSONMember($0.name, literal($0.value).json) })
    }
    return switch expected {
    case .noRule: .null
    case .outputs(let entries): item(entries)
    case .list(let items): .array(items.map(item))
    }
  }

  private func unreached(_ reached: Set<String>) -> [TableTestReport.Unreached] {
    let tested = Set(tests.map(\.decision))
    return definitions.flatMap(\.decisions).filter { decision in
      tested.contains(decision.variable.name)
        || decision.label.map(tested.contains) ?? false
    }.flatMap { decision in
      (decision.decisionTable?.rules ?? []).enumerated().compactMap { index, rule in
        guard rule.isEnabled, !reached.contains(rule.origin.place) else { return nil }
        return TableTestReport.Unreached(
          decision: decision.variable.name, number: index + 1, place: rule.origin.place)
      }
    }
  }
}

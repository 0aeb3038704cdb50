public import DMN
import Diagnostics
public import FEEL

/// What came of a test.
public struct TestOutcome: Sendable {
  /// The name of the decision.
  public var table: String
  /// Where the test stands.
  public var at: String
  /// Whether what came out is what was expected.
  public var isPassed: Bool
  /// The inputs that were given.
  public var input: ContextValue
  /// What was expected.
  public var expected: Value
  /// What came out.
  public var got: Value
  /// The rules that matched.
  public var rules: [Explanation.MatchedRule]
  /// Why nothing or something else came out, where the evaluation says so.
  public var reasons: [String]
  /// Whether the table has faults, so that the test says nothing until they are mended.
  public var isTableFaulty: Bool
}

/// A rule that no test reaches.
public struct UnreachedRule: Sendable, Hashable {
  /// The name of the decision.
  public var table: String
  /// The number of the rule, from 1.
  public var rule: Int
  /// The number or name that the author gave it.
  public var id: String?
  /// Where it stands.
  public var at: String
}

/// The outcome of all tests beside some tables.
public struct TestReport: Sendable {
  /// The tests, in the order of the files.
  public var tests: [TestOutcome]
  /// The rules that no test reaches, in the order of the tables.
  public var unreached: [UnreachedRule]

  /// How many tests passed.
  public var passed: Int { tests.count(where: \.isPassed) }
  /// How many tests failed.
  public var failed: Int { tests.count - passed }
}

/// Runs the tests beside tables.
public enum TestRun {
  /// Runs all tests.
  ///
  /// - Parameters:
  ///   - tables: The tables with their tests.
  ///   - now: What `now()`, `today()` and effective days go by.
  /// - Returns: What came of each test, and the rules that none reached.
  public static func run(_ tables: LoadedTables, now: DateAndTime) -> TestReport {
    var reached = [String: Set<Int>]()
    let outcomes = tables.tests.map { test in
      guard let decision = tables.model.decision(named: test.decision) else {
        return TestOutcome(
          table: test.decision, at: test.origin.place, isPassed: false, input: .empty,
          expected: .null, got: .null, rules: [],
          reasons: ["the table is faulty and cannot decide"], isTableFaulty: true)
      }
      return run(test, decision, now, &reached)
    }
    return TestReport(tests: outcomes, unreached: unreached(tables, reached))
  }

  private static func run(
    _ test: DecisionTest, _ decision: ExecutableDecision, _ now: DateAndTime,
    _ reached: inout [String: Set<Int>]
  ) -> TestOutcome {
    let evaluation = Evaluation(now: now)
    var inputs = ContextValue.empty
    for entry in test.inputs {
      let path = entry.name.split(separator: ".").map { $0.trimmed }
      inputs = setting(value(entry.value, evaluation), at: path[...], in: inputs)
    }
    let result = decision.evaluate(
      inputs, DecisionOptions(now: now, explanation: .nearest(0)))
    let expectation = Expectation(test, decision, evaluation)
    if let explanation = result.explanation { note(explanation, &reached) }
    return TestOutcome(
      table: decision.name, at: test.origin.place,
      isPassed: result.errors.isEmpty && expectation.isMet(by: result.value), input: inputs,
      expected: expectation.value, got: result.value,
      rules: result.explanation?.matched ?? [],
      reasons: result.errors.map(\.headline) + result.reasons.map(\.message),
      isTableFaulty: result.errors.contains { $0.code == DiagnosticCode(DMNCode.faulty) })
  }

  private static func note(_ explanation: Explanation, _ reached: inout [String: Set<Int>]) {
    for rule in explanation.matched { reached[explanation.decision, default: []].insert(rule.rule) }
    for required in explanation.requires { note(required, &reached) }
  }

  private static func unreached(
    _ tables: LoadedTables, _ reached: [String: Set<Int>]
  ) -> [UnreachedRule] {
    tables.definitions.flatMap(\.decisions).flatMap { decision -> [UnreachedRule] in
      let known = reached[decision.name] ?? []
      return (decision.decisionTable?.rules ?? []).enumerated().compactMap { index, rule in
        guard rule.isEnabled, !known.contains(index + 1) else { return nil }
        return UnreachedRule(
          table: decision.name, rule: index + 1, id: rule.id, at: rule.origin.place)
      }
    }
  }

  private static func setting(
    _ value: Value, at path: ArraySlice<String>, in context: ContextValue
  ) -> ContextValue {
    guard let first = path.first else { return context }
    guard path.count > 1 else { return context.setting(first, to: value) }
    var inner = ContextValue.empty
    if case .context(let known)? = context[first] { inner = known }
    return context.setting(first, to: .context(setting(value, at: path.dropFirst(), in: inner)))
  }

  /// The value of a literal of a test.
  static func value(_ text: FEELText, _ evaluation: Evaluation) -> Value {
    let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: nil))
    return compiler.expression(text.text, at: text.origin).compiled?.evaluate([], evaluation)
      ?? .null
  }
}

/// What a test expects, as a value.
struct Expectation {
  private(set) var value: Value

  init(_ test: DecisionTest, _ decision: ExecutableDecision, _ evaluation: Evaluation) {
    let isOne = decision.outputNames.count <= 1
    func item(_ entries: [DecisionTest.Entry]) -> Value {
      if isOne { return entries.first.map { TestRun.value($0.value, evaluation) } ?? .null }
      var context = ContextValue.empty
      for entry in entries {
        context = context.setting(entry.name, to: TestRun.value(entry.value, evaluation))
      }
      return .context(context)
    }
    let givesList = decision.hitPolicy.map {
      [.collect, .ruleOrder, .outputOrder].contains($0)
    }
    switch test.expected {
    case .noRule: value = .null
    case .outputs(let entries): value = givesList == true ? .list([item(entries)]) : item(entries)
    case .list(let items): value = .list(items.map(item))
    }
  }

  func isMet(by result: Value) -> Bool { Self.matches(value, result) }

  /// Entries that the test leaves open are not compared.
  private static func matches(_ expected: Value, _ result: Value) -> Bool {
    switch (expected, result) {
    case (.list(let first), .list(let second)):
      return first.count == second.count
        && zip(first, second).allSatisfy { matches($0, $1) }
    case (.context(let first), .context(let second)):
      return first.entries.allSatisfy { entry in
        second[entry.key].map { matches(entry.value, $0) } ?? entry.value.isNull
      }
    default: return expected.isSame(as: result)
    }
  }
}

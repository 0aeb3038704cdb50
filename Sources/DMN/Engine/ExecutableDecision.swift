public import Diagnostics
public import FEEL

/// A decision that can be made by its name.
public struct ExecutableDecision: Sendable {
  /// An input that the decision, or one that it requires, takes.
  public struct Input: Sendable {
    /// The name by which it is given.
    public let name: String
    /// What people call it; it may be given by this too.
    public let label: String?
    /// The type that is expected.
    public let type: FEELType
    /// Where it is declared.
    public let origin: Origin
  }

  let compiled: CompiledDecision
  let plan: Plan
  let aliases: [InputAlias]
  /// The short way, for a decision that is one table over plain inputs.
  let direct: DirectDecision?

  /// The name of the decision.
  public var name: String { compiled.name }
  /// What people call it.
  public let label: String?
  /// Where it stands.
  public var origin: Origin { compiled.origin }
  /// `sha256:…` of the file that it stands in, if it is known.
  public var version: String? { compiled.version }
  /// The type of the result, as far as it is known.
  public var type: FEELType { compiled.staticType }
  /// The inputs, those of required decisions included.
  public let inputs: [Input]
  /// The type of all inputs together, as a context, by which JSON is read.
  ///
  /// What columns of tables tell about the parts of a structure is in it, and labels stand beside
  /// names.
  public let inputType: FEELType
  /// The names of a table's outputs; empty for a decision without a table.
  public let outputNames: [String]
  /// The hit policy of the decision's table, if it is decided by one.
  public let hitPolicy: HitPolicy?
  /// The number of rules of the decision's table that are not switched off.
  public let ruleCount: Int

  /// The files of the decision and of those it requires, each once, its own first.
  public var files: [String] {
    var seen = Set<String>()
    return plan.steps.reversed().map(\.decision.origin.file).filter { seen.insert($0).inserted }
  }

  init(_ compiled: CompiledDecision, label: String?, plan: Plan) {
    self.compiled = compiled
    self.label = label
    self.plan = plan
    direct = DirectDecision(plan)
    inputs = plan.inputs.map {
      Input(name: $0.name, label: $0.label, type: $0.type.type, origin: $0.origin)
    }
    let columns = InputAlias.columns(of: plan)
    aliases = InputAlias.aliases(among: columns, of: plan)
    inputType = InputAlias.inputType(of: plan, columns, aliases)
    let table = compiled.table
    outputNames = table?.outputs.map(\.name) ?? []
    hitPolicy = table?.hitPolicy
    ruleCount = table?.rules.count ?? 0
  }

  /// Makes the decision.
  ///
  /// - Parameters:
  ///   - inputs: The inputs by name or label; a value under the name of a required decision takes
  ///     the place of its result.
  ///   - options: The clock, strictness, limits and how much is explained.
  /// - Returns: The result with errors, reasons of nulls and the explanation.
  public func evaluate(_ inputs: ContextValue, _ options: DecisionOptions) -> DecisionResult {
    if options.explanation == .none,
      let value = directResult(inputs, options, day: direct?.table.day(options.now))
    {
      return DecisionResult(value: value)
    }
    if case .nearest(let limit) = options.explanation, options.usesIndexes, let direct,
      aliases.isEmpty || inputs.count == direct.slotCount,
      let (value, trace) = direct.explained(inputs, limit: limit)
    {
      return DecisionResult(value: value, trace: .direct(trace))
    }
    return evaluateFully(inputs, options)
  }

  /// The result where the direct way leads to it; nil where the long way has to be gone.
  @inline(__always)
  func directResult(
    _ inputs: ContextValue, _ options: DecisionOptions, day: CalendarDate?
  ) -> Value? {
    guard let direct, options.usesIndexes,
      aliases.isEmpty || inputs.count == direct.slotCount
    else { return nil }
    return direct.result(inputs, day: day)
  }

  /// Makes the decision the long way.
  func evaluateFully(_ inputs: ContextValue, _ options: DecisionOptions) -> DecisionResult {
    let recorder = options.explanation == .none ? nil : ExplanationRecorder(options.explanation)
    let session = RunRecord(recorder: recorder, usesIndexes: options.usesIndexes)
    let evaluation = Evaluation(
      now: options.now, limits: options.limits, strict: options.isStrict, host: session)
    let run = Run(evaluation: evaluation, session: session)
    let (given, overrides) = assign(inputs)
    let value = plan.run(given, overrides: overrides, run).first ?? .null
    return DecisionResult(
      value: value, errors: session.errors + evaluation.failureDiagnostic(at: origin),
      reasons: evaluation.reasons,
      trace: (recorder?.trace).map(DecisionResult.Trace.recorded))
  }

  /// The given values by the plan's inputs, and by its steps where results are given.
  private func assign(_ inputs: ContextValue) -> (given: [Value?], overrides: [Value?]) {
    var used = 0
    var given = [Value?]()
    given.reserveCapacity(plan.inputs.count)
    for input in plan.inputs {
      let value = inputs[input.name] ?? input.label.flatMap { inputs[$0] }
      if value != nil { used += 1 }
      given.append(value)
    }
    var overrides = [Value?]()
    // The last step is the decision itself: it is asked for, not given.
    if plan.steps.count > 1, used < inputs.count {
      for step in plan.steps.dropLast() {
        overrides.append(inputs[step.decision.name] ?? step.label.flatMap { inputs[$0] })
      }
      overrides.append(nil)
      if overrides.allSatisfy({ $0 == nil }) { overrides = [] }
    }
    if used < inputs.count {
      for alias in aliases {
        guard let value = inputs[alias.label], alias.input < given.count else { continue }
        given[alias.input] = alias.setting(value, in: given[alias.input])
      }
    }
    return (given, overrides)
  }
}

public import FEEL

/// Makes one decision again and again, on one thread.
///
/// A session keeps what does not change from one decision to the next: the options, and the day by
/// which rules hold. Inputs come as a context, or one by one by number, which spares whoever reads
/// them from making a context at all:
///
///     let session = DecisionSession(decision, options)
///     if let amount = session.number(of: "amount") { session.give(.number(12), to: amount) }
///     let result = session.decide()
public final class DecisionSession {
  /// The decision.
  public let decision: ExecutableDecision
  /// The clock, strictness, limits and how much is explained.
  public var options: DecisionOptions {
    didSet { day = decision.direct?.table.day(options.now) }
  }

  private var day: CalendarDate?
  private var given: [Value?]

  /// Makes a session.
  public init(_ decision: ExecutableDecision, _ options: DecisionOptions) {
    self.decision = decision
    self.options = options
    day = decision.direct?.table.day(options.now)
    given = Array(repeating: nil, count: decision.inputs.count)
  }

  /// Makes the decision for inputs by name or label.
  ///
  /// - Parameter inputs: As `ExecutableDecision.evaluate` takes them.
  /// - Returns: The result with errors, reasons of nulls and the explanation.
  public func evaluate(_ inputs: ContextValue) -> DecisionResult {
    if options.explanation == .none, let value = decision.directResult(inputs, options, day: day) {
      return DecisionResult(value: value)
    }
    return decision.evaluate(inputs, options)
  }

  /// The number by which an input is given: its place in `decision.inputs`; nil if none has the name
  /// or label.
  public func number(of name: String) -> Int? {
    decision.inputs.firstIndex { $0.name == name }
      ?? decision.inputs.firstIndex { $0.label == name }
  }

  /// Gives an input for the next decision; nil takes it back.
  public func give(_ value: Value?, to number: Int) { given[number] = value }

  /// Makes the decision for the inputs that were given by number, and forgets them.
  ///
  /// - Returns: The result with errors, reasons of nulls and the explanation.
  public func decide() -> DecisionResult {
    defer { for number in given.indices { given[number] = nil } }
    if options.explanation == .none, options.usesIndexes, let direct = decision.direct,
      let value = direct.result(given, day: day)
    {
      return DecisionResult(value: value)
    }
    let entries = zip(decision.inputs, given).compactMap { input, value in
      value.map { ContextValue.Entry(input.name, $0) }
    }
    return decision.evaluateFully(ContextValue(entries), options)
  }
}

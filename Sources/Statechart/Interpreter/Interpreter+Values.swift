import Diagnostics
import FEEL

extension Interpreter {
  // MARK: Expressions

  /// The value of an expression, which must be one that can be stored.
  mutating func value(of formula: Formula) throws(ExecutionError) -> Value {
    switch formula {
    case .malformed(let reason, let origin):
      throw ExecutionError(reason, at: origin)
    case .isActive(let state):
      return .boolean(state.map(session.configuration.contains) ?? false)
    case .feel(let expression, _):
      let value = expression.evaluate(session.values, evaluation)
      noteReasons(of: expression)
      if let stopped = evaluation.failure {
        evaluation = Evaluation(now: evaluation.now, host: activeStates)
        throw ExecutionError(stopped.message, at: stopped.origin ?? expression.origin)
      }
      guard value.isData else {
        throw ExecutionError(
          "\"\(expression.source)\" yields a \(value.kindName), which is not a data value",
          at: expression.origin)
      }
      return value
    }
  }

  /// Notes in the journal why something came out null.
  private mutating func noteReasons(of expression: CompiledExpression) {
    guard !evaluation.reasons.isEmpty else { return }
    for reason in evaluation.reasons {
      let entry = JournalEntry.nullReason(
        code: reason.code.rawValue, message: reason.message,
        at: reason.origin ?? expression.origin)
      if journal.last != entry { journal.append(entry) }
    }
    evaluation.forgetReasons()
  }

  /// The value of a condition, which must be true or false.
  mutating func truth(of formula: Formula) throws(ExecutionError) -> Bool {
    let value = try value(of: formula)
    guard case .boolean(let truth) = value else {
      throw ExecutionError(
        "a condition yields \(describe(value)) instead of true or false", at: formula.origin)
    }
    return truth
  }

  /// A text that is given, or computed and then must be a string.
  mutating func string(_ text: CompiledText, for purpose: String) throws(ExecutionError) -> String {
    switch text {
    case .text(let text): return text
    case .formula(let formula):
      let value = try value(of: formula)
      guard case .string(let text) = value else {
        throw ExecutionError(
          "\(purpose) must be a string, but is \(describe(value))", at: formula.origin)
      }
      return text
    }
  }

  mutating func value(of value: CompiledValue, at origin: Origin) throws(ExecutionError) -> Value {
    switch value {
    case .constant(let value): return value
    case .formula(let formula): return try self.value(of: formula)
    case .failing(let reason): throw ExecutionError(reason, at: origin)
    }
  }

  /// A value in a message: its kind, or what it is where that is short.
  func describe(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .boolean(let truth): "\(truth)"
    case .string(let text) where text.utf8.count <= 40: "\"\(text)\""
    default: "a \(value.kindName)"
    }
  }

  // MARK: Locations

  /// The value at a location; a last step that is no entry yet reads as null.
  func read(_ location: Location, at origin: Origin) throws(ExecutionError) -> Value {
    let (slot, steps, text) = try resolve(location, at: origin)
    var value = session.values[slot]
    for (position, step) in steps.enumerated() {
      guard case .context(let context) = value else {
        throw notAContext(text, steps.prefix(position), value, origin)
      }
      value = context[step] ?? .null
    }
    return value
  }

  /// Replaces the value at a location.
  mutating func assign(
    _ value: Value, to location: Location, at origin: Origin
  ) throws(ExecutionError) {
    let (slot, steps, text) = try resolve(location, at: origin)
    session.values[slot] = try replaced(
      session.values[slot], steps[...], with: value, text, origin)
  }

  private func replaced(
    _ old: Value, _ steps: ArraySlice<String>, with new: Value, _ text: String, _ origin: Origin
  ) throws(ExecutionError) -> Value {
    guard let step = steps.first else { return new }
    guard case .context(let context) = old else {
      throw notAContext(text, steps.prefix(0), old, origin)
    }
    let entry = try replaced(context[step] ?? .null, steps.dropFirst(), with: new, text, origin)
    return .context(context.setting(step, to: entry))
  }

  private func resolve(
    _ location: Location, at origin: Origin
  ) throws(ExecutionError) -> (slot: Int, steps: [String], text: String) {
    switch location {
    case .invalid(let reason):
      throw ExecutionError(reason, at: origin)
    case .path(let slot, let steps, let text):
      guard session.declared[slot] else {
        throw ExecutionError("there is no variable \"\(chart.names.name(slot))\" yet", at: origin)
      }
      return (slot, steps, text)
    }
  }

  private func notAContext(
    _ text: String, _ steps: ArraySlice<String>, _ value: Value, _ origin: Origin
  ) -> ExecutionError {
    ExecutionError(
      "\"\(text)\" leads into \(describe(value)), which has no entries", at: origin)
  }

  // MARK: Data

  mutating func setEvent(_ event: StatechartEvent) {
    session.values[Names.System.event.rawValue] = event.value
  }

  /// Gives the variables their first values; `parameters` take the place of those at the top.
  mutating func bindData(_ parameters: ContextValue) {
    for data in chart.states[0].data {
      if let given = parameters[chart.names.name(data.slot)], given.isData {
        session.values[data.slot] = given
      } else {
        bind(data)
      }
    }
    guard chart.document.binding == .early else { return }
    for state in chart.states.dropFirst() {
      for data in state.data { bind(data) }
    }
  }

  mutating func bind(_ data: CompiledData) {
    runBlock { interpreter throws(ExecutionError) in
      interpreter.session.values[data.slot] = try interpreter.value(of: data.value, at: data.origin)
    }
  }

  /// Spec: the FEEL data model, § 4: a context whose entries are assigned in order.
  mutating func run(_ script: CompiledScript) throws(ExecutionError) {
    let value = try value(of: script.formula)
    guard case .context(let context) = value else {
      throw ExecutionError(
        "a script must yield a context, but yields \(describe(value))", at: script.origin)
    }
    for entry in context.entries where !isAssignable(entry.key) {
      throw ExecutionError(
        "\"\(entry.key)\" cannot be the name of a variable", at: script.origin)
    }
    for entry in context.entries {
      // A computed name without a slot is one that no expression can name.
      guard let slot = chart.names.slot(of: entry.key) else { continue }
      session.values[slot] = entry.value
      session.declared[slot] = true
    }
  }

  private func isAssignable(_ name: String) -> Bool {
    chart.names.slot(of: name).map { $0 >= Names.firstVariable } ?? Names.isPossible(name)
  }
}

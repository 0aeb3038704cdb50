import Diagnostics
import FEEL

extension Interpreter {
  /// Starts what a state invokes, unless an argument fails; spec: SCXML 1.0, 6.4.
  mutating func invoke(state: Int, index: Int) {
    let invocation = chart.states[state].invocations[index]
    runBlock { interpreter throws(ExecutionError) in
      let start = try interpreter.prepare(invocation, state: state)
      interpreter.session.invocations.append(
        SessionState.ActiveInvocation(id: start.id, state: state, index: index))
      interpreter.effects.append(.startInvocation(start))
    }
  }

  private mutating func prepare(
    _ invocation: CompiledInvocation, state: Int
  ) throws(ExecutionError) -> InvocationStart {
    let origin = invocation.origin
    let type: String? =
      if let type = invocation.type { try string(type, for: "type") } else { nil }
    guard let kind = InvocationStart.Kind(type: type) else {
      throw ExecutionError("\"\(type ?? "")\" is nothing that can be invoked", at: origin)
    }
    let parameters = try arguments(invocation.parameters, at: origin)
    let document = kind == .scxml ? try document(of: invocation) : nil
    let stateID = chart.states[state].id
    let id = invocation.id ?? makeID(prefix: stateID)
    if session.invocations.contains(where: { $0.id == id }) {
      throw ExecutionError("an invocation with the id \"\(id)\" is running already", at: origin)
    }
    if let location = invocation.idLocation { try assign(.string(id), to: location, at: origin) }
    return InvocationStart(
      id: id, kind: kind, parameters: parameters, document: document, state: stateID,
      origin: origin)
  }

  private mutating func document(
    of invocation: CompiledInvocation
  ) throws(ExecutionError) -> InvocationStart.Document {
    if let source = invocation.source {
      return .source(try string(source, for: "src"))
    }
    guard let content = invocation.content else {
      throw ExecutionError("there is neither src nor content to invoke", at: invocation.origin)
    }
    let value = try value(of: content, at: invocation.origin)
    guard case .string(let text) = value else {
      throw ExecutionError(
        "the content must be a state machine, but is \(describe(value))", at: invocation.origin)
    }
    return .text(text)
  }

  /// Runs the `<finalize>` of an invocation; spec: SCXML 1.0, 6.5.
  ///
  /// An empty one takes the values over that the invocation was given by location.
  mutating func finalize(_ invocation: CompiledInvocation, _ event: StatechartEvent) {
    guard let content = invocation.finalize else { return }
    guard content.isEmpty else { return runBlock(content) }
    guard case .context(let data) = event.data else { return }
    runBlock { interpreter throws(ExecutionError) in
      for parameter in invocation.parameters {
        guard case .location(let location) = parameter.source, let value = data[parameter.name]
        else { continue }
        try interpreter.assign(value, to: location, at: invocation.origin)
      }
    }
  }

  // MARK: Decisions

  /// Spec: the FEEL data model, § 6.
  mutating func run(_ decide: CompiledDecide, at origin: Origin) throws(ExecutionError) {
    let name = try string(decide.table, for: "the name of a decision")
    let usesVariables = decide.parameters.isEmpty
    let inputs = usesVariables ? variables : try arguments(decide.parameters, at: origin)
    let outcome = environment.decide(
      DecisionRequest(
        name: name, inputs: inputs, usesVariables: usesVariables, binding: decide.binding))
    switch outcome {
    case .failed(let reason, let record):
      if let record { journal.append(.decision(record, at: origin)) }
      throw ExecutionError(reason, at: origin)
    case .decided(let value, let outputs, let record):
      journal.append(.decision(record, at: origin))
      guard value.isData else {
        throw ExecutionError(
          "the decision \"\(name)\" yields a \(value.kindName), which is not a data value",
          at: origin)
      }
      if let location = decide.location {
        try assign(value, to: location, at: origin)
      } else {
        try assign(value, toVariablesNamed: outputs, of: name, at: origin)
      }
    }
  }

  /// Each output goes to the variable of its name; without a result all of them become null.
  ///
  /// The list of a table with several outputs goes to the variable of the decision's name.
  private mutating func assign(
    _ value: Value, toVariablesNamed outputs: [String], of decision: String, at origin: Origin
  ) throws(ExecutionError) {
    if outputs.count == 1, let output = outputs.first {
      return try assign(value, toVariable: output, at: origin)
    }
    switch value {
    case .context(let context):
      for output in outputs {
        try assign(context[output] ?? .null, toVariable: output, at: origin)
      }
    case .null:
      for output in outputs { try assign(.null, toVariable: output, at: origin) }
    default:
      try assign(value, toVariable: decision, at: origin)
    }
  }

  private mutating func assign(
    _ value: Value, toVariable name: String, at origin: Origin
  ) throws(ExecutionError) {
    guard let slot = chart.names.slot(of: name), slot >= Names.firstVariable else {
      throw ExecutionError(
        "there is no variable \"\(name)\" for the decision's output of that name", at: origin)
    }
    try assign(value, to: .path(slot: slot, steps: [], text: name), at: origin)
  }

  /// The variables that are declared by now, by name.
  private var variables: ContextValue { session.variables(chart) }
}

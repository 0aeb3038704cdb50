import Diagnostics
import FEEL

extension Interpreter {
  /// Runs executable content in document order; spec: SCXML 1.0 § 4.
  mutating func run(_ content: [CompiledAction]) throws(ExecutionError) {
    for action in content {
      switch action.kind {
      case .raise(let event):
        internalQueue.enqueue(StatechartEvent(event, type: .internal))
      case .choose(let branches):
        try choose(branches)
      case .forEach(let loop):
        try run(loop, at: action.origin)
      case .log(let label, let formula):
        let value: String? =
          if let formula { try value(of: formula).feelText } else { nil }
        journal.append(.log(label: label, value: value, at: action.origin))
      case .assign(let location, let source):
        let value = try value(of: source, at: action.origin)
        try assign(value, to: location, at: action.origin)
      case .script(let script):
        try run(script)
      case .send(let send):
        try run(send, at: action.origin)
      case .cancel(let id):
        effects.append(.cancelSend(id: try string(id, for: "the id of a send")))
      case .decide(let decide):
        try run(decide, at: action.origin)
      }
    }
  }

  /// Spec: SCXML 1.0 § 4.3; a faulty condition counts as false and the block goes on.
  private mutating func choose(
    _ branches: [(condition: Formula?, content: [CompiledAction])]
  ) throws(ExecutionError) {
    for branch in branches {
      if let condition = branch.condition {
        do throws(ExecutionError) {
          guard try truth(of: condition) else { continue }
        } catch {
          raise(error)
          continue
        }
      }
      return try run(branch.content)
    }
  }

  /// Spec: SCXML 1.0 § 4.6; the index counts from 1, as FEEL's lists do.
  private mutating func run(_ loop: CompiledForEach, at origin: Origin) throws(ExecutionError) {
    let value = try value(of: loop.array)
    guard let items = value.items else {
      throw ExecutionError("foreach needs a list, but has \(describe(value))", at: origin)
    }
    guard let item = loop.item, loop.fault == nil else {
      throw ExecutionError(loop.fault ?? "foreach has no item", at: origin)
    }
    session.declared[item] = true
    if let index = loop.index { session.declared[index] = true }
    for (position, element) in items.enumerated() {
      session.values[item] = element
      if let index = loop.index { session.values[index] = .number(Number(position + 1)) }
      try run(loop.content)
    }
  }

  // MARK: Arguments

  /// The arguments by name; a name given several times gets the list of its values.
  mutating func arguments(
    _ parameters: [CompiledParameter], at origin: Origin
  ) throws(ExecutionError) -> ContextValue {
    var collected = ArgumentCollector()
    for parameter in parameters {
      collected.add(parameter.name, try value(of: parameter, at: origin))
    }
    return collected.context
  }

  private mutating func value(
    of parameter: CompiledParameter, at origin: Origin
  ) throws(ExecutionError) -> Value {
    switch parameter.source {
    case .formula(let formula): try value(of: formula)
    case .location(let location): try read(location, at: origin)
    }
  }

  /// The data of a final state: a failing part is left out, and without any part it is null.
  mutating func doneData(of state: Int) -> Value {
    guard let doneData = chart.states[state].doneData else { return .null }
    let origin = chart.states[state].origin
    var result = Value.null
    if let content = doneData.content {
      runBlock { interpreter throws(ExecutionError) in
        result = try interpreter.value(of: content, at: origin)
      }
      return result
    }
    var collected = ArgumentCollector()
    for parameter in doneData.parameters {
      runBlock { interpreter throws(ExecutionError) in
        collected.add(parameter.name, try interpreter.value(of: parameter, at: origin))
      }
    }
    return collected.isEmpty ? .null : .context(collected.context)
  }
}

/// Gathers named values so that none is lost.
private struct ArgumentCollector {
  private var names = [String]()
  private var values = [String: [Value]]()

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ name: String, _ value: Value) {
    if values[name] == nil { names.append(name) }
    values[name, default: []].append(value)
  }

  var context: ContextValue {
    ContextValue(
      distinct: names.compactMap { name in
        guard let all = values[name], let first = all.first else { return nil }
        return ContextValue.Entry(name, all.count == 1 ? first : .list(all))
      })
  }
}

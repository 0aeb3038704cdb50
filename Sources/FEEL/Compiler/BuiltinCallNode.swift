import Diagnostics

/// A call of a built-in function, bound to the signatures that its arguments can fit.
///
/// Spec: DMN 1.5, § 10.3.2.13.
final class BuiltinCallNode: Node, @unchecked Sendable {
  /// A signature with the places of its arguments.
  struct Candidate {
    let overload: Builtin.Overload
    /// The argument of each parameter; nil where it is left out.
    let places: [Int?]
    /// The first of the arguments that a variadic parameter takes.
    let rest: Int?
  }

  private let name: String
  private let arguments: [Node]
  private let candidates: [Candidate]
  private let span: TextSpan

  init(_ name: String, _ arguments: [Node], _ candidates: [Candidate], span: TextSpan) {
    self.name = name
    self.arguments = arguments
    self.candidates = candidates
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let evaluation = frame.evaluation
    guard evaluation.step() else { return .null }
    if candidates.count == 1, let value = evaluateDirectly(candidates[0], frame) { return value }
    let values = arguments.map { $0.evaluate(frame) }
    return located(frame) { apply(to: values, evaluation) }
  }

  /// The common case of one signature with one or two arguments that need no conversion.
  private func evaluateDirectly(_ candidate: Candidate, _ frame: Frame) -> Value? {
    let parameters = candidate.overload.parameters
    switch candidate.overload.body {
    case .one(let body) where arguments.count == 1 && candidate.rest == nil:
      let value = arguments[0].evaluate(frame)
      return located(frame) {
        guard parameters[0].admits(value) else { return apply(to: [value], frame.evaluation) }
        return body(value, frame.evaluation)
      }
    case .two(let body)
    where arguments.count == 2 && candidate.rest == nil && candidate.places[0] == 0:
      let first = arguments[0].evaluate(frame)
      let second = arguments[1].evaluate(frame)
      return located(frame) {
        guard parameters[0].admits(first), parameters[1].admits(second) else {
          return apply(to: [first, second], frame.evaluation)
        }
        return body(first, second, frame.evaluation)
      }
    default: return nil
    }
  }

  /// Gives reasons that the function kept the place of the call.
  private func located(_ frame: Frame, _ body: () -> Value) -> Value {
    let known = frame.evaluation.reasons.count
    let value = body()
    if value.isNull {
      frame.evaluation.locateReasons(
        from: known, at: frame.source.origin.narrowed(to: span))
    }
    return value
  }

  private func apply(to values: [Value], _ evaluation: Evaluation) -> Value {
    for candidate in candidates where candidate.accepts(values, converting: false) {
      return candidate.call(values, evaluation)
    }
    for candidate in candidates where candidate.accepts(values, converting: true) {
      return candidate.call(values, evaluation)
    }
    if values.contains(where: \.isNull) { return .null }
    evaluation.note(.invalidArgument, candidates[0].complaint(name, values))
    return .null
  }
}

extension Builtin.Parameter {
  /// Whether a value can be handed over as it is.
  func admits(_ value: Value) -> Bool {
    value.isNull ? acceptsNull : type == .any || type.conforms(value)
  }
}

extension BuiltinCallNode.Candidate {
  private func argument(_ index: Int, _ values: [Value]) -> Value {
    if let rest, index == overload.parameters.count - 1 {
      return .list(Array(values.dropFirst(rest)))
    }
    return places[index].map { values[$0] } ?? .null
  }

  /// Whether every argument is of its parameter's type, or can be converted to it.
  ///
  /// Null passes: it decides nothing about the signature.
  func accepts(_ values: [Value], converting: Bool) -> Bool {
    for (index, parameter) in overload.parameters.enumerated() {
      if let rest, index == overload.parameters.count - 1 {
        return values.dropFirst(rest).allSatisfy { value in
          converting ? parameter.type.coerce(value) != nil : parameter.type.conforms(value)
        }
      }
      let value = argument(index, values)
      guard
        converting ? parameter.type.coerce(value) != nil : parameter.type.conforms(value)
      else { return false }
    }
    return true
  }

  /// Calls the body; null where an argument is null that must not be.
  func call(_ values: [Value], _ evaluation: Evaluation) -> Value {
    var arguments: [Value] = []
    arguments.reserveCapacity(overload.parameters.count)
    for (index, parameter) in overload.parameters.enumerated() {
      let value = argument(index, values)
      if rest != nil, index == overload.parameters.count - 1 {
        arguments.append(value)
      } else {
        if value.isNull, !parameter.acceptsNull { return .null }
        arguments.append(parameter.type.coerce(value) ?? .null)
      }
    }
    switch overload.body {
    case .none(let body): return body(evaluation)
    case .one(let body): return arguments.count == 1 ? body(arguments[0], evaluation) : .null
    case .two(let body):
      return arguments.count == 2 ? body(arguments[0], arguments[1], evaluation) : .null
    case .three(let body):
      return arguments.count == 3
        ? body(arguments[0], arguments[1], arguments[2], evaluation) : .null
    case .many(let body): return body(arguments, evaluation)
    }
  }

  /// What is wrong with arguments that do not fit.
  func complaint(_ name: String, _ values: [Value]) -> String {
    let expected = overload.parameters.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
    let given = values.map(\.kindName).joined(separator: ", ")
    return "\(name)(\(expected)) was called with (\(given))"
  }
}

extension Builtin {
  /// The signatures that so many arguments, or arguments of these names, can fit.
  func candidates(count: Int, names: [String]?) -> [BuiltinCallNode.Candidate] {
    overloads.compactMap { overload in
      let parameters = overload.parameters
      if let names { return overload.candidate(names: names) }
      let isVariadic = parameters.last?.arity == .variadic
      let required = parameters.count { $0.arity == .required }
      guard count >= required, isVariadic || count <= parameters.count else { return nil }
      let fixed = isVariadic ? parameters.count - 1 : parameters.count
      return BuiltinCallNode.Candidate(
        overload: overload,
        places: parameters.indices.map { $0 < min(fixed, count) ? $0 : nil },
        rest: isVariadic ? min(fixed, count) : nil)
    }
  }

  /// The function as a value, for texts that hand it on.
  var function: FunctionValue {
    let longest = overloads.max { $0.parameters.count < $1.parameters.count }
    let parameters = (longest?.parameters ?? []).map { FunctionParameter($0.name) }
    return FunctionValue(name: name, parameters: parameters) { [self] arguments, evaluation in
      let candidates = candidates(count: arguments.count, names: nil)
      let values = arguments.map { ConstantNode($0) }
      let call = BuiltinCallNode(name, values, candidates, span: TextSpan(0, 0))
      guard !candidates.isEmpty else { return .null }
      let source = SourceText(text: name, origin: Origin(file: name))
      return Frame.with(
        [], required: 0, localCount: 0, source: source, evaluation: evaluation,
        { call.evaluate($0) })
    }
  }
}

extension Builtin.Overload {
  fileprivate func candidate(names: [String]) -> BuiltinCallNode.Candidate? {
    guard names.allSatisfy({ name in parameters.contains { $0.name == name } }) else { return nil }
    let places = parameters.map { parameter in names.firstIndex(of: parameter.name) }
    for (parameter, place) in zip(parameters, places)
    where parameter.arity == .required && place == nil { return nil }
    let last = parameters.last
    // A variadic parameter that is named takes its one argument as the rest.
    let rest = last?.arity == .variadic ? places.last ?? nil : nil
    guard last?.arity != .variadic || rest == names.count - 1 else { return nil }
    return BuiltinCallNode.Candidate(overload: self, places: places, rest: rest)
  }
}

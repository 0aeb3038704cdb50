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
  /// Whether the function may look at every part of its arguments, however deep.
  private let walks: Bool

  init(_ name: String, _ arguments: [Node], _ candidates: [Candidate], span: TextSpan) {
    walks = !Self.glancers.contains(name)
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
    return located(frame) { Self.apply(name, candidates, to: values, evaluation) }
  }

  /// The common case of one signature with one or two arguments that need no conversion.
  private func evaluateDirectly(_ candidate: Candidate, _ frame: Frame) -> Value? {
    let parameters = candidate.overload.parameters
    switch candidate.overload.body {
    case .one(let body) where arguments.count == 1 && candidate.rest == nil:
      let value = arguments[0].evaluate(frame)
      return located(frame) {
        guard parameters[0].admits(value), !walks || frame.evaluation.allows(value) else {
          return Self.apply(name, candidates, to: [value], frame.evaluation)
        }
        return body(value, frame.evaluation)
      }
    case .two(let body)
    where arguments.count == 2 && candidate.rest == nil && candidate.places[0] == 0:
      let first = arguments[0].evaluate(frame)
      let second = arguments[1].evaluate(frame)
      return located(frame) {
        guard parameters[0].admits(first), parameters[1].admits(second),
          !walks || frame.evaluation.allows(first) && frame.evaluation.allows(second)
        else {
          return Self.apply(name, candidates, to: [first, second], frame.evaluation)
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

  /// The functions that never look below the first level of an argument.
  ///
  /// All others may walk it to the last leaf, be it to say in a message what it is.
  private static let glancers: Set<String> = ["count", "get value", "get entries"]

  /// Calls the first signature that the arguments fit, or can be converted to.
  static func apply(
    _ name: String, _ candidates: [Candidate], to values: [Value], _ evaluation: Evaluation
  ) -> Value {
    if !glancers.contains(name), !values.allSatisfy({ evaluation.allows($0) }) { return .null }
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

  /// Whether arguments of these types fit.
  func accepts(_ types: [FEELType]) -> Bool {
    for (index, parameter) in overload.parameters.enumerated() {
      if let rest, index == overload.parameters.count - 1 {
        return types.dropFirst(rest).allSatisfy { $0.conforms(to: parameter.type) }
      }
      guard let place = places[index] else { continue }
      guard types[place].conforms(to: parameter.type) else { return false }
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
  var function: FunctionValue { BuiltinCatalogue.functions[name] ?? FunctionValue(self) }

  /// Calls the function with arguments that are known only now.
  func call(_ arguments: [Value], names: [String]?, _ evaluation: Evaluation) -> Value {
    let candidates = candidates(count: arguments.count, names: names)
    guard !candidates.isEmpty else {
      evaluation.note(.invalidArgument, "no signature of \(name) fits \(arguments.count) arguments")
      return .null
    }
    guard evaluation.step() else { return .null }
    return BuiltinCallNode.apply(name, candidates, to: arguments, evaluation)
  }

  /// Whether the function can be called with arguments of these types and gives such a result.
  func conforms(toParameters types: [FEELType], result: FEELType) -> Bool {
    candidates(count: types.count, names: nil).contains { candidate in
      candidate.overload.result.conforms(to: result) && candidate.accepts(types)
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

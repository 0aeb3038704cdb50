import Diagnostics

extension FunctionValue {
  /// Calls the function with positional arguments, converted to the parameters' types.
  ///
  /// - Parameters:
  ///   - arguments: The arguments in the order of the parameters.
  ///   - evaluation: The evaluation that the call is part of.
  /// - Returns: The result; null with a reason where the arguments do not fit.
  public func invoke(_ arguments: [Value], _ evaluation: Evaluation) -> Value {
    if let builtin { return builtin.call(arguments, names: nil, evaluation) }
    guard arguments.count == parameters.count else {
      evaluation.note(.invalidArgument, "\(signature) was called with \(arguments.count) arguments")
      return .null
    }
    var arguments = arguments
    for (index, parameter) in parameters.enumerated()
    where !parameter.type.conforms(arguments[index]) {
      guard let value = converted(arguments[index], to: parameter, evaluation) else { return .null }
      arguments[index] = value
    }
    return body(arguments, evaluation)
  }

  /// Calls the function with named arguments; parameters that are not named are null.
  ///
  /// - Parameters:
  ///   - arguments: The arguments by the names of their parameters.
  ///   - evaluation: The evaluation that the call is part of.
  /// - Returns: The result; null with a reason where a name fits no parameter.
  public func invoke(
    named arguments: [(name: String, value: Value)], _ evaluation: Evaluation
  ) -> Value {
    if let builtin {
      return builtin.call(arguments.map(\.value), names: arguments.map(\.name), evaluation)
    }
    for argument in arguments where !parameters.contains(where: { $0.name == argument.name }) {
      evaluation.note(
        .unknownParameter,
        "\(signature) has no parameter '\(argument.name)'"
          + Suggestion.didYouMean(argument.name, among: parameters.map(\.name)),
        names: parameters.map(\.name))
      return .null
    }
    return invoke(
      parameters.map { parameter in
        arguments.last { $0.name == parameter.name }?.value ?? .null
      }, evaluation)
  }

  /// Spec: § 10.3.2.9.4; with an argument that cannot be converted the function is not called and
  /// the result is null.
  private func converted(
    _ value: Value, to parameter: FunctionParameter, _ evaluation: Evaluation
  ) -> Value? {
    if let result = parameter.type.coerce(value) { return result }
    evaluation.note(
      .conversionFailed,
      "the argument '\(parameter.name)' of \(signature) is \(value.kindName), not \(parameter.type)"
    )
    return nil
  }

  /// The function as messages show it.
  private var signature: String {
    let list = parameters.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
    return "\(name ?? "function")(\(list))"
  }
}

/// A call of a function that is known only when it happens.
final class InvocationNode: Node, @unchecked Sendable {
  private let callee: Node
  private let calleeText: String
  private let names: [String]?
  private let arguments: [Node]
  private let span: TextSpan

  init(
    _ callee: Node, calleeText: String, names: [String]?, _ arguments: [Node], span: TextSpan
  ) {
    self.callee = callee
    self.calleeText = calleeText
    self.names = names
    self.arguments = arguments
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let value = callee.evaluate(frame)
    guard case .function(let function) = value else {
      return frame.note(
        .notAFunction, span, "'\(calleeText)' is \(value.kindName), not a function")
    }
    let known = frame.evaluation.reasons.count
    let values = arguments.map { $0.evaluate(frame) }
    let result =
      if let names {
        function.invoke(named: Array(zip(names, values)), frame.evaluation)
      } else {
        function.invoke(values, frame.evaluation)
      }
    if result.isNull {
      frame.evaluation.locateReasons(from: known, at: frame.source.origin.narrowed(to: span))
    }
    return result
  }
}

/// A call of the function whose body is being evaluated: the captured values are there already.
final class RecursiveCallNode: Node, @unchecked Sendable {
  private let template: FunctionTemplate
  private let arguments: [Node]
  private let span: TextSpan

  init(_ template: FunctionTemplate, _ arguments: [Node], span: TextSpan) {
    self.template = template
    self.arguments = arguments
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let evaluation = frame.evaluation
    guard evaluation.enter() else { return .null }
    defer { evaluation.leave() }
    return frame.withLocals(template.localCount) { inner in
      for (slot, argument) in arguments.enumerated() {
        let parameter = template.parameters[slot]
        let value = argument.evaluate(frame)
        guard let converted = parameter.type.coerce(value) else {
          return frame.note(
            .conversionFailed, span,
            "the argument '\(parameter.name)' is \(value.kindName), not \(parameter.type)")
        }
        if evaluation.isDeep, !evaluation.allows(converted) { return .null }
        inner.setLocal(slot, converted)
      }
      return template.result(inner)
    }
  }
}

import Diagnostics

// Calls and definitions of functions.

extension NodeBuilder {
  mutating func buildInvocation(
    _ callee: Expression, _ arguments: [InvocationArgument], _ expression: Expression
  ) -> Node {
    let names =
      arguments.isEmpty ? nil : arguments.first?.name.map { _ in arguments.map { $0.name ?? "" } }
    if case .name(let name) = callee.kind, let binding = resolve(name, inBody: bodies.count - 1) {
      switch binding {
      case .builtin(let builtin):
        return buildBuiltinCall(builtin, arguments, names, expression)
      case .recursion(let template)
      where names == nil && arguments.count == template.parameters.count:
        return RecursiveCallNode(
          template, arguments.map { build($0.value) }, span: expression.span)
      default: break
      }
    }
    let function = build(callee)
    return InvocationNode(
      function, calleeText: callee.description, names: names, arguments.map { build($0.value) },
      span: expression.span)
  }

  /// Binds a call of a built-in function.
  ///
  /// One that fits no signature is null, and warned of.
  private mutating func buildBuiltinCall(
    _ builtin: Builtin, _ arguments: [InvocationArgument], _ names: [String]?,
    _ expression: Expression
  ) -> Node {
    let nodes = arguments.map { build($0.value) }
    let candidates = builtin.candidates(count: nodes.count, names: names)
    guard !candidates.isEmpty else {
      let message = complain(builtin, nodes.count, names, expression)
      return FailingNode(.invalidArgument, message, span: expression.span)
    }
    if builtin.name == "not", nodes.count == 1 { return folded(NotNode(nodes[0]), nodes) }
    let call = BuiltinCallNode(builtin.name, nodes, candidates, span: expression.span)
    return builtin.isPure && !nodes.isEmpty ? folded(call, nodes) : call
  }

  private mutating func complain(
    _ builtin: Builtin, _ count: Int, _ names: [String]?, _ expression: Expression
  ) -> String {
    let signatures = builtin.overloads.map { overload in
      "\(builtin.name)(\(overload.parameters.map(\.name).joined(separator: ", ")))"
    }
    let known = Set(builtin.overloads.flatMap { $0.parameters.map(\.name) })
    let code: FEELCode
    let found: String
    var mend: String?
    if let unknown = names?.first(where: { !known.contains($0) }) {
      code = .unknownParameter
      found = unknown
      mend = Suggestion.nearest(to: unknown, among: known).map { "did you mean \"\($0)\"?" }
    } else {
      code = .wrongArgumentCount
      found = "\(count) argument\(count == 1 ? "" : "s")"
    }
    let expected = signatures.joined(separator: " or ")
    diagnostics.append(
      Diagnostic(
        code, .warning, at: origin(expression), found: found, expected: expected,
        mend: mend ?? "give the arguments of the signature; as it is, the call yields null"))
    return "\(builtin.name) cannot be called like this: \(expected)"
  }

  // MARK: Definitions

  mutating func buildFunction(
    _ definition: FunctionDefinition, name: String?, _ expression: Expression
  ) -> Node {
    let parameters = definition.parameters.map { parameter in
      FunctionParameter(parameter.name, parameter.type.map { resolve($0).type } ?? .any)
    }
    if definition.isExternal { return buildExternal(definition, name, parameters, expression) }
    let template = FunctionTemplate(
      name: name, parameters: parameters, resultType: definition.body.type, source: source)
    var inner = BodyScope()
    inner.template = template
    for parameter in parameters { _ = inner.declare(parameter.name) }
    bodies.append(inner)
    template.body = build(definition.body)
    let finished = bodies.removeLast()
    template.localCount = finished.localCount
    template.captureCount = finished.captures.count
    guard !finished.captures.isEmpty else {
      return ConstantNode(.function(template.function(capturing: [])))
    }
    return FunctionDefinitionNode(template, captures: finished.captures.map(\.node))
  }

  /// Spec: § 10.3.2.13.3, functions defined elsewhere.
  private mutating func buildExternal(
    _ definition: FunctionDefinition, _ name: String?, _ parameters: [FunctionParameter],
    _ expression: Expression
  ) -> Node {
    let place = build(definition.body).constant
    if case .context(let context) = place, let function = options.external?(context, parameters) {
      return ConstantNode(.function(function))
    }
    let text = "no function is registered for \(place?.description ?? "this definition")"
    diagnostics.append(
      Diagnostic(
        FEELCode.externalFunction, .warning, at: origin(expression), found: text,
        expected: "a definition that the registry of external functions knows",
        mend: "register the function, or define it in FEEL"))
    return ConstantNode(
      .function(
        FunctionValue(name: name, parameters: parameters) { _, evaluation in
          evaluation.note(.externalFunction, text)
          return .null
        }))
  }
}

/// A part of a text that can only be null, with the reason.
final class FailingNode: Node, @unchecked Sendable {
  private let code: FEELCode
  private let message: String
  private let span: TextSpan

  init(_ code: FEELCode, _ message: String, span: TextSpan) {
    self.code = code
    self.message = message
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value { frame.note(code, span, message) }
}

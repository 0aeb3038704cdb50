import Diagnostics
import FEEL

extension ExpressionCompiler {
  /// A function definition; `name` is the one under which it can call itself.
  func function(_ definition: FunctionDefinition, name: String?) -> Result {
    let parameters = definition.parameters.map {
      (item: $0, type: types.resolve($0.typeRef, &sink.diagnostics) ?? .any)
    }
    switch definition.kind {
    case .feel: return feelFunction(definition, parameters, name)
    case .java: return javaFunction(definition, parameters, name)
    case .pmml:
      sink.report(
        .pmmlFunction, at: definition.origin, found: "a function of kind PMML",
        expected: "kind FEEL or Java", mend: "write the function as a boxed expression")
      return faulty(definition.origin)
    }
  }

  private func feelFunction(
    _ definition: FunctionDefinition, _ parameters: [(item: InformationItem, type: DeclaredType)],
    _ name: String?
  ) -> Result {
    guard let body = definition.body else {
      sink.report(
        .noLogic, .warning, at: definition.origin, "the function has no body",
        mend: "add an expression")
      return Result(node: FaultyNode(origin: definition.origin), type: .any)
    }
    var inside = self
    let resultType = resultType(of: definition)
    let type = FEELType.function(
      parameters: parameters.map(\.type.type),
      result: resultType?.type ?? bodyType(of: body) ?? .any)
    let selfSlot = name.map { inside.scope.declare($0, type: type) }
    let slots = parameters.map {
      FunctionNode.Parameter(
        name: $0.item.name, type: $0.type,
        slot: inside.scope.declare($0.item.name, type: $0.type.type))
    }
    let node = FunctionNode(
      name: name, parameters: slots, body: inside.compile(body).node, resultType: resultType,
      selfSlot: selfSlot, origin: definition.origin)
    return Result(node: node, type: type)
  }

  /// The type of the result, where the function's declared type is a function type.
  private func resultType(of definition: FunctionDefinition) -> DeclaredType? {
    guard let declared = types.resolve(definition.typeRef, &sink.diagnostics),
      case .function(_, let result) = declared.type
    else { return nil }
    return DeclaredType(name: result.description, type: result)
  }

  private func bodyType(of body: BoxedExpression) -> FEELType? {
    var ignored = [Diagnostic]()
    return types.resolve(body.typeRef, &ignored)?.type
  }

  private func javaFunction(
    _ definition: FunctionDefinition, _ parameters: [(item: InformationItem, type: DeclaredType)],
    _ name: String?
  ) -> Result {
    guard case .context(let entries)? = definition.body?.kind,
      let className = constant("class", in: entries),
      let signature = constant("method signature", in: entries)
    else {
      sink.report(
        .unknownJavaFunction, at: definition.origin,
        found: "a body that does not name a method",
        expected: "a context with the entries class and method signature",
        mend: "write class: \"java.lang.Math\", method signature: \"max(double, double)\"")
      return faulty(definition.origin)
    }
    let declared = parameters.map { FunctionParameter($0.item.name, $0.type.type) }
    guard let function = java.function(className, signature, parameters: declared) else {
      sink.report(
        .unknownJavaFunction, .warning, at: definition.origin,
        found: "\(className), \(signature)",
        expected: java.known(of: className),
        mend: "use one of these methods, or register this one in code")
      return Result(node: NullNode(), type: .any)
    }
    return Result(
      node: ConstantNode(value: .function(function)),
      type: .function(parameters: declared.map(\.type), result: function.resultType))
  }

  private func constant(_ name: String, in entries: [ContextEntry]) -> String? {
    guard let entry = entries.first(where: { $0.variable?.name == name }),
      case .literal(let text) = entry.expression.kind,
      case .string(let value)? = feel.expression(text.text, at: text.origin).compiled?.constant
    else { return nil }
    return value
  }

  func compileInvocation(_ invocation: Invocation, at origin: Origin) -> Result {
    let function = compile(invocation.function)
    let bindings = invocation.bindings.map { binding in
      InvocationNode.Binding(
        name: binding.parameter.name,
        type: types.resolve(binding.parameter.typeRef, &sink.diagnostics),
        node: binding.argument.map { compile($0).node } ?? NullNode())
    }
    let type: FEELType = if case .function(_, let result) = function.type { result } else { .any }
    return Result(
      node: InvocationNode(function: function.node, bindings: bindings, origin: origin), type: type)
  }
}

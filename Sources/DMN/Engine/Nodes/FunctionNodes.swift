import Diagnostics
import FEEL

/// A function definition: DMN 1.5, 10.2.1.7.
final class FunctionNode: CompiledNode {
  struct Parameter {
    let name: String
    let type: DeclaredType
    let slot: Int
  }

  let name: String?
  let parameters: [Parameter]
  let body: any CompiledNode
  let resultType: DeclaredType?
  let origin: Origin
  /// The slot in which the function finds itself, so that it can recur.
  let selfSlot: Int?

  init(
    name: String?, parameters: [Parameter], body: any CompiledNode, resultType: DeclaredType?,
    selfSlot: Int?, origin: Origin
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.resultType = resultType
    self.selfSlot = selfSlot
    self.origin = origin
  }

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    .function(function(over: frame))
  }

  /// The function with the values that it sees.
  ///
  /// It does not hold itself: that would never be released. A call makes the value anew for its
  /// own frame.
  func function(over frame: [Value]) -> FunctionValue {
    FunctionValue(
      name: name, parameters: parameters.map { FunctionParameter($0.name, $0.type.type) },
      resultType: resultType?.type ?? .any
    ) { arguments, evaluation in
      self.call(arguments, over: frame, evaluation.run)
    }
  }

  private func call(_ arguments: [Value], over frame: [Value], _ run: Run) -> Value {
    guard run.evaluation.enter() else { return .null }
    defer { run.evaluation.leave() }
    var inner = frame
    if let selfSlot { inner.assign(.function(function(over: frame)), to: selfSlot) }
    for (parameter, argument) in zip(parameters, arguments) {
      guard let value = parameter.type.coerce(argument, run.evaluation) else {
        run.note(
          .typeMismatch,
          "\(argument.feelText.shortened) is not allowed for the parameter \(parameter.name)",
          at: origin)
        return .null
      }
      inner.assign(value, to: parameter.slot)
    }
    let result = body.evaluate(inner, run)
    return resultType?.apply(to: result, at: origin, run) ?? result
  }
}

/// A function that the model does not define itself, or that could not be compiled.
struct ConstantNode: CompiledNode {
  let value: Value

  func evaluate(_ frame: [Value], _ run: Run) -> Value { value }
}

/// A boxed invocation: DMN 1.5, 10.2.1.3.
struct InvocationNode: CompiledNode {
  struct Binding {
    let name: String
    let type: DeclaredType?
    let node: any CompiledNode
  }

  let function: any CompiledNode
  let bindings: [Binding]
  let origin: Origin

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    guard case .function(let function) = function.evaluate(frame, run) else {
      run.note(.notAFunction, "what is called is not a function", at: origin)
      return .null
    }
    var named = [(name: String, value: Value)]()
    for binding in bindings {
      let value = binding.node.evaluate(frame, run)
      named.append((binding.name, binding.type?.apply(to: value, at: origin, run) ?? value))
    }
    return function.invoke(named: named, run.evaluation)
  }
}

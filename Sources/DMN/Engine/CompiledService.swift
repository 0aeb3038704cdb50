import Diagnostics
import FEEL

/// A decision service ready to be called: DMN 1.5, 10.4.
final class CompiledService: Sendable {
  struct Parameter: Sendable {
    let name: String
    let type: DeclaredType
    /// The plan's input; nil where no decision of the service uses the value.
    let input: Int?
  }

  let name: String
  let label: String?
  let origin: Origin
  let parameters: [Parameter]
  let plan: Plan
  let resultType: DeclaredType?

  init(
    name: String, label: String?, origin: Origin, parameters: [Parameter], plan: Plan,
    resultType: DeclaredType?
  ) {
    self.name = name
    self.label = label
    self.origin = origin
    self.parameters = parameters
    self.plan = plan
    self.resultType = resultType
  }

  /// The service as a function of its input data and input decisions.
  var function: FunctionValue {
    FunctionValue(
      name: name, parameters: parameters.map { FunctionParameter($0.name, $0.type.type) },
      resultType: resultType?.type ?? .any
    ) { arguments, evaluation in
      var given = [Value?](repeating: nil, count: self.plan.inputs.count)
      for (parameter, argument) in zip(self.parameters, arguments) {
        if let place = parameter.input { given[place] = argument }
      }
      guard evaluation.enter() else { return .null }
      defer { evaluation.leave() }
      return self.evaluate(given, evaluation.run)
    }
  }

  /// The result: one decision's value, or a context of several decisions' values.
  func evaluate(_ given: [Value?], _ run: Run) -> Value {
    // What a service computes on the way is its own affair, not part of the caller's explanation.
    let recorder = run.session.recorder
    run.session.recorder = nil
    defer { run.session.recorder = recorder }
    let values = plan.run(given, run)
    let value: Value
    if values.count == 1, let only = values.first {
      value = only
    } else {
      value = .context(
        ContextValue(zip(outputNames, values).map { ContextValue.Entry($0, $1) }))
    }
    return resultType?.apply(to: value, at: origin, run) ?? value
  }

  /// The names of the output decisions.
  var outputNames: [String] {
    plan.outputs.map { output in
      if case .result(let place) = output { plan.steps[place].decision.name } else { "" }
    }
  }
}

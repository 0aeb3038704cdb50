import Diagnostics
import FEEL

extension Plan {
  /// The values of the outputs.
  ///
  /// - Parameters:
  ///   - given: The value of each input; nil where none was given.
  ///   - overrides: Results that the caller gives in place of decisions, by step.
  ///   - run: What the evaluation works with.
  /// - Returns: One value an output.
  func run(_ given: [Value?], overrides: [Value?] = [], _ run: Run) -> [Value] {
    let isNeeded = overrides.isEmpty ? nil : neededParts(overrides)
    var inputValues = [Value]()
    inputValues.reserveCapacity(inputs.count)
    for (place, input) in inputs.enumerated() {
      let isNeeded = isNeeded?.inputs[place] ?? true
      inputValues.append(isNeeded ? input.value(given[place], run) : .null)
    }
    var results = [Value]()
    results.reserveCapacity(steps.count)
    for (place, step) in steps.enumerated() {
      if let value = overrides.isEmpty ? nil : overrides[place] {
        results.append(step.decision.type?.apply(to: value, at: step.decision.origin, run) ?? value)
      } else if isNeeded?.steps[place] ?? true {
        var frame = [Value]()
        frame.reserveCapacity(step.sources.count)
        for source in step.sources { frame.append(source.value(inputValues, results)) }
        run.session.recorder?.begin(step.decision)
        let value = step.decision.evaluate(frame, run)
        run.session.recorder?.end(value)
        results.append(value)
      } else {
        results.append(.null)
      }
    }
    return outputs.map { $0.value(inputValues, results) }
  }

  /// What has to be computed where some results are given.
  private func neededParts(_ overrides: [Value?]) -> (steps: [Bool], inputs: [Bool]) {
    var neededSteps = Array(repeating: false, count: steps.count)
    var neededInputs = Array(repeating: false, count: inputs.count)
    for output in outputs {
      if case .result(let place) = output { neededSteps[place] = true }
    }
    // Steps stand in an order in which each needs only earlier ones.
    for place in steps.indices.reversed() where neededSteps[place] && overrides[place] == nil {
      for step in steps[place].needsSteps { neededSteps[step] = true }
      for input in steps[place].needsInputs { neededInputs[input] = true }
    }
    return (neededSteps, neededInputs)
  }
}

extension Plan.Input {
  /// The value given for the input, converted to its type; null with a reason if there is none or
  /// it does not fit.
  fileprivate func value(_ given: Value?, _ run: Run) -> Value {
    guard let given else {
      run.note(.missingInput, "the input \"\(name)\" was not given", at: origin)
      return .null
    }
    return type.apply(to: given, at: origin, run)
  }
}

extension Plan.Source {
  fileprivate func value(_ inputs: [Value], _ results: [Value]) -> Value {
    switch self {
    case .input(let place): inputs[place]
    case .result(let place): results[place]
    case .constant(let value): value
    case .context(let entries):
      .context(
        ContextValue(
          entries.map { ContextValue.Entry($0.name, $0.source.value(inputs, results)) }))
    }
  }
}

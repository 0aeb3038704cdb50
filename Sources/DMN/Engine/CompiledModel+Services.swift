public import FEEL

extension CompiledModel {
  /// Calls a decision service from outside: DMN 1.5, 10.4.
  ///
  /// - Parameters:
  ///   - name: The name of the service.
  ///   - inputs: The input data and input decisions by name.
  ///   - options: The clock, strictness and limits; services are not explained.
  /// - Returns: The result, nil if there is no such service. Several output decisions give a
  ///   context of their results.
  public func evaluateService(
    named name: String, _ inputs: ContextValue, _ options: DecisionOptions
  ) -> (result: DecisionResult, outputs: [String])? {
    guard let service = service(named: name) else { return nil }
    let session = RunRecord()
    let evaluation = Evaluation(
      now: options.now, limits: options.limits, strict: options.isStrict, host: session)
    let given = service.plan.inputs.map { inputs[$0.name] }
    let value = service.evaluate(given, Run(evaluation: evaluation, session: session))
    let result = DecisionResult(
      value: value, errors: session.errors + evaluation.failureDiagnostic(at: service.origin),
      reasons: evaluation.reasons)
    return (result, service.outputNames)
  }
}

import Diagnostics

/// A function definition, compiled once; each evaluation of the definition makes a value of it.
final class FunctionTemplate: @unchecked Sendable {
  let name: String?
  let parameters: [FunctionParameter]
  let resultType: FEELType
  let source: SourceText
  /// The body.
  ///
  /// The parts that are known only once the body is compiled are variables. They are set while the text is being
  /// compiled, before anything is evaluated, and never again: this is what makes sharing safe.
  var body: Node = ConstantNode(.null)
  var localCount = 0
  /// How many values the function captures; its own frame holds just these.
  var captureCount = 0

  init(
    name: String?, parameters: [FunctionParameter], resultType: FEELType, source: SourceText
  ) {
    self.name = name
    self.parameters = parameters
    self.resultType = resultType
    self.source = source
  }

  /// The function over captured values.
  func function(capturing captured: [Value]) -> FunctionValue {
    FunctionValue(name: name, parameters: parameters, resultType: resultType) {
      [self] arguments, evaluation in
      guard evaluation.enter() else { return .null }
      defer { evaluation.leave() }
      return Frame.with(
        captured, required: captured.count, localCount: localCount, source: source,
        evaluation: evaluation
      ) { frame in
        for (slot, argument) in arguments.enumerated() where slot < parameters.count {
          if evaluation.isDeep, !evaluation.allows(argument) { return .null }
          frame.setLocal(slot, argument)
        }
        return result(frame)
      }
    }
  }
}

extension FunctionTemplate {
  /// The value of the body; null where it outgrew the limits.
  func result(_ frame: Frame) -> Value {
    let value = body.evaluate(frame)
    return !frame.evaluation.isDeep || frame.evaluation.allows(value) ? value : .null
  }
}

/// A function definition where its value is wanted.
final class FunctionDefinitionNode: Node, @unchecked Sendable {
  private let template: FunctionTemplate
  private let captures: [Node]

  init(_ template: FunctionTemplate, captures: [Node]) {
    self.template = template
    self.captures = captures
  }

  override func evaluate(_ frame: Frame) -> Value {
    .function(template.function(capturing: captures.map { $0.evaluate(frame) }))
  }
}

/// The function whose body is being evaluated, as a value.
final class RecursiveFunctionNode: Node, @unchecked Sendable {
  private let template: FunctionTemplate
  init(_ template: FunctionTemplate) { self.template = template }

  override func evaluate(_ frame: Frame) -> Value {
    .function(template.function(capturing: (0..<template.captureCount).map(frame.variable)))
  }
}

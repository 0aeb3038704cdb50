import Diagnostics

/// A text with its place, for the reasons that evaluation gives.
final class SourceText: Sendable {
  let text: String
  let origin: Origin

  init(text: String, origin: Origin) {
    self.text = text
    self.origin = origin
  }
}

/// What a compiled form works on: the variables it was given and room for its own.
///
/// A frame is four words that travel in registers. The slots were numbered when the text was
/// compiled, and whoever makes a frame provides as many as the unit says; this is why the pointers
/// are safe to use without a check at each access.
@safe struct Frame {
  let evaluation: Evaluation
  let source: SourceText
  private let variables: UnsafePointer<Value>
  private let locals: UnsafeMutablePointer<Value>

  /// Runs `body` with a frame over `variables` and `localCount` null locals.
  static func with<Result>(
    _ variables: [Value], required: Int, localCount: Int, source: SourceText,
    evaluation: Evaluation, _ body: (Frame) -> Result
  ) -> Result {
    precondition(variables.count >= required, "the expression uses more variables than were given")
    return unsafe variables.withUnsafeBufferPointer { given in
      unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: max(1, localCount)) { locals in
        unsafe locals.initialize(repeating: .null)
        defer { unsafe locals.deinitialize() }
        // Neither pointer is read where there are no slots; a dummy spares the hot path a branch.
        guard let own = locals.baseAddress else { preconditionFailure("no room for locals") }
        let frame = unsafe Frame(
          evaluation: evaluation, source: source,
          variables: given.baseAddress ?? UnsafePointer(own), locals: own)
        return body(frame)
      }
    }
  }

  private init(
    evaluation: Evaluation, source: SourceText, variables: UnsafePointer<Value>,
    locals: UnsafeMutablePointer<Value>
  ) {
    self.evaluation = evaluation
    self.source = source
    unsafe self.variables = variables
    unsafe self.locals = locals
  }

  /// Runs `body` with the same variables and other locals, as a function does that calls itself.
  func withLocals<Result>(_ localCount: Int, _ body: (Frame) -> Result) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: max(1, localCount)) { locals in
      unsafe locals.initialize(repeating: .null)
      defer { unsafe locals.deinitialize() }
      guard let own = locals.baseAddress else { preconditionFailure("no room for locals") }
      return body(
        unsafe Frame(evaluation: evaluation, source: source, variables: variables, locals: own))
    }
  }

  @inline(__always)
  func variable(_ slot: Int) -> Value { unsafe variables[slot] }

  @inline(__always)
  func local(_ slot: Int) -> Value { unsafe locals[slot] }

  @inline(__always)
  func setLocal(_ slot: Int, _ value: Value) { unsafe locals[slot] = value }

  /// Keeps why the part of the text at `span` is null.
  func note(
    _ code: FEELCode, _ span: TextSpan, _ message: @autoclosure () -> String,
    names: @autoclosure () -> [String] = []
  ) -> Value {
    evaluation.note(code, message(), at: source.origin.narrowed(to: span), names: names())
    return .null
  }
}

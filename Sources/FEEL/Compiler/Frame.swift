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
  @inline(__always)
  static func with<Result>(
    _ variables: [Value], required: Int, localCount: Int, source: SourceText,
    evaluation: Evaluation, _ body: (Frame) -> Result
  ) -> Result {
    precondition(variables.count >= required, "the expression uses more variables than were given")
    return unsafe variables.withUnsafeBufferPointer { given in
      // Where there are no slots, nothing is ever read through the pointer.
      let values = unsafe given.baseAddress ?? UnsafePointer(noLocals)
      guard localCount > 0 else {
        return body(
          unsafe Frame(
            evaluation: evaluation, source: source, variables: values, locals: noLocals))
      }
      return unsafe withRoom(localCount) { locals in
        body(
          unsafe Frame(evaluation: evaluation, source: source, variables: values, locals: locals))
      }
    }
  }

  /// Stands for the locals where there are none.
  nonisolated(unsafe) private static let noLocals = UnsafeMutablePointer<Value>.allocate(
    capacity: 1)

  /// Runs `body` with room for locals that are null at first.
  @inline(__always)
  private static func withRoom<Result>(
    _ count: Int, _ body: (UnsafeMutablePointer<Value>) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: count) { room in
      unsafe room.initialize(repeating: .null)
      defer { unsafe room.deinitialize() }
      guard let locals = room.baseAddress else { preconditionFailure("no room for locals") }
      return unsafe body(locals)
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
    unsafe Self.withRoom(max(1, localCount)) { locals in
      body(
        unsafe Frame(
          evaluation: evaluation, source: source, variables: variables, locals: locals))
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

import Diagnostics
import FEEL

/// A compiled boxed expression.
///
/// The frame holds the values of the scope that the node was compiled in, by slot. Nodes that
/// declare names work on a copy, so that a name hidden inside is untouched outside.
protocol CompiledNode: Sendable {
  func evaluate(_ frame: [Value], _ run: Run) -> Value
}

/// An expression that could not be compiled; the diagnostics say why.
struct FaultyNode: CompiledNode {
  let origin: Origin

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    run.session.fail(
      Diagnostic(
        DMNCode.faulty, at: origin, mend: "mend the expression; docket check says what is wrong"))
    return .null
  }
}

/// A literal expression: DMN 1.5, 7.3.5.
struct LiteralNode: CompiledNode {
  let expression: CompiledExpression

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    expression.evaluate(frame, run.evaluation)
  }
}

/// A value that was known when the table was compiled.
struct ConstantValueNode: CompiledNode {
  let value: Value

  func evaluate(_ frame: [Value], _ run: Run) -> Value { value }
}

/// A literal expression without text.
struct NullNode: CompiledNode {
  func evaluate(_ frame: [Value], _ run: Run) -> Value { .null }
}

/// An expression with a declared type: a value that does not fit becomes null.
struct TypedNode: CompiledNode {
  let node: any CompiledNode
  let type: DeclaredType
  let origin: Origin

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    type.apply(to: node.evaluate(frame, run), at: origin, run)
  }
}

extension DeclaredType {
  /// The converted value, or null with its reason.
  func apply(to value: Value, at origin: Origin, _ run: Run) -> Value {
    if let converted = coerce(value, run.evaluation) { return converted }
    run.note(
      .typeMismatch, "\(value.feelText.shortened) is not a value of the type \(name)", at: origin)
    return .null
  }
}

extension String {
  /// The text, cut where it would be too long for a message.
  var shortened: String {
    count <= 80 ? self : prefix(77) + "…"
  }
}

extension Array where Element == Value {
  /// The frame with a value in a slot, which may be the next new one.
  mutating func assign(_ value: Value, to slot: Int) {
    if slot < count {
      self[slot] = value
    } else {
      // A scope numbers its slots without gaps; names declared and never given are null.
      while count < slot { append(.null) }
      append(value)
    }
  }
}

import Diagnostics

/// A node of the compiled form.
///
/// Nodes are immutable once built; every subclass is final, so a call is one virtual dispatch.
class Node: @unchecked Sendable {
  /// The node's value.
  func evaluate(_ frame: Frame) -> Value { .null }

  /// The node's value as a truth value: nil for null and for everything that is no boolean.
  func truth(_ frame: Frame) -> Bool? {
    if case .boolean(let value) = evaluate(frame) { value } else { nil }
  }

  /// The value where it is the same in every frame.
  var constant: Value? { nil }
}

/// A node whose value is a truth value or null; `truth` says which.
class TruthNode: Node, @unchecked Sendable {
  final override func evaluate(_ frame: Frame) -> Value { Value(truth(frame)) }
}

/// A value that was known when the text was compiled.
final class ConstantNode: Node, @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }

  override func evaluate(_ frame: Frame) -> Value { value }
  override var constant: Value? { value }
}

/// A variable of the embedding, or in a function a value captured from around it.
final class VariableNode: Node, @unchecked Sendable {
  let slot: Int

  init(slot: Int) { self.slot = slot }

  override func evaluate(_ frame: Frame) -> Value { frame.variable(slot) }
}

/// A variable of the text itself: of a loop, a context entry, a parameter, an item, or `?`.
final class LocalNode: Node, @unchecked Sendable {
  let slot: Int

  init(slot: Int) { self.slot = slot }

  override func evaluate(_ frame: Frame) -> Value { frame.local(slot) }
}

/// A name that nobody declared: null, with the names that there are.
final class UnresolvedNode: Node, @unchecked Sendable {
  private let name: String
  private let span: TextSpan
  private let names: [String]

  init(_ name: String, span: TextSpan, names: [String]) {
    self.name = name
    self.span = span
    self.names = names
  }

  override func evaluate(_ frame: Frame) -> Value {
    frame.note(
      .unresolvedName, span,
      "'\(name)' is not known here\(Suggestion.didYouMean(name, among: names))", names: names)
  }
}

import Diagnostics

// Three-valued logic; spec: DMN 1.5, § 10.3.2.10, tables 49 to 51.

/// `left and right`, `left or right`: as soon as one side is the decisive truth value, so is the whole; else it is the
/// other one only if both sides are.
final class ConnectiveNode: TruthNode, @unchecked Sendable {
  private let decisive: Bool
  private let left: Node
  private let right: Node

  /// Makes the node; `decisive` decides alone: false for `and`, true for `or`.
  init(decisive: Bool, _ left: Node, _ right: Node) {
    self.decisive = decisive
    self.left = left
    self.right = right
  }

  override func truth(_ frame: Frame) -> Bool? {
    let first = left.truth(frame)
    if first == decisive { return decisive }
    let second = right.truth(frame)
    if second == decisive { return decisive }
    return first != nil && second != nil ? !decisive : nil
  }
}

/// `not(operand)`.
final class NotNode: TruthNode, @unchecked Sendable {
  private let operand: Node

  init(_ operand: Node) { self.operand = operand }

  override func truth(_ frame: Frame) -> Bool? { operand.truth(frame).map { !$0 } }
}

/// `if condition then … else …`; a condition that is not true counts as false.
final class ConditionalNode: Node, @unchecked Sendable {
  private let condition: Node
  private let then: Node
  private let other: Node

  init(_ condition: Node, then: Node, else other: Node) {
    self.condition = condition
    self.then = then
    self.other = other
  }

  override func evaluate(_ frame: Frame) -> Value {
    condition.truth(frame) == true ? then.evaluate(frame) : other.evaluate(frame)
  }

  override func truth(_ frame: Frame) -> Bool? {
    condition.truth(frame) == true ? then.truth(frame) : other.truth(frame)
  }
}

/// `value instance of type`.
final class InstanceOfNode: Node, @unchecked Sendable {
  private let value: Node
  private let type: FEELType
  private let admits: (@Sendable (Value) -> Bool)?

  init(_ value: Node, _ type: FEELType, admits: (@Sendable (Value) -> Bool)?) {
    self.value = value
    self.type = type
    self.admits = admits
  }

  override func evaluate(_ frame: Frame) -> Value { .boolean(isInstance(value.evaluate(frame))) }

  override func truth(_ frame: Frame) -> Bool? { isInstance(value.evaluate(frame)) }

  /// Spec: § 10.3.2.9.3: null is an instance of no type but its own.
  private func isInstance(_ value: Value) -> Bool {
    if value.isNull { return type == .null }
    return type.conforms(value) && (admits?(value) ?? true)
  }
}

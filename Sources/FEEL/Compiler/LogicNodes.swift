import Diagnostics

// Three-valued logic; spec: DMN 1.5, § 10.3.2.10, tables 49 to 51.

/// `left and right`: false as soon as one side is, else true only if both are.
final class ConjunctionNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node

  init(_ left: Node, _ right: Node) {
    self.left = left
    self.right = right
  }

  override func evaluate(_ frame: Frame) -> Value { Value(truth(frame)) }

  override func truth(_ frame: Frame) -> Bool? {
    let first = left.truth(frame)
    if first == false { return false }
    let second = right.truth(frame)
    if second == false { return false }
    return first == true && second == true ? true : nil
  }
}

/// `left or right`: true as soon as one side is, else false only if both are.
final class DisjunctionNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node

  init(_ left: Node, _ right: Node) {
    self.left = left
    self.right = right
  }

  override func evaluate(_ frame: Frame) -> Value { Value(truth(frame)) }

  override func truth(_ frame: Frame) -> Bool? {
    let first = left.truth(frame)
    if first == true { return true }
    let second = right.truth(frame)
    if second == true { return true }
    return first == false && second == false ? false : nil
  }
}

/// `not(operand)`.
final class NotNode: Node, @unchecked Sendable {
  private let operand: Node

  init(_ operand: Node) { self.operand = operand }

  override func evaluate(_ frame: Frame) -> Value { Value(truth(frame)) }

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

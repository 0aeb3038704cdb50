public import FEEL

/// A FEEL type with the constraints that item definitions add to it.
public struct DeclaredType: Sendable {
  /// The name by which it was declared.
  public var name: String
  /// The type without its constraints.
  public var type: FEELType
  /// The constraints, if there are any.
  var constraint: ValueConstraint?

  init(name: String, type: FEELType, constraint: ValueConstraint? = nil) {
    self.name = name
    self.type = type
    self.constraint = constraint
  }

  /// Any value.
  static let any = DeclaredType(name: "Any", type: .any)

  /// Whether every value passes as it is.
  var admitsEverything: Bool { type == .any && constraint == nil }

  /// The value, converted implicitly where the standard says so, or nil if it does not fit.
  ///
  /// Spec: DMN 1.5, 10.3.2.9.4.
  func coerce(_ value: Value, _ evaluation: Evaluation) -> Value? {
    if case .null = value { return value }
    guard let converted = type.coerce(value) else { return nil }
    if let constraint, !constraint.admits(converted, evaluation) { return nil }
    return converted
  }
}

/// What item definitions demand of a value beyond its type: DMN 1.5, 7.3.2.
final class ValueConstraint: Sendable {
  /// Unary tests for the value as a whole.
  let tests: [CompiledUnaryTests]
  /// What the items of a list must meet.
  let items: ValueConstraint?
  /// What the entries of a context must meet.
  let entries: [(name: String, constraint: ValueConstraint)]

  init(
    tests: [CompiledUnaryTests] = [], items: ValueConstraint? = nil,
    entries: [(name: String, constraint: ValueConstraint)] = []
  ) {
    self.tests = tests
    self.items = items
    self.entries = entries
  }

  /// Whether the value meets the constraints; null always does, because null conforms to every
  /// type.
  func admits(_ value: Value, _ evaluation: Evaluation) -> Bool {
    if case .null = value { return true }
    for test in tests where test.matches(value, [], evaluation) != true { return false }
    if let items, case .list(let elements) = value,
      !elements.allSatisfy({ items.admits($0, evaluation) })
    {
      return false
    }
    if case .context(let context) = value {
      for entry in entries {
        if let part = context[entry.name], !entry.constraint.admits(part, evaluation) {
          return false
        }
      }
    }
    return true
  }
}

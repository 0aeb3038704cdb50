// Values share their parts, so a few operations can make one that is too large to be walked:
// `{a: [1, 1], b: [a, a], c: [b, b], …}` doubles with each entry, and a loop over `partial` can nest
// a list as often as it runs. Whoever is about to walk a value, or hands it out, has it walked here
// first, within the limits.

extension Evaluation {
  /// Whether a value is small and shallow enough to be walked; stops the evaluation if not.
  func allows(_ value: Value) -> Bool {
    switch value {
    case .list, .context: walk(value, depth: 0)
    default: !isStopped
    }
  }

  /// Looking at an element costs a fraction of what a step of a loop costs.
  private static let elementsPerStep = 8

  private func walk(_ value: Value, depth: Int) -> Bool {
    guard depth < limits.valueDepth else {
      stop(
        .depthLimit, "a value would be nested more than \(limits.valueDepth) levels deep")
      return false
    }
    switch value {
    case .list(let items):
      guard step(1 + items.count / Self.elementsPerStep) else { return false }
      return items.allSatisfy { isFlat($0) || walk($0, depth: depth + 1) }
    case .context(let context):
      guard step(1 + context.count / Self.elementsPerStep) else { return false }
      return context.entries.allSatisfy { isFlat($0.value) || walk($0.value, depth: depth + 1) }
    default: return true
    }
  }

  private func isFlat(_ value: Value) -> Bool {
    switch value {
    case .list, .context: false
    default: true
    }
  }
}

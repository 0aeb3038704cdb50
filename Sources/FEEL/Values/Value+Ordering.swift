/// How two values stand to each other.
public enum ValueOrder: Sendable, Hashable {
  /// The first comes before the second.
  case less
  /// Neither comes first.
  case equal
  /// The first comes after the second.
  case greater
}

/// FEEL ordering (DMN 1.5 §10.3.2.9, table 53).
extension Value {
  /// How this value stands to another; nil when FEEL's `<` yields null for them.
  public func compared(to other: Value) -> ValueOrder? {
    switch (self, other) {
    case (.number(let first), .number(let second)): Value.order(first, second)
    case (.string(let first), .string(let second)):
      // UTF-8 bytes stand in the order of the code points.
      first.utf8.elementsEqual(second.utf8)
        ? .equal : first.utf8.lexicographicallyPrecedes(second.utf8) ? .less : .greater
    case (.date(let first), .date(let second)): Value.order(first, second)
    case (.time(let first), .time(let second)):
      first.zone.isLocal == second.zone.isLocal
        ? Value.order(first.value, second.value) : nil
    case (.dateTime(let first), .dateTime(let second)):
      first.time.zone.isLocal == second.time.zone.isLocal
        ? Value.order(first.value, second.value) : nil
    case (.daysAndTimeDuration(let first), .daysAndTimeDuration(let second)):
      Value.order(first, second)
    case (.yearsAndMonthsDuration(let first), .yearsAndMonthsDuration(let second)):
      Value.order(first, second)
    default: nil
    }
  }

  private static func order<Ordered: Comparable>(
    _ first: Ordered, _ second: Ordered
  ) -> ValueOrder {
    first < second ? .less : first == second ? .equal : .greater
  }
}

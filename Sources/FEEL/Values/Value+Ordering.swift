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
      Value.order(first.utf8Span.span, second.utf8Span.span)
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

  /// UTF-8 bytes stand in the order of the code points.
  private static func order(_ first: Span<UInt8>, _ second: Span<UInt8>) -> ValueOrder {
    for index in 0..<min(first.count, second.count) where first[index] != second[index] {
      return first[index] < second[index] ? .less : .greater
    }
    return order(first.count, second.count)
  }

  private static func order<Ordered: Comparable>(
    _ first: Ordered, _ second: Ordered
  ) -> ValueOrder {
    first < second ? .less : first == second ? .equal : .greater
  }
}

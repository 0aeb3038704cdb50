/// FEEL equality (DMN 1.5 §10.3.2.9, table 54): three-valued, nil where FEEL yields null.
extension Value {
  /// Whether FEEL's `=` holds; nil when the kinds differ.
  ///
  /// Times are compared in whole seconds, as their `second` counts; a local time never equals one
  /// with a zone.
  public func feelEquals(_ other: Value) -> Bool? {
    switch (self, other) {
    case (.null, .null): true
    case (.null, _), (_, .null): false
    case (.number(let first), .number(let second)): first == second
    case (.string(let first), .string(let second)): Value.sameText(first, second)
    case (.boolean(let first), .boolean(let second)): first == second
    case (.date(let first), .date(let second)): first == second
    case (.time(let first), .time(let second)):
      first.zone.isLocal == second.zone.isLocal && first.value == second.value
    case (.dateTime(let first), .dateTime(let second)):
      first.time.zone.isLocal == second.time.zone.isLocal && first.value == second.value
    case (.daysAndTimeDuration(let first), .daysAndTimeDuration(let second)): first == second
    case (.yearsAndMonthsDuration(let first), .yearsAndMonthsDuration(let second)):
      first == second
    case (.list(let first), .list(let second)): Value.equals(first, second)
    case (.context(let first), .context(let second)): Value.equals(first, second)
    case (.range(let first), .range(let second)): Value.equals(first, second)
    case (.function(let first), .function(let second)): first === second
    default: nil
    }
  }

  /// Whether both texts are the same code points; Swift's own `==` holds canonically equivalent
  /// ones for equal, which FEEL does not.
  package static func sameText(_ first: String, _ second: String) -> Bool {
    // What is ASCII has no other equivalent form; this is the fast and by far the usual case.
    first.utf8.count == second.utf8.count && first == second
      && (first.utf8Span.isKnownASCII || first.utf8.elementsEqual(second.utf8))
  }

  private static func equals(_ first: [Value], _ second: [Value]) -> Bool? {
    guard first.count == second.count else { return false }
    var result: Bool? = true
    for (left, right) in zip(first, second) {
      guard let equal = left.feelEquals(right) else {
        result = nil
        continue
      }
      if !equal { return false }
    }
    return result
  }

  private static func equals(_ first: ContextValue, _ second: ContextValue) -> Bool? {
    guard first.count == second.count else { return false }
    var result: Bool? = true
    for (position, entry) in first.entries.enumerated() {
      guard let value = second.value(of: entry.key, hint: position) else { return false }
      guard let equal = entry.value.feelEquals(value) else {
        result = nil
        continue
      }
      if !equal { return false }
    }
    return result
  }

  private static func equals(_ first: RangeValue, _ second: RangeValue) -> Bool? {
    guard first.form == second.form, first.startIncluded == second.startIncluded,
      first.endIncluded == second.endIncluded
    else { return false }
    return equals([first.start, first.end], [second.start, second.end])
  }

  /// Whether both are the same element of the semantic domain (`is`): kinds, values and also the
  /// offsets or zones are the same.
  ///
  /// Spec: DMN 1.5 §10.3.4.13.
  public func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.time(let first), .time(let second)):
      first.nanoseconds == second.nanoseconds && first.zone == second.zone
    case (.dateTime(let first), .dateTime(let second)):
      first.date == second.date && first.time.nanoseconds == second.time.nanoseconds
        && first.time.zone == second.time.zone
    case (.list(let first), .list(let second)):
      first.count == second.count && zip(first, second).allSatisfy { $0.isSame(as: $1) }
    case (.context(let first), .context(let second)):
      first.count == second.count
        && first.entries.allSatisfy { entry in
          second[entry.key].map { entry.value.isSame(as: $0) } ?? false
        }
    case (.range(let first), .range(let second)):
      first.form == second.form && first.startIncluded == second.startIncluded
        && first.endIncluded == second.endIncluded
        && first.start.isSame(as: second.start) && first.end.isSame(as: second.end)
    default: feelEquals(other) ?? false
    }
  }
}

// Conformance and implicit conversions.
//
// Spec: DMN 1.5, § 10.3.2.9.1 to § 10.3.2.9.4.

extension FEELType {
  /// Whether a value is of this type.
  ///
  /// Null conforms to every type.
  public func conforms(_ value: Value) -> Bool {
    switch (self, value) {
    case (_, .null), (.any, _): true
    case (.boolean, .boolean), (.number, .number), (.string, .string), (.date, .date),
      (.time, .time), (.dateTime, .dateTime), (.daysAndTimeDuration, .daysAndTimeDuration),
      (.yearsAndMonthsDuration, .yearsAndMonthsDuration):
      true
    case (.list(let element), .list(let items)):
      element == .any || items.allSatisfy { element.conforms($0) }
    case (.context(let entries), .context(let context)):
      entries.allSatisfy { entry in context[entry.name].map { entry.type.conforms($0) } ?? false }
    case (.range(let element), .range(let range)):
      element.conforms(range.start) && element.conforms(range.end)
    case (.function(let parameters, let result), .function(let function)):
      function.builtin?.conforms(toParameters: parameters, result: result)
        ?? (parameters.count == function.parameters.count
          && function.resultType.conforms(to: result)
          && zip(parameters, function.parameters).allSatisfy { $0.conforms(to: $1.type) })
    default: false
    }
  }

  /// Whether every value of this type is one of `other` too; `Any` counts as unknown, which may be.
  ///
  /// Spec: § 10.3.2.9.2.
  public func conforms(to other: FEELType) -> Bool {
    switch (self, other) {
    case (_, .any), (.any, _), (.null, _): true
    case (.list(let element), .list(let expected)), (.range(let element), .range(let expected)):
      element.conforms(to: expected)
    case (.context, .context(let expected)):
      expected.allSatisfy { entry in entryType(entry.name)?.conforms(to: entry.type) ?? false }
    case (.function(let parameters, let result), .function(let expected, let expectedResult)):
      parameters.count == expected.count && result.conforms(to: expectedResult)
        && zip(expected, parameters).allSatisfy { $0.conforms(to: $1) }
    default: self == other
    }
  }

  /// The value converted to this type, or nil where no implicit conversion leads there.
  ///
  /// Spec: § 10.3.2.9.4: to a list of one, from a list of one, from a date to a date and time at
  /// midnight UTC.
  public func coerce(_ value: Value) -> Value? {
    if conforms(value) { return value }
    switch (self, value) {
    case (.dateTime, .date(let date)):
      return .dateTime(DateAndTime(date: date, time: TimeOfDay(nanoseconds: 0, zone: .utc)))
    case (.list, .list(let items)):
      // A list of dates serves as a list of dates and times.
      guard case .list(let element) = self else { return nil }
      var converted: [Value] = []
      converted.reserveCapacity(items.count)
      for item in items {
        guard let result = element.convertedElement(item) else { return nil }
        converted.append(result)
      }
      return .list(converted)
    case (.list(let element), _):
      return element.convertedElement(value).map { .list([$0]) }
    case (_, .list(let items)) where items.count == 1:
      return convertedElement(items[0])
    default: return nil
    }
  }

  /// A conversion that does not look into lists.
  private func convertedElement(_ value: Value) -> Value? {
    if conforms(value) { return value }
    guard case .dateTime = self, case .date = value else { return nil }
    return coerce(value)
  }

  /// Whether values of the two types can only be compared with the answer null.
  func isNever(comparableWith other: FEELType) -> Bool {
    isSimple && other.isSimple && self != other
  }

  /// Whether the type has neither parts nor anything open about it.
  private var isSimple: Bool {
    switch self {
    case .boolean, .number, .string, .date, .time, .dateTime, .daysAndTimeDuration,
      .yearsAndMonthsDuration:
      true
    case .any, .null, .list, .context, .range, .function: false
    }
  }
}

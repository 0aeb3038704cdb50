/// FEEL's operators `+ - * / **` and negation (DMN 1.5 §10.3.2.9, tables 57 to 60); nil where FEEL
/// yields null.
extension Value {
  /// FEEL's `self + other`.
  public func adding(_ other: Value) -> Value? {
    switch (self, other) {
    case (.number(let first), .number(let second)): first.adding(second).map(Value.number)
    case (.string(let first), .string(let second)): .string(first + second)
    case (.date(let date), .yearsAndMonthsDuration(let duration)),
      (.yearsAndMonthsDuration(let duration), .date(let date)):
      date.adding(months: duration.months).map(Value.date)
    case (.date(let date), .daysAndTimeDuration(let duration)),
      (.daysAndTimeDuration(let duration), .date(let date)):
      DateAndTime(date: date, time: .midnight).adding(duration).map { .date($0.date) }
    case (.dateTime(let dateTime), .yearsAndMonthsDuration(let duration)),
      (.yearsAndMonthsDuration(let duration), .dateTime(let dateTime)):
      dateTime.adding(duration).map(Value.dateTime)
    case (.dateTime(let dateTime), .daysAndTimeDuration(let duration)),
      (.daysAndTimeDuration(let duration), .dateTime(let dateTime)):
      dateTime.adding(duration).map(Value.dateTime)
    case (.time(let time), .daysAndTimeDuration(let duration)),
      (.daysAndTimeDuration(let duration), .time(let time)):
      .time(time.adding(duration))
    case (.daysAndTimeDuration(let first), .daysAndTimeDuration(let second)):
      first.adding(second).map(Value.daysAndTimeDuration)
    case (.yearsAndMonthsDuration(let first), .yearsAndMonthsDuration(let second)):
      first.adding(second).map(Value.yearsAndMonthsDuration)
    default: nil
    }
  }

  /// FEEL's `self - other`.
  public func subtracting(_ other: Value) -> Value? {
    switch (self, other) {
    case (.number(let first), .number(let second)): first.subtracting(second).map(Value.number)
    case (.date, .date), (.dateTime, .dateTime), (.date, .dateTime), (.dateTime, .date):
      difference(other)
    case (.time(let first), .time(let second)):
      first.zone.isLocal == second.zone.isLocal
        ? .daysAndTimeDuration(
          DaysAndTimeDuration(nanoseconds: Int128(first.utcNanoseconds - second.utcNanoseconds)))
        : nil
    case (.daysAndTimeDuration, .daysAndTimeDuration),
      (.yearsAndMonthsDuration, .yearsAndMonthsDuration),
      (.date, .daysAndTimeDuration), (.date, .yearsAndMonthsDuration),
      (.dateTime, .daysAndTimeDuration), (.dateTime, .yearsAndMonthsDuration),
      (.time, .daysAndTimeDuration):
      other.negated.flatMap(adding)
    default: nil
    }
  }

  /// The time between two dates with or without a time.
  ///
  /// A date counts as midnight UTC, so it has no
  /// distance to a local date and time (§10.3.2.3.4).
  private func difference(_ other: Value) -> Value? {
    guard let first = asUTC, let second = other.asUTC,
      first.time.zone.isLocal == second.time.zone.isLocal
    else { return nil }
    return .daysAndTimeDuration(first.since(second))
  }

  private var asUTC: DateAndTime? {
    switch self {
    case .date(let date): DateAndTime(date: date, time: TimeOfDay(nanoseconds: 0, zone: .utc))
    case .dateTime(let dateTime): dateTime
    default: nil
    }
  }

  /// FEEL's `self * other`.
  public func multiplied(by other: Value) -> Value? {
    switch (self, other) {
    case (.number(let first), .number(let second)):
      first.multiplied(by: second).map(Value.number)
    case (.daysAndTimeDuration(let duration), .number(let factor)),
      (.number(let factor), .daysAndTimeDuration(let duration)):
      duration.value.multiplied(by: factor).flatMap(DaysAndTimeDuration.init(value:))
        .map(Value.daysAndTimeDuration)
    case (.yearsAndMonthsDuration(let duration), .number(let factor)),
      (.number(let factor), .yearsAndMonthsDuration(let duration)):
      duration.value.multiplied(by: factor).flatMap(YearsAndMonthsDuration.init(value:))
        .map(Value.yearsAndMonthsDuration)
    default: nil
    }
  }

  /// FEEL's `self / other`.
  public func divided(by other: Value) -> Value? {
    switch (self, other) {
    case (.number(let first), .number(let second)): first.divided(by: second).map(Value.number)
    case (.daysAndTimeDuration(let duration), .number(let divisor)):
      duration.value.divided(by: divisor).flatMap(DaysAndTimeDuration.init(value:))
        .map(Value.daysAndTimeDuration)
    case (.yearsAndMonthsDuration(let duration), .number(let divisor)):
      duration.value.divided(by: divisor).flatMap(YearsAndMonthsDuration.init(value:))
        .map(Value.yearsAndMonthsDuration)
    case (.daysAndTimeDuration(let first), .daysAndTimeDuration(let second)):
      first.value.divided(by: second.value).map(Value.number)
    case (.yearsAndMonthsDuration(let first), .yearsAndMonthsDuration(let second)):
      first.value.divided(by: second.value).map(Value.number)
    default: nil
    }
  }

  /// FEEL's `self ** other`.
  public func raised(to other: Value) -> Value? {
    guard case .number(let base) = self, case .number(let exponent) = other else { return nil }
    return base.raised(to: exponent).map(Value.number)
  }

  /// FEEL's `-self`.
  public var negated: Value? {
    switch self {
    case .number(let number): .number(number.negated)
    case .daysAndTimeDuration(let duration): .daysAndTimeDuration(duration.negated)
    case .yearsAndMonthsDuration(let duration): .yearsAndMonthsDuration(duration.negated)
    default: nil
    }
  }
}

/// A value of FEEL's semantic domain (DMN 1.5 §10.3.2.2).
public enum Value: Sendable, Hashable {
  /// `null`: no value, or a failure whose reason the evaluation keeps.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number of 34 decimal digits.
  case number(Number)
  /// A text of Unicode code points.
  case string(String)
  /// A day.
  case date(CalendarDate)
  /// A time of day.
  case time(TimeOfDay)
  /// A day with a time.
  indirect case dateTime(DateAndTime)
  /// A duration in days and parts of a day.
  case daysAndTimeDuration(DaysAndTimeDuration)
  /// A duration in months.
  case yearsAndMonthsDuration(YearsAndMonthsDuration)
  /// A list.
  case list([Value])
  /// Named entries.
  case context(ContextValue)
  /// An interval.
  indirect case range(RangeValue)
  /// A function.
  case function(FunctionValue)
}

extension Value {
  /// The kind of this value as FEEL names it in messages.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .date: "date"
    case .time: "time"
    case .dateTime: "date and time"
    case .daysAndTimeDuration: "days and time duration"
    case .yearsAndMonthsDuration: "years and months duration"
    case .list: "list"
    case .context: "context"
    case .range: "range"
    case .function: "function"
    }
  }

  /// Whether it is null.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// A number, or null for nil.
  public init(_ number: Number?) { self = number.map(Value.number) ?? .null }

  /// A boolean of three-valued logic, or null for nil.
  public init(_ truth: Bool?) { self = truth.map(Value.boolean) ?? .null }
}

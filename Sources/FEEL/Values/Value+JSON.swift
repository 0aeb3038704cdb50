public import JSON

/// Values from and to JSON: numbers keep their digits, dates, times and durations travel as ISO
/// 8601 texts.
extension Value {
  /// The value of JSON data; `type` turns texts into dates, times and durations, here and inside
  /// lists and contexts.
  ///
  /// What does not fit the type is left as it is, so that a type check can report it; a number too
  /// large for 34 digits and exponents of FEEL becomes null.
  public init(json: JSONValue, as type: FEELType = .any) {
    switch json {
    case .null: self = .null
    case .boolean(let truth): self = .boolean(truth)
    case .number(let digits): self = Value(Number(digits))
    case .string(let text): self = Value(text: text, as: type)
    case .array(let items):
      let element: FEELType = if case .list(let element) = type { element } else { .any }
      self = .list(items.map { Value(json: $0, as: element) })
    case .object(let members):
      let types: [ContextEntryType] = if case .context(let types) = type { types } else { [] }
      self = .context(
        ContextValue(
          members.map { member in
            let type = types.first { $0.name == member.name }?.type ?? .any
            return ContextValue.Entry(member.name, Value(json: member.value, as: type))
          }))
    }
  }

  /// The value of a text that stands for a value of `type`; a string if it stands for none.
  public init(text: String, as type: FEELType) {
    let value: Value? =
      switch type {
      case .date: CalendarDate(text).map(Value.date)
      case .time: TimeOfDay(text).map(Value.time)
      case .dateTime: DateAndTime(text).map(Value.dateTime)
      case .daysAndTimeDuration: DaysAndTimeDuration(text).map(Value.daysAndTimeDuration)
      case .yearsAndMonthsDuration: YearsAndMonthsDuration(text).map(Value.yearsAndMonthsDuration)
      default: nil
      }
    self = value ?? .string(text)
  }

  /// The value as JSON; a range or a function as its FEEL text.
  public var json: JSONValue {
    switch self {
    case .null: .null
    case .boolean(let truth): .boolean(truth)
    case .number(let number): .number(number.description)
    case .string(let text): .string(text)
    case .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration, .function:
      .string(description)
    case .list(let items): .array(items.map(\.json))
    case .context(let context):
      .object(context.entries.map { JSONMember($0.key, $0.value.json) })
    case .range: .string(feelText)
    }
  }
}

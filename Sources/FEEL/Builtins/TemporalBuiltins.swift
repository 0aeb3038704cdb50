extension BuiltinCatalogue {
  /// Functions of dates and of the clock, and `is` (DMN 1.5 §10.3.4.7, 10.3.4.10, 10.3.4.13).
  static let temporal: [Builtin] = [
    ofDate("day of year", .number, "The day of the year, from 1.") {
      .number(Number($0.dayOfYear))
    }
    .example("day of year(@\"2019-09-17\")", "260"),
    ofDate("day of week", .string, "The name of the day of the week, in English.") {
      .string(dayNames[$0.weekday - 1])
    }
    .example("day of week(@\"2019-09-17\")", "\"Tuesday\""),
    ofDate("month of year", .string, "The name of the month, in English.") {
      .string(monthNames[$0.month - 1])
    }
    .example("month of year(@\"2019-09-17\")", "\"September\""),
    ofDate("week of year", .number, "The week of the year by ISO 8601, from 1.") {
      .number(Number($0.weekOfYear))
    }
    .example("week of year(@\"2005-01-01\")", "53"),
    Builtin("now", isPure: false, [], .dateTime, .none { .dateTime($0.now) })
      .described("The date and time of the evaluation.")
      .example("now() instance of date and time", "true"),
    Builtin("today", isPure: false, [], .date, .none { .date($0.now.date) })
      .described("The date of the evaluation.")
      .example("today() instance of date", "true"),
    Builtin(
      "is", [.init("value1", .any, .optional), .init("value2", .any, .optional)], .boolean,
      .two { first, second, _ in .boolean(first.isSame(as: second)) }
    )
    .described("Whether both are the same value, with the same offset or zone.")
    .example("is(@\"23:00:50Z\", @\"23:00:50\")", "false")
    .example("is(@\"23:00:50Z\", @\"23:00:50+00:00\")", "true"),
  ]

  private static let dayNames = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  private static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// A function of a date, or of the date of a date and time.
  private static func ofDate(
    _ name: String, _ result: FEELType, _ summary: String,
    _ compute: @escaping @Sendable (CalendarDate) -> Value
  ) -> Builtin {
    let body = Builtin.Body.one { value, _ in value.dayOfDate.map(compute) ?? .null }
    return Builtin(
      name,
      [
        Builtin.Overload([.init("date", .date)], result, body),
        Builtin.Overload([.init("date", .dateTime)], result, body),
      ]
    ).described(summary)
  }
}

extension Value {
  /// The day of a date, or of a date and time; nil for other values.
  var dayOfDate: CalendarDate? {
    switch self {
    case .date(let date): date
    case .dateTime(let dateTime): dateTime.date
    default: nil
    }
  }
}

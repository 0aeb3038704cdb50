extension BuiltinCatalogue {
  /// Conversions to dates, times and durations (DMN 1.5 §10.3.4.1).
  static let dates: [Builtin] = [
    Builtin(
      "date",
      [
        reading("date", .date) { CalendarDate($0).map(Value.date) },
        converting(.date, .date) { $0.dayOfDate.map(Value.date) },
        converting(.dateTime, .date) { $0.dayOfDate.map(Value.date) },
        Builtin.Overload(
          [.init("year", .number), .init("month", .number), .init("day", .number)], .date,
          .three { year, month, day, evaluation in
            makeDate(year, month, day).map(Value.date)
              ?? evaluation.null(
                .invalidArgument,
                "date: there is no day \(year.feelText)-\(month.feelText)-\(day.feelText)")
          }),
      ]
    )
    .described("The date of a text, of a date and time, or of its year, month and day.")
    .example("date(\"2012-12-25\")", "@\"2012-12-25\"")
    .example("date(2012, 12, 25)", "@\"2012-12-25\"")
    .example("date(@\"2012-12-25T11:00:00Z\")", "@\"2012-12-25\""),

    Builtin(
      "date and time",
      [
        reading("date and time", .dateTime) { DateAndTime($0).map(Value.dateTime) },
        joining(.date), joining(.dateTime),
        parts([]), parts([.init("offset", .daysAndTimeDuration)]),
        parts([.init("timezone", .string)]),
      ]
    )
    .described("The date and time of a text, of a date and a time, or of their parts.")
    .example("date and time(\"2012-12-24T23:59:00\")", "@\"2012-12-24T23:59:00\"")
    .example("date and time(@\"2012-12-24\", @\"23:59:00Z\")", "@\"2012-12-24T23:59:00Z\"")
    .example("date and time(2012, 12, 24, 23, 59, 0)", "@\"2012-12-24T23:59:00\""),

    Builtin(
      "time",
      [
        reading("time", .time) { TimeOfDay($0).map(Value.time) },
        converting(.time, .time) { $0 },
        converting(.dateTime, .time) { value in
          guard case .dateTime(let dateTime) = value else { return nil }
          return .time(dateTime.time)
        },
        // A date is midnight UTC (§10.3.2.3.4).
        converting(.date, .time) { _ in .time(TimeOfDay(nanoseconds: 0, zone: .utc)) },
        Builtin.Overload(
          [
            .init("hour", .number), .init("minute", .number), .init("second", .number),
            .init("offset", .daysAndTimeDuration, .optional),
          ], .time,
          .many { arguments, evaluation in
            guard arguments.count == 4,
              let time = makeTime(arguments[0], arguments[1], arguments[2], zone: arguments[3])
            else {
              return evaluation.null(
                .invalidArgument,
                "time: there is no time \(arguments.map(\.feelText).joined(separator: ", "))")
            }
            return .time(time)
          }),
      ]
    )
    .described("The time of a text, of a date and time, or of its parts and an offset.")
    .example("time(\"23:59:00Z\")", "@\"23:59:00Z\"")
    .example("time(12, 45, 0, @\"PT1H\")", "@\"12:45:00+01:00\""),

    Builtin(
      "duration",
      [reading("duration", .any) { Value(durationText: $0) }]
    )
    .described("The duration of a text, of days and times or of years and months.")
    .example("duration(\"P1DT2H\")", "@\"P1DT2H\"").example("duration(\"P26M\")", "@\"P2Y2M\""),

    Builtin(
      "years and months duration",
      [
        between(.date, .date), between(.dateTime, .dateTime), between(.date, .dateTime),
        between(.dateTime, .date),
      ]
    )
    .described("The whole years and months between two dates.")
    .example("years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "@\"P1Y8M\""),
  ]

  /// A signature that reads a text.
  private static func reading(
    _ name: String, _ result: FEELType, _ read: @escaping @Sendable (String) -> Value?
  ) -> Builtin.Overload {
    Builtin.Overload(
      [.init("from", .string)], result,
      .one { value, evaluation in
        guard case .string(let text) = value else { return .null }
        return read(text)
          ?? evaluation.null(.invalidArgument, "\(name): \"\(text)\" is no \(name)")
      })
  }

  private static func converting(
    _ type: FEELType, _ result: FEELType, _ convert: @escaping @Sendable (Value) -> Value?
  ) -> Builtin.Overload {
    Builtin.Overload([.init("from", type)], result, .one { value, _ in convert(value) ?? .null })
  }

  private static func joining(_ type: FEELType) -> Builtin.Overload {
    Builtin.Overload(
      [.init("date", type), .init("time", .time)], .dateTime,
      .two { date, time, _ in
        guard let day = date.dayOfDate, case .time(let timeOfDay) = time else { return .null }
        return .dateTime(DateAndTime(date: day, time: timeOfDay))
      })
  }

  private static func parts(_ zone: [Builtin.Parameter]) -> Builtin.Overload {
    let names = ["year", "month", "day", "hour", "minute", "second"]
    return Builtin.Overload(
      names.map { .init($0, .number) } + zone, .dateTime,
      .many { arguments, evaluation in
        guard arguments.count >= 6, let date = makeDate(arguments[0], arguments[1], arguments[2]),
          let time = makeTime(
            arguments[3], arguments[4], arguments[5],
            zone: arguments.count > 6 ? arguments[6] : .null)
        else {
          return evaluation.null(
            .invalidArgument,
            "date and time: there is no \(arguments.map(\.feelText).joined(separator: ", "))")
        }
        return .dateTime(DateAndTime(date: date, time: time))
      })
  }

  private static func between(_ from: FEELType, _ to: FEELType) -> Builtin.Overload {
    Builtin.Overload(
      [.init("from", from), .init("to", to)], .yearsAndMonthsDuration,
      .two { first, second, _ in
        guard let start = first.dayOfDate, let end = second.dayOfDate else { return .null }
        return .yearsAndMonthsDuration(YearsAndMonthsDuration(months: end.months(since: start)))
      })
  }

  private static func makeDate(_ year: Value, _ month: Value, _ day: Value) -> CalendarDate? {
    guard let year = year.wholeNumber, let month = month.wholeNumber, let day = day.wholeNumber
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// The second may have a fraction; `zone` is a duration, the name of a zone, or null.
  private static func makeTime(
    _ hour: Value, _ minute: Value, _ second: Value, zone: Value
  ) -> TimeOfDay? {
    guard let hour = hour.wholeNumber, let minute = minute.wholeNumber,
      case .number(let seconds) = second, let whole = seconds.floor.int,
      let fraction = seconds.subtracting(seconds.floor)?.multiplied(by: 1_000_000_000)?
        .truncated.int
    else { return nil }
    let designator: TimeZoneDesignator
    switch zone {
    case .null: designator = .local
    case .daysAndTimeDuration(let offset):
      let seconds = offset.nanoseconds / Int128(TimeOfDay.nanosecondsPerSecond)
      guard let offset = Int32(exactly: seconds),
        Int(offset.magnitude) <= TimeZoneDesignator.maximumOffset
      else { return nil }
      designator = .offset(seconds: offset)
    case .string(let name):
      guard let rules = TimeZoneRules.named(name) else { return nil }
      designator = .zone(rules)
    default: return nil
    }
    return TimeOfDay(
      hour: hour, minute: minute, second: whole, nanosecond: fraction, zone: designator)
  }
}

extension Value {
  /// The integer that the value is; nil for all others.
  fileprivate var wholeNumber: Int? {
    guard case .number(let number) = self else { return nil }
    return number.int
  }
}

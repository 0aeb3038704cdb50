extension BuiltinCatalogue {
  /// Numeric functions (DMN 1.5 §10.3.4.5).
  static let numeric: [Builtin] = [
    rounding("decimal", .halfEven, "Rounds to `scale` digits after the point, ties to even.")
      .example("decimal(1/3, 2)", "0.33"),
    roundingToInteger("floor", .floor, "Rounds down, to `scale` digits or to an integer.")
      .example("floor(-1.56, 1)", "-1.6"),
    roundingToInteger("ceiling", .ceiling, "Rounds up, to `scale` digits or to an integer.")
      .example("ceiling(1.5)", "2"),
    rounding("round up", .up, "Rounds to `scale` digits, away from zero.")
      .example("round up(-5.5, 0)", "-6"),
    rounding("round down", .down, "Rounds to `scale` digits, toward zero.")
      .example("round down(-5.5, 0)", "-5"),
    rounding("round half up", .halfUp, "Rounds to `scale` digits, ties away from zero.")
      .example("round half up(-1.126, 2)", "-1.13"),
    rounding("round half down", .halfDown, "Rounds to `scale` digits, ties toward zero.")
      .example("round half down(5.5, 0)", "5"),

    Builtin("abs", absolutes)
      .described("The number or duration without its sign.")
      .example("abs(-10)", "10").example("abs(@\"-PT5H\")", "@\"PT5H\""),
    Builtin(
      "modulo", [.init("dividend", .number), .init("divisor", .number)], .number,
      .two { dividend, divisor, evaluation in
        guard case .number(let first) = dividend, case .number(let second) = divisor,
          let result = first.modulo(second)
        else { return evaluation.null(.divisionByZero, "modulo: the divisor is 0") }
        return .number(result)
      }
    )
    .described("The remainder of the division, with the divisor's sign.")
    .example("modulo(-12, 5)", "3"),
    function("sqrt", "The square root; null for a negative number.", { $0.squareRoot })
      .example("sqrt(16)", "4"),
    function(
      "log", "The natural logarithm; null unless the number is positive.", { $0.naturalLogarithm }
    )
    .example("decimal(log(10), 8)", "2.30258509"),
    function("exp", "Euler's number to the power of the number.", { $0.exponential })
      .example("decimal(exp(5), 8)", "148.4131591"),
    parity("odd", 1, "Whether an integer is odd.").example("odd(5)", "true"),
    parity("even", 0, "Whether an integer is even.").example("even(5)", "false"),
  ]

  private static let absolutes: [Builtin.Overload] = [
    Builtin.Overload(
      [.init("n", .number)], .number,
      .one { value, _ in
        guard case .number(let number) = value else { return .null }
        return .number(number.magnitude)
      }),
    Builtin.Overload([.init("n", .daysAndTimeDuration)], .daysAndTimeDuration, .one(unsigned)),
    Builtin.Overload(
      [.init("n", .yearsAndMonthsDuration)], .yearsAndMonthsDuration, .one(unsigned)),
  ]

  @Sendable private static func unsigned(_ value: Value, _ evaluation: Evaluation) -> Value {
    switch value {
    case .daysAndTimeDuration(let duration):
      duration.nanoseconds < 0 ? value.negated ?? .null : value
    case .yearsAndMonthsDuration(let duration):
      duration.months < 0 ? value.negated ?? .null : value
    default: .null
    }
  }

  private static func rounding(
    _ name: String, _ mode: RoundingMode, _ summary: String
  ) -> Builtin {
    Builtin(name, [scaled(name, mode)]).described(summary)
  }

  private static func roundingToInteger(
    _ name: String, _ mode: RoundingMode, _ summary: String
  ) -> Builtin {
    let plain = Builtin.Overload(
      [.init("n", .number)], .number,
      .one { value, _ in
        guard case .number(let number) = value else { return .null }
        return Value(number.rounded(scale: 0, mode))
      })
    return Builtin(name, [plain, scaled(name, mode)]).described(summary)
  }

  private static func scaled(_ name: String, _ mode: RoundingMode) -> Builtin.Overload {
    Builtin.Overload(
      [.init("n", .number), .init("scale", .number)], .number,
      .two { value, scale, evaluation in
        guard case .number(let number) = value, case .number(let written) = scale else {
          return .null
        }
        guard let digits = written.truncated.int, Number.scales.contains(digits) else {
          return evaluation.null(
            .invalidArgument,
            "\(name): the scale \(written) lies outside of \(Number.scales.lowerBound)…"
              + "\(Number.scales.upperBound)")
        }
        guard let result = number.rounded(scale: digits, mode) else {
          return evaluation.null(.arithmeticFailure, "\(name): the result is too large")
        }
        return .number(result)
      })
  }

  private static func function(
    _ name: String, _ summary: String, _ compute: @escaping @Sendable (Number) -> Number?
  ) -> Builtin {
    Builtin(
      name, [.init("number", .number)], .number,
      .one { value, evaluation in
        guard case .number(let number) = value else { return .null }
        guard let result = compute(number) else {
          return evaluation.null(.arithmeticFailure, "\(name)(\(number)) is no number")
        }
        return .number(result)
      }
    ).described(summary)
  }

  private static func parity(_ name: String, _ remainder: Number, _ summary: String) -> Builtin {
    Builtin(
      name, [.init("number", .number)], .boolean,
      .one { value, evaluation in
        guard case .number(let number) = value, number.isInteger else {
          return evaluation.null(.invalidArgument, "\(name): \(value.feelText) is no integer")
        }
        return .boolean(number.modulo(2) == remainder)
      }
    ).described(summary)
  }
}

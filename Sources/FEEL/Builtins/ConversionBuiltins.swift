extension BuiltinCatalogue {
  /// Conversions to numbers, texts and ranges, and `not` (DMN 1.5 §10.3.4.1, 10.3.4.2).
  static let conversions: [Builtin] = [
    Builtin(
      "number",
      [
        Builtin.Overload(
          [.init("from", .string)], .number,
          .one { from, evaluation in number(from, .null, .null, evaluation) }),
        Builtin.Overload(
          [
            .init("from", .string), .init("grouping separator", .string, acceptsNull: true),
            .init("decimal separator", .string, acceptsNull: true),
          ], .number, .three(number)),
      ]
    )
    .described("The number of a text; the separators are a blank, a comma, a point or null.")
    .example("number(\"1 000,5\", \" \", \",\")", "1000.5")
    .example("number(\"12.5\")", "12.5"),
    Builtin(
      "string", [.init("from", .any)], .string,
      .one { value, evaluation in
        if value.isNull { return .null }
        let text = value.description
        return evaluation.allowsString(of: text.utf8.count) ? .string(text) : .null
      }
    )
    .described("The text of a value; null for null.")
    .example("string(1.1)", "\"1.1\"").example("string([1, \"a\"])", #""[1, \"a\"]""#),
    Builtin(
      "range", [.init("from", .string)], .range(.any),
      .one { value, evaluation in
        guard case .string(let text) = value else { return .null }
        return RangeText.range(text).map(Value.range)
          ?? evaluation.null(
            .invalidArgument, "range: \"\(text)\" is no range of two literals of one type")
      }
    )
    .described("The range of a text whose ends are literals.")
    .example("range(\"[18..21)\")", "[18..21)")
    .example("range(\"[@\\\"2024-01-01\\\"..)\").end", "null"),
    Builtin(
      "not", [.init("negand", .any)], .boolean,
      .one { value, evaluation in
        switch value {
        case .boolean(let truth): .boolean(!truth)
        case .null: .null
        default:
          evaluation.null(.typeMismatch, "not: \(value.feelText) is not a boolean")
        }
      }
    )
    .described("The negation; null for what is not a boolean.").example("not(true)", "false"),
  ]

  @Sendable private static func number(
    _ from: Value, _ grouping: Value, _ decimal: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .string(let text) = from else { return .null }
    let groupingByte = separator(grouping, among: " ,.")
    let decimalByte = separator(decimal, among: ",.")
    guard groupingByte != .invalid, decimalByte != .invalid,
      grouping.isNull || decimal.isNull || groupingByte != decimalByte
    else {
      return evaluation.null(
        .invalidArgument,
        "number: the separators \(grouping.feelText) and \(decimal.feelText) cannot be used")
    }
    var bytes = [UInt8]()
    for byte in text.utf8 {
      if .byte(byte) == groupingByte { continue }
      // With another decimal separator, a point is no part of a number.
      if .byte(byte) == decimalByte {
        bytes.append(UInt8(ascii: "."))
      } else if byte == UInt8(ascii: "."), decimalByte != .none {
        return notANumber(text, evaluation)
      } else {
        bytes.append(byte)
      }
    }
    guard bytes.first != UInt8(ascii: "+"), let number = Number(utf8: bytes) else {
      return notANumber(text, evaluation)
    }
    return .number(number)
  }

  private static func notANumber(_ text: String, _ evaluation: Evaluation) -> Value {
    evaluation.null(.invalidArgument, "number: \"\(text)\" is no number")
  }

  private enum Separator: Equatable {
    case none, invalid, byte(UInt8)
  }

  private static func separator(_ value: Value, among allowed: String) -> Separator {
    guard case .string(let text) = value else { return value.isNull ? .none : .invalid }
    guard let byte = text.utf8.first, text.utf8.count == 1, allowed.utf8.contains(byte) else {
      return .invalid
    }
    return .byte(byte)
  }
}

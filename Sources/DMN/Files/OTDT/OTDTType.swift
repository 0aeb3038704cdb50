import FEEL

/// A type of columns in a table of OpenText Decision Service, and the values it has as texts.
enum OTDTType: String, CaseIterable {
  case string
  case number
  case boolean
  case date

  /// The operator of a cell that does not test.
  static let anyOperator = "-- NA --"

  /// The FEEL literal that a text stands for; nil where it is none of this type.
  func feel(_ text: String) -> String? {
    switch self {
    case .string: return Value.string(text).feelText
    case .number:
      guard let number = Number(text) else { return nil }
      // What FEEL could not read, such as 1e3, is written anew.
      return text.allSatisfy { $0.isASCII && $0.isNumber || "-.".contains($0) }
        ? text : Value.number(number).feelText
    case .boolean: return ["true", "false"].contains(text) ? text : nil
    case .date:
      return CalendarDate(text).map { Value.string($0.description).feelText }
        .map { "date(\($0))" }
    }
  }

  /// The text for a literal, and its type; nil where the expression is no literal.
  static func literal(_ expression: Expression) -> (text: String, type: OTDTType)? {
    switch expression.kind {
    case .string(let text): return (text, .string)
    case .number(let digits): return (digits, .number)
    case .negation(let inner):
      guard case .number(let digits) = inner.kind else { return nil }
      return ("-" + digits, .number)
    case .boolean(let truth): return (truth ? "true" : "false", .boolean)
    case .atLiteral(let text): return CalendarDate(text).map { ($0.description, .date) }
    case .invocation(let function, let arguments):
      guard case .name("date") = function.kind, arguments.count == 1,
        case .string(let text)? = arguments.first?.value.kind, let day = CalendarDate(text)
      else { return nil }
      return (day.description, .date)
    default: return nil
    }
  }
}

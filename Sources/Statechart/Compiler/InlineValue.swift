import Diagnostics
import FEEL
import JSON

extension InlineContent {
  /// The value of the children of `<data>`, `<assign>` or `<content>`: null if empty, the value of a
  /// literal, markup as a string, or else the text with its blanks made single.
  var value: Value {
    if isMarkup { return .string(text) }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { return .null }
    if let literal = Self.json(text) ?? Self.literal(text) { return literal }
    return .string(words.joined(separator: " "))
  }

  /// JSON comes first: it has forms that FEEL reads differently, such as `1E3` and `"a\/b"`.
  private static func json(_ text: String) -> Value? {
    guard let json = try? JSONValue.parse(text) else { return nil }
    let value = Value(json: json)
    return value.isNull && !json.isNull ? nil : value
  }

  private static func literal(_ text: String) -> Value? {
    guard
      let expression = Names.plain.expression(text, at: Origin(file: "")).compiled,
      isLiteral(expression.syntax)
    else { return nil }
    // A literal holds nothing that a clock or a limit could matter to.
    guard let value = expression.constant ?? evaluated(expression), !value.isNull || text.isNull
    else { return nil }
    return value
  }

  private static func evaluated(_ expression: CompiledExpression) -> Value? {
    guard let epoch = DateAndTime(instant: 0) else { return nil }
    let evaluation = Evaluation(now: epoch)
    let value = expression.evaluate([], evaluation)
    return evaluation.reasons.isEmpty ? value : nil
  }

  private static func isLiteral(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .null, .boolean, .number, .string, .atLiteral: true
    case .negation(let operand): if case .number = operand.kind { true } else { false }
    case .list(let items): items.allSatisfy(isLiteral)
    case .context(let entries): entries.allSatisfy { isLiteral($0.value) }
    default: false
    }
  }
}

extension String {
  fileprivate var isNull: Bool { split(whereSeparator: \.isWhitespace) == ["null"] }
}

extension Value {
  /// Whether it may be stored: no function and no range, nor a list or context that holds one.
  var isData: Bool {
    switch self {
    case .function, .range: false
    case .list(let items): items.allSatisfy(\.isData)
    case .context(let context): context.entries.allSatisfy(\.value.isData)
    default: true
    }
  }

  /// The values of a list; nil for anything else.
  var items: [Value]? {
    if case .list(let items) = self { items } else { nil }
  }
}

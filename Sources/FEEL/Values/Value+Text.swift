/// Values as text.
extension Value: CustomStringConvertible {
  /// The text that FEEL's `string()` gives; `null` for null.
  public var description: String {
    switch self {
    case .string(let text): text
    case .date(let date): date.description
    case .time(let time): time.description
    case .dateTime(let dateTime): dateTime.description
    case .daysAndTimeDuration(let duration): duration.description
    case .yearsAndMonthsDuration(let duration): duration.description
    case .null, .boolean, .number, .list, .context, .range, .function: feelText
    }
  }

  /// The value as a FEEL literal that reads back as the same value; a function, which has none,
  /// as its signature.
  public var feelText: String {
    var text = ""
    appendFEEL(to: &text)
    return text
  }

  private func appendFEEL(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .boolean(let truth): text += truth ? "true" : "false"
    case .number(let number): text += number.description
    case .string(let string): Value.appendQuoted(string, to: &text)
    case .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      text += "@\"\(self)\""
    case .list(let items):
      text += "["
      for (index, item) in items.enumerated() {
        if index > 0 { text += ", " }
        item.appendFEEL(to: &text)
      }
      text += "]"
    case .context(let context):
      text += "{"
      for (index, entry) in context.entries.enumerated() {
        if index > 0 { text += ", " }
        if Value.isPlainName(entry.key) {
          text += entry.key
        } else {
          Value.appendQuoted(entry.key, to: &text)
        }
        text += ": "
        entry.value.appendFEEL(to: &text)
      }
      text += "}"
    case .range(let range): range.append(to: &text)
    case .function(let function):
      let parameters = function.parameters.map { "\($0.name): \($0.type)" }
      text += "function(\(parameters.joined(separator: ", ")))"
    }
  }

  /// Whether a key needs no quotes.
  private static func isPlainName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first > UInt8(ascii: "9") || first == UInt8(ascii: "_")
    else { return false }
    return name.utf8.allSatisfy { byte in
      byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
    }
  }

  private static func appendQuoted(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension RangeValue {
  fileprivate func append(to text: inout String) {
    switch form {
    case .interval:
      text += startIncluded ? "[" : "("
      text += "\(start.feelText)..\(end.feelText)"
      text += endIncluded ? "]" : ")"
    case .less, .lessOrEqual: text += "(\(form.rawValue) \(end.feelText))"
    case .greater, .greaterOrEqual, .equal, .notEqual:
      text += "(\(form.rawValue) \(start.feelText))"
    }
  }
}

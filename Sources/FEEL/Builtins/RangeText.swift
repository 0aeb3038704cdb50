internal import Diagnostics

/// Reads the text of a range literal, whose ends are literals (DMN 1.5, FEEL grammar rules 66 to 69).
enum RangeText {
  /// The range; nil when the text is malformed, or the ends are of different types or in the wrong
  /// order.
  static func range(_ text: String) -> RangeValue? {
    let bytes = trimmed(Array(text.utf8)[...])
    guard bytes.count >= 4, let first = bytes.first, let last = bytes.last,
      let dots = separator(bytes)
    else { return nil }
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "(") || first == UInt8(ascii: "]"),
      last == UInt8(ascii: "]") || last == UInt8(ascii: ")") || last == UInt8(ascii: "[")
    else { return nil }
    let startIncluded = first == UInt8(ascii: "[")
    let endIncluded = last == UInt8(ascii: "]")
    let startText = trimmed(bytes[(bytes.startIndex + 1)..<dots])
    let endText = trimmed(bytes[(dots + 2)..<(bytes.endIndex - 1)])
    // An end may be missing where it is open, but not both.
    guard let start = endpoint(startText, mayBeMissing: !startIncluded),
      let end = endpoint(endText, mayBeMissing: !endIncluded)
    else { return nil }
    if start.isNull && end.isNull { return nil }
    if !start.isNull, !end.isNull {
      guard let order = start.compared(to: end), order != .greater else { return nil }
    }
    return RangeValue(
      start: start, startIncluded: startIncluded, end: end, endIncluded: endIncluded)
  }

  private static func endpoint(_ bytes: ArraySlice<UInt8>, mayBeMissing: Bool) -> Value? {
    if bytes.isEmpty { return mayBeMissing ? .null : nil }
    if bytes.first == UInt8(ascii: "+") { return nil }
    return Number(utf8: bytes).map(Value.number) ?? string(bytes).map(Value.string)
      ?? temporal(bytes)
  }

  /// A quoted text.
  private static func string(_ bytes: ArraySlice<UInt8>) -> String? {
    let quote = UInt8(ascii: "\"")
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
    let literal = StringLiteral(bytes, origin: Origin(file: ""))
    return literal.diagnostics.isEmpty ? literal.text : nil
  }

  /// An at-literal, or the call of a function that makes a date, time or duration of a text.
  private static func temporal(_ bytes: ArraySlice<UInt8>) -> Value? {
    if bytes.first == UInt8(ascii: "@") {
      return string(bytes.dropFirst()).flatMap { Value(temporalText: $0) }
    }
    guard bytes.last == UInt8(ascii: ")"), let open = bytes.firstIndex(of: UInt8(ascii: "(")),
      let text = string(trimmed(bytes[(open + 1)..<(bytes.endIndex - 1)]))
    else { return nil }
    switch String(decoding: trimmed(bytes[..<open]), as: UTF8.self) {
    case "date": return CalendarDate(text).map(Value.date)
    case "time": return TimeOfDay(text).map(Value.time)
    case "date and time": return DateAndTime(text).map(Value.dateTime)
    case "duration": return Value(durationText: text)
    default: return nil
    }
  }

  /// The place of the two points outside of quotes.
  private static func separator(_ bytes: ArraySlice<UInt8>) -> Int? {
    var quoted = false
    var index = bytes.startIndex
    while index < bytes.endIndex - 1 {
      switch bytes[index] {
      case UInt8(ascii: "\\") where quoted: index += 1
      case UInt8(ascii: "\""): quoted.toggle()
      case UInt8(ascii: ".") where !quoted && bytes[index + 1] == UInt8(ascii: "."): return index
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let blanks = Set(" \t\n\r".utf8)
    let rest = bytes.drop(while: blanks.contains)
    return rest.prefix(
      (rest.lastIndex { !blanks.contains($0) } ?? rest.startIndex - 1) - rest.startIndex + 1)
  }
}

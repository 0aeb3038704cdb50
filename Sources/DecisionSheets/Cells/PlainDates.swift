/// Tests of days that are FEEL as they are typed: `>= date("2026-01-01")`, `[date("2026-01-01")..date("2026-02-01"))`.
///
/// Tables have hundreds of thousands of them; whatever is written otherwise goes the long way.
enum PlainDates {
  /// Whether a text is a comparison with a day, or an interval of days.
  static func isTest(_ text: String) -> Bool {
    var rest = text.utf8[...]
    switch rest.popFirst() {
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
      return rest.popFirst() == UInt8(ascii: " ") && takeDay(&rest) && rest.isEmpty
    case UInt8(ascii: "["), UInt8(ascii: "("):
      guard takeDay(&rest), take("..", &rest), takeDay(&rest), let last = rest.popFirst() else {
        return false
      }
      return (last == UInt8(ascii: "]") || last == UInt8(ascii: ")")) && rest.isEmpty
    default: return false
    }
  }

  /// Takes `date("YYYY-MM-DD")`; the last days of months, which need the calendar, go the long way.
  private static func takeDay(_ rest: inout Substring.UTF8View) -> Bool {
    guard take("date(\"", &rest), let year = number(4, &rest), take("-", &rest),
      let month = number(2, &rest), take("-", &rest), let day = number(2, &rest),
      take("\")", &rest)
    else { return false }
    return year > 0 && (1...12).contains(month) && day >= 1
      && (day <= 28 || day <= 30 && month != 2)
  }

  private static func take(_ text: StaticString, _ rest: inout Substring.UTF8View) -> Bool {
    text.withUTF8Buffer { wanted in
      for byte in wanted where rest.popFirst() != byte { return false }
      return true
    }
  }

  private static func number(_ count: Int, _ rest: inout Substring.UTF8View) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let byte = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}

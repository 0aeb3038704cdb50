import Spreadsheets
import Diagnostics
/// Reads numbers as people type them: `1,500.50`, `$1.5M`, `10%`.
struct NumberText {
  var locale: SheetLocale?

  /// The number as FEEL digits; nil if this is no number at all.
  ///
  /// - Parameters:
  ///   - text: The text, without blanks around it.
  ///   - afterSign: Whether a comparison sign stands before it: then groups of three digits with
  ///     commas are thousands.
  /// - Returns: The digits.
  /// - Throws: A problem if the text is a number that can be read in two ways, or a code.
  func read(_ text: String, afterSign: Bool) throws(CellProblem) -> String? {
    var rest = Substring(text)
    var isNegative = false
    var hasCurrency = false
    stripSign(&rest, &isNegative)
    hasCurrency = stripCurrency(&rest)
    stripSign(&rest, &isNegative)
    let shift = stripScale(&rest)
    if stripCurrency(&rest) { hasCurrency = true }
    guard let first = rest.first, first.isASCIIDigit || first == "." || first == ",",
      rest.allSatisfy({
        $0.isASCIIDigit || Self.marks.contains($0) || $0 == "e" || $0 == "E"
          || $0 == "+" || $0 == "-"
      })
    else { return nil }
    guard let (plain, exponent) = Self.splitExponent(String(rest)) else { return nil }
    let digits: String?
    if let locale {
      digits = try readIn(locale, plain, text)
    } else {
      digits = try readAnywhere(plain, mayGroup: afterSign || hasCurrency, text)
    }
    guard let digits else { return nil }
    try refuseCode(digits, text)
    let shifted = Self.shifted(digits, by: shift + exponent)
    return isNegative && shifted != "0" ? "-\(shifted)" : shifted
  }

  private static let marks: Set<Character> = [".", ",", " ", "'", "’", "\u{A0}", "\u{202F}"]
  private static let currencySigns: Set<Character> = ["$", "€", "£", "¥", "₹", "₽", "₺", "₩"]
  private static let currencyCodes: Set<String> = [
    "USD", "EUR", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "AUD", "CAD", "INR",
    "BRL", "CNY",
  ]

  private func stripSign(_ rest: inout Substring, _ isNegative: inout Bool) {
    guard let sign = rest.first, sign == "-" || sign == "−" || sign == "+" else { return }
    if sign != "+" { isNegative.toggle() }
    rest = rest.dropFirst().drop { $0 == " " }
  }

  private func stripCurrency(_ rest: inout Substring) -> Bool {
    if let first = rest.first, Self.currencySigns.contains(first) {
      rest = rest.dropFirst().drop { $0 == " " }
      return true
    }
    if let last = rest.last, Self.currencySigns.contains(last) {
      rest = Substring(rest.dropLast().trimmed)
      return true
    }
    guard rest.count > 3 else { return false }
    if Self.currencyCodes.contains(String(rest.prefix(3))) {
      rest = Substring(rest.dropFirst(3).trimmed)
      return true
    }
    if Self.currencyCodes.contains(String(rest.suffix(3))) {
      rest = Substring(rest.dropLast(3).trimmed)
      return true
    }
    return false
  }

  /// Takes `%`, `K` or `M` off the end; by how many places the decimal point moves to the right.
  private func stripScale(_ rest: inout Substring) -> Int {
    guard let last = rest.last else { return 0 }
    let shift: Int
    switch last {
    case "%": shift = -2
    case "K", "k": shift = 3
    case "M": shift = 6
    default: return 0
    }
    rest = Substring(rest.dropLast().trimmed)
    return shift
  }

  /// `1.2E+5` as `1.2` and 5; nil if what follows the `E` is no exponent.
  private static func splitExponent(_ text: String) -> (String, Int)? {
    guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else {
      return text.contains { $0 == "+" || $0 == "-" } ? nil : (text, 0)
    }
    guard let exponent = Int(text[text.index(after: mark)...]), abs(exponent) <= 6000 else {
      return nil
    }
    return (String(text[..<mark]), exponent)
  }

  private func readIn(
    _ locale: SheetLocale, _ plain: String, _ text: String
  ) throws(CellProblem) -> String? {
    let parts = plain.split(separator: locale.decimal, omittingEmptySubsequences: false)
    if parts.count <= 2, let integer = Self.ungrouped(parts[0], marks: locale.grouping),
      parts.count == 1 || parts[1].allSatisfy(\.isASCIIDigit)
    {
      return parts.count == 2 ? "\(integer).\(parts[1])" : integer
    }
    let mark = locale.decimal == "," ? "a comma" : "a point"
    throw CellProblem(
      .ambiguousNumber, .error, "'\(text)' is no number in the locale \(locale.identifier)",
      expected: "\(mark) before the fraction, and groups of three digits if any",
      mend: "write the number as it is written there, or change the Locale row", part: text)
  }

  private func readAnywhere(
    _ plain: String, mayGroup: Bool, _ text: String
  ) throws(CellProblem) -> String? {
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let hasSoundFraction =
      parts.count == 1
      || parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy(\.isASCIIDigit)
    let fraction = parts.count == 2 ? ".\(parts[1])" : ""
    if !plain.contains(",") {
      guard hasSoundFraction,
        let integer = Self.ungrouped(parts[0], marks: [" ", "'", "’", "\u{A0}", "\u{202F}"])
      else { return nil }
      if parts.count == 2, Self.looksGrouped(integer, parts[1]) {
        throw ambiguous(
          "point", text,
          [
            "\(integer)\(parts[1]) if it marks thousands",
            "\(Self.shifted(plain, by: 0)) if it is a decimal point",
          ])
      }
      return "\(integer.isEmpty ? "0" : integer)\(fraction)"
    }
    let grouped = hasSoundFraction ? Self.ungrouped(parts[0], marks: [","]) : nil
    if let grouped, mayGroup || parts.count == 2 { return grouped + fraction }
    let values = plain.split(separator: ",").map { $0.trimmed }
    var readings = [String]()
    if let grouped { readings.append("\(grouped) if the comma marks thousands") }
    if values.count == 2 {
      let integer = values[0].filter { $0 != "." }
      readings.append("\(integer).\(values[1]) if it is a decimal comma")
    }
    if parts.count == 1 {
      readings.append("\(values.joined(separator: "; ")) if these are \(values.count) values")
    }
    throw ambiguous("comma", text, readings)
  }

  /// Whether what stands behind a point is rather a group of digits than a fraction: nobody writes
  /// three decimals of which the last is a zero.
  private static func looksGrouped(_ integer: String, _ fraction: Substring) -> Bool {
    fraction.count == 3 && fraction.hasSuffix("0") && (1...3).contains(integer.count)
      && !integer.hasPrefix("0")
  }

  private func ambiguous(_ mark: String, _ text: String, _ readings: [String]) -> CellProblem {
    CellProblem(
      .ambiguousNumber, .error, "the \(mark) in '\(text)' can be read in two ways",
      expected: readings.joined(separator: ", or "),
      mend: "write it without the \(mark), or say with a Locale row (en-US, de-DE) how numbers are "
        + "written in this sheet", part: text)
  }

  /// The digits without marks between groups of three; nil if the groups are not of three.
  private static func ungrouped(_ text: Substring, marks: Set<Character>) -> String? {
    guard text.contains(where: { marks.contains($0) }) else {
      return text.allSatisfy(\.isASCIIDigit) ? String(text) : nil
    }
    let groups = text.split(omittingEmptySubsequences: false) { marks.contains($0) }
    guard let first = groups.first, (1...3).contains(first.count), first != "0",
      groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) })
    else { return nil }
    return groups.joined()
  }

  private func refuseCode(_ digits: String, _ text: String) throws(CellProblem) {
    guard digits.count > 1, digits.hasPrefix("0"), !digits.hasPrefix("0."),
      digits.contains(where: { $0 != "0" && $0 != "." })
    else { return }
    throw CellProblem(
      .codeTurnedNumber, .error, "'\(text)' has leading zeros, so it seems to be a code",
      expected: "a number without leading zeros, or a column of the type string",
      mend: "write string into the Type row if these are codes", part: text)
  }

  /// The decimal digits with the point moved to the right by `places`, no zeros that say nothing.
  private static func shifted(_ digits: String, by places: Int) -> String {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    var all = Array(parts[0].utf8)
    var point = all.count + places
    if parts.count == 2 { all += Array(parts[1].utf8) }
    let zero = UInt8(ascii: "0")
    if point < 0 {
      all = Array(repeating: zero, count: -point) + all
      point = 0
    }
    if point > all.count { all += Array(repeating: zero, count: point - all.count) }
    var integer = Array(all[..<point].drop { $0 == zero })
    if integer.isEmpty { integer = [zero] }
    var fraction = Array(all[point...])
    // Only what a scale moved is tidied: `0.50` stays as it was typed.
    if places != 0 { while fraction.last == zero { fraction.removeLast() } }
    let text = String(decoding: integer, as: UTF8.self)
    return fraction.isEmpty ? text : "\(text).\(String(decoding: fraction, as: UTF8.self))"
  }
}

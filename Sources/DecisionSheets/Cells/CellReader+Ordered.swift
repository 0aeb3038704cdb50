import Spreadsheets
import Diagnostics

/// Columns of numbers, dates, times and durations: what can be compared and has ranges.
extension CellReader {
  /// `> 150`, `100-200`, `2+`, `10%; 20%`, `not 5`.
  func orderedTests(_ text: String) throws(CellProblem) -> String {
    let (body, isNegated) = Self.negation(text)
    var tests = [String]()
    for item in CellSyntax.items(body, commaNeedsBlank: type == .number) where !item.isEmpty {
      tests.append(try orderedTest(isNegated ? Self.negation(item).body : item))
    }
    guard !tests.isEmpty else { throw unreadable(text) }
    let joined = tests.joined(separator: ", ")
    let feel = isNegated ? "not(\(joined))" : joined
    return feel.filter { $0 != " " } == text.filter { $0 != " " } ? text : feel
  }

  private func orderedTest(_ item: String) throws(CellProblem) -> String {
    if CellSyntax.isNull(item) { return "null" }
    if let reference = CellSyntax.strip(["same as"], from: item), !reference.isEmpty {
      return reference
    }
    if let first = item.first, "[](".contains(first) { return try bracketRange(item) }
    if let between = CellSyntax.strip(["between"], from: item),
      let bounds = Self.cut(between, at: " and ")
    {
      return try range(bounds.0, bounds.1, in: item)
    }
    if let comparison = Comparison(item) { return try compare(comparison, in: item) }
    for suffix in ["+", " or more", " and more", " or later", " and later"]
    where item.lowercased().hasSuffix(suffix) {
      return ">= \(try operand(item.dropLast(suffix.count).trimmed, afterSign: true, in: item))"
    }
    for suffix in [" or less", " and less", " or earlier"] where item.lowercased().hasSuffix(suffix)
    {
      return "<= \(try operand(item.dropLast(suffix.count).trimmed, afterSign: true, in: item))"
    }
    if !item.contains(".."), let value = try value(item, afterSign: false) { return value }
    if let bounds = rangeBounds(item) { return try range(bounds.0, bounds.1, in: item) }
    if mayBeExpression(item) { return item }
    throw unreadable(item)
  }

  private func compare(_ comparison: Comparison, in item: String) throws(CellProblem) -> String {
    if comparison.operand.contains(where: { "<>≤≥".contains($0) }) {
      return try doubleComparison(comparison, in: item)
    }
    let value = try operand(comparison.operand, afterSign: true, in: item)
    return comparison.sign == "=" ? value : "\(comparison.sign) \(value)"
  }

  /// `>= 100 < 200`, with or without `and`, as a range.
  private func doubleComparison(
    _ first: Comparison, in item: String
  ) throws(CellProblem) -> String {
    guard let mark = first.operand.firstIndex(where: { "<>≤≥".contains($0) }) else {
      throw unreadable(item)
    }
    var left = first.operand[..<mark].trimmed
    for word in ["and", "&", ","] where left.lowercased().hasSuffix(word) {
      left = left.dropLast(word.count).trimmed
    }
    guard let second = Comparison(String(first.operand[mark...])) else { throw unreadable(item) }
    let one = (sign: first.sign, value: try operand(left, afterSign: true, in: item))
    let other = (
      sign: second.sign, value: try operand(second.operand, afterSign: true, in: item)
    )
    let isUpward = one.sign.hasPrefix(">") && other.sign.hasPrefix("<")
    guard isUpward || one.sign.hasPrefix("<") && other.sign.hasPrefix(">") else {
      throw unreadable(item)
    }
    let (low, high) = isUpward ? (one, other) : (other, one)
    let open = low.sign == ">=" ? "[" : "("
    let close = high.sign == "<=" ? "]" : ")"
    try refuseReversed(low.value, high.value, in: item)
    return "\(open)\(low.value)..\(high.value)\(close)"
  }

  private func bracketRange(_ item: String) throws(CellProblem) -> String {
    // What is no complete range is left to FEEL, whose messages name the very character.
    guard CellSyntax.isBracketRange(item), let dots = item.range(of: "..") else { return item }
    let low = item[item.index(after: item.startIndex)..<dots.lowerBound].trimmed
    let high = item[dots.upperBound..<item.index(before: item.endIndex)].trimmed
    guard let first = try value(low, afterSign: true), let last = try value(high, afterSign: true),
      let open = item.first, let close = item.last
    else { return item }
    try refuseReversed(first, last, in: item)
    return "\(open)\(first)..\(last)\(close)"
  }

  private func range(
    _ low: String, _ high: String, in item: String
  ) throws(CellProblem) -> String {
    var low = low
    if let unit = DurationText.unitWord(of: high), low.last?.isASCIIDigit == true,
      type == .daysAndTimeDuration || type == .yearsAndMonthsDuration
    {
      low += " \(unit)"
    } else if type == .number, high.hasSuffix("%"), !low.hasSuffix("%") {
      low += "%"
    }
    let first = try operand(low, afterSign: true, in: item)
    let last = try operand(high, afterSign: true, in: item)
    try refuseReversed(first, last, in: item)
    return "[\(first)..\(last)]"
  }

  /// The two sides of `100..200`, `100 to 200`, `100-200`.
  private func rangeBounds(_ item: String) -> (String, String)? {
    for mark in ["..", " to ", " until ", " bis ", " – ", " — ", " - "] {
      if let bounds = Self.cut(item, at: mark) { return bounds }
    }
    guard type != .date && type != .dateAndTime && type != .time else { return nil }
    // A dash with no digit or unit before it is a sign, not a range.
    var previous: Character = " "
    for index in item.indices {
      let character = item[index]
      if "-–—".contains(character), previous.isLetter || previous.isNumber || previous == "%" {
        let high = item[item.index(after: index)...].trimmed
        return high.isEmpty ? nil : (item[..<index].trimmed, high)
      }
      previous = character
    }
    return nil
  }

  /// The text before and behind the first place where `mark` stands, whatever the case.
  private static func cut(_ text: String, at mark: String) -> (String, String)? {
    for start in text.indices {
      guard
        let end = text.index(start, offsetBy: mark.count, limitedBy: text.endIndex),
        text[start..<end].lowercased() == mark
      else { continue }
      let low = text[..<start].trimmed
      let high = text[end...].trimmed
      return low.isEmpty || high.isEmpty ? nil : (low, high)
    }
    return nil
  }

  private func refuseReversed(
    _ low: String, _ high: String, in item: String
  ) throws(CellProblem) {
    guard type == .number, let first = Double(low), let last = Double(high), first > last else {
      return
    }
    throw CellProblem(
      .rangeReversed, .error, "the range \(item) ends before it begins",
      expected: "the smaller number first", mend: "write \(high)..\(low)", part: item)
  }

  /// A value to compare with: a literal, or an expression such as a name.
  private func operand(
    _ text: String, afterSign: Bool, in item: String
  ) throws(CellProblem) -> String {
    if let value = try value(text, afterSign: afterSign) { return value }
    if let reference = CellSyntax.strip(["same as"], from: text), !reference.isEmpty {
      return reference
    }
    if mayBeExpression(text) { return text }
    throw unreadable(item)
  }

  /// Whether the text is FEEL: a call, or a sum or path that begins with a known name.
  private func mayBeExpression(_ text: String) -> Bool {
    if CellSyntax.isFEEL(text) || text.contains("..") { return true }
    return names.contains { name in
      text.hasPrefix(name)
        && (text.count == name.count
          || text.dropFirst(name.count).first.map { !$0.isLetter && !$0.isNumber && $0 != "_" }
            == true)
    }
      || text.first.map { $0.isNumber || $0 == "(" || $0 == "-" } == true
        && text.contains { "*/+".contains($0) }
  }
}

/// A comparison as people write it: a sign or words, and what to compare with.
struct Comparison {
  var sign: String
  var operand: String

  init?(_ text: String) {
    for (words, sign) in Self.forms {
      if let rest = CellSyntax.strip(words, from: text), !rest.isEmpty {
        self.sign = sign
        operand = rest
        return
      }
    }
    return nil
  }

  private static let forms: [([String], String)] = [
    ([">=", "≥", "=>"], ">="), (["<=", "≤", "=<"], "<="), ([">"], ">"), (["<"], "<"),
    (["==", "="], "="),
    (["no less than", "not less than", "at least", "minimum", "min.", "from"], ">="),
    (["no more than", "not more than", "at most", "maximum", "max.", "up to", "until"], "<="),
    (["more than", "greater than", "larger than", "longer than", "over", "above", "after"], ">"),
    (
      ["less than", "fewer than", "smaller than", "shorter than", "under", "below", "before"], "<"
    ),
  ]
}

import Spreadsheets
import Diagnostics

/// Single values: outputs, defaults, tests and the parts of lists.
extension CellReader {
  /// The text as a FEEL expression of a type.
  func literal(_ text: String, _ type: ColumnType) throws(CellProblem) -> String {
    switch type {
    case .string: return try wordLiteral(text)
    case .boolean:
      if let value = Self.truth(text) { return value ? "true" : "false" }
      if isFormula(text) { return text }
      throw notABoolean(text)
    case .list(let element): return try listLiteral(text, element)
    case .other: return text
    case .unknown: return CellSyntax.isFEEL(text) ? text : try guessedLiteral(text)
    case .number, .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      var reader = self
      reader.type = type
      if let value = try reader.value(text, afterSign: false) { return value }
      if reader.isFormula(text) { return text }
      throw reader.unreadable(text)
    }
  }

  /// A value of an ordered type as FEEL; nil if the text is none.
  func value(_ text: String, afterSign: Bool) throws(CellProblem) -> String? {
    let dates = DateText(locale: locale)
    switch type {
    case .number: return try NumberText(locale: locale).read(text, afterSign: afterSign)
    case .date: return try dates.date(text).map { "date(\"\($0)\")" }
    case .time: return dates.time(text).map { "time(\"\($0)\")" }
    case .dateAndTime: return try dates.dateAndTime(text).map { "date and time(\"\($0)\")" }
    case .daysAndTimeDuration, .yearsAndMonthsDuration:
      guard let reading = DurationText.read(text),
        reading.isMonths == (type == .yearsAndMonthsDuration)
      else { return nil }
      return "duration(\"\(reading.iso)\")"
    case .string, .boolean, .list, .other, .unknown: return nil
    }
  }

  private func wordLiteral(_ text: String) throws(CellProblem) -> String {
    if allowed?.contains(text) == true { return CellSyntax.quoted(text) }
    try refuseCode(text)
    if let content = CellSyntax.literalContent(text) {
      try allowed?.check(content, shown: text)
      return text
    }
    // A text in quotes that goes on, or a call from end to end, is an expression.
    if text.hasPrefix("\"") || Self.isCall(text) || text.hasPrefix("if ") && text.contains(" then ")
    {
      return text
    }
    try allowed?.check(text, shown: text)
    return CellSyntax.quoted(text)
  }

  /// Whether a text that is no literal may be an expression: it calls something or uses a known name.
  private func isFormula(_ text: String) -> Bool {
    if CellSyntax.isFEEL(text) { return true }
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
    return names.contains(text) || words.contains { names.contains($0) }
      || text.allSatisfy { $0.isASCIIDigit || " .+-*/()".contains($0) }
  }

  private func listLiteral(_ text: String, _ element: ColumnType) throws(CellProblem) -> String {
    if text.hasPrefix("[") || Self.isCall(text) { return text }
    if text.isEmpty { return "[]" }
    var items = [String]()
    for item in CellSyntax.items(text, commaNeedsBlank: element == .number) where !item.isEmpty {
      items.append(CellSyntax.isNull(item) ? "null" : try literal(item, element))
    }
    return "[\(items.joined(separator: ", "))]"
  }

  /// Without a type, a value is what it looks like.
  private func guessedLiteral(_ text: String) throws(CellProblem) -> String {
    try literal(text, TypeEvidence.of(text, locale: locale).type ?? .string)
  }

  /// `yes` and its relatives.
  static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "true", "y": true
    case "no", "false", "n": false
    default: nil
    }
  }

  /// Reads a boolean column's cell: `yes`, `not yes`, `true, false`.
  func truthTests(_ text: String) throws(CellProblem) -> String {
    let (body, isNegated) = Self.negation(text)
    var tests = [String]()
    for item in CellSyntax.items(body) where !item.isEmpty {
      let word = item.hasPrefix("=") ? item.drop { $0 == "=" }.trimmed : item
      if let value = Self.truth(word) {
        tests.append(value ? "true" : "false")
      } else if CellSyntax.isNull(word) {
        tests.append("null")
      } else if isFormula(word) {
        tests.append(word)
      } else {
        throw notABoolean(word)
      }
    }
    guard !tests.isEmpty else { throw notABoolean(text) }
    let joined = tests.joined(separator: ", ")
    return isNegated ? "not(\(joined))" : joined
  }

  private func notABoolean(_ text: String) -> CellProblem {
    CellProblem(
      .notABoolean, .error, "'\(text)' is neither yes nor no", expected: "yes, no, true or false",
      mend: "write yes or no, or string into the Type row if the column holds words", part: text)
  }

  /// Reads a list column's cell: `contains x`, `contains any of x, y`, `empty`, `not empty`.
  func listTests(_ text: String, _ element: ColumnType) throws(CellProblem) -> String {
    let folded = text.lowercased()
    if folded == "empty" || folded == "[]" { return folded == "[]" ? text : "count(?) = 0" }
    if ["not empty", "not []", "filled"].contains(folded) { return "count(?) > 0" }
    func contains(_ items: String, _ join: String) throws(CellProblem) -> String {
      var tests = [String]()
      for item in CellSyntax.items(items, commaNeedsBlank: element == .number) where !item.isEmpty {
        tests.append(
          "list contains(?, \(try literal(item, element == .unknown ? .string : element)))")
      }
      return tests.joined(separator: join)
    }
    if let rest = CellSyntax.strip(["contains all of"], from: text) {
      return try contains(rest, " and ")
    }
    if let rest = CellSyntax.strip(
      [
        "contains none of", "not contains any of", "not contains", "does not contain any of",
        "does not contain",
      ], from: text)
    {
      return "not(\(try contains(rest, ", ")))"
    }
    if let rest = CellSyntax.strip(
      ["contains any of", "contains one of", "contains"], from: text), !rest.hasPrefix("(")
    {
      return try contains(rest, ", ")
    }
    if CellSyntax.isFEEL(text) { return text }
    throw CellProblem(
      .notAListTest, .error, "the column holds lists, and '\(text)' does not say what to look for",
      expected: "contains x, contains any of x, y, empty, or not empty",
      mend: "write: contains \(text)")
  }

  /// The problem of a text that is no value of an ordered type.
  func unreadable(_ text: String) -> CellProblem {
    let nearest =
      Suggestion.nearest(to: text, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    let expression = "to compare with another value, write: same as \(text)"
    if CellSyntax.isWordForAny(text) {
      return CellProblem(
        .wordForAny, .error, "'\(text)' is no \(type.spoken)", expected: "- for any value",
        mend: "write -", part: text)
    }
    switch type {
    case .number:
      return CellProblem(
        .notANumber, .error, "'\(text)' is no number\(nearest)",
        expected: "a number, a comparison such as >= 100, or a range such as 100..200",
        mend: text.contains { $0.isNumber }
          ? "write it in one of these forms" : "write a number; \(expression)", part: text)
    case .daysAndTimeDuration, .yearsAndMonthsDuration:
      let example = type == .daysAndTimeDuration ? "20 hours or P3D" : "2 months or P1Y"
      return CellProblem(
        .notADuration, .error, "'\(text)' is no duration of this column's type\(nearest)",
        expected: "a duration such as \(example)", mend: "write it in one of these forms",
        part: text)
    default:
      let example =
        switch type {
        case .time: "10:30"
        case .dateAndTime: "2026-03-01T10:30"
        default: "2026-03-01"
        }
      return CellProblem(
        .notADate, .error, "'\(text)' is no \(type.spoken)\(nearest)",
        expected: "a \(type.spoken) such as \(example)", mend: "write it in this form", part: text)
    }
  }
}

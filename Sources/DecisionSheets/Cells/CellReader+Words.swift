import Spreadsheets
import Diagnostics

/// Columns of words.
extension CellReader {
  /// `gold, silver`, `not gold`, `"gold"`: words and negated words.
  func words(_ text: String, _ warnings: inout [CellProblem]) throws(CellProblem) -> String {
    if allowed?.contains(text) == true { return CellSyntax.quoted(text) }
    try refuseCode(text)
    let (body, isNegated) = Self.negation(text)
    if let parts = CellSyntax.alternatives(body),
      parts.allSatisfy({ CellSyntax.literalContent($0) != nil })
    {
      throw CellProblem(
        .joinedWords, expected: "the alternatives with commas between them",
        mend: "write \(isNegated ? "not " : "")\(parts.joined(separator: ", "))")
    }
    if isExpression(body) { return text }
    try refuseComparison(body)
    var literals = [String]()
    for item in CellSyntax.items(body) where !item.isEmpty {
      literals.append(try word(item, isNegated: isNegated, &warnings))
    }
    guard !literals.isEmpty else {
      throw CellProblem(
        .notAllowed, .error, "no word stands here", expected: "a word",
        mend: "write a word, or - for any value")
    }
    let joined = literals.joined(separator: ", ")
    let feel = isNegated ? "not(\(joined))" : joined
    // What was FEEL already is kept as it was typed.
    return feel.filter { $0 != " " } == text.filter { $0 != " " } ? text : feel
  }

  /// The text without `not …`, `not(…)` or `<> …`, and whether there was one.
  static func negation(_ text: String) -> (body: String, isNegated: Bool) {
    if text.lowercased().hasPrefix("not"), text.hasSuffix(")") {
      let rest = text.dropFirst(3).trimmed
      if rest.hasPrefix("("), closesAtEnd(rest) {
        return (rest.dropFirst().dropLast().trimmed, true)
      }
    }
    if let rest = CellSyntax.strip(["not", "<>", "!=", "≠"], from: text), !rest.isEmpty {
      return (rest, true)
    }
    return (text, false)
  }

  /// Whether the bracket that opens a text is the one that ends it.
  private static func closesAtEnd(_ text: String) -> Bool {
    var depth = 0
    var isQuoted = false
    for (offset, character) in text.enumerated() {
      if character == "\"" { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0 { return offset == text.count - 1 }
    }
    return false
  }

  /// Whether the text is FEEL beyond words and quoted words: a call, `?`, an open quote, a sum.
  private func isExpression(_ text: String) -> Bool {
    guard CellSyntax.isFEEL(text) else { return false }
    return CellSyntax.items(text).contains { item in
      guard CellSyntax.literalContent(item) == nil, allowed?.contains(item) != true else {
        return false
      }
      return item.contains("\"") || item.contains("?") || Self.isCall(item)
        || item.hasPrefix("[") || item.hasPrefix("{")
    }
  }

  /// Whether the text is a call from its first letter to its last, as in `starts with(?, "a")`.
  static func isCall(_ text: String) -> Bool {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), open > text.startIndex else {
      return false
    }
    let name = text[..<open]
    return name.last?.isLetter == true
      && name.allSatisfy { $0.isLetter && $0.isLowercase || $0 == " " }
  }

  /// `DE / AT` where both are allowed, but not as one value.
  private func refuseJoined(_ bare: String, _ item: String) throws(CellProblem) {
    guard let allowed, !allowed.contains(bare) else { return }
    let parts =
      CellSyntax.alternatives(bare) ?? bare.split(separator: "/").map { String($0).trimmed }
    guard parts.count > 1, parts.allSatisfy(allowed.contains) else { return }
    throw CellProblem(
      .joinedWords, .error, "'\(bare)' is not an allowed value, but its parts are",
      expected: "commas between alternatives", mend: "write \(parts.joined(separator: ", "))",
      part: item)
  }

  private func word(
    _ item: String, isNegated: Bool, _ warnings: inout [CellProblem]
  ) throws(CellProblem) -> String {
    if let content = CellSyntax.literalContent(item) {
      try allowed?.check(content, shown: item)
      return item
    }
    if item.contains("\"") || Self.isCall(item) { return item }
    // `<> gold, <> silver` says it twice.
    let bare = isNegated ? Self.negation(item).body : item.drop { $0 == "=" }.trimmed
    if allowed?.contains(bare) != true {
      if CellSyntax.isNull(bare) { return "null" }
      if let reference = CellSyntax.strip(["same as"], from: bare), !reference.isEmpty {
        return reference
      }
    }
    try refuseJoined(bare, item)
    try allowed?.check(bare, shown: item)
    if names.contains(bare), allowed == nil {
      warnings.append(
        CellProblem(
          .wordIsName, .warning, "'\(bare)' is taken as a word, but is also the name of a value",
          mend: "write \"\(bare)\" if the word is meant, or: same as \(bare)", part: item))
    }
    if allowed == nil, CellSyntax.isWordForAny(bare) {
      warnings.append(
        CellProblem(
          .wordForAny, .warning, "'\(bare)' is taken as a word, not as any value",
          expected: "- for any value, or \(CellSyntax.quoted(bare)) for the word",
          mend:
            "write - if every value is meant; a rule for all the rest stands last in a table with "
            + "the hit policy First", part: item))
    }
    if allowed == nil, let parts = CellSyntax.alternatives(bare) {
      warnings.append(
        CellProblem(
          .joinedWords, .warning, "'\(bare)' is taken as one word, letter by letter",
          expected: "commas between alternatives",
          mend: "write \(parts.joined(separator: ", ")) if each of them is meant, else put it into "
            + "quotes", part: item))
    }
    if let rest = CellSyntax.strip(
      ["contains", "starts with", "ends with", "matches"], from: bare),
      !rest.isEmpty, allowed == nil
    {
      let function = bare.prefix { $0 != " " }.lowercased() == "contains" ? "contains" : nil
      let call = function ?? bare.dropLast(rest.count).trimmed.lowercased()
      warnings.append(
        CellProblem(
          .listTestOfWords, .warning, "'\(bare)' is taken as a word, letter by letter",
          mend: "if a part of the text is meant, write \(call)(?, \(CellSyntax.quoted(rest)))",
          part: item))
    }
    return CellSyntax.quoted(bare)
  }

  private func refuseComparison(_ text: String) throws(CellProblem) {
    guard let first = text.first, "<>≤≥".contains(first) else { return }
    throw CellProblem(
      .comparisonOfWords, .error, "the column holds words, which are not compared by size",
      expected: "words, as in gold, silver, or not gold",
      mend: "write number into the Type row if the column holds numbers")
  }

  /// `1.23457E+15` is what a spreadsheet program makes of a long code.
  func refuseCode(_ text: String) throws(CellProblem) {
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    guard parts.count == 2, let mark = parts[0].last, mark == "E" || mark == "e",
      !parts[1].isEmpty, parts[1].allSatisfy(\.isASCIIDigit), parts[0].count > 1,
      parts[0].dropLast().allSatisfy({ $0.isASCIIDigit || $0 == "." || $0 == "," })
    else { return }
    throw CellProblem(
      .codeTurnedNumber, .error, "'\(text)' seems to be a long code that became a number",
      expected: "all digits of the code",
      mend: "format the column as text in the spreadsheet program and type the code again")
  }
}

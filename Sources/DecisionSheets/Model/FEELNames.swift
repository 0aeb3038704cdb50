/// The names in FEEL texts, as far as links between tables need them.
enum FEELNames {
  /// Whether a text can stand as a FEEL name or as a path of names, such as `order.total`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - isHeader: Whether it is a header, where `-` and `'` inside a word belong to the name; in an
  ///     expression they would be signs.
  /// - Returns: Whether it is a name or path.
  static func isPath(_ text: String, isHeader: Bool = false) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { $0.trimmed }
    return parts.allSatisfy { isName($0, isHeader: isHeader) }
  }

  /// Spec: DMN 1.5, FEEL grammar rules 27 to 30.
  private static func isName(_ text: String, isHeader: Bool) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    let isPlain = text.allSatisfy {
      $0.isLetter || $0.isNumber || $0 == "_" || $0 == " " || isHeader && "-'’".contains($0)
    }
    return isPlain && !reserved.contains(text) && !text.contains(" -") && !text.contains("- ")
  }

  /// The first name of a path.
  static func root(of path: String) -> String {
    path.prefix { $0 != "." }.trimmed
  }

  /// The names at the beginning of the paths in an expression.
  ///
  /// These are words that are no keywords, are not called and do not follow a dot. `known` are names
  /// that may hold blanks.
  static func roots(in expression: String, known: Set<String>) -> [String] {
    var roots = [String]()
    var rest = Substring(expression)
    var previous: Character = " "
    while let character = rest.first {
      if character == "\"" {
        rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
        previous = "\""
        continue
      }
      guard character.isLetter || character == "_" else {
        if character != " " { previous = character }
        rest = rest.dropFirst()
        continue
      }
      let longest = known.filter { rest.hasPrefix($0) }.max { $0.count < $1.count }
      let word = longest ?? String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      rest = rest.dropFirst(max(word.count, 1))
      let isCalled = rest.first == "("
      let isPart = previous == "." || previous.isNumber
      if !isCalled, !isPart, longest != nil || !reserved.contains(word), !roots.contains(word),
        longest != nil || !isPartOfCall(rest)
      {
        roots.append(word)
      }
      previous = "a"
    }
    return roots
  }

  /// Whether words go on up to a bracket, as in `list contains(`.
  private static func isPartOfCall(_ rest: Substring) -> Bool {
    let words = rest.prefix { $0.isLetter || $0 == " " }
    return !words.isEmpty && rest.dropFirst(words.count).first == "("
      && !words.contains { reserved.contains(String($0)) }
  }

  private static let reserved: Set<String> = [
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not",
    "true", "false", "null", "between", "instance", "of", "function", "external", "item",
  ]
}

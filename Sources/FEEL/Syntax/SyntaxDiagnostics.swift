import Diagnostics

// The messages of the lexer and the parser.

extension Diagnostic {
  /// A run of characters that no token begins with.
  static func unexpectedCharacters(_ text: String, at origin: Origin) -> Self {
    let first = text.unicodeScalars.first
    switch first {
    case "“", "”", "„", "«", "»":
      return Diagnostic(
        FEELCode.unexpectedCharacter, at: origin, "a typographic quotation mark", found: text,
        expected: "the plain quotation mark \"", mend: "write \" instead of \(text)")
    case "‘", "’":
      return Diagnostic(
        FEELCode.unexpectedCharacter, at: origin, "a typographic apostrophe", found: text,
        expected: "the plain quotation mark \" around strings",
        mend: "write strings between two \"")
    case "≥", "≤", "≠", "–", "—", "×", "÷":
      let plain = ["≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/"][text] ?? "-"
      return foreignOperator(text, plain: plain, at: origin)
    case "&": return foreignOperator(text, plain: "and", at: origin)
    case "|": return foreignOperator(text, plain: "or", at: origin)
    case "!": return foreignOperator(text, plain: "not( … )", at: origin)
    case "^": return foreignOperator(text, plain: "**", at: origin)
    case "%":
      return foreignOperator(text, plain: "modulo(x, y), or 0.1 for 10%", at: origin)
    default:
      return Diagnostic(
        FEELCode.unexpectedCharacter, at: origin, found: text,
        expected: "names, numbers, strings in \"…\" and FEEL's operators", mend: "remove it")
    }
  }

  /// An operator that other languages write in another way.
  static func foreignOperator(_ text: String, plain: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.foreignOperator, at: origin, found: text, expected: plain,
      mend: "write \(plain) instead of \(text)")
  }

  /// A string without its closing quotation mark.
  static func unterminatedString(at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.unterminatedString, at: origin, found: "the end of the text", expected: "\"",
      mend: "close the string with \"")
  }

  /// A comment without its end.
  static func unterminatedComment(at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.unterminatedComment, at: origin, found: "the end of the text", expected: "*/",
      mend: "close the comment with */")
  }

  /// `\u` or `\U` without the digits of a character.
  static func invalidEscape(_ text: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.invalidEscape, at: origin, found: text,
      expected: "\\u with 4 hexadecimal digits or \\U with 6, of a Unicode character",
      mend: "correct the digits, or write \\\\ for a backslash")
  }

  /// No operand where one has to stand.
  static func expressionExpected(found: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.expressionExpected, at: origin, found: found, expected: "an expression",
      mend: "write the missing operand, or remove what calls for it")
  }

  /// A text in which nothing stands.
  static func emptyText(expected: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.emptyText, at: origin, expected: expected, mend: "write it, or null if there is none"
    )
  }

  /// A bracket that stays open.
  static func bracketNotClosed(
    _ open: String, _ close: String, found: String, at origin: Origin, opened: Origin
  ) -> Self {
    Diagnostic(
      FEELCode.bracketNotClosed, at: origin, "the \(open) is not closed", found: found,
      expected: "\(close)", mend: "add \(close)",
      notes: [Note("the \(open) stands here", at: opened)])
  }

  /// An interval without its closing bracket.
  static func intervalNotClosed(text: String, high: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.intervalNotClosed, at: origin, found: text,
      expected: "']' to count \(high), or ')' to leave it out",
      mend: "write \(text)] or \(text))")
  }

  /// Something behind the end of the expression.
  static func unexpectedToken(_ text: String, at origin: Origin) -> Self {
    let mend =
      switch text {
      case ";": "separate values with a comma"
      case "..": "write an interval in brackets, such as [1..10]"
      case ")", "]", "}": "remove it, or open the bracket"
      default: "remove it, or put an operator before it"
      }
    return Diagnostic(
      FEELCode.unexpectedToken, at: origin, found: text,
      expected: "an operator or the end of the expression", mend: mend)
  }

  /// A word such as `then` that has to stand here.
  static func wordExpected(
    _ word: String, of construct: String, found: String, at origin: Origin
  ) -> Self {
    Diagnostic(
      FEELCode.wordExpected, at: origin, "'\(word)' is missing", found: found, expected: word,
      mend: "a whole one reads: \(construct)")
  }

  /// No name where one has to stand.
  static func nameExpected(_ what: String, found: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.nameExpected, at: origin, found: found, expected: what,
      mend: "write a name of letters, digits and blanks that begins with a letter")
  }

  /// No type where one has to stand.
  static func typeExpected(found: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.typeExpected, at: origin, found: found,
      expected: "a type such as number, string, list<number> or context<a: string>",
      mend: "write the type")
  }

  /// Two entries of one context with the same name.
  static func duplicateEntry(_ name: String, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.duplicateEntry, at: origin, found: name, expected: "every name once in a context",
      mend: "rename or remove one of the two entries")
  }

  /// Named and positional arguments in one call.
  static func mixedArguments(at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.mixedArguments, at: origin,
      expected: "all arguments with names, or all without", mend: "name all of them, or none")
  }

  /// Too many levels for a bounded stack.
  static func tooDeep(limit: Int, at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.tooDeep, at: origin, expected: "at most \(limit) levels",
      mend: "split the expression into several decisions or context entries")
  }

  /// `?` in an expression that is no unary test.
  static func inputOutsideUnaryTests(at origin: Origin) -> Self {
    Diagnostic(
      FEELCode.inputOutsideUnaryTests, at: origin, found: "?",
      expected: "the name of a value", mend: "write the name of the input instead of ?")
  }

  /// A name that the scope does not know: the value will be null.
  static func unknownName(
    _ name: String, known: some Sequence<String>, severity: Severity, at origin: Origin
  ) -> Self {
    let nearest = Suggestion.nearest(to: name, among: known)
    return Diagnostic(
      FEELCode.unknownName, severity, at: origin, "'\(name)' is not known here", found: name,
      expected: "a name of the scope or a built-in function; an unknown name is null",
      mend: nearest.map { "did you mean \"\($0)\"?" }
        ?? "declare it, or put quotation marks around it if it is a string")
  }

  /// A path to an entry that the context's type does not have.
  static func unknownEntry(
    _ name: String, known: [String], at origin: Origin
  ) -> Self {
    Diagnostic(
      FEELCode.unknownEntry, .warning, at: origin, "there is no entry '\(name)'", found: name,
      expected: known.joined(separator: ", "),
      mend: Suggestion.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" })
  }

  /// A comparison of types that have nothing in common: it can only be null.
  static func incomparable(
    _ left: FEELType, _ op: ComparisonOperator, _ right: FEELType, at origin: Origin
  ) -> Self {
    Diagnostic(
      FEELCode.typeMismatch, .warning, at: origin, "the comparison is always null",
      found: "\(left) \(op.rawValue) \(right)", expected: "two values of one type",
      mend: "convert one of them, or compare with a value of the type \(left)")
  }
}

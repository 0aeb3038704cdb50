import Diagnostics

/// One lexical token of a FEEL text; its text is the stretch of bytes that `span` covers.
///
/// Spec: DMN 1.5, FEEL grammar rules 26–45 and 61–65.
struct Token: Sendable, Hashable {
  /// What a token is.
  enum Kind: Sendable, Hashable {
    case identifier
    case keyword(Keyword)
    case number
    case string
    case symbol(Symbol)
    /// A character that FEEL does not know; already reported.
    case invalid
    case end
  }

  /// The reserved words of the grammar.
  ///
  /// A name may hold them where the scope knows the name.
  enum Keyword: String, Sendable, Hashable, CaseIterable {
    case and, between, `else`, every, external, `false`, `for`, function, `if`, `in`
    case instance, null, or, `return`, satisfies, some, then, `true`

    /// Whether the word can only stand behind an operand, so that it ends a name nobody knows.
    var isInfix: Bool {
      switch self {
      case .and, .between, .else, .in, .instance, .or, .return, .satisfies, .then: true
      case .every, .external, .false, .for, .function, .if, .null, .some, .true: false
      }
    }
  }

  /// Operators and punctuation.
  enum Symbol: String, Sendable, Hashable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case star = "*"
    case power = "**"
    case slash = "/"
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case colon = ":"
    case dot = "."
    case dots = ".."
    case arrow = "->"
    case at = "@"
    case apostrophe = "'"
  }

  var kind: Kind
  var start: Int
  var end: Int

  var span: TextSpan { TextSpan(start, end) }

  /// Whether the token is the given symbol.
  func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

  /// Whether the token is the given keyword.
  func isKeyword(_ keyword: Keyword) -> Bool { kind == .keyword(keyword) }

  /// Whether the token may be a piece of a name of several words: a word, digits behind the first
  /// word, or one of the additional name symbols.
  ///
  /// Spec: rules 27–30.
  var isNamePiece: Bool {
    switch kind {
    case .identifier, .keyword, .number: true
    case .symbol(let symbol):
      switch symbol {
      case .dot, .slash, .minus, .apostrophe, .plus, .star: true
      default: false
      }
    case .string, .invalid, .end: false
    }
  }

  /// Whether the token may begin an operand.
  var beginsExpression: Bool {
    switch kind {
    case .identifier, .number, .string: true
    case .keyword(let keyword): !keyword.isInfix
    case .symbol(let symbol):
      switch symbol {
      case .leftParenthesis, .leftBracket, .leftBrace, .at, .minus, .rightBracket: true
      default: false
      }
    case .invalid, .end: false
    }
  }
}

public import Diagnostics

/// A FEEL expression as it was written.
///
/// Spec: DMN 1.5, § 10.3.1.2, the FEEL grammar.
public struct Expression: Sendable, Hashable {
  /// What the expression is; every case names the grammar's construct.
  public indirect enum Kind: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A numeric literal, its digits as written.
    case number(digits: String)
    /// A string literal, escapes decoded.
    case string(String)
    /// `@"…"`, the text between the quotes.
    case atLiteral(String)
    /// A name, as the scope spells it; `?` is the input of unary tests.
    case name(String)
    /// `-x`.
    case negation(Expression)
    /// `x + y` and the like.
    case arithmetic(Expression, ArithmeticOperator, Expression)
    /// `x < y` and the like.
    case comparison(Expression, ComparisonOperator, Expression)
    /// `x between low and high`.
    case between(Expression, low: Expression, high: Expression)
    /// `x in test` or `x in (test, …)`.
    case membership(Expression, tests: [Expression])
    /// `x and y`.
    case conjunction(Expression, Expression)
    /// `x or y`.
    case disjunction(Expression, Expression)
    /// `x instance of T`.
    case instanceOf(Expression, TypeReference)
    /// `if … then … else …`.
    case conditional(Expression, then: Expression, else: Expression)
    /// `for … return …`.
    case forLoop([IterationContext], result: Expression)
    /// `some … satisfies …` or `every … satisfies …`.
    case quantified(Quantifier, [IterationContext], satisfies: Expression)
    /// `x.name`.
    case path(Expression, String)
    /// `x[condition]`.
    case filter(Expression, Expression)
    /// `f(a, b)` or `f(p: a, q: b)`.
    case invocation(Expression, [InvocationArgument])
    /// `[a, b]`.
    case list([Expression])
    /// `{ a: 1 }`.
    case context([ContextEntry])
    /// `[low..high]` with either end open or closed.
    case interval(low: Expression, includesLow: Bool, high: Expression, includesHigh: Bool)
    /// `< 10`, as a unary test or as a range `(< 10)`.
    case unaryComparison(ComparisonOperator, Expression)
    /// `function(a: T) body`.
    case function(FunctionDefinition)
    /// `not(test, …)` as the whole of a unary tests text.
    case negatedTests([Expression])
    /// `-` as the whole of a unary tests text.
    case anyInput
    /// Nothing usable stood here; already reported, never evaluated.
    case missing
  }

  /// What it is.
  public var kind: Kind
  /// Where it stands, as UTF-8 offsets in the text.
  public var span: TextSpan
  /// The type as far as the text and the scope tell it.
  public var type: FEELType
  /// The number of levels below this node, which the parser bounds.
  var height: Int

  /// Makes a node.
  init(_ kind: Kind, _ span: TextSpan, type: FEELType = .any, height: Int = 0) {
    self.kind = kind
    self.span = span
    self.type = type
    self.height = height
  }
}

/// An operator of arithmetic.
public enum ArithmeticOperator: String, Sendable, Hashable {
  /// `+`
  case add = "+"
  /// `-`
  case subtract = "-"
  /// `*`
  case multiply = "*"
  /// `/`
  case divide = "/"
  /// `**`
  case exponentiate = "**"
}

/// An operator that compares.
public enum ComparisonOperator: String, Sendable, Hashable {
  /// `=`
  case equal = "="
  /// `!=`
  case notEqual = "!="
  /// `<`
  case less = "<"
  /// `<=`
  case lessOrEqual = "<="
  /// `>`
  case greater = ">"
  /// `>=`
  case greaterOrEqual = ">="
}

/// Which of the two quantified expressions.
public enum Quantifier: String, Sendable, Hashable {
  /// At least one.
  case some
  /// All of them.
  case every
}

/// One iteration context of `for`, `some` or `every`.
public struct IterationContext: Sendable, Hashable {
  /// The iteration variable.
  public var name: String
  /// The list to go through, or the first value of a range.
  public var source: Expression
  /// The last value of a range `from..to`; nil where `source` is the list.
  public var end: Expression?
}

/// An argument of an invocation.
public struct InvocationArgument: Sendable, Hashable {
  /// The parameter's name, for a named argument.
  public var name: String?
  /// The value.
  public var value: Expression
  /// Where the argument stands, name included.
  public var span: TextSpan
}

/// An entry of a context literal.
public struct ContextEntry: Sendable, Hashable {
  /// The key.
  public var name: String
  /// The value.
  public var value: Expression
  /// Where the key stands.
  public var nameSpan: TextSpan
}

/// A function definition.
public struct FunctionDefinition: Sendable, Hashable {
  /// A formal parameter.
  public struct Parameter: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The declared type, if any.
    public var type: TypeReference?
  }

  /// The formal parameters.
  public var parameters: [Parameter]
  /// The body; for an external function the context that tells where it is.
  public var body: Expression
  /// Whether the keyword `external` precedes the body.
  public var isExternal: Bool
}

/// A type as it was written; names are resolved by the compiler.
///
/// Spec: FEEL grammar rule 52.
public struct TypeReference: Sendable, Hashable {
  /// What was written.
  public indirect enum Kind: Sendable, Hashable {
    /// The name of a built-in type or of one the scope declares.
    case named(String)
    /// `list<T>`.
    case list(TypeReference)
    /// `range<T>`.
    case range(TypeReference)
    /// `context<a: T, …>`.
    case context([Member])
    /// `function<T, …> -> T`.
    case function(parameters: [TypeReference], result: TypeReference)
    /// Nothing usable stood here; already reported.
    case missing
  }

  /// An entry of a context type.
  public struct Member: Sendable, Hashable {
    /// The entry's name.
    public var name: String
    /// The entry's type.
    public var type: TypeReference
  }

  /// What was written.
  public var kind: Kind
  /// Where it stands.
  public var span: TextSpan
}

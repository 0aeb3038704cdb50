public import Diagnostics

/// An expression of a decision or function: DMN 1.5, chapters 8 and 10.2.
public struct BoxedExpression: Sendable, Hashable {
  /// The form of the expression.
  public indirect enum Kind: Sendable, Hashable {
    /// A literal expression.
    case literal(FEELText)
    /// A decision table.
    case decisionTable(DecisionTable)
    /// A context; an entry without a name is its result.
    case context([ContextEntry])
    /// A list.
    case list([BoxedExpression])
    /// A list of contexts as rows under named columns.
    case relation(Relation)
    /// A function definition.
    case function(FunctionDefinition)
    /// An invocation with named arguments.
    case invocation(Invocation)
    /// `if`, `then`, `else`.
    case conditional(condition: BoxedExpression, then: BoxedExpression, otherwise: BoxedExpression)
    /// The items of `source` for which `match` holds.
    case filter(source: BoxedExpression, match: BoxedExpression)
    /// `for`, `some` or `every`.
    case iterator(BoxedIterator)
  }

  /// The form of the expression.
  public var kind: Kind
  /// The declared type of its value.
  public var typeRef: TypeReference?
  /// Its id in the file.
  public var id: String?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes an expression.
  public init(
    _ kind: Kind, typeRef: TypeReference? = nil, id: String? = nil, origin: Origin
  ) {
    self.kind = kind
    self.typeRef = typeRef
    self.id = id
    self.origin = origin
  }

  /// Makes a literal expression.
  public init(_ text: FEELText, typeRef: TypeReference? = nil) {
    self.init(.literal(text), typeRef: typeRef, origin: text.origin)
  }

  /// Makes a decision table.
  public init(_ table: DecisionTable) {
    self.init(.decisionTable(table), id: table.id, origin: table.origin)
  }
}

/// One entry of a boxed context: DMN 1.5, 10.5.1.5.
public struct ContextEntry: Sendable, Hashable {
  /// The name and type of the entry; nil for the result of the context.
  public var variable: InformationItem?
  /// The value.
  public var expression: BoxedExpression
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes an entry.
  public init(variable: InformationItem?, expression: BoxedExpression, origin: Origin) {
    self.variable = variable
    self.expression = expression
    self.origin = origin
  }
}

/// A boxed list of contexts in rows and columns: DMN 1.5, 10.2.1.6.
public struct Relation: Sendable, Hashable {
  /// The columns.
  public var columns: [InformationItem]
  /// The rows, each with one expression a column.
  public var rows: [[BoxedExpression]]

  /// Makes a relation.
  public init(columns: [InformationItem], rows: [[BoxedExpression]]) {
    self.columns = columns
    self.rows = rows
  }
}

/// A function: DMN 1.5, 10.2.1.7.
public struct FunctionDefinition: Sendable, Hashable {
  /// The language of the body.
  public enum Kind: String, Sendable, Hashable {
    /// FEEL or any boxed expression.
    case feel = "FEEL"
    /// A context that names a Java class and a method signature.
    case java = "Java"
    /// A context that names a PMML document and a model in it.
    case pmml = "PMML"
  }

  /// The language of the body.
  public var kind: Kind
  /// The parameters.
  public var parameters: [InformationItem]
  /// The body; nil if nobody said.
  public var body: BoxedExpression?
  /// The declared type of the function.
  public var typeRef: TypeReference?
  /// Where it stands.
  @Provenance public var origin: Origin

  /// Makes a function.
  public init(
    kind: Kind = .feel, parameters: [InformationItem], body: BoxedExpression?,
    typeRef: TypeReference? = nil, origin: Origin
  ) {
    self.kind = kind
    self.parameters = parameters
    self.body = body
    self.typeRef = typeRef
    self.origin = origin
  }
}

/// A call with named arguments: DMN 1.5, 7.3.6.
public struct Invocation: Sendable, Hashable {
  /// One argument.
  public struct Binding: Sendable, Hashable {
    /// The parameter.
    public var parameter: InformationItem
    /// Its value; nil for null.
    public var argument: BoxedExpression?

    /// Makes a binding.
    public init(parameter: InformationItem, argument: BoxedExpression?) {
      self.parameter = parameter
      self.argument = argument
    }
  }

  /// The expression that gives the function.
  public var function: BoxedExpression
  /// The arguments.
  public var bindings: [Binding]

  /// Makes a call.
  public init(function: BoxedExpression, bindings: [Binding]) {
    self.function = function
    self.bindings = bindings
  }
}

/// A boxed `for`, `some` or `every`: DMN 1.5, 10.2.1.10 and 10.2.1.11.
public struct BoxedIterator: Sendable, Hashable {
  /// What is made of the items.
  public enum Kind: String, Sendable, Hashable {
    /// A list of the values of `return`.
    case `for`
    /// Whether `satisfies` holds for at least one.
    case some
    /// Whether `satisfies` holds for each.
    case every
  }

  /// What is made of the items.
  public var kind: Kind
  /// The name of the item, with its type if that was given.
  public var variable: InformationItem
  /// The list.
  public var source: BoxedExpression
  /// `return` or `satisfies`.
  public var body: BoxedExpression

  /// Makes an iteration.
  public init(
    kind: Kind, variable: InformationItem, source: BoxedExpression, body: BoxedExpression
  ) {
    self.kind = kind
    self.variable = variable
    self.source = source
    self.body = body
  }
}

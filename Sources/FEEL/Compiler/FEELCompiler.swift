public import Diagnostics

/// Compiles FEEL texts for one scope.
public struct FEELCompiler: Sendable {
  /// What depends on who embeds FEEL.
  public struct Options: Sendable {
    /// How a name nobody declared is reported; nil for not at all.
    ///
    /// It is null in any case.
    public var unknownNames: Severity?
    /// Finds the function for an external definition such as `{java: {class: …}}`; the answer is nil
    /// where there is none.
    public var external:
      (@Sendable (_ definition: ContextValue, _ parameters: [FunctionParameter]) -> FunctionValue?)?

    /// Makes options.
    public init(
      unknownNames: Severity? = .warning,
      external: (
        @Sendable (_ definition: ContextValue, _ parameters: [FunctionParameter]) -> FunctionValue?
      )? = nil
    ) {
      self.unknownNames = unknownNames
      self.external = external
    }
  }

  /// The names that texts may use.
  public let scope: Scope
  /// What depends on who embeds FEEL.
  public let options: Options

  /// Makes a compiler.
  public init(scope: Scope, options: Options = Options()) {
    self.scope = scope
    self.options = options
  }

  /// Compiles an expression; spec: FEEL grammar rule 1.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - origin: Where it stands; diagnostics narrow it to UTF-8 offsets in the text.
  /// - Returns: The compiled form, nil where the text has errors, and all diagnostics.
  public func expression(
    _ text: String, at origin: Origin
  ) -> (compiled: CompiledExpression?, diagnostics: [Diagnostic]) {
    var parser = Parser(text, names: nameTable, typeNames: typeTable, origin: origin)
    let result = parser.parseExpressionText()
    let source = SourceText(text: text, origin: origin)
    var builder = NodeBuilder(
      scope: scope, options: options, source: source, syntaxFaults: result.diagnostics)
    let node = builder.build(result.expression)
    let diagnostics = result.diagnostics + builder.diagnostics
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    let unit = builder.finish(node, syntax: result.expression)
    return (CompiledExpression(unit: unit), diagnostics)
  }

  /// Compiles unary tests; spec: FEEL grammar rule 15.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - inputType: The type of the value that is tested, known to the tests as `?`.
  ///   - origin: Where it stands; diagnostics narrow it to UTF-8 offsets in the text.
  /// - Returns: The compiled form, nil where the text has errors, and all diagnostics.
  public func unaryTests(
    _ text: String, inputType: FEELType = .any, at origin: Origin
  ) -> (compiled: CompiledUnaryTests?, diagnostics: [Diagnostic]) {
    var table = nameTable
    var frame = NameTable.Frame()
    frame.insert("?", type: inputType)
    table.push(frame)
    var parser = Parser(text, names: table, typeNames: typeTable, origin: origin)
    let result = parser.parseUnaryTestsText()
    let source = SourceText(text: text, origin: origin)
    var builder = NodeBuilder(
      scope: scope, options: options, source: source, syntaxFaults: result.diagnostics)
    let tests = builder.buildTests(result.expression, inputType: inputType)
    let diagnostics = result.diagnostics + builder.diagnostics
    guard !diagnostics.hasErrors else { return (nil, diagnostics) }
    return (builder.finish(tests, syntax: result.expression), diagnostics)
  }

  /// What unary tests of the plainest kind say: constants, comparisons and intervals.
  ///
  /// - Parameter text: The text, without `-` for any value.
  /// - Returns: The same view as `unaryTests` has, in a fraction of the time; nil for a text that only
  ///   that can read.
  package func plainTest(_ text: String) -> PlainTest? {
    PlainCell.test(text, knowsFunctions: knowsTemporalFunctions)
  }

  /// The value of a text that is a plain constant; nil for one that only `expression` can read.
  package func plainValue(_ text: String) -> Value? {
    PlainCell.value(text, knowsFunctions: knowsTemporalFunctions)
  }

  /// Whether no declared name begins like a function that makes a date, time or duration.
  private var knowsTemporalFunctions: Bool { !scope.hidesTemporalFunctions }

  /// Parses an expression without compiling it.
  public func syntax(
    of text: String, at origin: Origin
  ) -> (expression: Expression, diagnostics: [Diagnostic]) {
    var parser = Parser(text, names: nameTable, typeNames: typeTable, origin: origin)
    let result = parser.parseExpressionText()
    return (result.expression, result.diagnostics)
  }

  private var nameTable: NameTable {
    var table = NameTable()
    table.push(Self.builtinFrame)
    table.push(scope.nameFrame)
    return table
  }

  private var typeTable: NameTable {
    var table = NameTable()
    table.push(scope.typeFrame)
    return table
  }

  private static let builtinFrame: NameTable.Frame = {
    var frame = NameTable.Frame()
    for builtin in BuiltinCatalogue.all.values {
      frame.insert(
        builtin.name,
        type: .function(parameters: [], result: builtin.overloads.first?.result ?? .any),
        isBuiltin: true)
    }
    return frame
  }()
}

import Diagnostics

/// Turns a tree into the compiled form: names become slots, constant parts are computed, calls of
/// built-in functions are bound.
struct NodeBuilder {
  let scope: Scope
  let options: FEELCompiler.Options
  let source: SourceText
  var diagnostics: [Diagnostic] = []
  /// The bodies being compiled, the innermost function's last.
  var bodies = [BodyScope()]
  /// The slots of the embedding's variables that the text reads.
  var usedSlots: Set<Int> = []
  /// Whether the text was parsed without errors; if not, what its parts seem to be says little.
  private let isWellFormed: Bool
  private let stackFloor = StackGuard.floor()
  private var isAbandoned = false

  init(
    scope: Scope, options: FEELCompiler.Options, source: SourceText, syntaxFaults: [Diagnostic]
  ) {
    isWellFormed = !syntaxFaults.hasErrors
    self.scope = scope
    self.options = options
    self.source = source
  }

  /// The innermost body.
  var body: BodyScope {
    get { bodies[bodies.count - 1] }
    set { bodies[bodies.count - 1] = newValue }
  }

  /// Compiles a tree.
  mutating func build(_ expression: Expression) -> Node {
    guard !isAbandoned, StackGuard.position() > stackFloor else {
      if !isAbandoned {
        diagnostics.append(.tooDeep(limit: Parser.maximumHeight, at: origin(expression)))
      }
      isAbandoned = true
      return ConstantNode(.null)
    }
    return buildKind(expression)
  }

  /// Warns of a null that is certain to come, unless the text is broken anyway.
  mutating func warn(_ diagnostic: Diagnostic) {
    if isWellFormed { diagnostics.append(diagnostic) }
  }

  func origin(_ expression: Expression) -> Origin {
    source.origin.narrowed(to: expression.span)
  }

  // MARK: Results

  func finish(_ root: Node, syntax: Expression) -> CompiledExpression.Unit {
    CompiledExpression.Unit(
      root: root, localCount: body.localCount, requiredVariables: requiredVariables,
      source: source, syntax: syntax, usedNames: usedNames)
  }

  func finish(_ tests: BuiltTests, syntax: Expression) -> CompiledUnaryTests {
    CompiledUnaryTests(
      unit: CompiledUnaryTests.Unit(
        root: tests.root, inputSlot: tests.inputSlot, localCount: body.localCount,
        requiredVariables: requiredVariables, source: source, syntax: syntax,
        usedNames: usedNames, view: tests.view))
  }

  private var requiredVariables: Int { (usedSlots.max() ?? -1) + 1 }

  private var usedNames: [String] { usedSlots.sorted().map { scope.variables[$0].name } }
}

/// Unary tests as the builder made them.
struct BuiltTests {
  /// The test as a whole; nil where every input matches.
  var root: Node?
  var inputSlot: Int
  var view: CompiledUnaryTests.View
}

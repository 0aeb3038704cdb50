import Diagnostics
import FEEL

/// Gathers the diagnostics of one compilation.
final class DiagnosticSink {
  var diagnostics: [Diagnostic] = []

  func report(
    _ code: DMNCode, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, at: origin, headline, found: found, expected: expected, mend: mend))
  }
}

/// Compiles boxed expressions for one scope; inner scopes are copies with more names.
struct ExpressionCompiler {
  /// A node with what is known of its values.
  struct Result {
    let node: any CompiledNode
    let type: FEELType
  }

  var scope: Scope
  let types: TypeTable
  let sink: DiagnosticSink
  let java: JavaFunctions
  /// The zone of effective days.
  let zone: String?
  var depth = 0

  /// How deep expressions may be nested.
  static let depthLimit = 200

  init(
    scope: Scope, types: TypeTable, sink: DiagnosticSink, java: JavaFunctions, zone: String?
  ) {
    self.scope = scope
    self.types = types
    self.sink = sink
    self.java = java
    self.zone = zone
  }

  /// Compiles an expression, with the check of its declared type around it.
  func compile(_ expression: BoxedExpression) -> Result {
    guard depth < Self.depthLimit else {
      sink.report(
        .tooDeep, at: expression.origin, expected: "at most \(Self.depthLimit) levels",
        mend: "move inner expressions to decisions of their own")
      return faulty(expression.origin)
    }
    let result = inner.compileKind(expression)
    guard let type = types.resolve(expression.typeRef, &sink.diagnostics),
      !type.admitsEverything
    else { return result }
    // The type of a function definition is that of the function's value, checked where it is used.
    if case .function = expression.kind { return result }
    return Result(
      node: TypedNode(node: result.node, type: type, origin: expression.origin), type: type.type)
  }

  /// The same compiler one level deeper.
  private var inner: ExpressionCompiler {
    var copy = self
    copy.depth += 1
    return copy
  }

  func faulty(_ origin: Origin) -> Result {
    Result(node: FaultyNode(origin: origin), type: .any)
  }

  private func compileKind(_ expression: BoxedExpression) -> Result {
    switch expression.kind {
    case .literal(let text): literal(text)
    case .decisionTable(let table): compileTable(table)
    case .context(let entries): context(entries)
    case .list(let items): list(items)
    case .relation(let relation): compileRelation(relation)
    case .function(let definition): function(definition, name: nil)
    case .invocation(let invocation): compileInvocation(invocation, at: expression.origin)
    case .conditional(let condition, let then, let otherwise):
      conditional(condition, then, otherwise)
    case .filter(let source, let match): filter(source, match, at: expression.origin)
    case .iterator(let iterator): compileIterator(iterator, at: expression.origin)
    }
  }

  var feel: FEELCompiler {
    FEELCompiler(
      scope: scope,
      options: FEELCompiler.Options(unknownNames: .warning, external: java.external))
  }

  /// A literal expression; one without text is null.
  func literal(_ text: FEELText) -> Result {
    guard !text.text.trimmingWhitespace().isEmpty else {
      return Result(node: NullNode(), type: .null)
    }
    let (compiled, diagnostics) = feel.expression(text.text, at: text.origin)
    sink.diagnostics += diagnostics
    guard let compiled else { return faulty(text.origin) }
    return Result(node: LiteralNode(expression: compiled), type: compiled.type)
  }

  private func context(_ entries: [ContextEntry]) -> Result {
    var inside = self
    var compiled = [ContextNode.Entry]()
    var types = [ContextEntryType]()
    var result: Result?
    for entry in entries {
      guard let variable = entry.variable else {
        result = inside.compile(entry.expression)
        continue
      }
      let value = inside.named(entry.expression, variable)
      let slot = inside.scope.declare(variable.name, type: value.type)
      compiled.append(ContextNode.Entry(name: variable.name, slot: slot, node: value.node))
      types.append(ContextEntryType(variable.name, value.type))
    }
    return Result(
      node: ContextNode(entries: compiled, result: result?.node),
      type: result?.type ?? .context(types))
  }

  /// The value of a context entry, checked against the entry's type.
  ///
  /// A function gets the entry's name, so that it can call itself.
  private func named(_ expression: BoxedExpression, _ variable: InformationItem) -> Result {
    let value: Result
    if case .function(let definition) = expression.kind {
      value = inner.function(definition, name: variable.name)
    } else {
      value = compile(expression)
    }
    return typed(value, variable)
  }

  /// A value with the check of a variable's type.
  func typed(_ value: Result, _ variable: InformationItem) -> Result {
    guard let type = types.resolve(variable.typeRef, &sink.diagnostics), !type.admitsEverything
    else { return value }
    return Result(
      node: TypedNode(node: value.node, type: type, origin: variable.origin), type: type.type)
  }

  private func list(_ items: [BoxedExpression]) -> Result {
    let compiled = items.map { compile($0) }
    let element = compiled.first.flatMap { first in
      compiled.allSatisfy { $0.type == first.type } ? first.type : nil
    }
    return Result(node: ListNode(items: compiled.map(\.node)), type: .list(element ?? .any))
  }

  private func compileRelation(_ relation: Relation) -> Result {
    let columns = relation.columns.map {
      ContextEntryType($0.name, types.resolve($0.typeRef, &sink.diagnostics)?.type ?? .any)
    }
    let rows = relation.rows.map { row in
      zip(relation.columns, row).map { column, cell in typed(compile(cell), column).node }
    }
    return Result(
      node: RelationNode(columns: relation.columns.map(\.name), rows: rows),
      type: .list(.context(columns)))
  }

  private func conditional(
    _ condition: BoxedExpression, _ then: BoxedExpression, _ otherwise: BoxedExpression
  ) -> Result {
    let first = compile(then)
    let second = compile(otherwise)
    return Result(
      node: ConditionalNode(
        condition: compile(condition).node, then: first.node, otherwise: second.node),
      type: first.type == second.type ? first.type : .any)
  }

  private func filter(
    _ source: BoxedExpression, _ match: BoxedExpression, at origin: Origin
  ) -> Result {
    let list = compile(source)
    let item = list.type.itemType
    var inside = self
    var slots = [FilterNode.EntrySlot]()
    if case .context(let entries) = item {
      for entry in entries {
        let slot = inside.scope.declare(entry.name, type: entry.type)
        slots.append(FilterNode.EntrySlot(name: entry.name, slot: slot))
      }
    }
    let itemSlot = inside.scope.declare("item", type: item)
    let node = FilterNode(
      source: list.node, match: inside.compile(match).node, itemSlot: itemSlot, entrySlots: slots,
      origin: origin)
    return Result(node: node, type: .any)
  }

  private func compileIterator(_ iterator: BoxedIterator, at origin: Origin) -> Result {
    let list = compile(iterator.source)
    var inside = self
    let partial =
      iterator.kind == .for ? inside.scope.declare("partial", type: .list(.any)) : nil
    let slot = inside.scope.declare(iterator.variable.name, type: list.type.itemType)
    let body = inside.compile(iterator.body)
    let node = IteratorNode(
      kind: iterator.kind, source: list.node, body: body.node, itemSlot: slot,
      partialSlot: partial, origin: origin)
    return Result(node: node, type: iterator.kind == .for ? .list(body.type) : .boolean)
  }
}

extension FEELType {
  /// The type of the items of a list; any other value counts as a list of itself.
  var itemType: FEELType {
    if case .list(let element) = self { element } else { self }
  }
}

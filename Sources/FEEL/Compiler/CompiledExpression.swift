public import Diagnostics

/// An expression ready to be evaluated many times, from any thread.
public struct CompiledExpression: Sendable {
  /// The parts that copies share.
  final class Unit: Sendable {
    let root: Node
    /// The value where it depends on nothing.
    let constant: Value?
    let localCount: Int
    let requiredVariables: Int
    let source: SourceText
    let syntax: Expression
    let usedNames: [String]

    init(
      root: Node, localCount: Int, requiredVariables: Int, source: SourceText, syntax: Expression,
      usedNames: [String]
    ) {
      self.root = root
      constant = root.constant
      self.localCount = localCount
      self.requiredVariables = requiredVariables
      self.source = source
      self.syntax = syntax
      self.usedNames = usedNames
    }
  }

  let unit: Unit

  /// The text.
  public var source: String { unit.source.text }
  /// Where the text stands.
  public var origin: Origin { unit.source.origin }
  /// The parsed text.
  public var syntax: Expression { unit.syntax }
  /// The declared variables that the expression reads, in the order of their slots.
  public var usedNames: [String] { unit.usedNames }
  /// The type as far as the text and the scope tell it.
  public var type: FEELType { unit.syntax.type }
  /// The value where it depends on nothing.
  public var constant: Value? { unit.constant }

  /// The expression's value.
  ///
  /// - Parameters:
  ///   - variables: The values by slot, at least as many as the scope declared.
  ///   - evaluation: The clock, the limits and the reasons of nulls.
  /// - Returns: The value; null where it could not be computed.
  public func evaluate(_ variables: [Value], _ evaluation: Evaluation) -> Value {
    if let constant = unit.constant { return constant }
    let root = unit.root
    let value = Frame.with(
      variables, required: unit.requiredVariables, localCount: unit.localCount,
      source: unit.source, evaluation: evaluation
    ) { root.evaluate($0) }
    return evaluation.allows(value) ? value : .null
  }
}

public import Diagnostics

/// Unary tests ready to be applied many times, from any thread.
public struct CompiledUnaryTests: Sendable {
  /// The tests as an index can use them.
  ///
  /// Unless `isAny`, an input matches if it is one of the points, lies in one of the intervals,
  /// differs from one of the excluded values or passes a residual test; where `isNegated` it matches
  /// if none of that holds.
  public struct View: Sendable, Hashable {
    /// Whether every input matches, null included.
    public var isAny = false
    /// Whether the tests are those of a `not(…)`.
    public var isNegated = false
    /// The constants that an input may equal.
    public var points: [Value] = []
    /// The constant ranges that an input may lie in.
    public var intervals: [RangeValue] = []
    /// The constants that an input may differ from, of `!=`.
    public var excluded: [Value] = []
    /// Whether some test is neither; such tests have to be evaluated.
    public var hasResidual = false

    /// Makes the view of tests without a test, or of any value.
    public init(isAny: Bool = false) { self.isAny = isAny }
  }

  final class Unit: Sendable {
    let root: Node?
    let inputSlot: Int
    let localCount: Int
    let requiredVariables: Int
    let source: SourceText
    let syntax: Expression
    let usedNames: [String]
    let view: View
    /// The tests, where all of them are points and ranges of constants.
    let constants: [ConstantTest]?

    init(
      root: Node?, inputSlot: Int, localCount: Int, requiredVariables: Int, source: SourceText,
      syntax: Expression, usedNames: [String], view: View
    ) {
      self.root = root
      self.inputSlot = inputSlot
      self.localCount = localCount
      self.requiredVariables = requiredVariables
      self.source = source
      self.syntax = syntax
      self.usedNames = usedNames
      self.view = view
      constants = ConstantTest.tests(for: view)
    }
  }

  let unit: Unit

  /// The text.
  public var source: String { unit.source.text }
  /// Where the text stands.
  public var origin: Origin { unit.source.origin }
  /// The parsed text.
  public var syntax: Expression { unit.syntax }
  /// The declared variables that the tests read, in the order of their slots.
  public var usedNames: [String] { unit.usedNames }
  /// The tests as an index can use them.
  public var view: View { unit.view }

  /// Whether the input matches; nil where that cannot be told, which counts as no match.
  ///
  /// - Parameters:
  ///   - input: The value that is tested.
  ///   - variables: The values by slot, at least as many as the scope declared.
  ///   - evaluation: The clock, the limits and the reasons of nulls.
  ///   - place: Where the text stands for reasons, if it serves for several places.
  /// - Returns: True, false or, where a test yields null and no other matches, nil.
  public func matches(
    _ input: Value, _ variables: [Value], _ evaluation: Evaluation, at place: Origin? = nil
  ) -> Bool? {
    guard let root = unit.root else { return true }
    if let constants = unit.constants, let matches = ConstantTest.matches(input, constants) {
      return matches != unit.view.isNegated
    }
    let slot = unit.inputSlot
    let result = Frame.with(
      variables, required: unit.requiredVariables, localCount: unit.localCount,
      source: place.map { SourceText(text: unit.source.text, origin: $0) } ?? unit.source,
      evaluation: evaluation
    ) { frame in
      frame.setLocal(slot, input)
      return root.truth(frame)
    }
    return evaluation.isStopped ? nil : result
  }
}

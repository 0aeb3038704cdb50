public import DMN
public import Diagnostics
import FEEL
public import JSON

/// One decision about one input, from JSON to JSON: the same for commands and HTTP.
public struct DecisionCall: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    /// The result, or with an explanation the whole story.
    public var json: JSONValue
    /// What could not be decided; with any of these there is no result.
    public var errors: [Diagnostic]
    /// Why something is null, and inputs the decision does not know.
    public var remarks: [Diagnostic]
  }

  private let decision: ExecutableDecision
  private let options: DecisionOptions
  private let knownNames: Set<String>

  /// Prepares calls of a decision.
  ///
  /// - Parameters:
  ///   - decision: The decision.
  ///   - options: The clock, strictness and how much is explained.
  ///   - model: The model it belongs to; results of its other decisions may be given as inputs.
  public init(_ decision: ExecutableDecision, _ options: DecisionOptions, in model: CompiledModel) {
    self.decision = decision
    self.options = options
    var names = Set(model.decisions.flatMap { [$0.name, $0.label].compactMap(\.self) })
    for input in decision.inputs { names.formUnion([input.name, input.label].compactMap(\.self)) }
    if case .context(let entries) = decision.inputType { names.formUnion(entries.map(\.name)) }
    knownNames = names
  }

  /// Decides about one input.
  ///
  /// - Returns: The outcome; nil if the input is no object.
  public func decide(_ input: JSONValue) -> Outcome? {
    guard
      let members = input.objectValue,
      case .context(let inputs) = Value(json: input, as: decision.inputType)
    else { return nil }
    let result = decision.evaluate(inputs, options)
    let unknown = members.filter { !knownNames.contains($0.name) }.map { unknownInput($0.name) }
    var errors = result.errors
    if options.isStrict { errors += unknown }
    var remarks = options.isStrict ? [] : unknown
    if errors.isEmpty {
      remarks += result.reasons.map { $0.diagnostic(.warning, at: decision.origin) }
    }
    return Outcome(
      json: result.explanation?.json ?? result.value.json, errors: errors, remarks: remarks)
  }

  private func unknownInput(_ name: String) -> Diagnostic {
    let names = decision.inputs.map(\.name)
    return Diagnostic(
      ServiceCode.unknownInput, options.isStrict ? .error : .warning, at: decision.origin,
      "the decision \(decision.name) takes no input \"\(name)\""
        + Suggestion.didYouMean(name, among: knownNames.sorted()),
      found: name, expected: names.isEmpty ? "no inputs" : names.joined(separator: ", "))
  }
}

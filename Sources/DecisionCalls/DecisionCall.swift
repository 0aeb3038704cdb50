public import DMN
public import Diagnostics
public import FEEL
public import JSON

/// One decision about one input, from JSON to JSON: the same for commands, HTTP and the C interface.
public struct DecisionCall: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    /// The result.
    public var value: Value
    /// The whole story, if an explanation was asked for.
    public var story: JSONValue?
    /// The result, or with an explanation the whole story.
    public var json: JSONValue { story ?? value.json }
    /// What could not be decided; with any of these there is no result.
    public var errors: [Diagnostic]
    /// Why something is null, and inputs the decision does not know.
    public var remarks: [Diagnostic]
  }

  /// The decision.
  public let decision: ExecutableDecision
  /// The clock, strictness and how much is explained.
  public internal(set) var options: DecisionOptions
  /// The names and labels that mean something to the decision, results of other decisions included.
  let knownNames: Set<String>
  let slots: InputSlots
  /// The names and labels of the inputs that the decision itself takes.
  private let inputNames: [[String]]

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
    slots = InputSlots(decision, in: model)
    inputNames = decision.inputs.map { [$0.name, $0.label].compactMap(\.self) }
  }

  /// Decides about one input.
  ///
  /// - Returns: The outcome; nil if the input is no object.
  public func decide(_ input: JSONValue) -> Outcome? {
    guard
      let members = input.objectValue,
      case .context(let inputs) = Value(json: input, as: decision.inputType)
    else { return nil }
    return decide(inputs, named: members.map(\.name))
  }

  /// Decides about inputs that are values already.
  public func decide(_ inputs: ContextValue) -> Outcome { decide(inputs, named: inputs.keys) }

  private func decide(_ inputs: ContextValue, named names: [String]) -> Outcome {
    let result = decision.evaluate(inputs, options)
    let unknown = unknownInputs(names)
    let errors = unknown.filter { $0.severity == .error } + result.errors
    var remarks = unknown.filter { $0.severity != .error }
    if errors.isEmpty {
      remarks += result.reasons.map { $0.diagnostic(.warning, at: decision.origin) }
    }
    return Outcome(
      value: result.value, story: Self.story(result, remarks), errors: errors, remarks: remarks)
  }

  /// The explanation with the remarks in it.
  private static func story(_ result: DecisionResult, _ remarks: [Diagnostic]) -> JSONValue? {
    guard let story = result.explanation?.json else { return nil }
    guard !remarks.isEmpty, var members = story.objectValue else { return story }
    members.append(
      JSONMember(
        "reasons",
        .array(
          remarks.map { remark in
            [
              "code": .string(remark.code.id), "message": .string(remark.headline),
              "at": .string(remark.origin.place),
            ]
          })))
    return .object(members)
  }

  /// The names that mean nothing to the decision.
  ///
  /// Callers often give a whole record, so a further name is no fault by itself. It is one if it is
  /// nearly the name of an input that is missing, or if nothing that was given is an input.
  private func unknownInputs(_ given: [String]) -> [Diagnostic] {
    let unknown = given.filter { !knownNames.contains($0) }
    guard !unknown.isEmpty else { return [] }
    let missing = inputNames.filter { names in !names.contains { given.contains($0) } }
    let isNothingKnown = unknown.count == given.count && !inputNames.isEmpty
    return unknown.map { name in
      let slip = Suggestion.nearest(to: name, among: missing.joined()).flatMap {
        // `orderId` beside a missing `order` is something else, not a slip.
        abs(Self.letterCount($0) - Self.letterCount(name)) <= 1 ? $0 : nil
      }
      let isFault = options.isStrict || isNothingKnown || slip != nil
      return unknownInput(
        name, isFault ? .error : .warning,
        slip ?? Suggestion.nearest(to: name, among: knownNames.sorted()))
    }
  }

  private static func letterCount(_ name: String) -> Int {
    name.count { $0.isLetter || $0.isNumber }
  }

  private func unknownInput(_ name: String, _ severity: Severity, _ nearest: String?) -> Diagnostic
  {
    let names = decision.inputs.map(\.name)
    return Diagnostic(
      DecisionCallCode.unknownInput, severity, at: decision.origin,
      "the decision \(decision.name) takes no input \"\(name)\""
        + (nearest.map { " (did you mean \"\($0)\"?)" } ?? ""),
      found: name, expected: names.isEmpty ? "no inputs" : names.joined(separator: ", "),
      mend: nearest.map { "write \"\($0)\"" } ?? "use one of these names")
  }
}

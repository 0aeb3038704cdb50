import Diagnostics
import FEEL
public import Statechart

/// The outcomes with which a task can be completed, as the workflow's transitions say.
public struct TaskOutcomes: Sendable, Hashable {
  /// The outcomes that conditions name, in the order of the workflow.
  public var named: [String]
  /// Whether the workflow also goes on for any other, because some transition takes all.
  public var takesOthers: Bool

  /// Makes a record.
  public init(named: [String], takesOthers: Bool) {
    self.named = named
    self.takesOthers = takesOthers
  }

  /// What a workflow says of a task.
  ///
  /// A condition that tests something else than `_event.data.outcome = "…"` takes any outcome, as
  /// far as can be told before it is evaluated.
  public init(ofTask invokeID: String, in statechart: CompiledStatechart) {
    var named: [String] = []
    var takesOthers = false
    let event = "done.invoke.\(invokeID)"
    for transition in statechart.document.allStates.flatMap(\.transitions)
    where transition.events.contains(where: { Self.descriptor($0, takes: event) }) {
      guard let text = transition.condition?.text,
        let outcomes = Self.outcomes(of: text)
      else {
        takesOthers = true
        continue
      }
      for outcome in outcomes where !named.contains(outcome) { named.append(outcome) }
    }
    self.init(named: named, takesOthers: takesOthers)
  }

  /// Whether the workflow may go on for an outcome.
  public func take(_ outcome: String) -> Bool { takesOthers || named.contains(outcome) }

  private static func descriptor(_ descriptor: String, takes event: String) -> Bool {
    var prefix = Substring(descriptor)
    if prefix == "*" { return true }
    if prefix.hasSuffix(".*") { prefix = prefix.dropLast(2) }
    while prefix.hasSuffix(".") { prefix = prefix.dropLast() }
    return event == prefix || event.hasPrefix(prefix + ".")
  }

  private static func outcomes(of condition: String) -> [String]? {
    let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: nil))
    let (syntax, diagnostics) = compiler.syntax(of: condition, at: Origin(file: ""))
    return diagnostics.hasErrors ? nil : outcomes(of: syntax)
  }

  /// The only outcomes for which an expression can be true; nil where it says nothing of them.
  private static func outcomes(of expression: Expression) -> [String]? {
    switch expression.kind {
    case .comparison(let left, .equal, let right):
      if isOutcome(left), case .string(let text) = right.kind { return [text] }
      if isOutcome(right), case .string(let text) = left.kind { return [text] }
      return nil
    case .membership(let value, let tests):
      guard isOutcome(value) else { return nil }
      var found: [String] = []
      for test in tests {
        switch test.kind {
        case .string(let text): found.append(text)
        case .list(let items):
          for item in items {
            guard case .string(let text) = item.kind else { return nil }
            found.append(text)
          }
        default: return nil
        }
      }
      return found
    case .conjunction(let left, let right):
      guard let first = outcomes(of: left) else { return outcomes(of: right) }
      guard let second = outcomes(of: right) else { return first }
      return first.filter(second.contains)
    case .disjunction(let left, let right):
      guard let first = outcomes(of: left), let second = outcomes(of: right) else { return nil }
      return first + second
    default: return nil
    }
  }

  private static func isOutcome(_ expression: Expression) -> Bool {
    guard case .path(let data, "outcome") = expression.kind,
      case .path(let event, "data") = data.kind, case .name("_event") = event.kind
    else { return false }
    return true
  }
}

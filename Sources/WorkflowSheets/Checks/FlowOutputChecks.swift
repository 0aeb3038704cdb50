import Diagnostics
import FEEL

/// Compares what decisions can give with what the rows below them handle.
struct FlowOutputChecks {
  let states: FlowStates
  let decisions: DecisionNames
  let findings: FlowFindings

  /// A word that a row's condition tests a name for.
  private struct Tested {
    var name: String
    var word: String
    var place: Origin
  }

  func run() {
    for state in states.states {
      for step in state.steps {
        guard case .entry = step.trigger else { continue }
        for action in step.actions {
          guard case .decide(let table, let location) = action.kind,
            let decision = decisions.find(table.text), !decision.givesList
          else { continue }
          check(decision, table, location: location?.text, in: state)
        }
      }
    }
  }

  private func check(
    _ decision: DecisionInterface, _ table: FlowText, location: String?, in state: FlowState
  ) {
    let immediate = state.steps.filter { if case .immediately = $0.trigger { true } else { false } }
    let hasFallback = immediate.contains { $0.when == nil && $0.goTo != nil }
    let tested = immediate.flatMap { step in step.when.map { self.tested($0) } ?? [] }
    var isBranchedOn = false
    for output in decision.outputs {
      guard let values = output.values, !values.isEmpty else { continue }
      let path = name(of: output, of: decision, location: location)
      let own = tested.filter { $0.name == path }
      guard !own.isEmpty else { continue }
      isBranchedOn = true
      for test in own where !values.contains(test.word) {
        reportImpossible(test, values, decision, table)
      }
      let missing = values.filter { value in !own.contains { $0.word == value } }
      if !missing.isEmpty, !hasFallback { reportUnhandled(missing, path, table, decision) }
    }
    if isBranchedOn, !hasFallback, decision.mayGiveNothing {
      findings.report(
        .unhandledOutput, .warning, at: table.origin,
        "no row says what happens if no rule of '\(decision.name)' matches",
        expected: "a last row with nothing but Go to", mend: "add it below the rows with a When")
    }
  }

  private func name(
    of output: DecisionInterface.Variable, of decision: DecisionInterface, location: String?
  ) -> String {
    guard let location else { return output.name }
    return decision.outputs.count == 1 ? location : "\(location).\(output.name)"
  }

  private func tested(_ when: FlowText) -> [Tested] {
    let compiler = FEELCompiler(scope: Scope(), options: .init(unknownNames: nil))
    let (syntax, diagnostics) = compiler.syntax(of: when.text, at: when.origin)
    guard !diagnostics.hasErrors else { return [] }
    var found = [Tested]()
    visit(syntax, when, into: &found)
    return found
  }

  private func visit(_ expression: Expression, _ when: FlowText, into found: inout [Tested]) {
    switch expression.kind {
    case .conjunction(let left, let right), .disjunction(let left, let right):
      visit(left, when, into: &found)
      visit(right, when, into: &found)
    case .comparison(let left, .equal, let right):
      add(left, right, when, into: &found)
      add(right, left, when, into: &found)
    case .membership(let value, let tests):
      for test in tests {
        if case .list(let items) = test.kind {
          for item in items { add(value, item, when, into: &found) }
        } else {
          add(value, test, when, into: &found)
        }
      }
    default: break
    }
  }

  private func add(
    _ left: Expression, _ right: Expression, _ when: FlowText, into found: inout [Tested]
  ) {
    guard let name = path(left), case .string(let word) = right.kind else { return }
    found.append(Tested(name: name, word: word, place: when.origin.narrowed(to: right.span)))
  }

  private func path(_ expression: Expression) -> String? {
    switch expression.kind {
    case .name(let name): name
    case .path(let inner, let step): path(inner).map { "\($0).\(step)" }
    default: nil
    }
  }

  private func reportImpossible(
    _ test: Tested, _ values: [String], _ decision: DecisionInterface, _ table: FlowText
  ) {
    let nearest = Suggestion.nearest(to: test.word, among: values)
    findings.report(
      .impossibleOutput, at: test.place,
      "the table '\(decision.name)' never gives \"\(test.word)\""
        + Suggestion.didYouMean(test.word, among: values),
      found: "\"\(test.word)\"", expected: values.map { "\"\($0)\"" }.joined(separator: ", "),
      mend: nearest.map { "write \"\($0)\"" } ?? "write one of these, or delete the row",
      notes: [.init("the table decides here", at: table.cell)])
  }

  private func reportUnhandled(
    _ missing: [String], _ name: String, _ table: FlowText, _ decision: DecisionInterface
  ) {
    let words = missing.map { "\"\($0)\"" }.joined(separator: ", ")
    findings.report(
      .unhandledOutput, at: table.origin,
      "no row handles \(words) of the table '\(decision.name)'", found: "\(name) = \(words)",
      expected: "a row for each value, or a last row with nothing but Go to",
      mend: "add a row with When: \(name) = \"\(missing.first ?? "")\"")
  }
}

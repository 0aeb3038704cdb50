import Diagnostics
import FEEL
import JSON
import Statechart

/// Turns the JSON data of a new case into the values of the workflow's variables.
///
/// Spec: the FEEL data model, section 1: converted by the declared types, and a field that no
/// variable is declared for is refused with the nearest name.
struct StartData {
  let workflow: LoadedWorkflow

  /// What is wrong stands in the request, not in the workflow.
  private static let place = Origin(file: "the start data")

  func values(of data: JSONValue) throws(CaseworkError) -> ContextValue {
    guard case .object(let members) = data else {
      throw CaseworkError(
        .badData, .invalid,
        "the data of a case is a JSON object with the fields of \(workflow.name)")
    }
    let variables = workflow.statechart.variables.filter(\.isParameter)
    var entries: [ContextValue.Entry] = []
    var faults: [Diagnostic] = []
    for member in members {
      guard let variable = variables.first(where: { $0.name == member.name }) else {
        faults.append(unknown(member, among: variables.map(\.name)))
        continue
      }
      if let value = variable.type.value(of: member.value) {
        entries.append(.init(member.name, value))
      } else {
        faults.append(mistyped(member, variable))
      }
    }
    guard faults.isEmpty else {
      let first = faults[0]
      let rest = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
      throw CaseworkError(
        .badData, .invalid, first.headline + (first.mend.map { "; \($0)" } ?? "") + rest,
        diagnostics: faults)
    }
    return ContextValue(entries)
  }

  private func unknown(_ member: JSONMember, among names: [String]) -> Diagnostic {
    let nearest = Suggestion.nearest(to: member.name, among: names)
    return Diagnostic(
      CaseworkCode.badData, at: Self.place,
      "the workflow \(workflow.name) has no field \"\(member.name)\"",
      found: member.name, expected: "one of " + names.sorted().joined(separator: ", "),
      mend: nearest.map { "write \"\($0)\"" }
        ?? "leave it out, or declare it in the workflow",
      notes: [.init("the workflow declares its fields there", at: Origin(file: workflow.file))])
  }

  private func mistyped(
    _ member: JSONMember, _ variable: CompiledStatechart.Variable
  ) -> Diagnostic {
    Diagnostic(
      CaseworkCode.badData, at: Self.place,
      "the field \"\(member.name)\" is not a \(variable.type)", found: member.value.text,
      expected: "a \(variable.type)",
      mend: "give a \(variable.type) for \"\(member.name)\", or null",
      notes: [.init("the workflow declares the field here", at: variable.origin)])
  }
}

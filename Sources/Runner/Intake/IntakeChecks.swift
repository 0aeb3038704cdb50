import Casework
import Connectors
import Diagnostics
import FEEL
import Statechart

/// What an intake sheet says of workflows that are known: the fields that it starts them with, and the
/// events that it sends.
enum IntakeChecks {
  /// What is wrong with the rows of a sheet; workflows that are not there are passed over.
  static func diagnostics(of intake: IntakeSheet, _ workflows: [LoadedWorkflow]) -> [Diagnostic] {
    intake.rows.flatMap { row in
      row.actions.flatMap { action -> [Diagnostic] in
        if case .start(let name, let event) = action, let workflow = workflow(name, workflows) {
          return fields(row, workflow) + (event.map { unknown($0, of: workflow, row) } ?? [])
        }
        if case .send(let event, let name) = action, let workflow = workflow(name, workflows) {
          return unknown(event, of: workflow, row)
        }
        return []
      }
    }
  }

  private static func workflow(
    _ name: String, _ workflows: [LoadedWorkflow]
  ) -> LoadedWorkflow? {
    workflows.first { $0.name == name } ?? workflows.first { $0.label == name }
  }

  /// Names of the data that no variable is declared for, as far as the names stand in the cell.
  private static func fields(_ row: IntakeRow, _ workflow: LoadedWorkflow) -> [Diagnostic] {
    guard let data = row.data, case .context(let entries) = data.syntax.kind else { return [] }
    let known = workflow.statechart.variables.filter(\.isParameter).map(\.name)
    return entries.map(\.name).filter { !known.contains($0) }.map { name in
      Diagnostic(
        IntakeCode.unknownField, at: data.origin,
        "the workflow \(workflow.name) declares no data \"\(name)\""
          + Suggestion.didYouMean(name, among: known), found: name,
        expected: known.isEmpty ? "no data" : known.joined(separator: ", "),
        mend: Suggestion.nearest(to: name, among: known).map { "write \($0)" }
          ?? "leave it out, or declare it in the workflow")
    }
  }

  private static func unknown(
    _ event: String, of workflow: LoadedWorkflow, _ row: IntakeRow
  ) -> [Diagnostic] {
    guard !workflow.statechart.knows(event) else { return [] }
    let known = workflow.statechart.externalEvents
    return [
      Diagnostic(
        IntakeCode.unknownEvent, at: row.origin,
        "nothing in the workflow \(workflow.name) takes the event \"\(event)\""
          + Suggestion.didYouMean(event, among: known), found: event,
        expected: known.isEmpty ? "no events" : known.joined(separator: ", "),
        mend: Suggestion.nearest(to: event, among: known).map { "write \($0)" }
          ?? "add a row with it to the workflow")
    ]
  }
}

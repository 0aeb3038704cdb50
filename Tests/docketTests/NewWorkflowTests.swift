import Casework
import Diagnostics
import Foundation
import Runner
import Spreadsheets
import TestSupport
import Testing

@testable import docket

/// The workflow that `docket new workflow` writes.
@Suite struct NewWorkflowTests {
  @Test(arguments: WorkbookFormat.allCases) func passesTheCheckAtOnce(_ format: WorkbookFormat)
    throws
  {
    let starter = try NewWorkflow.starter("Leave requests")
    #expect(starter.name == "leave-requests")
    let folder = try TemporaryFolder()
    try folder.write("workflows/none.txt", "")
    let path = folder.path("workflows/leave-requests.\(format.rawValue)")
    try Data(starter.bytes(as: format)).write(to: URL(fileURLWithPath: path))
    let definitions = LoadedDefinitions.load(
      tables: [folder.path("workflows")], workflows: [folder.path("workflows")])
    #expect(definitions.diagnostics.filter { $0.severity > .note }.map(\.text) == [])
    #expect(definitions.workflows.map(\.name) == ["leave-requests"])
    #expect(definitions.workflows.map(\.label) == ["Leave requests"])
  }

  @Test(arguments: ["", "12", "…"]) func namesThatAreNoneAreRefused(_ name: String) {
    #expect(throws: CommandFailure.self) { try NewWorkflow.starter(name) }
  }
}

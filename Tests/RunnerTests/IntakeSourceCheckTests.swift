import Casework
import Connectors
import Diagnostics
import JSON
import Runner
import TestSupport
import Testing

/// What `docket check --config` says of intake sheets: without any secret, and before anything comes in.
@Suite struct IntakeSourceCheckTests {
  private struct Example: Sendable, CustomTestStringConvertible {
    /// What the configuration says of the intake `shop`; nil where it says nothing.
    var intake: JSONValue?
    /// The code and the headline; nil for nothing.
    var found: String?
    var testDescription: String { intake?.text ?? "not configured" }
  }

  private static let examples = [
    Example(intake: ["kind": "json", "token": "env:NOT_SET"]),
    Example(intake: ["kind": "json", "token": "file:not-there"]),
    Example(
      intake: ["kind": "standard-webhooks", "secrets": ["env:NOT_SET", "file:not-there"]],
      found:
        "RUN-008 the sheet is for the kind json, and the intake \"shop\" is configured for standard-webhooks"
    ),
    Example(
      intake: ["kind": "cloudevents"],
      found:
        "RUN-008 the sheet is for the kind json, and the intake \"shop\" is configured for cloudevents"
    ),
    Example(found: "RUN-007 no intake \"shop\" is configured (did you mean \"shops\"?)"),
  ]

  @Test(arguments: examples) private func isSeenBeforehand(_ example: Example) throws {
    let folder = try TemporaryFolder()
    try folder.write("workflows/w.csv", "Workflow,W,w\nName,State,On,Go to\n,A,done,B\n,B,final,")
    try folder.write("workflows/in.csv", "Intake,Shop,shop\nKind,json\nName,When,Do\n,,start w")
    let intakes: JSONValue =
      example.intake.map { ["shop": $0] } ?? ["shops": ["kind": "json"]]
    let (configuration, faults) = Configuration.read(
      ["intake": intakes], file: folder.path("docket.json"), outbox: "outbox.jsonl",
      environment: { _ in nil }, needsSecrets: false)
    #expect(faults.isEmpty, "\(faults)")
    let folders = DefinitionFolders(
      tables: [], workflows: [folder.path("workflows")],
      library: DefinitionLibrary(loader: StoredDefinitions()))
    let report = folders.load()
    try #require(!report.diagnostics.hasErrors, "\(report.diagnostics)")
    let found = IntakeSourceChecks.diagnostics(
      of: folders.intakes, with: configuration.intakes)
    #expect(found.map { "\($0.code) \($0.headline)" } == [example.found].compactMap(\.self))
    #expect(found.allSatisfy { $0.origin.place.hasSuffix("workflows/in.csv[A1]") }, "\(found)")
  }
}

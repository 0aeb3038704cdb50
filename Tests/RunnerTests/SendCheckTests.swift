import Casework
import Connectors
import Diagnostics
import JSON
import Runner
import TestSupport
import Testing

@Suite struct SendCheckTests {
  private static let configuration: JSONValue = [
    "connectors": [
      "genesys": [
        "kind": "genesys", "region": "mypurecloud.de", "clientId": "x", "clientSecret": "env:S",
        "integrationId": "i",
      ],
      "archive": ["kind": "file", "path": "x.jsonl"],
    ]
  ]

  private struct SendCase: Sendable, CustomTestStringConvertible {
    var action: String
    /// The code and the beginning of the headline; nil for nothing.
    var found: String?
    var testDescription: String { action }
  }

  private static let sends = [
    SendCase(
      action: "send message.forward to genesys with { from: id, messageId: id, text: \"x\" }"),
    SendCase(action: "send message.forward to genesys with computed"),
    SendCase(action: "send anything to archive with { a: 1 }"),
    SendCase(action: "notify lead \"look\""),
    SendCase(
      action: "send message.foward to genesys with { from: id }",
      found: "RUN-005 the connector \"genesys\" cannot do message.foward (did you mean"),
    SendCase(
      action: "send message.forward to genesis with { from: id }",
      found: "RUN-004 no connector \"genesis\" is configured (did you mean \"genesys\"?)"),
    SendCase(
      action: "send typing.send to genesys with { form: id }",
      found: "RUN-006 typing.send takes no field \"form\" (did you mean \"from\"?)"),
    SendCase(
      action: "send typing.send to genesys with { from: null }",
      found: "RUN-006 typing.send needs the field \"from\", a text"),
    SendCase(
      action: "send receipt.send to genesys with { id: id, to: id, status: \"Delivred\" }",
      found: "RUN-006 the field \"status\" of receipt.send is no value of its list"),
    SendCase(
      action: "send priority.set to genesys with { conversationId: id, priority: \"high\" }",
      found: "RUN-006 the field \"priority\" of priority.set is no number"),
  ]

  @Test(arguments: sends) private func isSeenAtTheCell(_ test: SendCase) throws {
    let folder = try TemporaryFolder()
    let cell = "\"" + test.action.replacing("\"", with: "\"\"") + "\""
    try folder.write(
      "workflows/w.csv",
      """
      Workflow,W,w
      Data,id,string
      Data,computed,any
      Name,State,On,Do,Go to
      ,A,entry,\(cell),
      ,,done,,B
      ,B,final,,
      """)
    let (configuration, faults) = Configuration.read(
      Self.configuration, file: "docket.json", outbox: "outbox.jsonl", environment: { _ in "s" })
    #expect(faults.isEmpty)
    let loaded = DefinitionFolders(
      tables: [], workflows: [folder.path("workflows")],
      library: DefinitionLibrary(loader: StoredDefinitions()))
    let report = loaded.load()
    try #require(!report.diagnostics.hasErrors, "\(report.diagnostics)")
    let found = SendChecks.diagnostics(of: loaded.workflows, with: configuration.connectors)
    guard let expected = test.found else {
      #expect(found.isEmpty, "\(found)")
      return
    }
    let line = found.first.map { "\($0.code) \($0.headline)" } ?? ""
    #expect(found.count == 1 || test.action.contains("form:"))
    #expect(line.hasPrefix(expected), "\(line)")
    if case .cell(_, "D5")? = found.first?.origin.anchor {
    } else {
      Issue.record("not at the cell: \(String(describing: found.first?.origin))")
    }
  }
}

import HTTP
import JSON
import TestSupport
import Testing

/// Two rules of a Unique table that match at once stop the case and are both named; mended, it goes on.
@Suite(.serialized) struct OverlapEndToEndTests {
  private struct Example: Sendable, CustomTestStringConvertible {
    var file: String
    /// A rule like one that is there, with another result.
    var rule: String
    var workflow: String
    var data: JSONValue
    var rules: String
    var testDescription: String { file }
  }

  private static let examples = [
    Example(
      file: "tables/genesys/queues.csv", rule: "7,Instagram_Comment,-,-,Elsewhere,none,5,twice",
      workflow: "conversation",
      data: ["source": "Instagram_Comment", "language": "de", "businessHours": true],
      rules: "rules 1 and 7"),
    Example(
      file: "tables/genesys/media.csv", rule: "8,reaction,-,text,as is,twice", workflow: "media",
      data: ["kind": "reaction", "mid": "m"], rules: "rules 7 and 8"),
    Example(
      file: "tables/genesys/texts.csv", rule: "8,no,-,-,-,forward,twice", workflow: "texts",
      data: [
        "textId": "t", "isValidUTF8": false, "hasReplacementChar": false, "direction": "inbound",
        "textBytes": 3,
      ], rules: "rules 1 and 8"),
  ]

  @Test func bothRulesAreNamedAndTheCaseGoesOnAfterTheMend() async throws {
    let receivers = try ScriptedReceivers { _ in nil }
    let daemon = try DaemonProcess(configuration: ["connectors": receivers.connectors])
    for (number, example) in Self.examples.enumerated() {
      let text = try daemon.folder.read(example.file)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let last = try #require(
        lines.lastIndex { line in line.first?.isNumber == true }, "\(example.file) has no rules")
      lines.insert(example.rule, at: last + 1)
      let before = try await version(example, daemon)
      try daemon.folder.write(example.file, lines.joined(separator: "\n"))
      daemon.reload()
      try await daemon.wait("the version with the overlap") {
        try await version(example, daemon) != before
      }
      let answer = try await daemon.ask(
        .post, "/v1/cases",
        ["workflow": .string(example.workflow), "key": "k", "data": example.data])
      let id = try #require(answer.json["id"]?.stringValue, "\(answer.json.text)")
      let incidents = try await daemon.ask(.get, "/v1/incidents").json
      let message = incidents["incidents"]?.arrayValue?.last?["message"]?.stringValue ?? ""
      #expect(message.contains(example.rules), "\(example): \(incidents.text)")
      try daemon.folder.write(example.file, text)
      daemon.reload()
      try await daemon.wait("the version without it") {
        try await version(example, daemon) == before
      }
      let incident = try #require(
        incidents["incidents"]?.arrayValue?.last?["id"]?.stringValue, "\(incidents.text)")
      // By either way.
      let path = number == 0 ? "/v1/incidents/\(incident)/retry" : "/v1/cases/\(id)/retry"
      let retried = try await daemon.ask(
        .post, path, ["as": "pia", "reason": "the table is mended"])
      #expect((200..<300).contains(retried.status), "\(retried.json.text)")
      try await daemon.wait("the case goes on") {
        try await daemon.ask(.get, "/v1/incidents").json["incidents"] == []
      }
    }
    daemon.kill()
    await receivers.stop()
  }

  private func version(_ example: Example, _ daemon: DaemonProcess) async throws -> String? {
    let tables = try await daemon.ask(.get, "/v1/tables").json["tables"]?.arrayValue ?? []
    return tables.first { $0["file"]?.stringValue?.hasSuffix(example.file) == true }?["version"]?
      .stringValue
  }
}

import Connectors
import Diagnostics
import HTTP
import JSON
import Testing

@Suite struct ConfigurationTests {
  private func read(_ text: String) throws -> (configuration: Configuration, faults: [Diagnostic]) {
    let (configuration, faults) = Configuration.read(
      try JSONValue.parse(text), file: "conf/docket.json", outbox: "outbox.jsonl",
      environment: { ["ORDERS": "Bearer x"][$0] })
    return (configuration, faults)
  }

  @Test func readsConnectorsAndKeys() throws {
    let digest = String(repeating: "a1", count: 32)
    let (configuration, faults) = try read(
      """
      {"outbox": "rest.jsonl",
       "connectors": {
         "orders": {"kind": "webhook", "url": "https://orders.example/hook",
                    "headers": {"Authorization": "env:ORDERS"}, "timeoutSeconds": 5},
         "archive": {"kind": "file", "path": "archive.jsonl"}},
       "apiKeys": {"shop": "\(digest)"}}
      """)
    #expect(faults.isEmpty)
    #expect(configuration.connectors.names == ["archive", "orders"])
    #expect(configuration.connectors.fallbackName == "conf/rest.jsonl")
    #expect((configuration.connectors["archive"] as? FileConnector)?.path == "conf/archive.jsonl")
    let webhook = configuration.connectors["orders"] as? WebhookConnector
    #expect(webhook?.headers["Authorization"] == "Bearer x")
    #expect((configuration.connectors["others"] as? FileConnector)?.path == "conf/rest.jsonl")
    #expect(configuration.keys.map(\.name) == ["shop"])
  }

  private struct FaultCase: Sendable, CustomTestStringConvertible {
    var text: String
    var headline: String
    var testDescription: String { text }
  }

  private static let faults = [
    FaultCase(text: "[]", headline: "the file holds no object"),
    FaultCase(
      text: "{\"conectors\": {}}",
      headline: "the file has no member \"conectors\" (did you mean \"connectors\"?)"),
    FaultCase(
      text: "{\"connectors\": {\"a\": {\"kind\": \"webhok\"}}}",
      headline: "the connector \"a\" is of the kind \"webhok\" (did you mean \"webhook\"?)"),
    FaultCase(
      text: "{\"connectors\": {\"a\": {\"kind\": \"file\"}}}",
      headline: "the connector \"a\" needs \"path\", a text"),
    FaultCase(
      text: "{\"connectors\": {\"a\": {\"kind\": \"webhook\", \"url\": \"ftp://x\"}}}",
      headline: "the url of the connector \"a\" is no http or https address"),
    FaultCase(
      text: "{\"connectors\": {\"a\": {\"kind\": \"file\", \"path\": \"env:NOT_SET\"}}}",
      headline: "\"path\" of the connector \"a\" is taken from NOT_SET, which is not set"),
    FaultCase(
      text: "{\"apiKeys\": {\"shop\": \"secret\"}}",
      headline: "the API key \"shop\" is no SHA-256"),
  ]

  @Test(arguments: faults) private func tellsWhatIsWrong(_ example: FaultCase) throws {
    #expect(try read(example.text).faults.first?.headline == example.headline)
  }
}

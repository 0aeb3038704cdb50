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
    #expect(configuration.keys == [ConfiguredKey(name: "shop", digest: digest)])
  }

  @Test func readsRolesAndRates() throws {
    let digest = String(repeating: "A1", count: 32)
    let (configuration, faults) = try read(
      """
      {"apiKeys": {
         "board": {"digest": "\(digest)", "roles": ["reader"]},
         "shop": {"digest": "\(digest)", "roles": ["worker", "intake"], "perSecond": 5}},
       "rates": {"key": {"perSecond": 50}, "sender": {"burst": 10}}}
      """)
    #expect(faults.isEmpty)
    #expect(
      configuration.keys == [
        ConfiguredKey(name: "board", digest: digest.lowercased(), roles: [.reader]),
        ConfiguredKey(
          name: "shop", digest: digest.lowercased(), roles: [.worker, .intake],
          rate: RateLimit(perSecond: 5, burst: 10)),
      ])
    #expect(configuration.rates.key == RateLimit(perSecond: 50, burst: 100))
    #expect(configuration.rates.sender == RateLimit(perSecond: 200, burst: 10))
    #expect(configuration.rates.refused == RateLimits().refused)
  }

  private struct FaultCase: Sendable, CustomTestStringConvertible {
    var text: String
    var headline: String
    var testDescription: String { text }
  }

  private static let digest = String(repeating: "a1", count: 32)
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
    FaultCase(
      text: "{\"apiKeys\": {\"shop\": {\"digest\": \"\(digest)\"}}}",
      headline: "the API key \"shop\" needs \"roles\""),
    FaultCase(
      text: "{\"apiKeys\": {\"shop\": {\"digest\": \"\(digest)\", \"roles\": \"raeder\"}}}",
      headline: "there is no role \"raeder\" (did you mean \"reader\"?)"),
    FaultCase(
      text: "{\"rates\": {\"key\": {\"perSecond\": 0}}}",
      headline: "perSecond of \"key\" of rates is 0"),
  ]

  @Test(arguments: faults) private func tellsWhatIsWrong(_ example: FaultCase) throws {
    #expect(try read(example.text).faults.first?.headline == example.headline)
  }
}

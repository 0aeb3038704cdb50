import HTTP
import JSON
import Standins
import Testing

/// The stand-ins sign as the systems do: the vectors are those that the systems' descriptions give.
@Suite struct StandinSignatureTests {
  @Test func instagramEscapesAndSigns() throws {
    let event: JSONValue = [
      "object": "instagram",
      "entry": [
        [
          "time": 1_790_000_000_456, "id": "17841400000000001",
          "messaging": [
            [
              "sender": ["id": "908070605040302"], "recipient": ["id": "17841400000000001"],
              "timestamp": 1_790_000_000_123,
              "message": [
                "mid": "aWdfbWlkLTAwMDE", "text": "Hej! Återomlägg 🙏 https://ex.am/a",
              ],
            ]
          ],
        ]
      ],
    ]
    let standin = InstagramStandin()
    let body = standin.webhookBody(event)
    let text = String(decoding: body, as: UTF8.self)
    #expect(text.contains(#"Hej! \u00c5teroml\u00e4gg \ud83d\ude4f https:\/\/ex.am\/a"#), "\(text)")
    #expect(body.count == 298)
    let headers = standin.webhookHeaders(body, secret: "ig-app-secret-for-tests", id: "1")
    #expect(
      headers["X-Hub-Signature-256"]
        == "sha256=b1726c863bc33bb73139c5952349f22a6a3c0182aeeb3962833b02edb0900667")
  }

  @Test func genesysSignsInBase64() {
    let body =
      #"{"id":"5d0f0f5a4c1e4b7b9f3d2a1c0b9e8d7c","channel":{"id":"1f7f6a0e-1111-4222-8333-944445555666","platform":"Open","type":"Private","to":{"id":"908070605040302","idType":"Opaque"},"from":{"id":"1f7f6a0e-1111-4222-8333-944445555666","nickname":"Support"},"time":"2026-09-21T14:05:09.120Z","messageId":"5d0f0f5a4c1e4b7b9f3d2a1c0b9e8d7c"},"type":"Text","text":"Hi! We are looking into it – thanks for waiting 🙏","originatingEntity":"Human","direction":"Outbound"}"#
    let headers = GenesysStandin().webhookHeaders(
      Array(body.utf8), secret: "genesys-webhook-secret-0001", id: "1")
    #expect(
      headers["X-Hub-Signature-256"] == "sha256=/hBmpbGc+5VroGgt83JB770hHVUG4vGOwGrr6rHlftc=")
  }

  private struct TokenCase: Sendable, CustomTestStringConvertible {
    var type: String
    var authorization: String
    var body: String
    var status: Int
    var testDescription: String { "\(type) \(authorization) \(body)" }
  }

  private static let tokens = [
    TokenCase(
      type: "application/x-www-form-urlencoded",
      authorization: "Basic " + Signing.base64(Array("genesys-client:genesys-secret".utf8)),
      body: "grant_type=client_credentials", status: 200),
    TokenCase(
      type: "application/json",
      authorization: "Basic " + Signing.base64(Array("genesys-client:genesys-secret".utf8)),
      body: "{\"grant_type\":\"client_credentials\"}", status: 400),
    TokenCase(
      type: "application/x-www-form-urlencoded", authorization: "Basic eDp5",
      body: "grant_type=client_credentials", status: 400),
    TokenCase(
      type: "application/x-www-form-urlencoded",
      authorization: "Basic " + Signing.base64(Array("genesys-client:genesys-secret".utf8)),
      body: "grant_type=password", status: 400),
  ]

  @Test(arguments: tokens) private func genesysChecksWhoAsksForTokens(_ test: TokenCase) async throws
  {
    let server = try StandinServer([GenesysStandin()])
    let response = try await HTTPClient().send(
      HTTPCall(
        .post, server.url("genesys") + "/oauth/token",
        headers: ["Content-Type": test.type, "Authorization": test.authorization],
        body: Array(test.body.utf8)))
    #expect(response.status.code == test.status)
    await server.stop()
  }

  private struct BodyCase: Sendable, CustomTestStringConvertible {
    var path: String
    var body: JSONValue
    var status: Int
    var testDescription: String { "\(path) \(body.text)" }
  }

  private static let inbound = "/api/v2/conversations/messages/integration-1/inbound/open"
  private static let channel: JSONValue = [
    "from": ["id": "9", "idType": "Opaque"], "time": "2026-09-21T14:13:20.123Z",
  ]
  private static let bodies = [
    BodyCase(path: "\(inbound)/message", body: ["channel": channel, "text": "x"], status: 200),
    BodyCase(path: "\(inbound)/message", body: ["channel": channel], status: 400),
    BodyCase(
      path: "\(inbound)/message",
      body: ["channel": ["from": ["id": "9"], "time": "2026-09-21T14:13:20Z"], "text": "x"],
      status: 400),
    BodyCase(
      path: "\(inbound)/message",
      body: ["channel": ["from": ["id": "9", "idType": "Opaque"]], "text": "x"], status: 400),
    BodyCase(
      path: "\(inbound)/message",
      body: ["channel": channel, "text": "x", "metadata": ["customAttributes": ["a": "b"]]],
      status: 400),
    BodyCase(
      path: "/api/v2/conversations/messages/nobody/inbound/open/message",
      body: ["channel": channel, "text": "x"], status: 404),
    BodyCase(
      path: "\(inbound)/event",
      body: ["channel": channel, "events": [["eventType": "Dancing"]]], status: 400),
    BodyCase(path: "\(inbound)/receipt", body: ["id": "1", "status": "Delivered"], status: 400),
  ]

  @Test(arguments: bodies) private func genesysChecksEveryField(_ test: BodyCase) async throws {
    let server = try StandinServer([GenesysStandin()])
    let credentials = Signing.base64(Array("genesys-client:genesys-secret".utf8))
    let token = try await HTTPClient().send(
      HTTPCall(
        .post, server.url("genesys") + "/oauth/token",
        headers: [
          "Content-Type": "application/x-www-form-urlencoded",
          "Authorization": "Basic \(credentials)",
        ], body: Array("grant_type=client_credentials".utf8)))
    let value = try JSONValue.parse(token.body, file: "token")["access_token"]?.stringValue ?? ""
    let response = try await HTTPClient().send(
      HTTPCall(
        .post, server.url("genesys") + test.path,
        headers: ["Content-Type": "application/json", "Authorization": "Bearer \(value)"],
        body: Array(test.body.text.utf8)))
    #expect(response.status.code == test.status)
    await server.stop()
  }
}

import Connectors
import HTTP
import JSON
import Service
import Testing

@Suite struct InterfaceTests {
  @Test(arguments: Way.allCases) func decides(_ way: Way) async throws {
    try await ServiceFixture.run(way) { ask in
      let plain = try await ask(
        .post, "/v1/decisions/playlist", ["regionAllowed": false], [:])
      #expect(plain.json["outcome"] == "reject")
      let told = try await ask(
        .post, "/v1/decisions/playlist?explain=true", ["regionAllowed": false], [:])
      #expect(told.json["matched"]?.arrayValue?.first?["rule"] == 1)
      let strict = try await ask(
        .post, "/v1/decisions/playlist?strict", ["regionAlowed": false], [:])
      #expect(strict.status == 422)
      #expect(strict.json["code"] == "HTTP-009")
      let slip = try await ask(
        .post, "/v1/decisions/playlist", ["regionAlowed": false], [:])
      #expect(slip.status == 400)
      #expect(slip.json["code"] == "HTTP-013")
      #expect(slip.json["detail"]?.stringValue?.contains("did you mean \"regionAllowed\"?") == true)
      let more = try await ask(
        .post, "/v1/decisions/playlist", ["regionAllowed": false, "wätter": 1], [:])
      #expect(more.json["outcome"] == "reject")
      #expect(more.headers["Docket-Reasons"]?.contains("w\\u00e4tter") == true)
      let poor = try await ask(.post, "/v1/decisions/playlist", ["usage": "event"], [:])
      #expect(poor.status == 200)
      #expect(poor.headers["Docket-Reasons"]?.contains("regionAllowed") == true)
    }
  }

  @Test func showsTables() async throws {
    try await ServiceFixture.run(.memory) { ask in
      let list = try await ask(.get, "/v1/tables", nil, [:])
      let names = (list.json["tables"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
      #expect(Set(names).isSuperset(of: ["order_exception", "playlist", "sponsorship", "partner"]))
      let one = try await ask(.get, "/v1/tables/playlist", nil, [:])
      #expect(one.json["version"]?.stringValue?.hasPrefix("sha256:") == true)
      let old = try await ask(.get, "/v1/tables/playlist?version=sha256:0", nil, [:])
      #expect(old.status == 404)
    }
  }

  @Test func describesEveryRoute() async throws {
    try await ServiceFixture.run(.memory) { ask in
      let document = try await ask(.get, "/openapi.json", nil, [:]).json
      #expect(document["openapi"] == "3.1.0")
      let paths = (document["paths"]?.objectValue ?? []).map(\.name)
      #expect(paths.contains("/v1/cases/{id}/events"))
      let schemas = Set(
        (document["components"]?["schemas"]?.objectValue ?? []).map {
          "#/components/schemas/\($0.name)"
        })
      #expect(Self.references(document).isSubset(of: schemas))
    }
  }

  private static func references(_ value: JSONValue) -> Set<String> {
    switch value {
    case .array(let items): items.reduce(into: []) { $0.formUnion(references($1)) }
    case .object(let members):
      members.reduce(into: []) { found, member in
        if member.name == "$ref", let text = member.value.stringValue { found.insert(text) }
        found.formUnion(references(member.value))
      }
    default: []
    }
  }

  @Test func tellsMachinesHowItIs() async throws {
    try await ServiceFixture.run(.memory) { ask in
      for path in ["/livez", "/readyz"] {
        let answer = try await ask(.get, path, nil, [:])
        #expect(answer.status == 200)
      }
      let metrics = try await ask(.get, "/metrics", nil, [:]).json.stringValue ?? ""
      #expect(metrics.contains("docket_http_requests_total{method=\"GET\",status=\"200\"} 2"))
    }
  }

  private struct AccessCase: Sendable, CustomTestStringConvertible {
    var hasKeys: Bool
    var headers: HTTPHeaders
    var status: Int
    var testDescription: String { "\(hasKeys) \(headers.fields)" }
  }

  private static let accesses = [
    AccessCase(hasKeys: false, headers: [:], status: 200),
    AccessCase(hasKeys: false, headers: ["Authorization": "Bearer token"], status: 200),
    AccessCase(hasKeys: false, headers: ["Authorization": "Bearer wrong"], status: 401),
    AccessCase(hasKeys: false, headers: ["Origin": "http://elsewhere.example"], status: 403),
    AccessCase(hasKeys: false, headers: ["Origin": "http://localhost:3000"], status: 200),
    AccessCase(hasKeys: false, headers: ["Sec-Fetch-Site": "cross-site"], status: 403),
    AccessCase(hasKeys: false, headers: ["Host": "elsewhere.example"], status: 403),
    AccessCase(hasKeys: true, headers: [:], status: 401),
    AccessCase(hasKeys: true, headers: ["Authorization": "Bearer secret"], status: 200),
    AccessCase(hasKeys: true, headers: ["X-API-Key": "secret"], status: 200),
    AccessCase(hasKeys: true, headers: ["Authorization": "Bearer token"], status: 200),
    AccessCase(hasKeys: true, headers: ["Authorization": "Basic secret"], status: 401),
  ]

  @Test(arguments: accesses)
  private func answersOnlyWhoMayAsk(_ example: AccessCase) async throws {
    let keys = [ConfiguredKey(name: "shop", digest: AccessRules.digest("secret"))]
    let access = AccessRules(keys: example.hasKeys ? keys : [], token: "token")
    try await ServiceFixture.run(.memory, access: access) { ask in
      let board = try await ask(.get, "/v1/status", nil, example.headers)
      #expect(board.status == example.status)
      let live = try await ask(.get, "/livez", nil, example.headers)
      #expect(live.status == 200)
    }
  }

  @Test func takesWhatCurlSendsAndNoOtherTypes() async throws {
    try await ServiceFixture.run(.memory) { ask in
      let other = try await ask(
        .post, "/v1/decisions/playlist", [:], ["Content-Type": "text/plain"])
      #expect(other.status == 415)
      let form = try await ask(
        .post, "/v1/decisions/playlist", ["regionAllowed": false],
        ["Content-Type": "application/x-www-form-urlencoded"])
      #expect(form.json["outcome"] == "reject")
    }
  }
}

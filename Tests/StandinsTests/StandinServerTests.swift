import HTTP
import JSON
import Standins
import Testing

@Suite struct StandinServerTests {
  private let key: HTTPHeaders = [
    "Idempotency-Key": "k1", "Content-Type": "application/json; charset=utf-8",
  ]

  private func call(
    _ server: StandinServer, _ method: HTTPMethod, _ path: String, _ body: JSONValue = .object([]),
    headers: HTTPHeaders? = nil, patience: Duration = .seconds(20)
  ) async throws(HTTPClientError) -> HTTPResponse {
    var client = HTTPClient()
    client.limits.total = patience
    return try await client.send(
      HTTPCall(
        method, "http://\(server.address)\(path)", headers: headers ?? key,
        body: Array(body.text.utf8)))
  }

  @Test func recordsAndForgets() async throws {
    let server = try StandinServer([RestStandin("orders"), RestStandin("risk")])
    let made = try await call(server, .post, "/orders/returns", ["sku": "Käse 🧀"])
    #expect(made.status == .created)
    #expect(made.headers["Location"] == server.url("orders") + "/returns/ret-1")
    #expect(try await call(server, .get, "/nobody").status == .notFound)
    let seen = try #require(server.requests("orders").first)
    #expect(seen.line == "POST /returns")
    #expect(seen.json?["sku"] == "Käse 🧀")
    #expect(seen.status == 201)
    #expect(server.requests("risk").isEmpty)
    let shown = try await call(server, .get, "/_standin/requests?system=orders")
    #expect(shown.bodyText.contains(#""path":"/returns""#))
    #expect(try await call(server, .post, "/_standin/reset").status == .noContent)
    #expect(server.requests().isEmpty)
    await server.stop()
  }

  @Test func saysWhichKindsThereAre() async throws {
    let server = try StandinServer([SlackStandin(), RestStandin("orders")])
    let wrong = try await call(server, .get, "/_standin/things?system=slack&kind=mesages")
    #expect(wrong.status == .notFound)
    #expect(wrong.bodyText.contains("slack has no mesages; it has messages"))
    for path in ["slack&kind=messages", "orders&kind=whatever"] {
      let right = try await call(server, .get, "/_standin/things?system=\(path)")
      #expect(right.bodyText == "[]", "\(path)")
    }
    await server.stop()
  }

  @Test func countsKeys() async throws {
    let server = try StandinServer([RestStandin("orders")])
    let first = try await call(server, .post, "/orders/returns", ["sku": "a"])
    let again = try await call(server, .post, "/orders/returns", ["sku": "a"])
    #expect(first.status == again.status)
    #expect(first.body == again.body)
    #expect(try await call(server, .post, "/orders/returns", ["sku": "b"]).status == .conflict)
    #expect((server["orders"] as? RestStandin)?.count("returns") == 1)
    await server.stop()
  }

  private struct FaultCase: Sendable, CustomTestStringConvertible {
    var fault: String
    var status: Int?
    var retryAfter: String?
    /// How many things were made although it went wrong.
    var made: Int
    var testDescription: String { fault }
  }

  private static let faults = [
    FaultCase(
      fault: #"{"system":"orders","fault":"429","retryAfter":7}"#, status: 429, retryAfter: "7",
      made: 0),
    FaultCase(fault: #"{"system":"orders","fault":500}"#, status: 500, made: 0),
    FaultCase(fault: #"{"system":"orders","fault":"slow","seconds":0.05}"#, status: 201, made: 1),
    FaultCase(fault: #"{"system":"orders","fault":"dropped"}"#, status: nil, made: 1),
    FaultCase(fault: #"{"system":"orders","fault":"hang"}"#, status: nil, made: 1),
    FaultCase(fault: #"{"system":"orders","fault":"cut"}"#, status: nil, made: 0),
    FaultCase(
      fault: #"{"system":"orders","fault":"500","match":"PATCH /"}"#, status: 201, made: 1),
  ]

  @Test(arguments: faults) private func failsAsAsked(_ example: FaultCase) async throws {
    let server = try StandinServer([RestStandin("orders")])
    let asked = try await call(
      server, .post, "/_standin/faults", try JSONValue.parse(example.fault))
    #expect(asked.status == .noContent)
    do throws(HTTPClientError) {
      let answer = try await call(
        server, .post, "/orders/returns", patience: .milliseconds(500))
      #expect(answer.status.code == example.status)
      #expect(answer.headers["Retry-After"] == example.retryAfter)
    } catch {
      #expect(example.status == nil)
      guard case .interrupted = error else {
        Issue.record("expected an interrupted call, got \(error)")
        return
      }
    }
    #expect((server["orders"] as? RestStandin)?.count("returns") == example.made)
    if example.status != 201 {
      let next = try await call(server, .post, "/orders/returns")
      #expect(next.status == .created, "the fault strikes once only")
    }
    await server.stop()
  }

  @Test func refusesConnectionsForAWhile() async throws {
    let server = try StandinServer([RestStandin("orders")])
    await server.refuseConnections()
    do throws(HTTPClientError) {
      _ = try await call(server, .post, "/orders/returns")
      Issue.record("the connection was taken")
    } catch {
      guard case .notConnected = error else {
        Issue.record("expected no connection, got \(error)")
        return
      }
    }
    try server.listenAgain()
    #expect(try await call(server, .post, "/orders/returns").status == .created)
    await server.stop()
  }

  @Test func postsWebhooksTwiceAtTheSameMoment() async throws {
    let server = try StandinServer([RestStandin("orders"), RestStandin("risk")])
    let answer = try await call(
      server, .post, "/_standin/webhook",
      [
        "system": "orders", "url": .string(server.url("risk") + "/flags"), "event": ["a": 1],
        "times": 2, "simultaneous": true, "headers": ["Idempotency-Key": "w1"],
      ])
    let statuses = try JSONValue.parse(answer.body)["answers"]?.arrayValue?.map { $0["status"] }
    #expect(statuses == [201, 201])
    #expect(server.requests("risk").count == 2)
    await server.stop()
  }

  @Test func tellsWhatIsWrongWithAFault() async throws {
    let server = try StandinServer([RestStandin("orders")])
    for wrong: JSONValue in [
      ["system": "orders"], ["system": "orders", "fault": "slow"], ["fault": "429"],
      ["system": "orders", "fault": "20"],
    ] {
      let answer = try await call(server, .post, "/_standin/faults", wrong)
      #expect(answer.status == .badRequest)
    }
    let unknown = try await call(
      server, .post, "/_standin/faults", ["system": "order", "fault": "429"])
    #expect(unknown.status == .notFound)
    #expect(unknown.bodyText.contains("there are orders"))
    await server.stop()
  }
}

import HTTP
import JSON
import Testing

@Suite struct CaseRouteTests {
  @Test(arguments: Way.allCases) func runsACaseToItsEnd(_ way: Way) async throws {
    try await ServiceFixture.run(way) { ask in
      let start = try await ask(
        .post, "/v1/cases",
        ["workflow": "order-exceptions", "key": "O-7", "data": ServiceFixture.order], [:])
      #expect(start.status == 201)
      #expect(start.headers["Location"] == "/v1/cases/c1")
      #expect(start.json["state"] == ["escalated"])

      let tasks = try await ask(.get, "/v1/tasks?role=operations", nil, [:])
      let id = tasks.json["tasks"]?.arrayValue?.first?["id"]?.stringValue ?? ""
      let claim = try await ask(.post, "/v1/tasks/\(id)/claim", ["as": "ines"], [:])
      #expect(claim.json["claimedBy"] == "ines")
      let done = try await ask(
        .post, "/v1/tasks/\(id)/complete", ["as": "ines", "outcome": "fixed"], [:])
      #expect(done.status == 200)
      #expect(done.json["status"] == "done")

      let shown = try await ask(.get, "/v1/cases/O-7", nil, [:])
      #expect(shown.json["state"] == ["corrected"])
      #expect(shown.json["data"]?["orderId"] == "7")
      let tag = shown.headers["ETag"] ?? ""
      let same = try await ask(.get, "/v1/cases/c1", nil, ["If-None-Match": tag])
      #expect(same.status == 304)
      let log = try await ask(.get, "/v1/cases/c1/log?limit=1", nil, [:])
      #expect(log.json["next"] == 1)
      #expect(log.json["log"]?.arrayValue?.first?["event"] == "case.started")
      let board = try await ask(.get, "/v1/status", nil, [:])
      #expect(board.json["cases"]?.arrayValue?.first?["state"] == "corrected")
    }
  }

  @Test(arguments: Way.allCases) func handsATaskRound(_ way: Way) async throws {
    try await ServiceFixture.run(way) { ask in
      _ = try await ask(
        .post, "/v1/cases",
        ["workflow": "order-exceptions", "key": "O-7", "data": ServiceFixture.order], [:])
      let shown = try await ask(.get, "/v1/tasks/t1", nil, [:])
      #expect(shown.status == 200)
      #expect(shown.headers["ETag"] == "\"0\"")
      #expect(shown.json["outcomes"]?.arrayValue?.contains("fixed") == true)
      #expect(shown.json["otherOutcomes"] == false)
      let claim = try await ask(
        .post, "/v1/tasks/t1/claim", ["as": "ines"], ["If-Match": "\"0\""])
      #expect(claim.headers["ETag"] == "\"1\"")
      let late = try await ask(
        .post, "/v1/tasks/t1/reassign", ["as": "omar", "to": "omar"], ["If-Match": "\"0\""])
      #expect(late.status == 412)
      #expect(late.json["code"] == "CASE-021")
      #expect(late.json["detail"]?.stringValue?.contains("ines claimed it at") == true)
      let given = try await ask(
        .post, "/v1/tasks/t1/delegate", ["as": "ines", "to": "omar"], ["If-Match": "*"])
      #expect(given.json["claimedBy"] == "omar")
      #expect(given.json["delegatedBy"] == "ines")
      let answered = try await ask(
        .post, "/v1/tasks/t1/complete", ["as": "omar", "outcome": "fixed"], [:])
      #expect(answered.json["state"] == ["escalated"])
      let mine = try await ask(.get, "/v1/tasks?person=ines", nil, [:])
      #expect(mine.json["tasks"]?.arrayValue?.first?["answer"]?["outcome"] == "fixed")
      let done = try await ask(.post, "/v1/tasks/t1/complete", ["as": "ines"], [:])
      #expect(done.json["status"] == "done")
      let gone = try await ask(.get, "/v1/tasks/t1", nil, [:])
      #expect(gone.status == 404)
      #expect(gone.json["detail"]?.stringValue?.contains("ines completed it at") == true)
      let metrics = try await ask(.get, "/metrics", nil, [:])
      #expect(
        metrics.json.stringValue?.contains("docket_timer_lateness_seconds_bucket{le=\"+Inf\"} 0")
          == true)
    }
  }

  @Test(arguments: Way.allCases) func countsAnIdempotencyKeyOnce(_ way: Way) async throws {
    try await ServiceFixture.run(way) { ask in
      let body: JSONValue = ["workflow": "order-exceptions", "data": ServiceFixture.order]
      let first = try await ask(.post, "/v1/cases", body, ["Idempotency-Key": "a"])
      let second = try await ask(.post, "/v1/cases", body, ["Idempotency-Key": "a"])
      #expect(first.json["id"] == second.json["id"])
      let other = try await ask(
        .post, "/v1/cases", ["workflow": "order-exceptions"], ["Idempotency-Key": "a"])
      #expect(other.status == 409)
    }
  }

  @Test(arguments: Way.allCases) func takesEventsOnce(_ way: Way) async throws {
    try await ServiceFixture.run(way) { ask in
      var order = ServiceFixture.order.objectValue ?? []
      for index in order.indices {
        if order[index].name == "eventType" { order[index].value = "payment_failed" }
      }
      let start = try await ask(
        .post, "/v1/cases", ["workflow": "order-exceptions", "data": .object(order)], [:])
      #expect(start.json["state"] == ["waitingForTheCustomer"])
      let event: JSONValue = ["event": "confirmed", "id": "e1"]
      let accepted = try await ask(.post, "/v1/cases/c1/events", event, [:])
      #expect(accepted.status == 202)
      let repeated = try await ask(.post, "/v1/cases/c1/events", event, [:])
      #expect(repeated.json["duplicate"] == true)
      let wrong = try await ask(.post, "/v1/cases/c1/events?wait=true", ["event": "confirmd"], [:])
      #expect(wrong.status == 422)
      #expect(wrong.json["detail"]?.stringValue?.contains("did you mean \"confirmed\"?") == true)
      let waited = try await ask(
        .post, "/v1/cases/c1/events?wait=true", ["event": "declined", "id": "e2"], [:])
      #expect(waited.status == 200)
      #expect(waited.json["status"] == "done")
    }
  }

  @Test func pagesThroughCases() async throws {
    try await ServiceFixture.run(.memory) { ask in
      for _ in 0..<5 {
        _ = try await ask(
          .post, "/v1/cases", ["workflow": "order-exceptions", "data": ServiceFixture.order], [:])
      }
      var seen: [String] = []
      var cursor = ""
      repeat {
        let page = try await ask(.get, "/v1/cases?limit=2\(cursor)", nil, [:])
        seen += (page.json["cases"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        cursor = page.json["next"]?.stringValue.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(seen == ["c1", "c2", "c3", "c4", "c5"])
    }
  }

  private struct FaultCase: Sendable, CustomTestStringConvertible {
    var method: HTTPMethod
    var path: String
    var body: JSONValue?
    var status: Int
    var code: String
    var testDescription: String { "\(method) \(path) \(body?.text ?? "")" }
  }

  private static let faults = [
    FaultCase(method: .get, path: "/v1/cases/c99", status: 404, code: "CASE-002"),
    FaultCase(
      method: .post, path: "/v1/cases", body: ["workflow": "nothing"], status: 404,
      code: "CASE-001"),
    FaultCase(
      method: .post, path: "/v1/cases",
      body: ["workflow": "order-exceptions", "data": ["orderIdd": 1]], status: 422,
      code: "CASE-007"),
    FaultCase(
      method: .post, path: "/v1/cases", body: ["workflwo": "order-exceptions"], status: 400,
      code: "HTTP-004"),
    FaultCase(method: .post, path: "/v1/cases", body: [1], status: 400, code: "HTTP-004"),
    FaultCase(method: .get, path: "/v1/cases?limit=0", status: 400, code: "HTTP-005"),
    FaultCase(method: .get, path: "/v1/cases?status=opn", status: 400, code: "HTTP-005"),
    FaultCase(method: .get, path: "/v1/cases?olderThan=8x", status: 400, code: "HTTP-005"),
    FaultCase(
      method: .post, path: "/v1/tasks/t9/claim", body: ["as": "x"], status: 404, code: "CASE-010"),
    FaultCase(method: .post, path: "/v1/tasks/t9/claim", body: [:], status: 400, code: "HTTP-004"),
    FaultCase(
      method: .post, path: "/v1/tasks/t9/reassign", body: ["as": "x"], status: 400, code: "HTTP-004"
    ),
    FaultCase(
      method: .post, path: "/v1/tasks/t9/delegate", body: ["as": "x"], status: 400, code: "HTTP-004"
    ),
    FaultCase(method: .get, path: "/v1/tasks?cursor=t9", status: 400, code: "HTTP-005"),
    FaultCase(
      method: .post, path: "/v1/clock/advance", body: ["by": "3 weks"], status: 400,
      code: "HTTP-004"),
    FaultCase(method: .get, path: "/v1/calls?cursor=x", status: 400, code: "HTTP-005"),
    FaultCase(method: .get, path: "/v1/intake?cursor=x", status: 400, code: "HTTP-005"),
    FaultCase(
      method: .post, path: "/v1/clock/advance", body: [:], status: 400, code: "HTTP-004"),
    FaultCase(method: .get, path: "/v1/nothing", status: 404, code: "HTTP-001"),
    FaultCase(method: .delete, path: "/v1/cases", status: 405, code: "HTTP-002"),
    FaultCase(
      method: .post, path: "/v1/decisions/playlst", body: [:], status: 404, code: "HTTP-008"),
  ]

  @Test(arguments: faults) private func answersWithProblems(_ example: FaultCase) async throws {
    try await ServiceFixture.run(.memory) { ask in
      let answer = try await ask(example.method, example.path, example.body, [:])
      #expect(answer.status == example.status)
      #expect(answer.headers["Content-Type"] == "application/problem+json")
      #expect(answer.json["code"]?.stringValue == example.code)
      #expect(answer.json["detail"]?.stringValue?.isEmpty == false)
    }
  }
}

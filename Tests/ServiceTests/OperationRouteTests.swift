import HTTP
import JSON
import Testing

/// The routes of operators: what each does, and what it refuses.
@Suite struct OperationRouteTests {
  /// A request, and what its answer holds.
  private struct Step: Sendable {
    var method: HTTPMethod
    var path: String
    var body: JSONValue?
    var status: Int
    /// Members of the answer that must be so; a path of names and places with points.
    var holds: [String: JSONValue]

    init(
      _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, _ status: Int = 200,
      _ holds: [String: JSONValue] = [:]
    ) {
      self.method = method
      self.path = path
      self.body = body
      self.status = status
      self.holds = holds
    }
  }

  private struct Story: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var steps: [Step]

    init(_ name: String, _ steps: [Step]) {
      testDescription = name
      self.steps = steps
    }
  }

  private static func order(_ key: String) -> JSONValue {
    ["workflow": "order-exceptions", "key": .string(key), "data": ServiceFixture.order]
  }

  private static let reason: JSONValue = ["as": "olga", "reason": "carrier on strike"]

  private static let stories = [
    Story(
      "holding and letting go on",
      [
        Step(.post, "/v1/cases", order("A"), 201, ["state.0": "escalated"]),
        Step(.post, "/v1/cases/A/suspend", reason, 200, ["status": "suspended"]),
        Step(.post, "/v1/cases/A/suspend", reason, 409, ["code": "CASE-051"]),
        Step(
          // Kept until it goes on.
          .post, "/v1/tasks/t1/complete", ["as": "ines", "outcome": "fixed"], 200,
          ["status": "suspended", "state.0": "escalated"]),
        Step(.get, "/v1/cases?status=suspended", nil, 200, ["cases.0.key": "A"]),
        Step(.post, "/v1/cases/A/resume", reason),
        Step(.post, "/v1/cases/A/resume", reason, 409, ["code": "CASE-051"]),
        Step(.post, "/v1/cases/A/retry", reason, 409, ["code": "CASE-051"]),
        Step(.post, "/v1/cases/A/suspend", ["reasn": "x"], 400, ["code": "HTTP-004"]),
        Step(.post, "/v1/cases", order("B"), 201),
        Step(.post, "/v1/cases/B/cancel", reason, 200, ["status": "cancelled"]),
        Step(
          .get, "/v1/cases/B/log", nil, 200,
          [
            "log.1.event": "case.cancelled", "log.1.actor": "olga",
            "log.1.reason": "carrier on strike", "log.1.data": nil,
          ]),
        Step(.post, "/v1/cases/B/cancel", reason, 409, ["code": "CASE-008"]),
        Step(.post, "/v1/cases/nobody/suspend", reason, 404, ["code": "CASE-002"]),
      ]),
    Story(
      "starting many",
      [
        Step(
          .post, "/v1/case-batches",
          [
            "workflow": "order-exceptions", "as": "shop",
            "cases": [
              ["key": "A", "data": ServiceFixture.order, "id": "1"],
              ["key": "A", "data": ServiceFixture.order, "id": "2"],
              ["key": "B", "data": ["orderIdd": 1]],
              ["key": "A", "data": ServiceFixture.order, "id": "1"],
            ],
          ], 200,
          [
            "results.0.case.key": "A", "results.1.error.code": "CASE-005",
            "results.2.error.code": "CASE-007", "results.3.repeated": true,
          ]),
        Step(
          .post, "/v1/case-batches", ["workflow": "order-exceptions"], 400, ["code": "HTTP-004"]),
        Step(.post, "/v1/case-batches", ["cases": []], 400, ["code": "HTTP-004"]),
        Step(.get, "/v1/cases", nil, 200, ["cases.1": nil]),
      ]),
    Story(
      "putting into a state by hand",
      [
        Step(.post, "/v1/cases", order("A"), 201),
        Step(.post, "/v1/cases/A/move", ["state": "Corrected"], 422, ["code": "CASE-019"]),
        Step(
          .post, "/v1/cases/A/move", ["state": "Corected", "reason": "by phone"], 404,
          ["code": "CASE-003"]),
        Step(.post, "/v1/cases/A/move", ["reason": "by phone"], 400, ["code": "HTTP-004"]),
        Step(
          .post, "/v1/cases/A/move", ["state": "Corrected", "reason": "by phone", "as": "olga"],
          200, ["status": "done", "state.0": "corrected"]),
        Step(
          .post, "/v1/cases/A/move", ["state": "Corrected", "reason": "again"], 409,
          ["code": "CASE-008", "case": "c1"]),
        Step(.get, "/v1/cases/A/log", nil, 200, ["log.1.event": "case.moved"]),
      ]),
    Story(
      "versions and decisions made again",
      [
        Step(.post, "/v1/cases", order("A"), 201),
        Step(
          .get, "/v1/workflows/order-exceptions/versions", nil, 200,
          ["versions.0.cases": 1, "versions.0.current": true]),
        Step(.get, "/v1/workflows/order-exception/versions", nil, 404, ["code": "CASE-001"]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["dryRun": true], 200,
          ["dryRun": true, "movable": 0, "blocked": 0]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["to": "0000"], 404,
          ["code": "CASE-053"]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["map": ["states": ["a": 1]]], 400,
          ["code": "HTTP-004"]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["map": ["variables": ["a": 1]]], 400,
          ["code": "HTTP-004"]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["limit": 0], 400,
          ["code": "HTTP-004"]),
        Step(
          .post, "/v1/workflows/order-exceptions/migrate", ["cursor": "x"], 400,
          ["code": "HTTP-004"]),
        Step(
          .get, "/v1/cases/A/replay", nil, 200,
          ["differences": 0, "decisions.0.decision": "order_exception", "decisions.0.same": true]),
        Step(.get, "/v1/cases/nobody/replay", nil, 404, ["code": "CASE-002"]),
      ]),
    Story(
      "erasing and archiving",
      [
        Step(.post, "/v1/cases", order("A"), 201),
        Step(.post, "/v1/cases", order("B"), 201),
        Step(.post, "/v1/cases/A/erase", reason, 409, ["code": "CASE-051"]),
        Step(
          .post, "/v1/tasks/t1/complete", ["as": "ines", "outcome": "fixed"], 200,
          ["status": "done"]),
        Step(.post, "/v1/cases/A/erase", ["as": "olga"], 422, ["code": "CASE-019"]),
        // Its call is not delivered yet.
        Step(.post, "/v1/cases/A/erase", reason, 409, ["code": "CASE-051"]),
        Step(.get, "/v1/archive?olderThan=8x", nil, 400, ["code": "HTTP-005"]),
        Step(.get, "/v1/archive?cursor=x", nil, 400, ["code": "HTTP-005"]),
        Step(.get, "/v1/archive", nil, 200, ["cases.0": nil]),
        Step(.post, "/v1/calls/m1/drop", reason),
        Step(.post, "/v1/calls/m3/drop", reason),
        Step(.post, "/v1/clock/advance", ["by": "1 hour"]),
        Step(.get, "/v1/archive", nil, 200, ["cases.0.id": "c1", "cases.1": nil, "next": nil]),
        Step(.post, "/v1/cases/A/erase", reason, 200, ["id": "c1", "key": "A"]),
        Step(.post, "/v1/cases/A/erase", ["reason": "key too", "key": true], 200, ["key": nil]),
        Step(.get, "/v1/cases/c1", nil, 200, ["data.orderId": nil]),
        Step(.post, "/v1/archive/remove", ["cases": [["id": "c1"]]], 400, ["code": "HTTP-004"]),
        Step(
          .post, "/v1/archive/remove", ["cases": [["id": "c1", "head": "00"]]], 200,
          ["removed.0": nil]),
      ]),
    Story(
      "calls",
      [
        Step(.post, "/v1/cases", order("A"), 201),
        Step(.get, "/v1/calls", nil, 200, ["calls.0.id": "m1", "calls.0.status": "waiting"]),
        Step(.get, "/v1/calls?limit=1", nil, 200, ["calls.1": nil]),
        Step(.get, "/v1/calls?status=ded", nil, 400, ["code": "HTTP-005"]),
        Step(.get, "/v1/calls?status=dead", nil, 200, ["calls.0": nil]),
        Step(.get, "/v1/calls/m1", nil, 200, ["case": "c1"]),
        Step(.get, "/v1/calls/m99", nil, 404, ["code": "CASE-052"]),
        Step(.get, "/v1/calls/99x", nil, 404, ["code": "CASE-052"]),
        Step(.post, "/v1/calls/m1/retry", reason, 200, ["id": "m1"]),
        Step(.post, "/v1/calls/m1/drop", ["as": "olga"], 422, ["code": "CASE-019"]),
        Step(.post, "/v1/calls/m1/drop", reason, 200, ["id": "m1"]),
        Step(.post, "/v1/calls/m1/drop", reason, 404, ["code": "CASE-052"]),
        Step(.get, "/v1/cases/A/log", nil, 200, ["log.2.event": "call.dropped"]),
      ]),
    Story(
      "the board, incidents and the clock",
      [
        Step(.get, "/v1/status", nil, 200, ["cases.0": nil]),
        Step(.post, "/v1/cases", order("A"), 201),
        Step(.get, "/v1/status", nil, 200, ["cases.0.count": 1, "cases.0.state": "escalated"]),
        Step(.get, "/v1/incidents", nil, 200, ["incidents.0": nil, "next": nil]),
        Step(.get, "/v1/incidents?cause=abc", nil, 404, ["code": "CASE-014"]),
        Step(.get, "/v1/incidents?cursor=x", nil, 400, ["code": "HTTP-005"]),
        Step(.get, "/v1/incident-causes", nil, 200, ["causes.0": nil]),
        Step(.post, "/v1/incidents/i9/retry", [:], 404, ["code": "CASE-014"]),
        Step(.post, "/v1/incidents/x/retry", [:], 404, ["code": "CASE-014"]),
        Step(.post, "/v1/clock/advance", ["by": "1 hour", "toNext": true], 400),
        Step(.post, "/v1/clock/advance", ["by": "1 hour"], 200, ["fired": 0]),
      ]),
  ]

  @Test(arguments: stories) private func answersOperators(_ story: Story) async throws {
    try await ServiceFixture.run(.memory) { ask in
      for (number, step) in story.steps.enumerated() {
        let answer = try await ask(step.method, step.path, step.body, [:])
        let place = "step \(number + 1), \(step.method) \(step.path): \(answer.json.text)"
        #expect(answer.status == step.status, "\(place)")
        if step.status >= 400 {
          #expect(answer.headers["Content-Type"] == "application/problem+json", "\(place)")
          #expect(answer.json["detail"]?.stringValue?.isEmpty == false, "\(place)")
        }
        for (path, expected) in step.holds {
          #expect(answer.json.member(at: path) == expected, "\(path) in \(place)")
        }
      }
    }
  }
}

extension JSONValue {
  /// The member at a path such as `cases.0.key`; null where there is none.
  fileprivate func member(at path: String) -> JSONValue {
    path.split(separator: ".").reduce(self) { value, step in
      if let place = Int(step) {
        let items = value.arrayValue ?? []
        return items.indices.contains(place) ? items[place] : .null
      }
      return value[String(step)] ?? .null
    }
  }
}

import Connectors
import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// Nothing is accepted that there is no room for, and everybody is told.
@Suite struct CapacityTests {
  @Test(arguments: Way.allCases) func aFullDiskIsAnsweredWith503BeforeAnythingIsAccepted(
    _ way: Way
  ) async throws {
    let limits = CapacityLimits(freeDiskBytes: .max)
    try await ServiceFixture.run(way, limits: limits) { ask in
      let start: JSONValue = ["workflow": "order-exceptions", "data": ServiceFixture.order]
      let refused = try await ask(.post, "/v1/cases", start, [:])
      #expect(refused.status == 503)
      #expect(refused.headers["Retry-After"] == "5")
      #expect(refused.json["code"] == "CASE-020")
      #expect(refused.json["detail"]?.stringValue?.contains("MB are free") == true)
      let list = try await ask(.get, "/v1/cases", nil, [:])
      #expect(list.status == 200)
      #expect(list.json["cases"]?.arrayValue?.isEmpty == true)
      #expect(try await ask(.get, "/readyz", nil, [:]).status == 503)
      #expect(try await ask(.get, "/livez", nil, [:]).status == 200)
      let decided = try await ask(.post, "/v1/decisions/playlist", [:], [:])
      #expect(decided.status != 503)
    }
  }

  @Test func aFullInboxIsAnsweredWith503UntilItIsWorkedOff() async throws {
    // Nobody works off what is accepted without waiting here: one event fills this inbox.
    try await ServiceFixture.run(.memory, limits: CapacityLimits(inbox: 1, freeDiskBytes: 1)) {
      ask in
      let start: JSONValue = ["workflow": "order-exceptions", "data": ServiceFixture.order]
      let case1 = try await ask(.post, "/v1/cases", start, [:])
      #expect(case1.status == 201)
      let id = case1.json["id"]?.stringValue ?? ""
      let event: JSONValue = ["event": "confirmed"]
      var refused = try await ask(.post, "/v1/cases/\(id)/events", event, [:])
      #expect(refused.status == 202)
      // The level is looked at ten times a second at most.
      for _ in 0..<1000 where refused.status == 202 {
        try await Task.sleep(for: .milliseconds(10))
        refused = try await ask(.post, "/v1/cases/\(id)/events", event, [:])
      }
      #expect(refused.status == 503)
      #expect(refused.json["detail"]?.stringValue?.contains("which is the limit") == true)
    }
  }

  @Test func operatorsCanMakeRoomWhereThereIsNone() async throws {
    // What waits belongs to a case that is held: only an operator can end that.
    try await ServiceFixture.run(.memory, limits: CapacityLimits(inbox: 1, freeDiskBytes: 1)) {
      ask in
      let start: JSONValue = [
        "workflow": "order-exceptions", "key": "A", "data": ServiceFixture.order,
      ]
      #expect(try await ask(.post, "/v1/cases", start, [:]).status == 201)
      #expect(try await ask(.post, "/v1/cases/A/suspend", [:], [:]).status == 200)
      let event: JSONValue = ["event": "confirmed"]
      var sent = 202
      for _ in 0..<1000 where sent == 202 {
        sent = try await ask(.post, "/v1/cases/A/events", event, [:]).status
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(sent == 503)
      #expect(try await ask(.post, "/v1/cases/A/resume", [:], [:]).status == 200)
    }
  }

  @Test func onlyWhatIsListedIsAnsweredWithoutRoom() async throws {
    try await ServiceFixture.run(.memory, limits: CapacityLimits(freeDiskBytes: .max)) { ask in
      let document = try await ask(.get, "/openapi.json", nil, [:]).json
      var seen: Set<String> = []
      for path in document["paths"]?.objectValue ?? [] {
        guard let id = path.value["post"]?["operationId"]?.stringValue else { continue }
        let target = path.name.replacing(/\{[a-z]+\}/, with: "x")
        let answer = try await ask(.post, target, [:], [:])
        #expect(
          (answer.json["code"] == "CASE-020") != WithoutRoom.operations.contains(id), "\(id)")
        seen.insert(id)
      }
      #expect(seen.isSuperset(of: WithoutRoom.operations))
    }
  }
}

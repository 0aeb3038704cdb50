import Casework
import HTTP
import JSON
import Testing

@testable import Connectors

@Suite struct CloudEventsIntakeTests {
  static let intake = CloudEventsIntake(token: "t", allowedOrigins: ["shop.example"], rate: 120)
  static let now = Timestamp(microseconds: 0)

  private func read(_ body: String, _ headers: HTTPHeaders) throws -> [IntakeItem] {
    var headers = headers
    headers.add("Authorization", "Bearer t")
    return try Self.intake.read(try IntakeSignatureTests.request(body, headers), now: Self.now)
  }

  @Test func binaryModeReadsHeaders() throws {
    let items = try read(
      #"{"a":1}"#,
      [
        "ce-specversion": "1.0", "ce-id": "e1", "ce-source": "/shop", "ce-type": "order.placed",
        "ce-subject": "Euro%20%E2%82%AC%20%F0%9F%98%80", "ce-time": "2026-09-21T14:15:00Z",
        "Content-Type": "application/json",
      ])
    let item = try #require(items.first)
    #expect(item.key == "/shop#e1")
    #expect(item.kind == "order.placed")
    #expect(item.at?.description == "2026-09-21T14:15:00Z")
    let fields = JSONValue.object(item.fields)
    #expect(fields["subject"] == "Euro € 😀")
    #expect(fields["data"] == ["a": 1])
  }

  @Test func structuredAndBatchedModesReadBodies() throws {
    let event =
      #"{"specversion":"1.0","id":"e1","source":"/s","type":"t","data":{"a":1},"region":"eu"}"#
    let one = try read(event, ["Content-Type": "application/cloudevents+json; charset=utf-8"])
    #expect(one.map(\.key) == ["/s#e1"])
    #expect(JSONValue.object(one[0].fields)["attributes"]?["region"] == "eu")
    let batch = try read(
      "[\(event),{\"id\":\"x\"},7]", ["Content-Type": "application/cloudevents-batch+json"])
    #expect(batch.map { $0.fault == nil } == [true, false, false])
  }

  struct Refusal: Sendable {
    var body: String
    var headers: HTTPHeaders
    var status: Int
  }

  @Test(arguments: [
    Refusal(body: "", headers: ["ce-specversion": "1.0", "ce-subject": "%C0%A0"], status: 400),
    Refusal(body: "{", headers: ["Content-Type": "application/cloudevents+json"], status: 400),
    Refusal(body: "{}", headers: ["Content-Type": "application/json"], status: 415),
    Refusal(
      body: "{}", headers: ["Content-Type": "application/cloudevents-batch+json"], status: 400),
  ]) func whatIsNoCloudEventIsRefused(_ refusal: Refusal) throws {
    do {
      _ = try read(refusal.body, refusal.headers)
      Issue.record("taken")
    } catch let error as IntakeRefusal {
      #expect(error.status.code == refusal.status)
    }
  }

  @Test func aTokenIsNeeded() throws {
    let request = try IntakeSignatureTests.request("{}", ["Authorization": "Bearer x"])
    #expect(throws: IntakeRefusal.self) { try Self.intake.read(request, now: Self.now) }
  }

  @Test func onlyKnownOriginsAreAllowed() throws {
    for (origin, allowed) in [("shop.example", true), ("other.example", false)] {
      let request = try IntakeSignatureTests.request(
        "", ["WebHook-Request-Origin": origin], method: .options)
      let response = try #require(Self.intake.answer(request))
      #expect((response.headers["WebHook-Allowed-Origin"] == origin) == allowed)
      #expect((response.headers["WebHook-Allowed-Rate"] == "120") == allowed)
    }
  }

  @Test(arguments: ["Euro € 😀", "a b", "100 %", "\"q\"", "", "å\u{0301}"])
  func headerTextsGoRound(_ text: String) {
    #expect(PercentCoding.decode(PercentCoding.encode(text)) == text)
  }

  @Test func plainJSONFindsItsKey() throws {
    let intake = PlainIntake(token: nil, keyMember: "event.id", kindMember: "type")
    let request = try IntakeSignatureTests.request(
      #"[{"event":{"id":12},"type":"x"},{"type":"y"},5]"#)
    let items = try intake.read(request, now: Self.now)
    #expect(items.map(\.kind) == ["x", "y", "json"])
    #expect(items[0].key == "12")
    #expect(items.map { $0.fault == nil } == [true, false, false])
  }
}

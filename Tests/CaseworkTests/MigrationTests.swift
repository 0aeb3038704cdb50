import Casework
import FEEL
import JSON
import SQLiteStore
import Statechart
import Testing

/// Cases move to another version of their workflow, or are told why they cannot.
@Suite struct MigrationTests {
  private static let old = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1"
           name="orders" version="1.0" initial="work">
      <datamodel><data id="total" docket:type="number"/><data id="note"/></datamodel>
      <parallel id="work">
        <state id="goods" initial="packing">
          <history id="last"><transition target="packing"/></history>
          <state id="packing">
            <invoke id="pack" type="urn:docket:workflow:1#task">
              <param name="title" expr="&quot;Pack&quot;"/>
            </invoke>
            <onentry><send event="late" delay="72000s"/></onentry>
            <transition event="done.invoke.pack" target="packed"/>
            <transition event="late" target="packed"/>
            <transition event="hold" target="held"/>
          </state>
          <state id="packed"/>
        </state>
        <state id="money" initial="unpaid">
          <state id="unpaid"><transition event="paid" target="settled"/></state>
          <state id="settled"/>
        </state>
        <transition event="stop" target="stopped"/>
      </parallel>
      <state id="held"><transition event="go" target="last"/></state>
      <final id="stopped"/>
    </scxml>
    """

  private struct MigrationCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// What is written in place of what, in the old text.
    var edits: [(String, String)] = []
    var map = MigrationMap()
    /// Events before the migration.
    var events: [String] = []
    var reasons: [String] = []
    var notes: [String] = []
    var states = ["packing", "unpaid"]
    var testDescription: String { name }
  }

  private static let matrix: [MigrationCase] = [
    MigrationCase(
      name: "only a label is new",
      edits: [("id=\"packed\"", "id=\"packed\" docket:label=\"Packed\"")]),
    MigrationCase(
      name: "a state is gone", edits: [("\"unpaid\"", "\"open\"")],
      reasons: ["the state \"unpaid\" is not there"]),
    MigrationCase(
      name: "a state has another name, and the map says so", edits: [("\"unpaid\"", "\"open\"")],
      map: MigrationMap(states: ["unpaid": "open"]), states: ["packing", "open"]),
    MigrationCase(
      name: "a state has states of its own now",
      edits: [("<state id=\"unpaid\">", "<state id=\"unpaid\"><state id=\"a\"/><state id=\"b\"/>")],
      reasons: ["map it to one of a, b"]),
    MigrationCase(
      name: "the map leads to one of them",
      edits: [("<state id=\"unpaid\">", "<state id=\"unpaid\"><state id=\"a\"/><state id=\"b\"/>")],
      map: MigrationMap(states: ["unpaid": "b"]), states: ["packing", "b"]),
    MigrationCase(
      name: "two states that exclude each other", map: MigrationMap(states: ["unpaid": "packed"]),
      reasons: ["\"money\" of \"work\" would be in no state", "cannot be active together"]),
    MigrationCase(
      name: "a new part of a parallel state",
      edits: [("<state id=\"money\"", "<state id=\"extra\"/><state id=\"money\"")],
      reasons: ["the part \"extra\" of \"work\" would be in no state"]),
    MigrationCase(
      name: "the target ends the case", map: MigrationMap(states: ["unpaid": "stopped"]),
      reasons: ["the state \"stopped\" ends the case there"]),
    MigrationCase(
      name: "a variable changes its type to one its value fits not",
      edits: [("docket:type=\"number\"", "docket:type=\"date\"")],
      reasons: ["the variable \"total\" is a date there, and the case has a number"]),
    MigrationCase(
      name: "a variable becomes a list of what it was",
      edits: [("docket:type=\"number\"", "docket:type=\"list&lt;number&gt;\"")]),
    MigrationCase(
      name: "a variable with a value is gone",
      edits: [("<data id=\"total\" docket:type=\"number\"/>", "")],
      reasons: ["the variable \"total\" is not there"]),
    MigrationCase(
      name: "the map drops it", edits: [("<data id=\"total\" docket:type=\"number\"/>", "")],
      map: MigrationMap(variables: ["total": String?.none]), notes: ["\"total\" is dropped"]),
    MigrationCase(
      name: "an empty variable is gone", edits: [("<data id=\"note\"/>", "")]),
    MigrationCase(
      name: "the open task is gone",
      edits: [("<invoke id=\"pack\"", "<invoke id=\"wrap\"")],
      reasons: ["the open task \"pack\" of \"packing\" is not there"]),
    MigrationCase(
      name: "the task became a timer",
      edits: [
        (
          "<invoke id=\"pack\" type=\"urn:docket:workflow:1#task\">",
          "<invoke id=\"pack\" type=\"timer\">"
        ),
        (
          "name=\"title\" expr=\"&quot;Pack&quot;\"",
          "name=\"after\" expr=\"duration(&quot;PT1H&quot;)\""
        ),
      ],
      reasons: ["the open task \"pack\" of \"packing\" is not there"]),
    MigrationCase(
      name: "a new deadline in an active state",
      edits: [
        (
          "<state id=\"unpaid\">",
          "<state id=\"unpaid\"><invoke id=\"remind\" type=\"timer\"><param name=\"after\" expr=\"duration(&quot;PT1H&quot;)\"/></invoke>"
        )
      ],
      notes: ["the timer \"remind\" of \"unpaid\" is new"]),
    MigrationCase(
      name: "nothing takes the delayed event",
      edits: [("<transition event=\"late\" target=\"packed\"/>", "")],
      reasons: ["nothing takes the delayed event \"late\" there"]),
    MigrationCase(
      name: "a history remembers a state that is gone",
      edits: [("\"packing\"", "\"wrapping\"")], events: ["hold"],
      reasons: ["the history \"last\" remembers the state \"packing\""], states: ["held"]),
    MigrationCase(
      name: "the map tells the history", edits: [("\"packing\"", "\"wrapping\"")],
      map: MigrationMap(states: ["packing": "wrapping"]), events: ["hold"], states: ["held"]),
  ]

  private func fixture(_ events: [String] = []) throws -> ServiceFixture {
    let fixture = try ServiceFixture(Self.old)
    _ = try fixture.service.start(StartRequest(workflow: "orders", data: ["total": 7], key: "a"))
    for event in events {
      _ = try fixture.service.send(SendRequest(reference: "a", event: event, wait: true))
    }
    return fixture
  }

  @Test(arguments: matrix) private func aCaseFitsOrTheReasonIsTold(_ test: MigrationCase) throws {
    let fixture = try fixture(test.events)
    let service = fixture.service
    var text = Self.old
    for (was, now) in test.edits {
      #expect(text.contains(was))
      text = text.replacing(was, with: now)
    }
    service.engine.library.replaceWorkflows([
      try ServiceFixture.workflow(text, version: "sha256:2222")
    ])
    let before = try service.show("a", withLog: true)
    var request = MigrationRequest(
      workflow: "orders", map: test.map, isTrial: true,
      intervention: Intervention(actor: "olga", reason: "new rules"))
    let trial = try service.migrate(request)
    let line = try #require(trial.lines.first)
    #expect(line.reasons.count == test.reasons.count, "\(line.reasons)")
    for (reason, expected) in zip(line.reasons, test.reasons) { #expect(reason.contains(expected)) }
    for expected in test.notes {
      #expect(line.notes.contains { $0.contains(expected) }, "\(line.notes)")
    }
    #expect(try service.show("a", withLog: true) == before)

    request.isTrial = false
    #expect(try service.migrate(request).lines == trial.lines)
    let after = try service.show("a", withLog: true)
    guard test.reasons.isEmpty else {
      #expect(after == before)
      return
    }
    #expect(after.summary.version == "sha256:2222")
    #expect(after.summary.record.states == test.states)
    #expect(after.tasks.map(\.id) == before.tasks.map(\.id))
    #expect(after.timers.map(\.id) == before.timers.map(\.id))
    let log = try #require(after.log)
    #expect(log.last?.event == "case.migrated")
    #expect(LogChain.faults(in: log, head: after.summary.record.logHead).isEmpty)
    // It is not asked again, and goes on by the new text.
    #expect(try service.migrate(request).lines.isEmpty)
    let stop = test.events.isEmpty ? "stop" : "go"
    let ended = try service.send(SendRequest(reference: "a", event: stop, wait: true))
    #expect(ended.record.status == (test.events.isEmpty ? .done : .open))
  }

  @Test func newVariablesGetTheirFirstValues() throws {
    let fixture = try fixture()
    let text = Self.old.replacing(
      "<data id=\"note\"/>", with: "<data id=\"note\"/><data id=\"double\" expr=\"total * 2\"/>")
    fixture.service.engine.library.replaceWorkflows([
      try ServiceFixture.workflow(text, version: "sha256:2222")
    ])
    _ = try fixture.service.migrate(MigrationRequest(workflow: "orders"))
    let data = try fixture.service.show("a", withLog: false).data
    #expect(data["total"] == 7)
    #expect(data["double"] == 14)
  }

  @Test func pagesGoOnWhereTheLastOneEnded() throws {
    let fixture = try fixture()
    for key in ["b", "c"] {
      _ = try fixture.service.start(
        StartRequest(workflow: "orders", data: ["total": 7], key: key))
    }
    fixture.service.engine.library.replaceWorkflows([
      try ServiceFixture.workflow(Self.old + " ", version: "sha256:2222")
    ])
    var request = MigrationRequest(workflow: "orders", limit: 2)
    let first = try fixture.service.migrate(request)
    #expect(first.lines.map(\.key) == ["a", "b"])
    request.after = first.next
    let second = try fixture.service.migrate(request)
    #expect(second.lines.map(\.key) == ["c"])
    #expect(second.next == nil)
    let versions = try fixture.service.versions(ofWorkflow: "orders")
    #expect(versions.stored.map(\.sessions) == [3, 0])
    #expect(versions.current == "sha256:2222")
    // And back again, by the beginning of the old version's digest.
    let back = try fixture.service.migrate(
      MigrationRequest(workflow: "orders", version: "sha256:1"))
    #expect(back.lines.count == 3)
  }

  @Test func whatIsNotThereIsRefused() throws {
    let service = try fixture().service
    let cases: [(MigrationRequest, CaseworkCode)] = [
      (MigrationRequest(workflow: "ordres"), .unknownWorkflow),
      (MigrationRequest(workflow: "orders", version: "abcd"), .unknownVersion),
      (
        MigrationRequest(workflow: "orders", map: MigrationMap(states: ["unpaid": "setled"])),
        .badMap
      ),
      (
        MigrationRequest(workflow: "orders", map: MigrationMap(variables: ["total": "sum"])),
        .badMap
      ),
    ]
    for (request, code) in cases {
      let error = #expect(throws: CaseworkError.self) { try service.migrate(request) }
      #expect(error?.code == code)
    }
  }

  // MARK: By hand

  @Test func aMoveLeavesAndEntersAsATransitionWould() throws {
    let fixture = try fixture()
    let service = fixture.service
    let who = Intervention(actor: "olga", reason: "counted by hand")
    #expect(try service.show("a", withLog: false).tasks.count == 1)
    // Within the parallel state, the other part stays where it is.
    #expect(try service.move("a", to: "packed", who).states == ["packed", "unpaid"])
    #expect(try service.show("a", withLog: false).tasks.isEmpty)
    #expect(try service.move("a", to: "packing", who).states == ["packing", "unpaid"])
    #expect(try service.show("a", withLog: false).tasks.count == 1)
    #expect(try service.move("a", to: "held", who).states == ["held"])
    let entry = try #require(try service.show("a", withLog: true).log?.last)
    #expect(entry.event == "case.moved")
    #expect(entry.to == ["held"])
    let content = try JSONValue.parse(try #require(entry.content))
    #expect(content["reason"] == "counted by hand")
    #expect(try service.move("a", to: "stopped", who).status == .done)
    let wrong = [("a", "packed", CaseworkCode.caseEnded), ("b", "held", .unknownCase)]
    for (reference, state, code) in wrong {
      let error = #expect(throws: CaseworkError.self) {
        try service.move(reference, to: state, who)
      }
      #expect(error?.code == code)
    }
    #expect(throws: CaseworkError.self) { try service.move("a", to: "held", Intervention()) }
  }

  @Test func aMoveTakesACaseOutOfItsIncident() throws {
    let fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
    let service = fixture.service
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 500], key: "a"))
    _ = try service.send(SendRequest(reference: "a", event: "broken", wait: true))
    _ = try service.send(SendRequest(reference: "a", event: "order.withdrawn"))
    let who = Intervention(reason: "the event was wrong")
    #expect(throws: CaseworkError.self) { try service.move("a", to: "secnd", who) }
    #expect(try service.move("a", to: "second", who).status == .open)
    #expect(try service.show("a", withLog: false).incident == nil)
    try fixture.workOff()
    let detail = try service.show("a", withLog: true)
    #expect(detail.summary.record.states == ["second"])
    #expect(
      LogChain.faults(in: try #require(detail.log), head: detail.summary.record.logHead).isEmpty)
  }
}

import Casework
import Connectors
import Diagnostics
import HTTP
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

/// From the bytes of an outside system to cases: once, whatever is sent twice or broken.
@Suite struct IntakeDeskTests {
  private static let workflow = """
    Workflow,Chats,chats
    Data,text,string
    Data,count,number,1
    Name,State,On,When,Do,Go to
    ,Open,more,,set count = count + 1,
    ,,close,,,Closed
    ,Closed,final
    """
  private static let sheet = #"""
    Intake,Shop,shop
    Kind,json
    Name,When,Do,Key,Data
    ,"payload.type = ""end""",send close to chats; stop,payload.chat,
    ,"payload.type = ""bad""",start chats; stop,payload.chat,"context([{ key: ""txet"", value: payload.text }])"
    ,,start chats or send more,payload.chat,{ text: payload.text }
    """#

  private func desk(
    _ folder: TemporaryFolder
  ) throws -> (desk: IntakeDesk, fixture: RunnerFixture) {
    try folder.write("workflows/chats.csv", Self.workflow)
    try folder.write("workflows/shop.csv", Self.sheet)
    try folder.write("tables/README", "")
    let fixture = try RunnerFixture(folder)
    let intake = ConfiguredIntake(
      kind: .json, source: PlainIntake(token: nil, keyMember: "id", kindMember: "type"))
    let folders = fixture.folders
    let desk = IntakeDesk(intakes: ["shop": intake], cases: fixture.service) { folders.intakes }
    return (desk, fixture)
  }

  private func send(_ desk: IntakeDesk, _ body: JSONValue) throws -> JSONValue {
    let target = try #require(RequestTarget("/v1/intake/shop"))
    let request = HTTPRequest(.post, target, body: Array(body.text.utf8))
    guard case .answer(let response) = try desk.receive(request, at: "shop") else {
      Issue.record("refused")
      return .null
    }
    return try JSONValue.parse(response.body, file: "answer")
  }

  private func work(_ desk: IntakeDesk, _ fixture: RunnerFixture) throws {
    while try desk.turn() > 0 {}
    let worker = CaseWorker(
      store: fixture.store, engine: fixture.service.engine, clock: CaseClock())
    try worker.workOff()
  }

  @Test func deliveriesBecomeCasesOnce() throws {
    let (desk, fixture) = try desk(try TemporaryFolder())
    let first: JSONValue = [
      "id": "1", "chat": "c", "text": "Hej! \u{5e9}\u{5dc}\u{5d5}\u{5dd} 🙏 <b>/",
    ]
    #expect(
      try send(desk, [first, ["id": "2", "chat": "c", "text": "again"]]) == [
        "taken": 2, "known": 0,
      ])
    #expect(try send(desk, first) == ["taken": 0, "known": 1])
    try work(desk, fixture)
    let detail = try fixture.service.show("c", withLog: false)
    #expect(detail.data["text"] == first["text"])
    #expect(detail.data["count"] == 2)
    // After it was worked off it is still known.
    #expect(try send(desk, first) == ["taken": 0, "known": 1])
  }

  @Test func badItemsAreSetAsideAndTheOthersGoOn() throws {
    let (desk, fixture) = try desk(try TemporaryFolder())
    _ = try send(
      desk,
      [
        ["id": "1", "chat": "a"], 7, ["chat": "b"], ["id": "2", "type": "bad", "chat": "x"],
        ["id": "3", "chat": nil], ["id": "4", "chat": "d"],
      ])
    try work(desk, fixture)
    #expect(
      try fixture.service.list(ListRequest(workflow: "chats")).cases.compactMap(\.record.key) == [
        "a", "d",
      ])
    let faulty = try fixture.service.faultyIntake(after: nil, limit: 10)
    #expect(faulty.count == 4)
    #expect(faulty.map { $0.fault ?? "" }.contains { $0.contains("txet") })
    // The sheet is mended and the thing tried again.
    try fixture.folder.write("workflows/shop.csv", Self.sheet.replacing("txet", with: "text"))
    fixture.folders.load()
    let bad = try #require(faulty.first { $0.fault?.contains("txet") == true })
    try fixture.service.retryIntake(bad.id)
    try work(desk, fixture)
    #expect(try fixture.service.show("x", withLog: false).summary.record.key == "x")
    for record in try fixture.service.faultyIntake(after: nil, limit: 10) {
      try fixture.service.dropIntake(record.id)
    }
    #expect(try fixture.service.faultyIntake(after: nil, limit: 10) == [])
  }

  @Test func anEventForNobodyIsNoFault() throws {
    let (desk, fixture) = try desk(try TemporaryFolder())
    _ = try send(desk, ["id": "1", "chat": "nobody", "type": "end"])
    try work(desk, fixture)
    #expect(try fixture.service.faultyIntake(after: nil, limit: 10) == [])
  }

  /// Between taking in and working off, and after it, nothing is lost and nothing is done twice.
  @Test func aCrashAtAnyMomentLosesNothing() throws {
    let folder = try TemporaryFolder()
    let (desk, fixture) = try desk(folder)
    _ = try send(
      desk, [["id": "1", "chat": "a", "text": "x"], ["id": "2", "chat": "a", "text": "y"]])
    for (index, works) in [false, true].enumerated() {
      if works { try work(desk, fixture) }
      for suffix in ["", "-wal"] {
        folder.copy(folder.path("docket.db" + suffix), to: "crashed-\(index).db" + suffix)
      }
      let after = try RunnerFixture(folder, database: "crashed-\(index).db")
      let folders = after.folders
      let again = IntakeDesk(intakes: [:], cases: after.service) { folders.intakes }
      try work(again, after)
      #expect(try after.service.show("a", withLog: false).data["count"] == 2)
    }
  }

  @Test func unknownIntakesAndRefusalsTakeNothing() throws {
    let (desk, fixture) = try desk(try TemporaryFolder())
    let target = try #require(RequestTarget("/v1/intake/other"))
    guard case .unknown(let known) = try desk.receive(HTTPRequest(.post, target), at: "other")
    else {
      Issue.record("known")
      return
    }
    #expect(known == ["shop"])
    guard case .refused(let refusal) = try desk.receive(HTTPRequest(.post, target), at: "shop")
    else {
      Issue.record("taken")
      return
    }
    #expect(refusal.status == .badRequest)
    #expect(try fixture.store.read { try $0.waitingIntake(limit: 1) } == [])
  }

  @Test(arguments: [
    (
      "{ text: payload.text }", "{ txet: payload.text, \"more\": 1 }",
      "INTAKE-011: the workflow chats declares no data \"txet\" (did you mean \"text\"?)"
    ),
    (
      "send close to", "send clsoe to",
      "INTAKE-012: nothing in the workflow chats takes the event \"clsoe\" (did you mean \"close\"?)"
    ),
    (
      "or send more", "or send moer",
      "INTAKE-012: nothing in the workflow chats takes the event \"moer\" (did you mean \"more\"?)"
    ),
  ])
  func aSheetThatDoesNotFitItsWorkflowIsRefusedBeforeAnythingComes(
    _ good: String, _ bad: String, _ message: String
  ) throws {
    let folder = try TemporaryFolder()
    let (_, fixture) = try desk(folder)
    let quoted = bad.contains("{") ? "\"\(bad.replacing("\"", with: "\"\""))\"" : bad
    try folder.write("workflows/shop.csv", Self.sheet.replacing(good, with: quoted))
    let faults = fixture.folders.load().diagnostics.map(\.text)
    #expect(faults.contains { $0.contains(message) }, "\(faults)")
    #expect(fixture.folders.intakes.map(\.name) == ["shop"])
  }

  @Test func aSheetWithAnUnknownWorkflowKeepsItsLastGoodVersion() throws {
    let folder = try TemporaryFolder()
    let (_, fixture) = try desk(folder)
    try folder.write(
      "workflows/shop.csv", Self.sheet.replacing("start chats or", with: "start chat or"))
    let report = fixture.folders.load()
    #expect(
      report.diagnostics.map(\.text).contains {
        $0.contains("INTAKE-005: there is no workflow 'chat' (did you mean \"chats\"?)")
      })
    #expect(fixture.folders.intakes.map(\.name) == ["shop"])
  }
}

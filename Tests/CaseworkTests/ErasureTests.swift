import Casework
import Foundation
import JSON
import SQLiteStore
import TestSupport
import Testing

/// Personal data leave a case, and finished cases leave the store; what is left can be checked.
@Suite struct ErasureTests {
  let fixture: ServiceFixture
  var service: CaseService { fixture.service }
  private let who = Intervention(actor: "olga", reason: "she asked for it")
  private let secret = 918_273_645

  init() throws {
    fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
  }

  /// A case that a person rejected, with the secret in its data.
  private func finished(_ key: String) throws -> CaseRecord {
    let record = try service.start(
      StartRequest(
        workflow: "orders", data: ["total": .number("\(secret)")], key: key, idempotencyKey: key)
    ).record
    let task = try #require(
      try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 1).first)
    return try service.complete(
      CompleteRequest(
        task: task.id, person: "mallory", outcome: "reject", comment: "no \(secret)"))
  }

  @Test func whatIsErasedIsNotInTheFileAnyMoreAndTheChainVerifies() throws {
    let record = try finished("a")
    #expect(try service.erase("a", withKey: true, who).key == nil)
    let detail = try service.show("\(record.id)", withLog: true)
    let log = try #require(detail.log)
    #expect(log.map(\.content).dropLast().allSatisfy { $0 == nil })
    #expect(log.map(\.salt).dropLast().allSatisfy { $0 == nil })
    #expect(log.last?.event == "case.erased")
    #expect(LogChain.faults(in: log, head: detail.summary.record.logHead).isEmpty)
    #expect(detail.summary.record.states == ["rejected"])
    #expect(detail.data["total"]?.isNull != false)
    #expect(try service.replay("\(record.id)").erased == log.count - 1)

    for text in ["\(secret)", "mallory"] { #expect(try places(of: text).isEmpty, "\(text)") }
    // The request that started it is not taken for a new one.
    #expect(throws: CaseworkError.self) {
      try service.start(
        StartRequest(
          workflow: "orders", data: ["total": .number("\(secret)")], key: "a", idempotencyKey: "a"))
    }
  }

  /// The files of the open store that hold a text, byte for byte.
  private func places(of text: String) throws -> [String] {
    try ["", "-wal", "-shm"].filter { ending in
      let file = URL(fileURLWithPath: fixture.folder.path("docket.db\(ending)"))
      return try Data(contentsOf: file).range(of: Data(text.utf8)) != nil
    }
  }

  /// Pages are let go of, used again and parted while many cases of all sizes come and go; nothing of one that
  /// is erased is left in any of them, with the store open and in use.
  @Test func nothingIsLeftInAFileThatWasInUse() throws {
    let workflow = ServiceFixture.workflow
    fixture.service.engine.library.replaceWorkflows([
      try workflow(
        """
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="orders" initial="a">
          <datamodel><data id="total"/><data id="text" expr="&quot;&quot;"/></datamodel>
          <state id="a">
            <transition event="say"><assign location="text" expr="_event.data.text"/></transition>
            <transition event="end" target="b"/>
          </state>
          <final id="b"/>
        </scxml>
        """, "sha256:2")
    ])
    func words(_ number: Int, _ length: Int) -> String {
      String(repeating: "<secret of \(number)>", count: length / 12 + 1)
    }
    var state = UInt64(7)
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for number in 0..<40 {
      _ = try service.start(StartRequest(workflow: "orders", data: ["total": 1], key: "k\(number)"))
    }
    try fixture.workOff()
    for _ in 0..<600 {
      let number = random(40)
      let length = [20, 300, 900, 3000, 9000, 20_000][random(6)]
      _ = try service.send(
        SendRequest(
          reference: "k\(number)", event: "say",
          data: ["text": .string(words(number, length))]))
      if random(4) == 0 { try fixture.workOff() }
    }
    for number in 0..<40 {
      _ = try service.send(SendRequest(reference: "k\(number)", event: "end"))
    }
    try fixture.workOff()
    for number in [3, 5, 17, 25, 30] {
      #expect(try !places(of: "<secret of \(number)>").isEmpty)
      _ = try service.erase("k\(number)", withKey: true, who)
      #expect(try places(of: "<secret of \(number)>") == [], "\(number)")
    }
  }

  @Test func aReaderThatTakesItsTimeOnlyPutsItOff() throws {
    _ = try finished("a")
    _ = try finished("b")
    try fixture.store.read { reader in
      _ = try reader.cases(CaseFilter(), after: nil, limit: 10)
      _ = try service.erase("a", withKey: true, who)
    }
    _ = try service.erase("b", withKey: true, who)
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 5], key: "next"))
    #expect(try places(of: "\(secret)").isEmpty)
  }

  @Test func whoSentWhatCameInIsErasedWithTheCase() throws {
    func thing(_ key: String, from sender: String, fault: String? = nil) -> IntakeRecord {
      IntakeRecord(
        intake: "messages", key: key, kind: "message", sender: sender, words: "w\(key)",
        receivedAt: ServiceFixture.start, content: "{\"text\":\"from \(sender)\"}", fault: fault)
    }
    let things = [
      thing("1", from: "person-4711"), thing("2", from: "person-4711", fault: "unreadable"),
      thing("3", from: "person-0815", fault: "unreadable"),
    ]
    #expect(try service.takeIn(things) == 3)
    let waiting = try #require(try fixture.store.read { try $0.waitingIntake(limit: 1) }.first)
    try service.carryOut(waiting, [Self.order(key: "a")])
    let task = try #require(try service.tasks(TaskFilter(), after: nil, limit: 1).first)
    _ = try service.complete(
      CompleteRequest(task: task.id, person: "mallory", outcome: "reject"))
    #expect(try !places(of: "person-4711").isEmpty)
    _ = try service.erase("a", withKey: false, who)
    #expect(try places(of: "person-4711") == [])
    #expect(try service.faultyIntake(after: nil, limit: 10).map(\.sender) == ["person-0815"])
    let log = try #require(try service.show("a", withLog: true).log)
    let last = try JSONValue.parse(try #require(log.last?.content))
    #expect(last["droppedIntake"] == 1)
    // It is still known that it came.
    #expect(try service.takeIn([things[0]]) == 0)
  }

  private static func order(key: String) -> IntakeOrder {
    IntakeOrder(.start(workflow: "orders", orSend: nil), key: key, data: ["total": 500])
  }

  @Test func onlyACaseThatIsOverIsErasedAndWithAReason() throws {
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 500], key: "open"))
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 5], key: "calling"))
    let refusals: [(String, Intervention, CaseworkCode)] = [
      ("open", who, .wrongStatus), ("calling", who, .wrongStatus),
      ("calling", Intervention(), .badArgument), ("nobody", who, .unknownCase),
    ]
    for (reference, intervention, code) in refusals {
      let error = #expect(throws: CaseworkError.self) {
        try service.erase(reference, withKey: false, intervention)
      }
      #expect(error?.code == code, "\(reference)")
    }
  }

  @Test func archivedCasesVerifyFromTheFileAndLeaveTheStore() throws {
    let first = try finished("a")
    let second = try finished("b")
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 500], key: "open"))
    #expect(try service.archivable(olderThan: 1, after: nil, limit: 10).cases.isEmpty)
    _ = try service.advanceClock(.by(3_600_000_000))
    let page = try service.archivable(olderThan: 3_000_000_000, after: nil, limit: 1)
    #expect(page.next == first.id)
    let rest = try service.archivable(olderThan: 3_000_000_000, after: page.next, limit: 10)
    let archived = try (page.cases + rest.cases).map { json in
      try #require(ArchivedCase(try JSONValue.parse(json.text)))
    }
    #expect(archived.map(\.id) == [first.id, second.id])
    #expect(archived.flatMap(\.faults).isEmpty)
    #expect(archived[0].json["data"]?["total"] == .number("\(secret)"))
    let forged = try JSONValue.parse(
      archived[0].json.text.replacingOccurrences(of: "mallory", with: "mallori"))
    #expect(try #require(ArchivedCase(forged)).faults.isEmpty == false)

    // One that was changed since it was read stays.
    _ = try service.erase("b", withKey: false, who)
    var heads: [CaseID: String] = [:]
    for item in archived { heads[item.id] = item.json["head"]?.stringValue }
    #expect(try service.removeArchived(heads) == [first.id])
    #expect(throws: CaseworkError.self) { try service.show("a", withLog: false) }
    #expect(try service.list(ListRequest()).cases.compactMap(\.record.key) == ["b", "open"])
    let board = try service.status().cases.map { "\($0.count.state) \($0.count.count)" }
    #expect(board.sorted() == ["rejected 1", "review 1"])
  }
}

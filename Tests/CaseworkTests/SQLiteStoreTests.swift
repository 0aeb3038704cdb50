import Casework
import FEEL
import SQLiteStore
import Statechart
import TestSupport
import Testing

@Suite struct SQLiteStoreTests {
  @Test(arguments: StorePlace.allCases) func aCaseComesBackAsItWasStored(_ place: StorePlace) throws
  {
    let fixture = try StoreFixture(place)
    let id = try fixture.insert(key: "4711", states: ["waiting", "paying"])
    let found = try #require(try fixture.store.read { try $0.caseRecord(id) })
    var expected = fixture.record(key: "4711", states: ["waiting", "paying"])
    expected.id = id
    #expect(found == expected)
    #expect(try fixture.store.read { try $0.cases(key: "4711", workflow: nil) } == [expected])
    #expect(try fixture.store.read { try $0.caseRecord(CaseID(rawValue: 99)) } == nil)
  }

  @Test(arguments: StorePlace.allCases) func anEventComesBackAsItWasAccepted(
    _ place: StorePlace
  ) throws {
    let fixture = try StoreFixture(place)
    let id = try fixture.insert()
    let event = StatechartEvent.sample("order.paid")
    let row = try fixture.store.write {
      try $0.insertInbox(event, kind: .event, for: id, actor: "ann", at: StoreFixture.start)
    }
    let found = try #require(try fixture.store.read { try $0.nextInboxRow(of: id) })
    #expect(found.id == row)
    #expect(found.event == event)
    #expect(found.actor == "ann")
    #expect(try fixture.store.read { try $0.casesWithWork(limit: 10) } == [id])
    try fixture.store.write { try $0.deleteInbox(row) }
    #expect(try fixture.store.read { try $0.nextInboxRow(of: id) } == nil)
    #expect(throws: StoreError.self) { try fixture.store.write { try $0.deleteInbox(row) } }
  }

  @Test func aChangeForAnotherRevisionIsRefused() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    let old = try #require(try fixture.store.read { try $0.caseRecord(id) })
    var new = old
    new.states = ["approved"]
    let first = new
    try fixture.store.write { try $0.updateCase(first, from: old) }
    #expect(throws: StoreError.conflict("the case \(id) was changed meanwhile")) {
      try fixture.store.write { try $0.updateCase(first, from: old) }
    }
    #expect(try fixture.store.read { try $0.caseRecord(id) }?.revision == old.revision + 1)
  }

  @Test func aSecondOpenCaseWithTheKeyIsRefusedWithTheFirst() throws {
    let fixture = try StoreFixture()
    let first = try fixture.insert(key: "4711")
    let error = #expect(throws: CaseworkError.self) { _ = try fixture.insert(key: "4711") }
    #expect(error?.caseID == first)
    #expect(error?.code == .duplicateKey)
    let old = try #require(try fixture.store.read { try $0.caseRecord(first) })
    var done = old
    done.status = .done
    let finished = done
    try fixture.store.write { try $0.updateCase(finished, from: old) }
    let second = try fixture.insert(key: "4711")
    #expect(
      try fixture.store.read { try $0.cases(key: "4711", workflow: nil) }.map(\.id) == [second])
  }

  @Test func countsFollowTheStates() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    _ = try fixture.insert()
    #expect(
      try fixture.store.read { try $0.stateCounts() } == [
        StateCount(workflow: "orders", state: "received", count: 2)
      ])
    let old = try #require(try fixture.store.read { try $0.caseRecord(id) })
    var new = old
    new.states = ["approved", "shipping"]
    let changed = new
    try fixture.store.write { try $0.updateCase(changed, from: old) }
    #expect(
      try fixture.store.read { try $0.stateCounts() } == [
        StateCount(workflow: "orders", state: "approved", count: 1),
        StateCount(workflow: "orders", state: "received", count: 1),
        StateCount(workflow: "orders", state: "shipping", count: 1),
      ])
    let listed = try fixture.store.read {
      try $0.cases(CaseFilter(workflow: "orders", state: "shipping"), after: nil, limit: 10)
    }
    #expect(listed.map(\.id) == [id])
  }

  @Test func listsGoPageByPageUnderEveryFilter() throws {
    let fixture = try StoreFixture()
    let ids = try (1...5).map { try fixture.insert(key: "k\($0)") }
    for filter in [
      CaseFilter(), CaseFilter(workflow: "orders"), CaseFilter(state: "received"),
      CaseFilter(workflow: "orders", state: "received"), CaseFilter(status: .open),
      CaseFilter(startedBefore: StoreFixture.start.advanced(by: 1)),
    ] {
      let first = try fixture.store.read { try $0.cases(filter, after: nil, limit: 3) }
      let rest = try fixture.store.read { try $0.cases(filter, after: first.last?.id, limit: 3) }
      #expect((first + rest).map(\.id) == ids, "\(filter)")
    }
    let byKey = try fixture.store.read {
      try $0.cases(CaseFilter(key: "k4"), after: nil, limit: 3)
    }
    #expect(byKey.map(\.id) == [ids[3]])
    let none = try fixture.store.read {
      try $0.cases(CaseFilter(startedBefore: StoreFixture.start), after: nil, limit: 3)
    }
    #expect(none.isEmpty)
  }

  @Test(arguments: StorePlace.allCases) func aFailedUnitIsUndoneAlone(_ place: StorePlace) throws {
    let fixture = try StoreFixture(place)
    let record = fixture.record()
    let id = try fixture.store.write { transaction in
      let kept = try transaction.insertCase(record)
      try? transaction.nested {
        _ = try transaction.insertCase(record)
        throw StoreError.conflict("on purpose")
      }
      return kept
    }
    #expect(throws: StoreError.conflict("on purpose")) {
      try fixture.store.write { transaction in
        _ = try transaction.insertCase(record)
        throw StoreError.conflict("on purpose")
      }
    }
    let all = try fixture.store.read { try $0.cases(CaseFilter(), after: nil, limit: 10) }
    #expect(all.map(\.id) == [id])
  }

  @Test func theSameEventIdIsTakenOnce() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert()
    func see(_ source: String) throws -> Bool {
      try fixture.store.write {
        try $0.markSeen(source: source, eventID: "e1", caseID: id, at: StoreFixture.start)
      }
    }
    #expect(try see("instagram"))
    #expect(try !see("instagram"))
    #expect(try see("crm"))
  }

  @Test func definitionsAreKeptOnceByContent() throws {
    let fixture = try StoreFixture()
    let again = DefinitionRecord(
      id: DefinitionID(rawValue: 0), kind: .workflow, name: "orders", version: "sha256:1",
      file: "elsewhere.scxml", body: [9], storedAt: StoreFixture.start)
    #expect(try fixture.store.write { try $0.putDefinition(again) } == fixture.definition)
    let stored = try fixture.store.read { try $0.definition(fixture.definition) }
    #expect(stored?.body == [1, 2, 3])
  }

  @Test func aFileOfAnotherProgramIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("docket.db")
    do { _ = try StoreFixture.open(path) }
    _ = try StoreFixture.open(path)
    #expect(throws: StoreError.self) { try StoreFixture.open("/nowhere/docket.db") }
  }
}

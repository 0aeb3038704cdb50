import Casework
import Dispatch
import Glibc
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// A unit of many statements, so that faults can hit between any two of them.
private func unit(_ record: CaseRecord) -> @Sendable (any CaseTransaction) throws -> CaseID {
  { transaction in
    let id = try transaction.insertCase(record)
    guard let old = try transaction.caseRecord(id) else { throw StoreError.conflict("gone") }
    let row = try transaction.insertInbox(
      .sample("go"), kind: .event, for: id, actor: nil, at: record.startedAt)
    try transaction.deleteInbox(row)
    _ = try transaction.insertTimer(
      TimerRecord(
        id: TimerID(rawValue: 0), caseID: id, kind: .invoke, dueAt: record.startedAt,
        destination: .session("\(id)"), event: .sample("later")))
    let entry = LogChain.entry(
      after: old.logHead, caseID: id, sequence: 1, at: record.startedAt, event: "go", from: [],
      to: ["approved"], content: [1])
    try transaction.append(entry)
    var new = old
    new.states = ["approved"]
    new.logCount = 1
    new.logHead = LogChain.link(of: entry)
    try transaction.updateCase(new, from: old)
    return id
  }
}

/// What must hold of every case at any moment: all of its unit, or nothing.
private func expectWhole(_ store: SQLiteStore, count: Int, _ context: String) throws {
  try store.read { reader in
    let cases = try reader.cases(CaseFilter(), after: nil, limit: 1000)
    #expect(cases.count == count, "\(context)")
    for record in cases {
      #expect(record.states == ["approved"], "\(context)")
      #expect(try reader.timers(of: record.id).count == 1, "\(context)")
      let log = try reader.log(of: record.id, after: 0, limit: 10)
      #expect(LogChain.faults(in: log, head: record.logHead).isEmpty, "\(context)")
    }
    let counts = try reader.stateCounts()
    #expect(counts.map(\.count).reduce(0, +) == count, "\(context)")
    #expect(try reader.backlog(at: StoreFixture.start).inbox == 0, "\(context)")
  }
}

private let statementBound = 200

@Suite struct StoreFaultTests {
  @Test(arguments: StorePlace.allCases)
  func aUnitWhoseNthStatementFailsLeavesNothing(_ place: StorePlace) throws {
    let fixture = try StoreFixture(place)
    let record = fixture.record()
    for failing in 1...statementBound {
      let count = Mutex(0)
      fixture.store.beforeEachStatement {
        let number = count.withLock { count in
          count += 1
          return count
        }
        if number == failing { throw StoreError.failed(message: "on purpose", statement: nil) }
      }
      let outcome = Result { try fixture.store.write(unit(record)) }
      fixture.store.beforeEachStatement(nil)
      guard case .failure = outcome else {
        #expect(failing > 10)
        try expectWhole(fixture.store, count: 1, "after \(failing)")
        return
      }
      try expectWhole(fixture.store, count: 0, "statement \(failing)")
    }
    Issue.record("the unit has more than \(statementBound) statements")
  }

  @Test func aCrashBeforeAnyStatementLeavesWholeUnits() throws {
    let fixture = try StoreFixture()
    let record = fixture.record()
    _ = try fixture.store.write(unit(record))
    for crashing in 1...statementBound {
      let count = Mutex(0)
      let folder = fixture.folder
      fixture.store.beforeEachStatement {
        let number = count.withLock { count in
          count += 1
          return count
        }
        if number == crashing { folder.copyDatabase() }
      }
      _ = try fixture.store.write(unit(record))
      let statements = count.withLock { $0 }
      fixture.store.beforeEachStatement(nil)
      if crashing > statements { return }
      let crashed = try StoreFixture.open(folder.path("copy-docket.db"))
      try expectWhole(crashed, count: crashing, "statement \(crashing)")
    }
    Issue.record("the unit has more than \(statementBound) statements")
  }

  @Test(arguments: StorePlace.allCases)
  func waitingUnitsAreCommittedTogetherAndFailAlone(_ place: StorePlace) throws {
    let fixture = try StoreFixture(place)
    let record = fixture.record()
    let store = fixture.store
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 16) { thread in
      for round in 0..<10 {
        let fails = (thread + round).isMultiple(of: 4)
        let outcome = Result {
          try store.write { transaction in
            let id = try unit(record)(transaction)
            if fails { throw StoreError.conflict("on purpose") }
            return id
          }
        }
        if case .failure = outcome { failures.withLock { $0 += 1 } }
      }
    }
    #expect(failures.withLock { $0 } == 40)
    try expectWhole(store, count: 120, "160 units, 40 of them failing")
  }

  @Test func aFailingDiskIsToldSoThatTheProcessEnds() throws {
    let told = Mutex<[String]>([])
    let store = try SQLiteStore(
      path: ":memory:",
      options: SQLiteStore.Options(
        clock: ClockRecord(kind: .system, now: StoreFixture.start),
        diskFailed: { message in told.withLock { $0.append(message) } }))
    let clock = ClockRecord(kind: .system, now: StoreFixture.start.advanced(by: 1))
    store.beforeEachStatement { sql in
      if sql == "COMMIT" { throw StoreError.diskFailed("fsync failed") }
    }
    #expect(throws: StoreError.diskFailed("fsync failed")) {
      try store.write { try $0.setClock(clock) }
    }
    #expect(told.withLock { $0 } == ["fsync failed"])
  }

  @Test func afterACleanStopTheDatabaseFileIsTheWholeStore() throws {
    let fixture = try StoreFixture()
    _ = try fixture.store.write(unit(fixture.record()))
    try fixture.store.gatherIntoOneFile()
    fixture.folder.copy(fixture.folder.path("docket.db"), to: "moved.db")
    try expectWhole(try StoreFixture.open(fixture.folder.path("moved.db")), count: 1, "moved")
  }

  @Test func aSecondProcessIsRefusedAndToldWho() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("docket.db")
    #expect(StoreLock.holder(store: path) == nil)
    do {
      let lock = try StoreLock.acquire(store: path)
      try lock.publish(address: "http://127.0.0.1:8080", token: "secret")
      let error = #expect(throws: StoreError.self) {
        _ = try StoreLock.acquire(store: path, waiting: 0.05)
      }
      #expect(error?.description.contains("a docket daemon at http://127.0.0.1:8080") == true)
      #expect(StoreLock.holder(store: path)?.tokenFile == path + ".token")
    }
    #expect(StoreLock.holder(store: path) == nil)
    _ = try StoreLock.acquire(store: path)
  }

  @Test(arguments: [true, false]) func aLinkToTheStoreLeadsToTheSameLock(_ exists: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write("sub/note", "")
    if exists { try folder.write("docket.db", "") }
    #expect(symlink("../docket.db", folder.path("sub/link.db")) == 0)
    let lock = try StoreLock.acquire(store: folder.path("docket.db"))
    #expect(throws: StoreError.self) { try StoreLock.acquire(store: folder.path("sub/link.db")) }
    #expect(StoreLock.holder(store: folder.path("sub/link.db")) != nil)
    withExtendedLifetime(lock) {}
  }
}

import Casework
import Dispatch
import Foundation
import JSON
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// What the writing connection remembers is never taken for what is stored.
@Suite struct StoreMemoryTests {
  @Test func whatAnotherConnectionCommittedIsSeen() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert(key: "a")
    let other = try StoreFixture.open(fixture.folder.path("docket.db"))
    try other.write { transaction in
      let old = try #require(try transaction.caseRecord(id))
      var new = old
      new.states = ["approved"]
      try transaction.updateCase(new, from: old)
      _ = try transaction.insertInbox(
        .sample("go"), kind: .event, for: id, actor: nil, at: StoreFixture.start)
      try transaction.setClock(ClockRecord(kind: .virtual, now: StoreFixture.start))
    }
    try fixture.store.write { transaction in
      let record = try #require(try transaction.caseRecord(id))
      #expect(record.states == ["approved"])
      #expect(record.revision == 1)
      #expect(try transaction.nextInboxRow(of: id)?.event.name == "go")
      #expect(try transaction.clock().kind == .virtual)
    }
  }

  @Test(arguments: StorePlace.allCases) func whatWasUndoneIsForgotten(_ place: StorePlace) throws {
    let fixture = try StoreFixture(place)
    let id = try fixture.insert(key: "a")
    let first = try fixture.store.write { try #require(try $0.caseRecord(id)) }
    for isNested in [false, true] {
      let outcome = Result {
        try fixture.store.write { transaction in
          func change() throws {
            var new = first
            new.states = ["approved", "shipping"]
            try transaction.updateCase(new, from: first)
            _ = try transaction.insertInbox(
              .sample("go"), kind: .event, for: id, actor: nil, at: StoreFixture.start)
            throw StoreError.conflict("on purpose")
          }
          if isNested { try? transaction.nested(change) } else { try change() }
          return try transaction.caseRecord(id)
        }
      }
      if isNested { #expect(try outcome.get() == first) }
      let (record, row) = try fixture.store.write {
        (try $0.caseRecord(id), try $0.nextInboxRow(of: id))
      }
      #expect(record == first)
      #expect(row == nil)
      #expect(
        try fixture.store.read { try $0.stateCounts() } == [
          StateCount(workflow: "orders", state: "received", count: 1)
        ])
    }
  }

  /// A unit that had to be run again, because another one of its commit failed, counts once.
  @Test func unitsThatAreRunAgainCountOnce() throws {
    let fixture = try StoreFixture()
    let record = fixture.record()
    let store = fixture.store
    let kept = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<20 {
        let outcome = Result {
          try store.write { transaction in
            let id = try transaction.insertCase(record)
            try? transaction.nested {
              _ = try transaction.insertCase(record)
              if round.isMultiple(of: 3) { throw StoreError.conflict("a part") }
            }
            if (thread + round).isMultiple(of: 5) { throw StoreError.conflict("the whole") }
            return id
          }
        }
        if case .success = outcome {
          kept.withLock { $0 += round.isMultiple(of: 3) ? 1 : 2 }
        }
      }
    }
    let counts = try store.read { try $0.stateCounts() }
    let expected = kept.withLock { $0 }
    #expect(counts == [StateCount(workflow: "orders", state: "received", count: expected)])
    let cases = try store.read { try $0.cases(CaseFilter(), after: nil, limit: 1000) }
    #expect(cases.count == expected)
  }

  /// After a clean stop the check runs beside the work; damage is told all the same.
  @Test(arguments: [true, false]) func damageIsFound(_ wasStoppedCleanly: Bool) throws {
    let fixture = try StoreFixture()
    for number in 0..<200 { _ = try fixture.insert(key: "key \(number)") }
    try fixture.store.gatherIntoOneFile()
    fixture.folder.copy(fixture.folder.path("docket.db"), to: "damaged.db")
    let path = fixture.folder.path("damaged.db")
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = try file.seekToEnd()
    // The heads of all pages but the first few, which hold the schema.
    for page in stride(from: size / 4096 / 2, to: size / 4096, by: 1) {
      try file.seek(toOffset: page * 4096)
      try file.write(contentsOf: Data(repeating: 0xff, count: 8))
    }
    try file.close()
    if !wasStoppedCleanly { try Data([0]).write(to: URL(fileURLWithPath: path + "-wal")) }
    let told = Mutex<String?>(nil)
    let signal = DispatchSemaphore(value: 0)
    do {
      _ = try SQLiteStore(
        path: path,
        options: .init(
          clock: ClockRecord(kind: .system, now: StoreFixture.start), checksIntegrity: true
        ) { message in
          told.withLock { $0 = message }
          signal.signal()
        })
      #expect(wasStoppedCleanly)
      #expect(signal.wait(timeout: .now() + 60) == .success)
      #expect(told.withLock { $0 }?.contains("is damaged") == true)
    } catch {
      // Also after a clean stop, where the opening itself needs a damaged page.
      #expect("\(error)".contains("is damaged"))
    }
  }

  /// A log that was given its size beforehand is an empty one, also after the process was killed.
  @Test func aReservedLogHoldsNothing() throws {
    let fixture = try StoreFixture()
    let id = try fixture.insert(key: "a")
    let folder = fixture.folder
    let options = SQLiteStore.Options(
      clock: ClockRecord(kind: .system, now: StoreFixture.start), stays: true)
    try fixture.store.gatherIntoOneFile()
    folder.copyDatabase()
    let store = try SQLiteStore(path: folder.path("copy-docket.db"), options: options)
    for name in ["copy-docket.db", "copy-docket.db-wal"] {
      folder.copy(folder.path(name), to: "killed-\(name)")
    }
    let size = try FileManager.default.attributesOfItem(
      atPath: folder.path("killed-copy-docket.db-wal"))[.size]
    #expect((size as? Int ?? 0) > 1 << 20)
    let killed = try SQLiteStore(path: folder.path("killed-copy-docket.db"), options: options)
    for opened in [store, killed] {
      #expect(try opened.read { try $0.caseRecord(id) }?.key == "a")
      try opened.write { try $0.setClock(ClockRecord(kind: .virtual, now: StoreFixture.start)) }
      #expect(try opened.read { try $0.clock() }.kind == .virtual)
    }
  }
}

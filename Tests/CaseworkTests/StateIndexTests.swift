import Casework
import Dispatch
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// The index of cases by state lags behind in a process that stays, and nobody can tell.
@Suite struct StateIndexTests {
  private static func open(_ path: String) throws -> SQLiteStore {
    try SQLiteStore(
      path: path,
      options: .init(
        clock: ClockRecord(kind: .system, now: StoreFixture.start), stays: true))
  }

  /// Adds cases and moves some of them; answers where they all stand.
  private static func fill(
    _ store: SQLiteStore, _ fixture: StoreFixture, count: Int, prefix: String = "key"
  ) throws -> [String: Int] {
    var expected: [String: Int] = [:]
    for number in 0..<count {
      let record = fixture.record(key: "\(prefix) \(number)")
      let states = [["approved"], ["approved", "shipping"], ["received"]][number % 3]
      try store.write { transaction in
        let id = try transaction.insertCase(record)
        guard let old = try transaction.caseRecord(id) else { throw StoreError.conflict("gone") }
        var new = old
        new.states = states
        if number % 7 == 6 { new.status = .cancelled }
        try transaction.updateCase(new, from: old)
      }
      if number % 7 != 6 { for state in states { expected[state, default: 0] += 1 } }
    }
    return expected
  }

  private static func counts(_ store: SQLiteStore) throws -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: try store.read { try $0.stateCounts() }.map { ($0.state, $0.count) })
  }

  private static func expectAgreement(
    _ store: SQLiteStore, _ expected: [String: Int],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try counts(store) == expected, sourceLocation: sourceLocation)
    for (state, count) in expected {
      for workflow in ["orders", nil] {
        let filter = CaseFilter(workflow: workflow, state: state)
        let found = try store.read { try $0.cases(filter, after: nil, limit: 10_000) }
        #expect(found.count == count, "\(state)", sourceLocation: sourceLocation)
        #expect(found.allSatisfy { $0.states.contains(state) }, sourceLocation: sourceLocation)
      }
    }
  }

  /// 700 cases are more than are gathered for one commit.
  @Test(arguments: [1, 50, 700]) func whoAsksByStateSeesEveryCommit(_ count: Int) throws {
    let fixture = try StoreFixture()
    let store = try Self.open(fixture.folder.path("docket.db"))
    let expected = try Self.fill(store, fixture, count: count)
    try Self.expectAgreement(store, expected)
    // A unit that asks itself sees what it wrote before.
    let record = fixture.record(states: ["special"])
    let inside = try store.write { transaction in
      _ = try transaction.insertCase(record)
      return try transaction.stateCounts().first { $0.state == "special" }?.count
    }
    #expect(inside == 1)
  }

  @Test(arguments: [1, 50, 700]) func afterACrashTheIndexIsBroughtUpToDate(_ count: Int) throws {
    let fixture = try StoreFixture()
    let store = try Self.open(fixture.folder.path("docket.db"))
    let expected = try Self.fill(store, fixture, count: count)
    // As a process leaves it that is killed now.
    fixture.folder.copyDatabase()
    let path = fixture.folder.path("copy-docket.db")
    // A look at it meanwhile does not take what lags for damage.
    #expect(try StoreVerifier.verify(path: path).allSatisfy { !$0.description.contains("index") })
    for stays in [true, false] {
      let opened = try SQLiteStore(
        path: path,
        options: .init(
          clock: ClockRecord(kind: .system, now: StoreFixture.start), stays: stays))
      try Self.expectAgreement(opened, expected)
      #expect(try Self.findings(path).isEmpty)
    }
  }

  @Test func afterACleanStopTheIndexIsWhole() throws {
    let fixture = try StoreFixture()
    let path = fixture.folder.path("docket.db")
    let store = try Self.open(path)
    for round in 1...2 {
      _ = try Self.fill(store, fixture, count: 30, prefix: "round \(round)")
      try store.gatherIntoOneFile()
      fixture.folder.copy(path, to: "stopped-\(round).db")
      #expect(try Self.findings(fixture.folder.path("stopped-\(round).db")).isEmpty)
    }
  }

  /// Another connection that wrote, as only a command does that was given no lock, is found out.
  @Test func anotherWritersIndexIsNotSpoilt() throws {
    let fixture = try StoreFixture()
    let path = fixture.folder.path("docket.db")
    let store = try Self.open(path)
    var expected = try Self.fill(store, fixture, count: 20)
    let other = try StoreFixture.open(path)
    let record = fixture.record(states: ["elsewhere"])
    let id = try other.write { try $0.insertCase(record) }
    expected["elsewhere"] = 1
    let own = try store.write { try $0.insertCase(record) }
    expected["elsewhere"] = 2
    #expect(own != id)
    try Self.expectAgreement(store, expected)
    try store.gatherIntoOneFile()
    #expect(try Self.findings(path).isEmpty)
  }

  /// Every view agrees with itself, however writers and readers meet.
  @Test func readersSeeWholeViewsBesideWriters() throws {
    let fixture = try StoreFixture()
    let store = try Self.open(fixture.folder.path("docket.db"))
    let record = fixture.record(states: ["a"])
    let ids = try (0..<40).map { _ in try store.write { try $0.insertCase(record) } }
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for round in 0..<60 {
        do {
          if thread < 2 {
            let id = ids[(round * 2 + thread) % ids.count]
            try store.write { transaction in
              guard let old = try transaction.caseRecord(id) else { return }
              var new = old
              new.states = [["a"], ["b"], ["a", "b"]][(round + thread) % 3]
              try transaction.updateCase(new, from: old)
            }
          } else {
            let (counts, all) = try store.read {
              (try $0.stateCounts(), try $0.cases(CaseFilter(), after: nil, limit: 100))
            }
            for state in ["a", "b"] {
              let count = counts.first { $0.state == state }?.count ?? 0
              if count != all.filter({ $0.states.contains(state) }).count {
                faults.withLock { $0.append("\(state): \(count)") }
              }
            }
          }
        } catch {
          faults.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(faults.withLock { $0 } == [])
  }

  /// What is wrong with the tables, without the logs that these cases do not have.
  private static func findings(_ path: String) throws -> [String] {
    try StoreVerifier.verify(path: path).map(\.description).filter {
      !$0.contains("never begun")
    }
  }
}

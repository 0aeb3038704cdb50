import Casework
import Dispatch
import Foundation
import SQLiteStore
import Synchronization
import TestSupport
import Testing

/// Commits of one after the other, and of many who wait: what was acknowledged is in the files, and is seen.
@Suite struct AcknowledgedTests {
  /// What the layer under the writing connection takes for granted.
  @Test func theWriterSyncsEveryCommitAndOverwritesWhatItDrops() throws {
    let fixture = try StoreFixture()
    #expect(try fixture.store.writerSetting("synchronous") == 2)
    #expect(try fixture.store.writerSetting("secure_delete") == 1)
    #expect(try fixture.store.writerSetting("foreign_keys") == 1)
  }

  /// The acknowledged steps by case, as those who took them know them.
  private final class Acknowledged: Sendable {
    private let states = Mutex<[CaseID: Int]>([:])

    func note(_ id: CaseID, _ step: Int) { states.withLock { $0[id] = step } }

    var all: [CaseID: Int] { states.withLock { $0 } }
  }

  /// Many clients, each with a case whose state counts its steps; `between` runs meanwhile, again and again.
  private func run(
    clients: Int, steps: Int, on store: SQLiteStore, _ record: CaseRecord,
    _ acknowledged: Acknowledged, between: () throws -> Void
  ) throws {
    let failure = Mutex<(any Error)?>(nil)
    let done = DispatchSemaphore(value: 0)
    let left = Atomic(clients)
    for _ in 0..<clients {
      Thread.detachNewThread {
        do {
          let id = try store.write { try $0.insertCase(record) }
          for step in 1...steps {
            try store.write { transaction in
              guard let old = try transaction.caseRecord(id) else {
                throw StoreError.conflict("the case \(id) is gone")
              }
              var next = old
              next.states = ["s\(step)"]
              next.machine = [UInt8](repeating: UInt8(step & 255), count: 700)
              try transaction.updateCase(next, from: old)
            }
            acknowledged.note(id, step)
          }
        } catch {
          failure.withLock { $0 = error }
        }
        left.subtract(1, ordering: .sequentiallyConsistent)
        done.signal()
      }
    }
    while left.load(ordering: .sequentiallyConsistent) > 0 { try between() }
    for _ in 0..<clients { done.wait() }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func expect(_ acknowledged: [CaseID: Int], in store: SQLiteStore) throws {
    for (id, step) in acknowledged {
      let record = try store.read { try $0.caseRecord(id) }
      let state = record?.states.first.flatMap { Int($0.dropFirst()) }
      #expect(state.map { $0 >= step } == true, "\(id): \(String(describing: state)) of \(step)")
    }
  }

  @Test(arguments: [1, 3, 24]) func whatWasAcknowledgedIsInTheFilesAtAnyMoment(
    clients: Int
  ) throws {
    let fixture = try StoreFixture()
    let acknowledged = Acknowledged()
    let folder = fixture.folder
    var looks = 0
    try run(
      clients: clients, steps: 40, on: fixture.store, fixture.record(), acknowledged
    ) {
      let known = acknowledged.all
      folder.copyDatabase()
      let copy = try StoreFixture.open(folder.path("copy-docket.db"))
      try expect(known, in: copy)
      looks += 1
    }
    #expect(looks > 0)
    #expect(acknowledged.all.values.allSatisfy { $0 == 40 })
    folder.copyDatabase()
    try expect(acknowledged.all, in: try StoreFixture.open(folder.path("copy-docket.db")))
    #expect(try StoreVerifier.verify(path: folder.path("copy-docket.db")).isEmpty)
  }

  /// The log begins anew several times, and others look at it by connections without the layer.
  @Test func readersSeeWhatWasAcknowledgedWhileTheLogBeginsAnew() throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(
      path: folder.path("docket.db"),
      options: .init(clock: ClockRecord(kind: .system, now: StoreFixture.start), stays: true))
    let definition = try store.write { transaction in
      try transaction.putDefinition(
        DefinitionRecord(
          id: DefinitionID(rawValue: 0), kind: .workflow, name: "orders", version: "sha256:1",
          file: "orders.scxml", body: [1, 2, 3], storedAt: StoreFixture.start))
    }
    let record = CaseRecord(
      id: CaseID(rawValue: 0), workflow: "orders", definition: definition, states: ["s0"],
      startedAt: StoreFixture.start)
    let acknowledged = Acknowledged()
    var looks = 0
    try run(clients: 24, steps: 60, on: store, record, acknowledged) {
      try expect(acknowledged.all, in: store)
      looks += 1
      if looks % 5 == 0 { try store.gatherIntoOneFile() }
    }
    try expect(acknowledged.all, in: store)
    try store.gatherIntoOneFile()
    #expect(try StoreVerifier.verify(path: folder.path("docket.db")).isEmpty)
  }
}

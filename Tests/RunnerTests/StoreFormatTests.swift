import Casework
import FEEL
import Foundation
import JSON
import SQLiteStore
import TestSupport
import Testing

/// Stores that earlier programs made are brought to today's format, and their cases go on.
///
/// The fixtures were written by the program of their format: cases of two workflows, with tasks, timers,
/// messages that could not be delivered, an event id, and a case that stands in an incident. Those after the first
/// also have a task that somebody claimed, a suspended case, in format 8 with an event that waits, and a case
/// started by that program.
@Suite struct StoreFormatTests {
  /// The formats that releases of the program wrote.
  private static let formats = [1, 5, 8]

  private static func folder(format: Int) throws -> TemporaryFolder {
    let folder = try RunnerFixture.packageFolder()
    let fixture = "Tests/RunnerTests/Fixtures/store-v\(format).db"
    folder.copy(Corpus.packagePath(fixture), to: "docket.db")
    return folder
  }

  @Test(arguments: formats) func theCasesOfAnOlderStoreGoOn(_ format: Int) throws {
    let fixture = try RunnerFixture(try Self.folder(format: format))
    let service = fixture.service
    let before = try fixture.store.read { try $0.cases(CaseFilter(), after: nil, limit: 100) }
    #expect(before.count == (format == 1 ? 17 : 18))
    #expect(before.filter { $0.status == .done }.count == 6)

    if format > 1 {
      let claimed = try service.tasks(TaskFilter(), after: nil, limit: 100).first {
        $0.claimedBy != nil
      }
      #expect(claimed?.claimedBy == "bianca")
      #expect(try service.show("order-10012", withLog: false).summary.record.status == .suspended)
      _ = try service.resume(
        "order-10012", Intervention(actor: "olga", reason: "the strike is over"))
    }
    let stopped = try #require(try service.incidents(after: nil, limit: 10).first)
    _ = try service.retry(stopped.id, Intervention(actor: "ines"))
    #expect(try service.show("sponsor-900", withLog: false).summary.record.status == .open)
    let task = try #require(
      try service.tasks(TaskFilter(), after: nil, limit: 100).first { $0.caseKey == "order-10009" })
    _ = try service.complete(CompleteRequest(task: task.id, person: "omar", outcome: "fixed"))
    let repeated = try service.send(
      SendRequest(reference: "order-10001", event: "confirmed", eventID: "e-1"))
    #expect(repeated.isDuplicate)
    // The customers who never answer, the tasks nobody does: every deadline there is runs out.
    _ = try service.advanceClock(.by(90 * 86_400 * 1_000_000_000))
    try CaseWorker(store: fixture.store, engine: service.engine, clock: service.clock).workOff()

    let after = try fixture.store.read { try $0.cases(CaseFilter(), after: nil, limit: 100) }
    #expect(after.map(\.id) == before.map(\.id))
    let states = Dictionary(grouping: after, by: { $0.states.joined(separator: " ") })
      .mapValues(\.count)
    #expect(states["waitingForTheCustomer"] == nil, "\(states)")
    #expect(states["salesLead"] == 3, "\(states)")
    for record in after {
      let log = try #require(try service.show("\(record.id)", withLog: true).log)
      #expect(LogChain.faults(in: log, head: record.logHead).isEmpty, "\(record.id)")
    }
    // The counts and the index by state, which earlier formats kept by triggers, too.
    #expect(try StoreVerifier.verify(path: fixture.folder.path("docket.db")) == [])
  }

  @Test(arguments: formats) func anOlderStoreIsBroughtToTodaysFormatOnce(_ format: Int) throws {
    let folder = try Self.folder(format: format)
    do { try RunnerFixture(folder).store.gatherIntoOneFile() }
    let once = try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db")))
    let fresh = try TemporaryFolder()
    do { try RunnerFixture(fresh).store.gatherIntoOneFile() }
    let new = try Data(contentsOf: URL(fileURLWithPath: fresh.path("docket.db")))
    #expect(once.formatVersion == new.formatVersion)
    #expect(once.formatVersion >= format)
    do { try RunnerFixture(folder).store.gatherIntoOneFile() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db"))) == once)
  }

  @Test func aStoreOfANewerProgramIsRefusedAndLeftAlone() throws {
    let folder = try Self.folder(format: 1)
    try folder.overwrite("docket.db", at: Data.formatOffset, [0, 0, 3, 231])
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db")))
    let error = #expect(throws: StoreError.self) { _ = try RunnerFixture(folder) }
    #expect(error?.description.contains("its format is 999") == true, "\(error as Any)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db"))) == before)
  }

  @Test func aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws {
    let folder = try Self.folder(format: 1)
    try folder.overwrite("docket.db", at: Data.formatOffset + 8, [1, 2, 3, 4])
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db")))
    let error = #expect(throws: StoreError.self) { _ = try RunnerFixture(folder) }
    #expect(error?.description.contains("database of another program") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("docket.db"))) == before)
  }
}

extension Data {
  /// Where SQLite keeps `user_version` in a file's header, in four bytes; `application_id` follows 8 later.
  fileprivate static let formatOffset = 60

  fileprivate var formatVersion: Int {
    self[Self.formatOffset..<Self.formatOffset + 4].reduce(0) { $0 << 8 + Int($1) }
  }
}

extension TemporaryFolder {
  fileprivate func overwrite(_ name: String, at offset: Int, _ bytes: [UInt8]) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(name)))
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data(bytes))
    try file.close()
  }
}

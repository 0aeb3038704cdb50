import CFaultVFS
import Casework
import Dispatch
import JSON
import SQLiteStore
import Statechart
import Synchronization
import TestSupport
import Testing

/// A disk that is full or broken, under the real SQLite, and what comes of the cases.
@Suite(.serialized) struct DiskFaultTests {
  private static let chart = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="feel">
      <datamodel><data id="seen" expr="[]"/></datamodel>
      <state id="open"><transition event="add">
        <assign location="seen" expr="append(seen, _event.data)"/></transition></state>
    </scxml>
    """

  /// The layer is put in front of the disk before the store is opened.
  private func fixture(_ folder: TemporaryFolder) throws -> ServiceFixture {
    fault_vfs_fill(folder.path(""), -1)
    fault_vfs_fail_syncs(folder.path(""), 0)
    return try ServiceFixture(Self.chart, in: folder)
  }

  private func seen(_ fixture: ServiceFixture) throws -> Int {
    try fixture.service.show("k", withLog: false).data["seen"]?.arrayValue?.count ?? 0
  }

  @Test(arguments: [0, 1, 2, 5, 9]) func aFullDiskKeepsNothingOfAUnitAndAllThatWasAccepted(
    _ writes: Int
  ) throws {
    let folder = try TemporaryFolder()
    let fixture = try fixture(folder)
    _ = try fixture.service.start(StartRequest(workflow: "orders", key: "k"))
    fault_vfs_fill(folder.path(""), Int32(writes))
    var accepted = 0
    var error: (any Error)?
    for number in 1...50 where error == nil {
      do {
        _ = try fixture.service.send(
          SendRequest(reference: "k", event: "add", data: .number("\(number)"), wait: true))
        accepted += 1
      } catch let failure {
        error = failure
      }
    }
    #expect(error as? StoreError == .full("the disk is full"))
    #expect(try seen(fixture) == accepted)
    fault_vfs_fill(folder.path(""), -1)
    // Somebody has made room: it goes on, without a restart.
    _ = try fixture.service.send(
      SendRequest(reference: "k", event: "add", data: .number("99"), wait: true))
    #expect(try seen(fixture) == accepted + 1)
    #expect(try StoreVerifier.verify(path: folder.path("docket.db")).isEmpty)
  }

  @Test func aDiskThatFailsUnderACommitEndsTheProcessAndTheNextStartFindsAWholeStore() throws {
    let folder = try TemporaryFolder()
    fault_vfs_fail_syncs(folder.path(""), 0)
    let told = Mutex<[String]>([])
    do {
      let store = try SQLiteStore(
        path: folder.path("docket.db"),
        options: .init(
          clock: ClockRecord(kind: .virtual, now: ServiceFixture.start),
          diskFailed: { message in told.withLock { $0.append(message) } }))
      let library = DefinitionLibrary(loader: TextLoader())
      library.replaceWorkflows([try ServiceFixture.workflow(Self.chart)])
      let service = CaseService(store: store, engine: CaseEngine(library: library))
      _ = try service.start(StartRequest(workflow: "orders", key: "k"))
      fault_vfs_fail_syncs(folder.path(""), 1)
      let request = SendRequest(reference: "k", event: "add", data: .number("1"), wait: true)
      let error = #expect(throws: StoreError.self) { _ = try service.send(request) }
      guard case .diskFailed? = error else {
        Issue.record("\(error as Any)")
        return
      }
    }
    #expect(told.withLock { $0 }.count == 1)
    // Nobody knows whether the commit is on the disk; it is whole or not there at all.
    let again = try fixture(folder)
    #expect(try [0, 1].contains(seen(again)))
    #expect(try StoreVerifier.verify(path: folder.path("docket.db")).isEmpty)
  }
}

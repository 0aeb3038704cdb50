import Casework
import Diagnostics
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

/// Versions of tables and workflows that the store keeps: for replays, and for a start with faulty files.
@Suite struct StoredVersionTests {
  private static let table = """
    Table,Limit,limit
    Hit policy,Unique
    Role,Input,Input,Output
    Name,total,since,outcome
    Type,number,date,string
    1,<= 100,-,approve
    2,> 100,>= 2026-01-01,review
    3,> 100,< 2026-01-01,approve
    """

  private static let workflow = #"""
    Workflow,Orders,orders,,,,
    Data,total,number,,,,
    Data,since,date,,,,
    Name,State,On,When,Do,Go to,Note
    ,Received,entry,,decide limit,,
    ,,,"outcome = ""approve""",,Approved,
    ,,,,,In review,
    ,In review,approve,,,Approved,
    ,Approved,final,,,,
    """#

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("tables/limit.csv", Self.table)
    try folder.write("workflows/orders.csv", Self.workflow)
    return folder
  }

  private func start(_ fixture: RunnerFixture, key: String) throws -> CaseRecord {
    try fixture.service.start(
      StartRequest(
        workflow: "orders", data: ["total": 150, "since": "2026-02-03"], key: key)
    ).record
  }

  @Test func decisionsAreMadeAgainWithTheVersionsThatMadeThem() throws {
    let folder = try folder()
    let fixture = try RunnerFixture(folder)
    _ = try start(fixture, key: "a")
    try folder.write("tables/limit.csv", Self.table.replacing("100", with: "200"))
    _ = fixture.folders.load()
    _ = try start(fixture, key: "b")
    for key in ["a", "b"] {
      let replay = try fixture.service.replay(key)
      #expect(replay.lines.map(\.isSame) == [true], "\(replay.lines)")
      #expect(replay.lines.map(\.rulesNow) == [key == "a" ? ["2"] : ["1"]])
    }
    #expect(
      try fixture.service.replay("a").lines[0].version
        != fixture.service.replay("b").lines[0].version)
  }

  @Test func aDecisionThatCannotBeMadeAgainIsADifference() throws {
    let folder = try folder()
    let fixture = try RunnerFixture(folder)
    let record = try start(fixture, key: "a")
    // Somebody changed the log: what it says was decided is not what the version decides.
    try fixture.store.write { transaction in
      let log = try transaction.log(of: record.id, after: 0, limit: 9)
      let content = String(decoding: log[0].content ?? [], as: UTF8.self)
        .replacing("\"result\":\"review\"", with: "\"result\":\"approve\"")
      let case_ = try transaction.caseRecord(record.id)
      guard var next = case_ else { return }
      let entry = LogChain.entry(
        after: next.logHead, caseID: record.id, sequence: next.logCount + 1, at: log[0].at,
        event: "copy", from: [], to: [], content: Array(content.utf8))
      try transaction.append(entry)
      let before = next
      next.logCount += 1
      next.logHead = LogChain.link(of: entry)
      try transaction.updateCase(next, from: before)
    }
    let lines = try fixture.service.replay("a").lines
    #expect(lines.map(\.isSame) == [true, false])
    #expect(lines.last?.was == "approve")
    #expect(lines.last?.now == "review")
  }

  private func library(
    _ folder: TemporaryFolder, keeping: Bool
  ) throws -> (folders: DefinitionFolders, report: ReloadReport, store: SQLiteStore) {
    let store = try SQLiteStore(
      path: folder.path("docket.db"),
      options: SQLiteStore.Options(clock: ClockRecord(kind: .virtual, now: RunnerFixture.start)))
    let folders = DefinitionFolders(
      tables: [folder.path("tables")], workflows: [folder.path("workflows")],
      library: DefinitionLibrary(loader: StoredDefinitions()),
      kept: StoreKeeper(store: store, clock: CaseClock(), isKeeping: keeping) {
        Issue.record($0)
      })
    return (folders, folders.load(), store)
  }

  @Test func theLastGoodFilesOutliveTheProcess() throws {
    let folder = try folder()
    let workflow = try library(folder, keeping: true).folders.library.workflows.map(\.version)
    #expect(workflow.count == 1)
    try folder.write("tables/limit.csv", Self.table.replacing("> 100", with: "(100.."))
    try folder.write(
      "workflows/orders.csv", Self.workflow.replacing(",Approved,final", with: ",Aproved,final"))
    for _ in 0..<2 {
      // Also the second time, when nothing good was read in between.
      let (folders, report, _) = try library(folder, keeping: true)
      #expect(report.keptFiles.count == 2, "\(report.diagnostics.map(\.text))")
      #expect(folders.library.workflows.map(\.version) == workflow)
      #expect(report.decisions == 1)
      #expect(report.diagnostics.hasErrors)
      #expect(report.diagnostics.filter { $0.code.id == "RUN-020" }.count == 2)
      let again = folders.load()
      #expect(again.keptFiles.count == 2)
    }
    try folder.write("tables/limit.csv", Self.table)
    try folder.write("workflows/orders.csv", Self.workflow)
    #expect(try library(folder, keeping: true).report.keptFiles.isEmpty)
  }

  @Test func versionsThatNothingUsedAreForgotten() throws {
    let folder = try folder()
    for limit in [100, 200, 300] {
      try folder.write("tables/limit.csv", Self.table.replacing("100", with: "\(limit)"))
      let store = try library(folder, keeping: true).store
      #expect(try store.read { try $0.versions(.tableFile, name: nil) }.count == 1)
    }
    let fixture = try RunnerFixture(folder)
    _ = try start(fixture, key: "a")
    try folder.write("tables/limit.csv", Self.table)
    let store = try library(folder, keeping: true).store
    // The one that decided stays.
    #expect(try store.read { try $0.versions(.tableFile, name: nil) }.count == 2)
    #expect(try fixture.service.replay("a").lines.map(\.isSame) == [true])
  }
}

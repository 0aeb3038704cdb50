import Casework
import Diagnostics
import JSON
import Runner
import TestSupport
import Testing

@Suite struct ReloadTests {
  private static let table = """
    Table,Limit,limit
    Hit policy,Unique
    Role,Input,Output
    Name,total,outcome
    Type,number,string
    1,<= 100,approve
    2,> 100,review
    """

  private static let workflow = #"""
    Workflow,Orders,orders,,,,
    Data,total,number,,,,
    Name,State,On,When,Do,Go to,Note
    ,Received,entry,,decide limit,,
    ,,,"outcome = ""approve""",,Approved,
    ,,,,,In review,
    ,In review,entry,,"task ""Check"" for clerks",,
    ,,approve,,,Approved,
    ,,reject,,,Rejected,
    ,Approved,final,,,,
    ,Rejected,final,,,,
    """#

  private func fixture() throws -> RunnerFixture {
    let folder = try TemporaryFolder()
    try folder.write("tables/limit.csv", Self.table)
    try folder.write("workflows/orders.csv", Self.workflow)
    return try RunnerFixture(folder)
  }

  private func start(_ fixture: RunnerFixture, total: Int) throws -> CaseRecord {
    try fixture.service.start(
      StartRequest(
        workflow: "orders", data: .object([JSONMember("total", .number("\(total)"))]))
    ).record
  }

  /// Reads until the change was seen and had been still.
  private func reload(_ fixture: RunnerFixture) throws -> ReloadReport {
    for _ in 0..<3 {
      if let report = fixture.folders.reloadIfChanged() { return report }
    }
    throw CancellationError()
  }

  @Test func aChangedRuleDecidesTheNextCaseAndTheLogTellsTheVersion() throws {
    let fixture = try fixture()
    #expect(fixture.folders.diagnostics.isEmpty)
    let first = try start(fixture, total: 150)
    #expect(first.states == ["inReview"])
    try fixture.folder.write(
      "tables/limit.csv", Self.table.replacing("100", with: "200"))
    let report = try reload(fixture)
    #expect(report.keptFiles.isEmpty)
    let second = try start(fixture, total: 150)
    #expect(second.states == ["approved"])
    let versions = try [first, second].map { record in
      let entry = try #require(
        try fixture.service.log("\(record.id)", after: 0, limit: 10).first?.content)
      let content = try JSONValue.parse(entry)
      return content["decisions"]?.arrayValue?.first?["table"]?["version"]?.stringValue
    }
    #expect(versions[0] != nil)
    #expect(versions[0] != versions[1])
    #expect(fixture.folders.reloadIfChanged() == nil)
  }

  @Test func aFaultyFileIsReportedByCellAndItsLastGoodVersionKept() throws {
    let fixture = try fixture()
    try fixture.folder.write(
      "tables/limit.csv", Self.table.replacing("> 100", with: "(100.."))
    let report = try reload(fixture)
    let path = fixture.folder.path("tables/limit.csv")
    #expect(report.keptFiles == [path])
    let error = try #require(report.diagnostics.first { $0.severity == .error })
    #expect(error.origin.place == "\(path)[B7]")
    #expect(try start(fixture, total: 150).states == ["inReview"])
    try fixture.folder.write("tables/limit.csv", Self.table)
    #expect(try reload(fixture).keptFiles.isEmpty)
  }

  /// As a program that writes slowly, or is killed between, leaves it.
  @Test func aFileWrittenInTwoPartsDecidesWhenItIsWhole() throws {
    let fixture = try fixture()
    let new = Self.table.replacing("100", with: "200")
    let path = fixture.folder.path("tables/limit.csv")
    let cuts = [new.utf8.count / 3, new.utf8.count / 2, new.utf8.count - 6]
    for cut in cuts {
      try fixture.folder.write(
        "tables/limit.csv", String(decoding: new.utf8.prefix(cut), as: UTF8.self))
      // Changed at this very moment: it may still be written.
      #expect(fixture.folders.reloadIfChanged() == nil)
      let report = try reload(fixture)
      #expect(report.keptFiles == [path], "\(cut)")
      let error = try #require(report.diagnostics.first { $0.severity == .error }, "\(cut)")
      #expect(error.origin.place.hasPrefix(path), "\(cut)")
      #expect(try start(fixture, total: 150).states == ["inReview"], "\(cut)")
    }
    try fixture.folder.write("tables/limit.csv", new)
    #expect(try reload(fixture).keptFiles.isEmpty)
    #expect(try start(fixture, total: 150).states == ["approved"])
  }

  @Test func aRunningCaseKeepsItsWorkflowThroughARestart() throws {
    let fixture = try fixture()
    let waiting = try start(fixture, total: 150)
    try fixture.folder.write(
      "workflows/orders.csv",
      Self.workflow.replacing(",,approve,,,Approved,", with: ",,approve,,,Rejected,"))
    _ = try reload(fixture)
    let restarted = try RunnerFixture(fixture.folder)
    let newer = try start(restarted, total: 150)
    for (record, expected) in [(waiting, "approved"), (newer, "rejected")] {
      let task = try #require(
        try restarted.service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 1).first)
      let done = try restarted.service.complete(
        CompleteRequest(task: task.id, person: "ann", outcome: "approve"))
      #expect(done.states == [expected])
      #expect(done.status == .done)
    }
  }

  @Test func aRemovedFileGoesOnDecidingAndIsReported() throws {
    let fixture = try fixture()
    let path = fixture.folder.path("tables/limit.csv")
    fixture.folder.remove("tables/limit.csv")
    for _ in 0..<2 {
      let report = try reload(fixture)
      #expect(report.keptFiles == [path])
      #expect(report.diagnostics.map(\.origin.file) == [path])
      #expect(try start(fixture, total: 150).states == ["inReview"])
      // Another change does not make it forgotten.
      try fixture.folder.write(
        "tables/other.csv", Self.table.replacing("Limit,limit", with: "Other,other"))
    }
    try fixture.folder.write("tables/limit.csv", Self.table.replacing("100", with: "200"))
    #expect(try reload(fixture).keptFiles.isEmpty)
    #expect(try start(fixture, total: 150).states == ["approved"])
  }

  @Test func aFileThatNobodyDecidesByMayGo() throws {
    let fixture = try fixture()
    try fixture.folder.write(
      "tables/other.csv", Self.table.replacing("Limit,limit", with: "Other,other"))
    _ = try reload(fixture)
    fixture.folder.remove("tables/other.csv")
    let report = try reload(fixture)
    #expect(report.keptFiles.isEmpty)
    #expect(report.diagnostics.isEmpty)
    #expect(report.decisions == 1)
  }

  @Test func aNewFileThatTakesATablesNameIsLeftOut() throws {
    let fixture = try fixture()
    try fixture.folder.write("tables/again.csv", Self.table.replacing("review", with: "approve"))
    let report = try reload(fixture)
    #expect(report.diagnostics.hasErrors)
    #expect(try start(fixture, total: 150).states == ["inReview"])
  }
}

import Calendars
import Casework
import DMN
import Diagnostics
import JSON
import Runner
import SQLiteStore
import TestSupport
import Testing

/// Deadlines by calendars that people keep beside the workflows.
@Suite struct CalendarTests {
  static let office = """
    Calendar,Office,office
    Zone,Europe/Berlin
    Hours,Monday to Friday,09:00-17:00
    Holiday,2026-03-03,A holiday

    """
  static let workflow = """
    Workflow,Orders,orders
    Name,State,On,When,Do,Go to
    ,Waiting,entry,,"task ""Check"" for clerk due in 8 working hours in office escalate to boss after 2 working days in office",
    ,,done,,,Over
    ,,after 1 working day in office,,,Late
    ,Late,entry,,"task ""Hurry"" for clerk due in 4 working hours in office",
    ,,done,,,Over
    ,Over,final,,,

    """
  static let hour: Int64 = 3_600_000_000

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("tables/limit.csv", "Total,Outcome\n> 5,review\n<= 5,approve\n")
    try folder.write(
      "workflows/other.csv", "Workflow,Other,other\nName,State,On,Go to\n,Over,final,\n")
    return folder
  }

  private static func findings(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.filter { $0.severity > .note }
  }

  private func fixture() throws -> RunnerFixture {
    let folder = try Self.folder()
    try folder.write("workflows/orders.csv", Self.workflow)
    try folder.write("workflows/office.csv", Self.office)
    return try RunnerFixture(folder)
  }

  private func due(_ record: CaseRecord, _ fixture: RunnerFixture) throws -> [String] {
    let detail = try fixture.service.show("\(record.id)", withLog: false)
    return detail.tasks.map { "\($0.title) \($0.dueAt.map { "\($0)" } ?? "")" }
      + detail.timers.map { "\($0.kind) \($0.dueAt)" }
  }

  @Test func deadlinesAreCountedInWorkingTimeAndKeepTheirTimes() throws {
    let fixture = try fixture()
    #expect(Self.findings(fixture.folders.diagnostics).map(\.text) == [])
    // The clock starts on Sunday 2026-03-01 at noon; Monday begins at eight in UTC, Tuesday is free.
    let record = try fixture.service.start(StartRequest(workflow: "orders")).record
    let expected = [
      "Check 2026-03-02T16:00:00Z", "taskDue 2026-03-02T16:00:00Z", "invoke 2026-03-04T08:00:00Z",
      "taskEscalation 2026-03-05T08:00:00Z",
    ]
    #expect(try due(record, fixture) == expected)
    let log = try fixture.service.log("\(record.id)", after: 0, limit: 1)
    let content = try JSONValue.parse(try #require(log.first?.content), file: "log")
    let used = content["calendars"]?.arrayValue ?? []
    #expect(used.map { $0["calendar"] } == ["office"])
    let version = try #require(used.first?["version"]?.stringValue)
    let stored = try fixture.store.read {
      try $0.definition(kind: .calendar, name: "office", version: version)
    }
    #expect(stored?.body == Array(Self.office.utf8))

    // A new holiday moves no deadline that was set; the next state is counted with it.
    try fixture.folder.write(
      "workflows/office.csv", Self.office + "Holiday,2026-03-05,Another\n")
    fixture.folders.load()
    #expect(try due(record, fixture) == expected)
    _ = try fixture.service.advanceClock(.by(70 * Self.hour))
    #expect(
      try due(record, fixture) == ["Hurry 2026-03-04T12:00:00Z", "taskDue 2026-03-04T12:00:00Z"])
    let second = try fixture.service.start(StartRequest(workflow: "orders")).record
    #expect(try due(second, fixture).last == "taskEscalation 2026-03-09T10:00:00Z")

    // Without its file, the version that was used last counts on, also after a restart.
    fixture.folder.remove("workflows/office.csv")
    let restarted = try RunnerFixture(fixture.folder)
    #expect(
      restarted.folders.diagnostics.contains {
        $0.code == DiagnosticCode(CalendarCode.unknownCalendar)
      })
    _ = try restarted.service.advanceClock(.by(48 * Self.hour))
    #expect(try due(second, restarted).first == "Hurry 2026-03-06T14:00:00Z")
  }

  @Test func anUnknownCalendarIsNamedWithTheNearest() throws {
    let folder = try Self.folder()
    try folder.write(
      "workflows/orders.csv", Self.workflow.replacing("hours in office", with: "hours in offcie"))
    try folder.write("workflows/office.csv", Self.office)
    let fixture = try RunnerFixture(folder)
    let faults = Self.findings(fixture.folders.diagnostics)
    #expect(faults.count == 2)
    for fault in faults {
      #expect(fault.code == DiagnosticCode(CalendarCode.unknownCalendar))
      #expect(fault.text.contains("did you mean \"office\"?"))
      #expect(fault.origin.place.hasSuffix("[E3]") || fault.origin.place.hasSuffix("[E6]"))
    }
    #expect(fixture.folders.library.workflows.map(\.name) == ["other"])
  }

  @Test func aFaultyCalendarKeepsItsLastGoodVersion() throws {
    let fixture = try fixture()
    try fixture.folder.write(
      "workflows/office.csv", Self.office.replacing("Europe/Berlin", with: "Europe/Berln"))
    let report = fixture.folders.load()
    #expect(report.keptFiles == [fixture.folder.path("workflows/office.csv")])
    #expect(Self.findings(report.diagnostics).map(\.mend) == ["write Europe/Berlin"])
    let record = try fixture.service.start(StartRequest(workflow: "orders")).record
    #expect(try due(record, fixture).first == "Check 2026-03-02T16:00:00Z")
  }

  @Test func twoCalendarsOfOneNameAreTold() throws {
    let folder = try Self.folder()
    for name in ["a", "b"] { try folder.write("workflows/\(name).csv", Self.office) }
    let faults = Self.findings(try RunnerFixture(folder).folders.diagnostics)
    #expect(faults.map(\.code) == [DiagnosticCode(CalendarCode.duplicateName)])
    #expect(faults.first?.origin.file == folder.path("workflows/b.csv"))
  }

  @Test func aTableMayHaveAColumnOfThatName() throws {
    let folder = try Self.folder()
    try folder.write("tables/days.csv", "Calendar,Days\noffice,5\nshop,6\n")
    let fixture = try RunnerFixture(folder)
    #expect(fixture.folders.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    #expect(fixture.folders.tables.decisions.decisions.map(\.name).contains("days"))
  }
}

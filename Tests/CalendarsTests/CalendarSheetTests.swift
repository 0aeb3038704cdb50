import Calendars
import Diagnostics
import FEEL
import Spreadsheets
import TestSupport
import Testing

@Suite struct CalendarSheetTests {
  static func read(_ csv: String) -> (calendar: BusinessCalendar?, diagnostics: [Diagnostic]) {
    let workbook = CSVReader.read(Array(csv.utf8), file: "office.csv").workbook
    guard let sheet = workbook.sheets.first else { return (nil, []) }
    return CalendarSheetReader.read(sheet)
  }

  static let office = """
    Calendar,Head office,office
    Zone,Europe/Berlin
    Hours,Monday to Thursday,"09:00-12:00, 13:00-17:30"
    ,Friday,9-15
    Holiday,2026-04-03,Good Friday
    ,2026-12-28 to 2026-12-31,Closed for the year
    ,every 25 December,Christmas Day
    ,1 January,New Year
    Special,2026-12-24,09:00-12:00,Christmas Eve
    ,2026-05-02,10am-2pm,Moving day

    """

  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> Int {
    try #require(CalendarDate(year: year, month: month, day: day)).dayNumber
  }

  @Test func readsASheet() throws {
    let (calendar, diagnostics) = Self.read(Self.office)
    #expect(diagnostics.map(\.text) == [])
    let office = try #require(calendar)
    #expect(office.name == "office")
    #expect(office.label == "Head office")
    #expect(office.zone.name == "Europe/Berlin")
    #expect(office.hours(onDay: try day(2026, 3, 2)) == [.init(540, 720), .init(780, 1050)])
    #expect(office.hours(onDay: try day(2026, 3, 6)) == [.init(540, 900)])
    #expect(office.hours(onDay: try day(2026, 3, 7)) == [])
    #expect(office.hours(onDay: try day(2026, 4, 3)) == [])
    #expect(office.hours(onDay: try day(2026, 12, 30)) == [])
    #expect(office.hours(onDay: try day(2031, 12, 25)) == [])
    #expect(office.hours(onDay: try day(2026, 12, 24)) == [.init(540, 720)])
    #expect(office.hours(onDay: try day(2026, 5, 2)) == [.init(600, 840)])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var sheet: String
    var finds: String
    var says: String
    var testDescription: String { finds }
  }

  private static func rows(_ rows: String) -> String {
    "Calendar,Office,office\nZone,UTC\nHours,Monday,9-17\n" + rows
  }

  @Test(arguments: [
    Fault(
      sheet: "Calendar\nZone,UTC\nHours,Monday,9-17\n", finds: "office.csv[B1] CAL-001",
      says: "office"),
    Fault(
      sheet: rows("Holliday,2026-01-01,x\n"), finds: "office.csv[A4] CAL-002", says: "write Holiday"
    ),
    Fault(
      sheet: "Calendar,Office\nZone,Europe/Berln\nHours,Monday,9-17\n",
      finds: "office.csv[B2] CAL-003", says: "write Europe/Berlin"),
    Fault(
      sheet: "Calendar,Office\nHours,Monday,9-17\n", finds: "office.csv[A1] CAL-003",
      says: "a row with Zone"),
    Fault(
      sheet: rows("Hours,Teusday,9-17\n"), finds: "office.csv[B4] CAL-004", says: "write Tuesday"),
    Fault(
      sheet: rows("Hours,Tuesday,nine to five\n"), finds: "office.csv[C4] CAL-005",
      says: "09:00-17:00"),
    Fault(
      sheet: rows("Hours,Tuesday,9-5\n"), finds: "office.csv[C4] CAL-005", says: "write 09:00-17:00"
    ),
    Fault(
      sheet: rows("Hours,Tuesday,22:00-06:00\n"), finds: "office.csv[C4] CAL-005",
      says: "write 22:00-24:00 here and 00:00-06:00 on the next day"),
    Fault(
      sheet: rows("Hours,Monday,16-18\n"), finds: "office.csv[C4] CAL-006",
      says: "follow each other"),
    Fault(
      sheet: rows("Hours,Tuesday,\"9-12, 11-15\"\n"), finds: "office.csv[C4] CAL-006",
      says: "09:00-12:00 and 11:00-15:00"),
    Fault(
      sheet: rows("Holiday,25.12.2026,x\n"), finds: "office.csv[B4] CAL-007",
      says: "write 2026-12-25"),
    Fault(
      sheet: rows("Holiday,2026-02-30,x\n"), finds: "office.csv[B4] CAL-007", says: "2026-12-25"),
    Fault(
      sheet: rows("Holiday,2026-01-01,x\n,2026-01-01,y\n"), finds: "office.csv[B5] CAL-008",
      says: "office.csv[B4]"),
    Fault(
      sheet: "Calendar,Office\nZone,UTC\nHours,Monday,closed\n", finds: "office.csv[A1] CAL-009",
      says: "Monday to Friday"),
    Fault(
      sheet: rows("Holiday,2026-01-01,x,y\n"), finds: "office.csv[D4] CAL-010", says: "quotes"),
  ]) func namesTheCell(_ fault: Fault) {
    let (calendar, diagnostics) = Self.read(fault.sheet)
    #expect(calendar == nil)
    #expect(diagnostics.map { "\($0.origin.place) \($0.code)" } == [fault.finds])
    let text = diagnostics.map(\.text).joined(separator: "\n")
    #expect(text.contains(fault.says), "\(text)")
    for diagnostic in diagnostics {
      #expect(diagnostic.mend != nil && diagnostic.expected != nil, "\(diagnostic.text)")
    }
  }

  @Test func everyBrokenSheetIsSurvived() {
    var random = SeededGenerator(seed: 7)
    let pieces = [
      "Calendar", "Zone", "Hours", "Holiday", "Special", "UTC", "Monday", "to", " to ", "9-17",
      "2026-12-25", "every", " ", "-", ",", "\n", "\"", "24:00", "am", "..", "25 December", "é",
    ]
    for _ in 0..<2000 {
      let text = (0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      _ = Self.read("Calendar,C\nZone,UTC\n" + text)
    }
  }
}

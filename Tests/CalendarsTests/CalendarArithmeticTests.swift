import Calendars
import FEEL
import TestSupport
import Testing

/// Instants as ISO texts, for cases that people can check.
private func instant(_ text: String) throws -> Int64 {
  let time = try #require(DateAndTime(text))
  return Int64(time.instant / 1000)
}

private func text(_ instant: Int64) -> String {
  DateAndTime(instant: Int128(instant) * 1000).map { "\($0)" } ?? "?"
}

@Suite struct CalendarArithmeticTests {
  static let hour: Int64 = 3_600_000_000

  static func office(_ zone: String = "Europe/Berlin") throws -> BusinessCalendar {
    let day = [BusinessCalendar.Hours(540, 720), BusinessCalendar.Hours(780, 1080)]
    return BusinessCalendar(
      name: "office", zone: try #require(TimeZoneRules.named(zone)),
      week: [day, day, day, day, [BusinessCalendar.Hours(540, 840)]],
      dates: [
        try #require(CalendarDate(year: 2026, month: 4, day: 6)).dayNumber: .init(name: "Easter"),
        try #require(CalendarDate(year: 2026, month: 12, day: 24)).dayNumber:
          .init(name: "Christmas Eve", hours: [.init(540, 720)]),
      ],
      yearly: [
        .init(month: 12, day: 25): .init(name: "Christmas Day"),
        .init(month: 12, day: 26): .init(name: "Boxing Day"),
        .init(month: 1, day: 1): .init(name: "New Year"),
      ])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var from: String
    var length: String
    var to: String
    var testDescription: String { "\(from) + \(length)" }
  }

  @Test(arguments: [
    // 2026-03-02 is a Monday; Berlin is one hour ahead of UTC.
    Case(from: "2026-03-02T08:00:00Z", length: "8 working hours", to: "2026-03-02T17:00:00Z"),
    Case(from: "2026-03-02T08:00:00Z", length: "3 working hours", to: "2026-03-02T11:00:00Z"),
    Case(from: "2026-03-02T08:00:00Z", length: "4 working hours", to: "2026-03-02T13:00:00Z"),
    Case(from: "2026-03-02T16:30:00Z", length: "1 working hour", to: "2026-03-03T08:30:00Z"),
    Case(from: "2026-03-02T03:00:00Z", length: "90 minutes", to: "2026-03-02T09:30:00Z"),
    // The lunch break counts for nothing.
    Case(from: "2026-03-02T11:15:00Z", length: "1.5 hours", to: "2026-03-02T13:30:00Z"),
    // Over a weekend.
    Case(from: "2026-03-06T12:00:00Z", length: "2 working hours", to: "2026-03-09T09:00:00Z"),
    Case(from: "2026-03-07T12:00:00Z", length: "1 working hour", to: "2026-03-09T09:00:00Z"),
    Case(from: "2026-03-05T09:00:00Z", length: "2 working days", to: "2026-03-09T09:00:00Z"),
    Case(from: "2026-03-08T09:00:00Z", length: "1 working day", to: "2026-03-10T08:00:00Z"),
    // Friday afternoon is free: the time of day comes next on Monday morning.
    Case(from: "2026-03-05T15:00:00Z", length: "1 working day", to: "2026-03-09T08:00:00Z"),
    // The clock changes on Sunday 29 March: the same time of day is an hour earlier in UTC.
    Case(from: "2026-03-27T09:00:00Z", length: "1 working day", to: "2026-03-30T08:00:00Z"),
    Case(from: "2026-03-27T12:30:00Z", length: "1 working hour", to: "2026-03-30T07:30:00Z"),
    Case(from: "2026-10-23T09:00:00Z", length: "1 working day", to: "2026-10-26T10:00:00Z"),
    // A holiday of that year, and those of every year.
    Case(from: "2026-04-02T09:00:00Z", length: "2 working days", to: "2026-04-07T09:00:00Z"),
    Case(from: "2026-12-23T14:00:00Z", length: "7 working hours", to: "2026-12-28T09:00:00Z"),
    Case(from: "2026-12-31T14:00:00Z", length: "1 working day", to: "2027-01-04T14:00:00Z"),
    Case(
      from: "2026-03-02T08:00:00Z", length: "1 working day 4 working hours",
      to: "2026-03-03T13:00:00Z"),
    Case(from: "2026-03-07T12:00:00Z", length: "0 hours", to: "2026-03-07T12:00:00Z"),
  ]) func addsWorkingTime(_ example: Case) throws {
    let length = try #require(WorkingTime(example.length))
    let due = try Self.office().instant(length, after: try instant(example.from))
    #expect(due.map(text) == example.to)
  }

  /// Zones with changes of the clock in every manner: by half an hour, at midnight, on both halves of
  /// the earth, whole days left out.
  static let zones = [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana",
    "Pacific/Apia", "Asia/Beirut", "Africa/Cairo", "America/Sao_Paulo", "Asia/Kathmandu",
  ]

  static func randomCalendar(
    _ zone: String, _ random: inout SeededGenerator
  ) throws -> BusinessCalendar {
    let week = (0..<7).map { _ -> [BusinessCalendar.Hours] in
      switch Int.random(in: 0..<5, using: &random) {
      case 0: return []
      case 1: return [.init(0, 1440)]
      case 2: return [.init(60, 180)]
      default:
        let start = Int.random(in: 0..<1000, using: &random)
        let middle = Int.random(in: start + 1..<1300, using: &random)
        return [.init(start, middle), .init(middle + 30, 1440)]
      }
    }
    var dates: [Int: BusinessCalendar.SpecialDay] = [:]
    for _ in 0..<40 {
      let day = Int.random(in: 14_900..<15_800, using: &random)
      dates[day] = .init(
        name: "x", hours: Bool.random(using: &random) ? [] : [.init(0, 30), .init(1410, 1440)])
    }
    return BusinessCalendar(
      name: "r", zone: try #require(TimeZoneRules.named(zone)),
      week: week + [[.init(0, 1)]], dates: dates)
  }

  /// Never early, monotone, and the inverse of counting: over changes of the clock, holidays and
  /// nights.
  @Test(arguments: zones) func holdsForAnyCalendar(_ zone: String) throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let calendar = try Self.randomCalendar(zone, &random)
      guard calendar.hasWorkingTime else { continue }
      var previous: (start: Int64, due: Int64)?
      let length = WorkingTime(
        days: Int.random(in: 0...3, using: &random),
        microseconds: Int64.random(in: 0...40, using: &random) * Self.hour / 2)
      let hours = WorkingTime(microseconds: length.microseconds)
      var start = try instant("2011-01-01T00:00:00Z")
      let end = try instant("2012-12-31T00:00:00Z")
      while start < end {
        let due = try #require(calendar.instant(length, after: start))
        #expect(due >= start, "\(zone), seed \(seed): \(text(start)) gave \(text(due))")
        if let previous, previous.due > due {
          let places =
            "\(text(previous.start)) gave \(text(previous.due)), \(text(start)) \(text(due))"
          Issue.record("\(zone), seed \(seed): \(places)")
        }
        let byHours = try #require(calendar.instant(hours, after: start))
        let counted = calendar.workingTime(from: start, to: byHours)
        #expect(
          counted == hours.microseconds,
          "\(zone), seed \(seed): \(text(start)) to \(text(byHours)) is \(counted)")
        if length.days > 0 {
          let next = calendar.nextWorkingMoment(due)
          #expect(next == due || hours.microseconds > 0, "\(zone), seed \(seed): \(text(start))")
        }
        previous = (start, due)
        start += Int64.random(in: 1...(40 * Self.hour), using: &random)
      }
    }
  }

  @Test func aCalendarWithoutWorkHasNoEnd() throws {
    let never = BusinessCalendar(
      name: "never", zone: try #require(TimeZoneRules.named("UTC")), week: [])
    #expect(!never.hasWorkingTime)
    #expect(never.instant(WorkingTime(days: 1), after: 0) == nil)
    let far = try Self.office().instant(WorkingTime(days: 1_000_000), after: 0)
    #expect(far == nil)
  }

  @Test(arguments: [
    ("2 working days", "2 working days"), ("8 working hours", "8 working hours"),
    ("1 business day and 90 minutes", "1 working day 90 working minutes"),
    ("24 hours", "24 working hours"), ("1.5h", "90 working minutes"), ("2d", "2 working days"),
  ]) func readsLengths(_ typed: String, _ meant: String) throws {
    let length = try #require(WorkingTime(typed))
    #expect(length.description == meant)
    #expect(WorkingTime(length.description) == length)
  }

  @Test(arguments: ["", "days", "2 weeks", "1.5 days", "-2 days", "2 working", "8 hours 2 days"])
  func refusesOtherLengths(_ typed: String) {
    #expect(WorkingTime(typed) == nil)
  }

  @Test func readsDeadlines() {
    let deadline = WorkingDeadline("8 working hours in \"front office\"")
    #expect(deadline?.calendar == "front office")
    #expect(deadline?.length == WorkingTime(microseconds: 8 * Self.hour))
    #expect(WorkingDeadline("2 working days")?.calendar == nil)
    #expect(WorkingDeadline("soon in office") == nil)
  }
}

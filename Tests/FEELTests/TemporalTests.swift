import FEEL
import TestSupport
import Testing

@Suite struct TemporalTests {
  struct TextCase: Sendable, CustomTestStringConvertible {
    var text: String
    var printed: String?
    var testDescription: String { text }
  }

  static let texts = [
    TextCase(text: "2024-02-29", printed: "2024-02-29"),
    TextCase(text: "2023-02-29"), TextCase(text: "998-12-31"), TextCase(text: "01211-12-31"),
    TextCase(text: "+2012-12-02"), TextCase(text: "2012-12-25T"), TextCase(text: "2012-1-05"),
    TextCase(text: "-2017-12-31", printed: "-2017-12-31"),
    TextCase(text: "999999999-12-31", printed: "999999999-12-31"),
    TextCase(text: "9999999999-12-31"),
    TextCase(text: "10:30:00", printed: "10:30:00"),
    TextCase(text: "10:30:00.120", printed: "10:30:00.12"),
    TextCase(text: "10:30:00+00:00", printed: "10:30:00Z"),
    TextCase(text: "10:30:00-05:30", printed: "10:30:00-05:30"),
    TextCase(text: "10:30:00+02:45:55", printed: "10:30:00+02:45:55"),
    TextCase(text: "24:00:00", printed: "00:00:00"),
    TextCase(text: "24:00:01"), TextCase(text: "23:59:60"), TextCase(text: "7:00:00"),
    TextCase(text: "13:20:00+19:00"), TextCase(text: "13:20:00+5"),
    TextCase(text: "13:20:00+02:00@Europe/Paris"), TextCase(text: "13:20:00@xyz/abc"),
    TextCase(text: "13:20:00@../passwd"), TextCase(text: "13:20:00@/etc/passwd"),
    TextCase(text: "13:20:00@Europe/Paris", printed: "13:20:00@Europe/Paris"),
    TextCase(text: "2021-01-01T24:00:00", printed: "2021-01-02T00:00:00"),
    TextCase(text: "2021-01-01T10:10:10Z", printed: "2021-01-01T10:10:10Z"),
    TextCase(text: "2011-12-0310:15:30"),
    TextCase(text: "P1DT2H", printed: "P1DT2H"), TextCase(text: "PT1000M", printed: "PT16H40M"),
    TextCase(text: "PT0.S", printed: "PT0S"), TextCase(text: "-P0D", printed: "PT0S"),
    TextCase(text: "-PT0.5S", printed: "-PT0.5S"), TextCase(text: "P26M", printed: "P2Y2M"),
    TextCase(text: "P0Y", printed: "P0M"), TextCase(text: "-P1Y", printed: "-P1Y"),
    TextCase(text: "P"), TextCase(text: "P0"), TextCase(text: "1D"), TextCase(text: "P1H"),
    TextCase(text: "P1DT"), TextCase(text: "P1Y2D"), TextCase(text: "P1M2Y"),
    TextCase(text: "P1.5D"), TextCase(text: "PT1M1M"),
  ]

  @Test(arguments: texts) func readsAndPrints(_ example: TextCase) {
    #expect(Value(temporalText: example.text)?.description == example.printed)
  }

  @Test func datesAgreeWithDayNumbers() throws {
    var generator = SeededGenerator(seed: 99)
    for _ in 0..<5000 {
      let number = Int.random(in: -365_000_000_000...365_000_000_000, using: &generator)
      let date = try #require(CalendarDate(dayNumber: number))
      #expect(date.dayNumber == number)
      #expect(date.adding(days: 1)?.dayNumber == number + 1)
      #expect(date.adding(days: 1)?.weekday == date.weekday % 7 + 1)
    }
    var date = try #require(CalendarDate("1995-12-31"))
    for number in date.dayNumber..<date.dayNumber + 20_000 {
      #expect(date.dayNumber == number)
      date = try #require(CalendarDate(dayNumber: number + 1))
    }
  }

  @Test func weeksFollowISO8601() throws {
    #expect(try #require(CalendarDate("2005-01-01")).weekOfYear == 53)
    #expect(try #require(CalendarDate("2005-01-03")).weekOfYear == 1)
    #expect(try #require(CalendarDate("2003-12-29")).weekOfYear == 1)
    #expect(try #require(CalendarDate("2019-12-31")).weekOfYear == 1)
    #expect(try #require(CalendarDate("2020-12-31")).weekOfYear == 53)
    #expect(try #require(CalendarDate("1970-01-01")).weekday == 4)
  }

  struct OffsetCase: Sendable, CustomTestStringConvertible {
    var text: String
    var offset: String
    var testDescription: String { text }
  }

  static let offsets = [
    OffsetCase(text: "2018-02-08T00:00:00@Europe/Paris", offset: "PT1H"),
    OffsetCase(text: "2018-08-08T00:00:00@Europe/Paris", offset: "PT2H"),
    OffsetCase(text: "2400-08-08T00:00:00@Europe/Paris", offset: "PT2H"),
    OffsetCase(text: "2400-01-08T00:00:00@Europe/Paris", offset: "PT1H"),
    OffsetCase(text: "2400-01-08T00:00:00@Australia/Sydney", offset: "PT11H"),
    OffsetCase(text: "2400-07-08T00:00:00@Australia/Sydney", offset: "PT10H"),
    // The hour that is skipped keeps the offset from before, the one that occurs twice is the first.
    OffsetCase(text: "2024-03-31T02:30:00@Europe/Paris", offset: "PT1H"),
    OffsetCase(text: "2024-03-31T03:00:00@Europe/Paris", offset: "PT2H"),
    OffsetCase(text: "2024-10-27T02:30:00@Europe/Paris", offset: "PT2H"),
    OffsetCase(text: "2024-10-27T03:00:00@Europe/Paris", offset: "PT1H"),
    OffsetCase(text: "2024-01-01T00:00:00@Asia/Kolkata", offset: "PT5H30M"),
    OffsetCase(text: "2024-01-01T00:00:00@Etc/UTC", offset: "PT0S"),
  ]

  @Test(arguments: offsets) func zonesKnowTheirOffset(_ example: OffsetCase) throws {
    let value = try #require(DateAndTime(example.text))
    #expect(
      Value.dateTime(value).property(.timeOffset)?.description == example.offset)
  }

  struct ArithmeticCase: Sendable, CustomTestStringConvertible {
    var first: String
    var operation: Character
    var second: String
    var result: String?
    var testDescription: String { "\(first) \(operation) \(second)" }
  }

  static let arithmetic = [
    ArithmeticCase(first: "2021-01-31", operation: "+", second: "P1M", result: "2021-02-28"),
    ArithmeticCase(first: "2021-01-02", operation: "-", second: "PT1H", result: "2021-01-01"),
    ArithmeticCase(first: "2021-01-02", operation: "-", second: "-PT1H", result: "2021-01-02"),
    ArithmeticCase(first: "PT36H", operation: "+", second: "2021-01-01", result: "2021-01-02"),
    ArithmeticCase(
      first: "2021-01-01T00:00:00", operation: "-", second: "2021-01-02", result: nil),
    ArithmeticCase(
      first: "2021-01-02T10:10:10@Europe/Paris", operation: "-", second: "2021-01-01",
      result: "P1DT9H10M10S"),
    ArithmeticCase(
      first: "2021-01-02T10:10:10", operation: "-", second: "2021-01-01T10:10:10Z", result: nil),
    ArithmeticCase(
      first: "2024-03-30T12:00:00@Europe/Paris", operation: "+", second: "P1D",
      result: "2024-03-31T13:00:00@Europe/Paris"),
    ArithmeticCase(
      first: "10:15:00+11:00", operation: "+", second: "P1DT20H", result: "06:15:00+11:00"),
    ArithmeticCase(first: "10:10:10", operation: "-", second: "11:10:10", result: "-PT1H"),
    ArithmeticCase(first: "P1D", operation: "-", second: "PT2H", result: "PT22H"),
    ArithmeticCase(first: "P1D", operation: "+", second: "P1Y", result: nil),
    ArithmeticCase(first: "999999999-12-31", operation: "+", second: "P1D", result: nil),
  ]

  @Test(arguments: arithmetic) func addsAndSubtracts(_ example: ArithmeticCase) throws {
    let first = try #require(Value(temporalText: example.first))
    let second = try #require(Value(temporalText: example.second))
    let result = example.operation == "+" ? first.adding(second) : first.subtracting(second)
    #expect(result?.description == example.result)
  }

  @Test func durationsScale() throws {
    let months = try #require(Value(temporalText: "P10Y11M"))
    #expect(months.divided(by: .number(try #require(Number("-2.5"))))?.description == "-P4Y4M")
    let days = try #require(Value(temporalText: "P10DT23H"))
    #expect(days.divided(by: .number(try #require(Number("2.5"))))?.description == "P4DT9H12M")
    #expect(days.divided(by: .number(0)) == nil)
  }
}

import Casework
import FEEL
import Testing

struct TimestampCase: Sendable, CustomTestStringConvertible {
  var text: String
  var microseconds: Int64
  var shown: String?
  var testDescription: String { text }
}

@Suite struct RecordTests {
  @Test(arguments: [
    TimestampCase(text: "1970-01-01T00:00:00Z", microseconds: 0),
    TimestampCase(text: "2026-03-01T12:00:00Z", microseconds: 1_772_366_400_000_000),
    TimestampCase(text: "1969-12-31T23:59:59.5Z", microseconds: -500_000),
    TimestampCase(
      text: "2026-03-01T14:00+02:00", microseconds: 1_772_366_400_000_000,
      shown: "2026-03-01T12:00:00Z"),
    TimestampCase(
      text: "2026-03-01", microseconds: 1_772_323_200_000_000, shown: "2026-03-01T00:00:00Z"),
  ]) func timestampsAreReadAndShown(_ example: TimestampCase) throws {
    let at = try #require(Timestamp(example.text))
    #expect(at.microseconds == example.microseconds)
    #expect(at.description == example.shown ?? example.text)
    #expect(Timestamp(at.dateAndTime) == at)
  }

  @Test(arguments: ["", "2026-02-29", "2026-03-01T24:00Z", "2026-03-01T12:00:00X", "1.3.2026"])
  func otherTextsAreNoTimestamps(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func addingRoundsUpSoThatNothingIsEarly() {
    let at = Timestamp(microseconds: 1)
    #expect(at.advanced(by: DaysAndTimeDuration(nanoseconds: 1)).microseconds == 2)
    #expect(at.advanced(by: DaysAndTimeDuration(nanoseconds: 1000)).microseconds == 2)
  }

  @Test func identifiersAreReadAsShown() {
    #expect(CaseID("c17") == CaseID(rawValue: 17))
    for text in ["17", "c", "c0", "c-1", "c017", "t17", "c17 ", "c99999999999999999999"] {
      #expect(CaseID(text) == nil, "\(text)")
    }
  }

  @Test func theChainFindsEveryChange() {
    let id = CaseID(rawValue: 1)
    var head = LogChain.start
    var log = [LogEntry]()
    for number: Int64 in 1...3 {
      let entry = LogChain.entry(
        after: head, caseID: id, sequence: number, at: Timestamp(microseconds: number),
        event: "e\(number)", from: ["a"], to: ["b"], content: [UInt8(number)])
      head = LogChain.link(of: entry)
      log.append(entry)
    }
    #expect(LogChain.faults(in: log, head: head).isEmpty)
    var erased = log
    erased[1].content = nil
    erased[1].salt = nil
    #expect(LogChain.faults(in: erased, head: head).isEmpty)
    var changed = log
    changed[1].content = [9]
    #expect(LogChain.faults(in: changed, head: head) == ["the content of entry 2 was changed"])
    var renamed = log
    renamed[0].event = "other"
    #expect(!LogChain.faults(in: renamed, head: head).isEmpty)
    #expect(!LogChain.faults(in: Array(log.dropLast()), head: head).isEmpty)
    #expect(!LogChain.faults(in: [log[0], log[2]], head: head).isEmpty)
  }
}

import Casework
import Diagnostics
import FEEL
import JSON
import Spreadsheets
import Testing

@testable import Connectors

/// Intake sheets: what they say, and what is told about mistakes.
@Suite struct IntakeSheetTests {
  static func read(_ csv: String) throws -> (IntakeSheet?, [String]) {
    let workbook = CSVReader.read(Array(csv.utf8), file: "intake.csv").workbook
    let sheet = try #require(workbook.sheets.first)
    let read = IntakeSheetReader.read(sheet)
    return (read.intake, read.diagnostics.map(\.text))
  }

  static let sheet = #"""
    Intake,Instagram,ig
    Kind,instagram
    Name,When,For each,Do,Key,Data,Note
    ,"kind = ""read""",,stop,,,nobody needs them
    ,isMessage,,start inquiries or send message.new,conversationKey,{ text: text },
    ,isMessage,attachments,start media,"mid + ""/"" + string(part)",{ url: each.url },
    ,messagesLast60s > 8,,send loop to inquiries,igsid,,
    """#

  private func commands(
    _ item: JSONValue, kind: String = "text",
    counts: SenderCounts = .init(lastMinute: 1, sameWords: 0, lastMonth: 1)
  ) throws -> [IntakeOrder] {
    let (intake, faults) = try Self.read(Self.sheet)
    #expect(faults == [])
    let now = Timestamp(microseconds: 1_772_366_400_000_000)
    return try #require(intake).orders(
      kind: kind, fields: item.objectValue ?? [], sentAt: now, isTimed: true, counts: counts,
      now: now.dateAndTime)
  }

  @Test func everyRowThatFitsIsDone() throws {
    let found = try commands([
      "isMessage": true, "conversationKey": "1-9", "text": "Hi 🙏", "mid": "m",
      "attachments": [["url": "a"], ["url": "b"]],
    ])
    #expect(
      found.map(\.action.text) == [
        "start inquiries or send message.new", "start media", "start media",
      ])
    #expect(found.map(\.key) == ["1-9", "m/1", "m/2"])
    #expect(found.map(\.data) == [["text": "Hi 🙏"], ["url": "a"], ["url": "b"]])
  }

  @Test func stopEndsTheRows() throws {
    #expect(try commands(["isMessage": true], kind: "read") == [])
  }

  @Test func countsAreVariables() throws {
    let found = try commands(
      ["isMessage": false, "igsid": "7"],
      counts: SenderCounts(lastMinute: 9, sameWords: 3, lastMonth: 9))
    #expect(found.map(\.action.text) == ["send loop to inquiries"])
    #expect(found.map(\.key) == ["7"])
  }

  @Test func aNullKeyIsAFault() throws {
    let fault = #expect(throws: IntakeFault.self) {
      try commands(["isMessage": true, "conversationKey": nil])
    }
    #expect(fault?.description.contains(".csv[") == true, "\(String(describing: fault))")
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var csv: String
    var told: String
    var testDescription: String { told }
  }

  @Test(arguments: [
    Mistake(
      csv: "Intake,A,a\nKind,instagrm\nName,When,Do\n,,start x",
      told:
        "intake.csv[B2]: error: INTAKE-003: there is no kind 'instagrm' (did you mean \"instagram\"?)"
    ),
    Mistake(
      csv: "Intake,A,a\nKind,json",
      told: "intake.csv[A1]: error: INTAKE-001: the intake has no header row"),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,Whn,Do\n,,start x",
      told: "intake.csv[B3]: error: INTAKE-002: the header is no column of an intake"),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,When,Do\n,,strat x",
      told:
        "intake.csv[C4]: error: INTAKE-004: 'strat x' is no action of an intake (did you mean \"start\"?)"
    ),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,When,Do\n,,send go to x",
      told:
        "intake.csv[C4]: error: INTAKE-006: an event goes to the case of a key, and the row has none"
    ),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,When,Do\n,payloda.x = 1,start x",
      told: "intake.csv[B4]: error: FEEL-011: 'payloda' is not known here"),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,When,Do\n,,stop\n,,start x",
      told: "intake.csv[C5]: warning: INTAKE-010: the row is never reached"),
    Mistake(
      csv: "Intake,A,a\nName,When,Do\n,,start x",
      told: "intake.csv[A1]: error: INTAKE-003: the intake does not say what sends to it"),
    Mistake(
      csv: "Intake,A,a\nKind,json\nName,When,Do\n,,start x,extra",
      told: "intake.csv[D4]: error: INTAKE-007: the cell belongs to nothing"),
  ]) func mistakesAreTold(_ mistake: Mistake) throws {
    let (_, told) = try Self.read(mistake.csv)
    #expect(told.contains { $0.hasPrefix(mistake.told) }, "\(told)")
  }
}

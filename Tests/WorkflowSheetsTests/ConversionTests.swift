import Diagnostics
import Foundation
import Spreadsheets
import Statechart
import TestSupport
import Testing

@testable import WorkflowSheets

/// From sheets to SCXML and back.
@Suite struct ConversionTests {
  /// Writes a statechart as a sheet, sends it through a file format and reads it again.
  static func throughSheet(
    _ document: StatechartDocument, as format: WorkbookFormat = .csv
  ) throws -> StatechartDocument {
    let (sheet, diagnostics) = WorkflowSheetWriter.sheet(of: document)
    #expect(diagnostics.map(\.text) == [])
    var written = try #require(sheet)
    if format != .csv { written.name = "Workflow" }
    let bytes = try WorkbookWriter.write(
      Workbook(file: "w.\(format.rawValue)", sheets: [written]), as: format)
    let workbook = WorkbookReader.read(bytes, file: "w.\(format.rawValue)").workbook
    let again = try #require(WorkflowSheetReader.workflows(in: workbook).first)
    let (read, faults) = WorkflowSheetReader.read(again, decisions: nil)
    #expect(faults.filter { $0.severity == .error }.map(\.text) == [])
    return try #require(read)
  }

  static func throughSCXML(_ document: StatechartDocument) throws -> StatechartDocument {
    let (read, diagnostics) = StatechartReader.read(
      text: StatechartWriter.scxml(document), file: "w.scxml")
    #expect(diagnostics.map(\.text) == [])
    return try #require(read)
  }

  /// The paths of the product's workflow sheets, below `workflows`.
  static let productSheets = Corpus.files(
    in: Corpus.package.appendingPathComponent("workflows"), extensions: ["csv"]
  ).map(\.path).filter { path in
    // Calendars and lists of what comes in lie beside them.
    (try? String(contentsOfFile: path, encoding: .utf8))?.hasPrefix("Workflow") == true
  }

  @Test func theProductHasSheets() { #expect(Self.productSheets.count > 10) }

  @Test(arguments: productSheets, WorkbookFormat.allCases)
  func sheetsOfTheProductGoRound(_ name: String, _ format: WorkbookFormat) throws {
    let text = try String(contentsOfFile: name, encoding: .utf8)
    let first = try #require(
      WorkflowSheetTests.read(text, decisions: WorkflowSheetTests.decisions).document)
    let scxml = try Self.throughSCXML(first)
    #expect(StatechartWriter.scxml(scxml) == StatechartWriter.scxml(first))
    let sheet = try Self.throughSheet(scxml, as: format)
    #expect(StatechartWriter.scxml(sheet) == StatechartWriter.scxml(first))
  }

  @Test func statechartOfTheProductGoesRound() throws {
    let file = Corpus.package.appendingPathComponent("workflows/spotify/sponsorship-requests.scxml")
    let first = try #require(
      StatechartReader.read(Array(try Data(contentsOf: file)), file: "s.scxml").document)
    let (sheet, diagnostics) = WorkflowSheetWriter.sheet(of: first)
    #expect(diagnostics.map(\.text) == [])
    let rows = try #require(sheet).rows.map { $0.map(\.text).joined(separator: "|") }
    #expect(rows.contains("Workflow|Sponsorship requests|sponsorship-requests"))
    #expect(rows.contains("Data|sensitiveTopics|list of string|[]"))
    #expect(
      rows.contains { $0.hasPrefix("|With brand safety|In review|brandSafety|initial|entry||") })
    #expect(rows.contains { $0.contains("|after 3 days as patience||") })
    #expect(try FlowEquality.difference(first, Self.throughSheet(first)) == nil)
  }

  @Test(arguments: WorkbookFormat.allCases) func randomSheetsGoRound(_ format: WorkbookFormat)
    throws
  {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededGenerator(seed: seed)
    for number in 0..<(format == .csv ? 150 : 15) {
      let text = RandomWorkflow.csv(&random)
      let (document, faults) = WorkflowSheetTests.read(text)
      let what = "seed \(seed), number \(number):\n\(text)"
      #expect(faults.filter { $0.severity == .error }.map(\.text) == [], "\(what)")
      let first = try #require(document)
      let scxml = try Self.throughSCXML(first)
      #expect(StatechartWriter.scxml(scxml) == StatechartWriter.scxml(first), "\(what)")
      let sheet = try Self.throughSheet(scxml, as: format)
      #expect(StatechartWriter.scxml(sheet) == StatechartWriter.scxml(first), "\(what)")
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var name: String
    var body: String
    var line: Int
    var says: String
    var testDescription: String { name }
  }

  static let task =
    #"<invoke id="t" type="task"><param name="title" expr="&quot;T&quot;"/>"#
    + #"<param name="candidates" expr="[&quot;r&quot;]"/></invoke>"#

  static let refusals = [
    Refusal(
      name: "foreach",
      body: "<state id=\"a\"><onentry>\n<foreach array=\"[1]\" item=\"x\"/>\n</onentry></state>",
      line: 3, says: "<foreach>"),
    Refusal(
      name: "donedata",
      body:
        "<state id=\"a\">\n<final id=\"b\"><donedata>\n<param name=\"x\" expr=\"1\"/></donedata></final></state>",
      line: 3, says: "<donedata>"),
    Refusal(
      name: "several targets",
      body: "<parallel id=\"p\"><state id=\"a\"/><state id=\"b\"/>\n"
        + "<transition event=\"e.f\" target=\"a b\"/></parallel>", line: 3, says: "several targets"),
    Refusal(
      name: "if with else",
      body: "<state id=\"a\"><onentry>\n<if cond=\"true\"><raise event=\"x\"/><else/>"
        + "<raise event=\"y\"/></if></onentry></state>", line: 3, says: "<if> with else"),
    Refusal(
      name: "delayed send",
      body: "<state id=\"a\"><onentry>\n<send event=\"e\" delay=\"1s\"/></onentry></state>",
      line: 3, says: "a send to anything but a connector"),
    Refusal(
      name: "word beside a task",
      body: "<state id=\"a\">\(task)\n<transition event=\"word\" target=\"a\"/></state>",
      line: 3, says: "an event of one word in a state with a task"),
    Refusal(
      name: "child session",
      body: "<state id=\"a\">\n<invoke id=\"i\" src=\"other.scxml\"/></state>", line: 3,
      says: "an invocation of another kind"),
    Refusal(
      name: "variable of a state",
      body: "<state id=\"a\"><datamodel>\n<data id=\"x\"/></datamodel></state>", line: 3,
      says: "variables of one state"),
    Refusal(
      name: "internal transition",
      body:
        "<state id=\"a\">\n<transition event=\"e.f\" target=\"b\" type=\"internal\"/><state id=\"b\"/></state>",
      line: 3, says: "type=\"internal\""),
  ]

  @Test(arguments: refusals) func saysWhatASheetCannot(_ refusal: Refusal) throws {
    let text = """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" name="w" version="1.0">
      \(refusal.body)
      </scxml>
      """
    let (document, faults) = StatechartReader.read(text: text, file: "w.scxml")
    #expect(faults.filter { $0.severity == .error }.map(\.text) == [])
    let (sheet, diagnostics) = WorkflowSheetWriter.sheet(of: try #require(document))
    #expect(sheet == nil)
    let first = try #require(diagnostics.first)
    #expect(first.code == DiagnosticCode(FlowCode.unsayable))
    #expect(first.headline.contains(refusal.says), "\(first.text)")
    #expect(first.origin.place.hasPrefix("w.scxml:\(refusal.line):"), "\(first.text)")
    #expect(first.mend != nil)
  }

  @Test func keepsWhatSCXMLHasNoPlaceFor() throws {
    let text = #"""
      Workflow,Leave requests,leave
      Note,who may go when
      Data,days,number,3,how many,Days asked for
      Data,why,string,same as null
      Name,State,Id,Kind,On,When,Do,Go to,Note
      ,Asked,,,entry,days > 2,"log ""long""",,only long ones
      ,,,,entry,,"task ""Look"" for boss with { d: days } as look",,who
      ,,,,after 2 days as patience,,,Refused,nobody looked
      ,Decided,,initial,,,,,a state to begin with
      ,,,,"""exit"", go",,,Refused,
      ,Refused,no,,final,,,,the end
      """#
    let (document, faults) = WorkflowSheetTests.read(text)
    #expect(faults.filter { $0.severity == .error }.map(\.text) == [])
    let first = try #require(document)
    #expect(first.note == "who may go when")
    #expect(first.initial.map(\.id) == ["decided"])
    #expect(first.data.first?.label == "Days asked for")
    #expect(first.states.map(\.note) == [nil, "a state to begin with", "the end"])
    #expect(first.states[0].onEntry.map(\.note) == ["only long ones"])
    #expect(first.states[0].invocations.map(\.id) == ["look", "patience"])
    #expect(first.states[0].invocations[0].note == "who")
    #expect(first.states[1].transitions[0].events == ["exit", "go"])
    let again = try Self.throughSheet(Self.throughSCXML(first))
    #expect(StatechartWriter.scxml(again) == StatechartWriter.scxml(first))
  }
}

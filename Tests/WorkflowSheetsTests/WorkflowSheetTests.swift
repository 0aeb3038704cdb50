import DMN
import DecisionSheets
import Diagnostics
import Foundation
import Spreadsheets
import Statechart
import TestSupport
import Testing

@testable import WorkflowSheets

@Suite struct WorkflowSheetTests {
  /// The decisions of the tables that stand beside the code.
  static let decisions: [DecisionInterface] = {
    let folder = Corpus.package.appendingPathComponent("tables")
    let models = Corpus.files(in: folder, extensions: ["csv"]).compactMap { url -> Definitions? in
      guard let data = try? Data(contentsOf: url) else { return nil }
      let workbook = CSVReader.read(Array(data), file: url.lastPathComponent).workbook
      return DecisionSheetReader.read(workbook).definitions
    }
    return DecisionInterface.all(in: models)
  }()

  static func read(
    _ csv: String, decisions: [DecisionInterface]? = nil, file: String = "w.csv"
  ) -> (document: StatechartDocument?, diagnostics: [Diagnostic]) {
    WorkflowSheetReader.read(workbook(csv, file: file), decisions: decisions)
  }

  static func workbook(_ csv: String, file: String = "w.csv") -> Sheet {
    CSVReader.read(Array(csv.utf8), file: file).workbook.sheets.first
      ?? Sheet(file: file, rows: [])
  }

  @Test(
    arguments: [
      "instagram/order-exceptions", "instagram/partner-onboarding", "spotify/playlist-requests",
    ])
  func readsTheWorkflowsOfTheProduct(_ name: String) throws {
    let file = Corpus.package.appendingPathComponent("workflows/\(name).csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    let (document, diagnostics) = Self.read(text, decisions: Self.decisions, file: "\(name).csv")
    #expect(diagnostics.map(\.text) == [])
    let known = try #require(document)
    #expect(name.hasSuffix("/" + (known.name ?? "?")))
    let (chart, faults) = CompiledStatechart.compile(known)
    #expect(faults.map(\.text) == [])
    #expect(chart != nil)
  }

  static let sheet = #"""
    Workflow,Order exceptions,order-exceptions
    Data,order,,,the order as received
    Data,answer,string,none
    Name,State,On,When,Do,Go to,Note
    ,Received,entry,,decide order_exception,
    ,,,"outcome = ""approve""",,Approved
    ,,,"outcome = ""review""",,In review
    ,,,,,Escalated,otherwise
    ,In review,entry,,"task ""Check the order"" for ""order desk"" due in 8 hours",
    ,,approve,,,Approved
    ,,"reject, withdraw","answer != ""none""",,Rejected
    ,,after 2 working days in Berlin,,,Escalated
    ,Escalated,entry,,"task ""Decide the order"" for operations not by ""Check the order""; notify operations",
    ,,approve,,,Approved
    ,,reject,,"set answer = ""no""; log ""refused""",Rejected
    ,,order.withdrawn,,raise noted,Rejected
    ,Approved,entry,,"send order.approved to ""order management"" with { id: order.id, why: answer }",
    ,,final
    ,Rejected,final
    """#

  static let orderException = DecisionInterface(
    name: "order_exception", label: "Order exception",
    inputs: [.init("order"), .init("customer")],
    outputs: [.init("outcome", type: "string", values: ["approve", "review", "escalate"])])

  static let findings = DecisionInterface(
    name: "findings", inputs: [], outputs: [.init("finding")], givesList: true)

  @Test func makesAStatechart() throws {
    let (document, diagnostics) = Self.read(Self.sheet, decisions: [Self.orderException])
    #expect(diagnostics.map(\.code) == [DiagnosticCode(FlowCode.unheardEvent)])
    let chart = try #require(document)
    #expect(chart.label == "Order exceptions")
    #expect(
      chart.states.map(\.id) == ["received", "inReview", "escalated", "approved", "rejected"])
    #expect(chart.data.map(\.id) == ["order", "answer", "customer", "outcome"])
    let review = try #require(chart.states.dropFirst().first)
    #expect(review.label == "In review")
    #expect(review.invocations.map(\.id) == ["checkTheOrder", "inReviewTimer"])
    #expect(
      review.transitions.map(\.events) == [
        ["done.invoke.checkTheOrder"], ["done.invoke.checkTheOrder"],
        ["done.invoke.inReviewTimer"],
      ])
    #expect(
      review.transitions.map { $0.condition?.text } == [
        "_event.data.outcome = \"approve\"",
        "(answer != \"none\") and _event.data.outcome in (\"reject\", \"withdraw\")", nil,
      ])
    func arguments(_ invocation: Statechart.Invocation?) -> [String] {
      (invocation?.parameters ?? []).map { parameter in
        guard case .expression(let text) = parameter.value else { return parameter.name }
        return "\(parameter.name) = \(text.text)"
      }
    }
    #expect(
      arguments(review.invocations.first) == [
        "title = \"Check the order\"", "candidates = [\"order desk\"]",
        "due = now() + duration(\"PT8H\")",
      ])
    #expect(
      arguments(review.invocations.last) == [
        "after = duration(\"P2D\")", "calendar = \"Berlin\"",
      ])
    let escalated = chart.states[2]
    #expect(arguments(escalated.invocations.first).last == "notBy = \"checkTheOrder\"")
    #expect(escalated.transitions.last?.events == ["order.withdrawn"])
    #expect(escalated.transitions[1].content.count == 2)
    let approved = chart.states[3]
    #expect(approved.kind == .final)
    guard case .send(let send)? = approved.onEntry.first?.content.first?.action else {
      Issue.record("no send")
      return
    }
    #expect(send.parameters.map(\.name) == ["id", "why"])
    #expect(send.target == .text("order management"))
  }

  /// What a `Do` cell says of a task, and the arguments that it becomes.
  @Test func tasksSayWhoWhenAndWhat() throws {
    let cell = """
      task "Check the order" for "order desk" or clerk assigned to = order.owner due in 8 working hours \
      in office
      follow up in 2 hours priority 2 escalate to manager after 4 hours, then director after \
      1 working day in "head office" asks amount "What we pay": number (> 0), reason: string (late, \
      not ours) optional, day: date with { total: order.total }
      """
    let row = ",Start,entry,,\"\(cell.replacing("\"", with: "\"\""))\",\n"
    let (document, faults) = Self.read(Self.head + row + ",,ok,,,End\n,End,final\n")
    #expect(faults.map(\.text) == [])
    let task = try #require(document?.states.first?.invocations.first)
    let arguments = task.parameters.map { parameter in
      guard case .expression(let text) = parameter.value else { return parameter.name }
      return "\(parameter.name) = \(text.text)"
    }
    #expect(
      arguments == [
        #"title = "Check the order""#, #"candidates = ["order desk", "clerk"]"#,
        "assignee = order.owner", #"due = "8 working hours in office""#,
        #"followUp = now() + duration("PT2H")"#, "priority = 2",
        #"escalation = [{ to: "manager", after: duration("PT4H") }, "#
          + #"{ to: "director", after: "1 working day in head office" }]"#,
        #"form = { amount: { type: "number", values: "> 0", label: "What we pay" }, "#
          + #"reason: { type: "string", values: "\"late\", \"not ours\"", optional: true }, day: "date" }"#,
        "data = { total: order.total }",
      ])
  }

  @Test func nestsStates() throws {
    let (document, diagnostics) = Self.read(
      """
      Workflow,Nested
      Name,State,Parent,Id,Kind,On,When,Do,Go to
      ,Open,,,parallel
      ,,,,,cancel,,,Done
      ,Legal,Open
      ,Waiting,Legal,w
      ,,,,,go,,,Checked
      ,Checked,Legal,,final
      ,Finance,Open,,,paid,,,Done
      ,Done,,,final
      """)
    #expect(diagnostics.map(\.text) == [])
    let open = try #require(document?.states.first)
    #expect(open.kind == .parallel)
    #expect(open.children.map(\.id) == ["legal", "finance"])
    #expect(open.children.first?.children.map(\.id) == ["w", "checked"])
    #expect(document?.states.map(\.id) == ["open", "done"])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var rows: String
    var expected: [String]
    var says: [String] = []
    var testDescription: String { name }
  }

  static let head = "Workflow,W,w\nName,State,On,When,Do,Go to,Note\n"

  static let faults = [
    Fault(
      name: "unknown state", rows: ",Start,go,,,Edn\n,End,final\n",
      expected: ["w.csv[F3] FLOW-006"],
      says: ["did you mean \"End\"?", "write End"]),
    Fault(
      name: "dead end", rows: ",Start,go,,,Stuck\n,Stuck,entry,,log \"x\"\n",
      expected: ["w.csv[B4] FLOW-008"], says: ["final"]),
    Fault(
      name: "unreachable", rows: ",Start,go,,,End\n,Lost,go,,,End\n,End,final\n",
      expected: ["w.csv[B4] FLOW-007"]),
    Fault(
      name: "row without anything", rows: ",Start,go,,,End\n,,,,log \"x\"\n,End,final\n",
      expected: ["w.csv[E4] FLOW-009"], says: ["write entry into On"]),
    Fault(
      name: "unknown action", rows: ",Start,entry,,notfy boss,\n,,go,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-010"], says: ["write notify ROLE"]),
    Fault(
      name: "unknown table", rows: ",Start,entry,,decide order_exeption,\n,,go,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-011"], says: ["did you mean \"order_exception\"?"]),
    Fault(
      name: "unhandled output",
      rows: ",Start,entry,,decide order_exception,\n,,,\"outcome = \"\"approve\"\"\",,End\n"
        + ",,,\"outcome in (\"\"review\"\")\",,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-012", "w.csv[E3] FLOW-012"], says: ["\"escalate\"", "no rule"]),
    Fault(
      name: "impossible output",
      rows: ",Start,entry,,decide order_exception as x,\n,,,\"x = \"\"aprove\"\"\",,End\n"
        + ",,,,,End\n,End,final\n",
      expected: ["w.csv[D4] FLOW-013"], says: ["write \"approve\"", "characters 5 to 12"]),
    Fault(
      name: "unsent answer",
      rows: ",Start,entry,,send a.b to crm,\n,,a.c.delivered,,,End\n,End,final\n",
      expected: ["w.csv[C4] FLOW-014"], says: ["write a.b.delivered"]),
    Fault(
      name: "after without a time", rows: ",Start,after 20,,,End\n,,go,,,End\n,End,final\n",
      expected: ["w.csv[C3] FLOW-015"]),
    Fault(
      name: "misspelt times",
      rows: ",Start,entry,,\"task \"\"Check\"\" for desk\"\n,,afer 5 days,,,End\n,,5 days,,,End\n"
        + ",,within 5 days,,,End\n,,ok,,,End\n,End,finl\n,,final\n",
      expected: [
        "w.csv[C4] FLOW-015", "w.csv[C5] FLOW-015", "w.csv[C6] FLOW-015", "w.csv[C8] FLOW-015",
      ],
      says: ["write after 5 days", "write final"]),
    Fault(
      name: "working time without a calendar",
      rows:
        ",Start,entry,,\"task \"\"Check\"\" for desk due in 8 working hours\"\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["8 working hours in CALENDAR"]),
    Fault(
      name: "task events that nothing sends",
      rows: ",Start,entry,,\"task \"\"Check\"\" for desk\"\n,,task.overdue,,,End\n"
        + ",,task.overdeu,,,End\n,,task.claimed,,,End\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[C4] FLOW-014", "w.csv[C5] FLOW-014"],
      says: ["a task with due in DURATION", "write task.overdue"]),
    Fault(
      name: "clause given twice",
      rows:
        ",Start,entry,,\"task \"\"Check\"\" for desk due in 2 days due in 3 days\"\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["priority N"]),
    Fault(
      name: "escalation without a time",
      rows:
        ",Start,entry,,\"task \"\"Check\"\" for desk escalate to boss\"\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["escalate to ROLE after DURATION"]),
    Fault(
      name: "weeks of working time",
      rows: ",Start,after 2 weeks in Berlin,,,End\n,,go,,,End\n,End,final\n",
      expected: ["w.csv[C3] FLOW-015"], says: ["2 working days in CALENDAR"]),
    Fault(
      name: "text behind a role",
      rows:
        ",Start,entry,,\"task \"\"Check\"\" for \"\"team lead\"\" du in 2 days\"\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["due in DURATION"]),
    Fault(
      name: "task in a transition",
      rows: ",Start,go,,\"task \"\"Check\"\" for desk\",End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-016"]),
    Fault(
      name: "final goes on", rows: ",Start,go,,,End\n,End,final\n,,go,,,Start\n",
      expected: ["w.csv[C5] FLOW-017"]),
    Fault(
      name: "unknown task",
      rows:
        ",Start,entry,,\"task \"\"Check\"\" for desk not by \"\"Chekc it\"\"\"\n,,ok,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-018"]),
    Fault(
      name: "event with blanks", rows: ",Start,give up,,,End\n,End,final\n",
      expected: ["w.csv[C3] FLOW-019"], says: ["write give.up"]),
    Fault(
      name: "incomplete action", rows: ",Start,entry,,send order to,\n,,go,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["send MESSAGE to CONNECTOR"]),
    Fault(
      name: "list without a place",
      rows: ",Start,entry,,decide findings,\n,,at.home,,,End\n,End,final\n",
      expected: ["w.csv[E3] FLOW-022"], says: ["decide findings as results"]),
    Fault(
      name: "shadowed row", rows: ",Start,go,,,End\n,,go,x = 1,,End\n,End,final\n",
      expected: ["w.csv[C4] FLOW-023"], says: ["w.csv[B3]"]),
    Fault(
      name: "two states of one name", rows: ",Start,go,,,End\n,End,final\n,Start,go,,,End\n",
      expected: ["w.csv[B5] FLOW-005", "w.csv[B5] FLOW-007"]),
    Fault(
      name: "row above the first state", rows: ",,go,,,End\n,End,final\n",
      expected: ["w.csv[C3] FLOW-004"]),
    Fault(
      name: "cell without a header", rows: ",Start,go,,,End,,,stray\n,End,final\n",
      expected: ["w.csv[I3] FLOW-025"]),
  ]

  @Test(arguments: faults) func namesTheCell(_ fault: Fault) {
    let (_, diagnostics) = Self.read(
      Self.head + fault.rows, decisions: [Self.orderException, Self.findings])
    #expect(diagnostics.map { "\($0.origin.place) \($0.code)" } == fault.expected)
    let text = diagnostics.map(\.text).joined(separator: "\n")
    for part in fault.says { #expect(text.contains(part), "\(text)") }
    for diagnostic in diagnostics { #expect(diagnostic.mend != nil, "\(diagnostic.text)") }
  }

  @Test func headersAreChecked() {
    func codes(_ text: String) -> [String] {
      Self.read(text).diagnostics.map { "\($0.origin.place) \($0.code)" }
    }
    #expect(codes("Table,T\n") == ["w.csv[A1] FLOW-001"])
    #expect(codes("Workflow,W,w\nData,a\n") == ["w.csv[C1] FLOW-002"])
    #expect(
      codes("Workflow,W,w\nName,State,On,Wen,Go to\n,A,final\n") == ["w.csv[D2] FLOW-003"])
    #expect(
      codes("Workflow,W,w\nDta,a\nName,State,Go to,On\n,A,,final\n") == ["w.csv[A2] FLOW-002"])
    #expect(
      codes("Workflow,W,w\nData,a\nData,a\nName,State,Go to,On\n,A,,final\n") == [
        "w.csv[B3] FLOW-021"
      ])
  }

  @Test func faultsInExpressionsNameTheirCharacters() throws {
    let (document, _) = Self.read(
      Self.head + ",Start,entry,,log \"x\"; set y = 1 +,\n,,go,,,End\n,End,final\n")
    let (_, diagnostics) = CompiledStatechart.compile(try #require(document))
    let fault = try #require(diagnostics.first { $0.severity == .error })
    #expect(fault.origin.place == "w.csv[E3]")
    #expect((fault.origin.span?.start ?? 0) >= 18)
  }

  @Test func everyBrokenSheetIsSurvived() {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "Workflow", "Name", "State", "On", "Go to", "Do", "Parent", "Kind", "entry", "final", "after",
      "task \"\"x\"\" for y", "decide", "send a to b with { a: 1 }", "A", "B", ",", "\n", ",", "\n",
      ";",
      "\"", "notify", "set x = ", "Data", "history", "parallel",
    ]
    for _ in 0..<2000 {
      let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      _ = Self.read("Workflow,W\nName,State,Parent,Kind,On,Do,Go to\n" + text)
    }
  }

  @Test(arguments: [("end", "Done"), ("final", "Done")])
  func anEventCalledLikeAKeywordIsToldAtItsCell(_ word: String, _ target: String) throws {
    func sheet(_ on: String) -> String {
      """
      Workflow,Call,call
      Name,State,On,Go to
      ,Talking,\(on),\(target)
      ,Done,final,
      """
    }
    let diagnostics = Self.read(sheet(word)).diagnostics
    #expect(diagnostics.map(\.origin.place) == ["w.csv[C3]"])
    #expect(
      diagnostics.first?.headline
        == "'\(word)' says that the workflow ends here, but this row goes to 'Done'")
    #expect(diagnostics.first?.mend?.hasSuffix("write \"\(word)\" in quotes") == true)
    // As the mend says.
    let (document, faults) = Self.read(sheet("\"\"\"\(word)\"\"\""))
    #expect(faults.map(\.text) == [])
    #expect(try #require(document).allStates.first?.transitions.first?.events == [word])
  }

  @Test func aRowThatCannotBeReadStillLeadsSomewhere() {
    let diagnostics = Self.read(
      """
      Workflow,Call,call
      Name,State,On,Go to
      ,Talking,after 20,Late
      ,Late,final,
      """
    ).diagnostics
    #expect(diagnostics.map(\.origin.place) == ["w.csv[C3]"])
  }
}

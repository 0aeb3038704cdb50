import Diagnostics
import Testing

@testable import WorkflowSheets

/// Slips of the finger in names, and names that are meant to differ.
@Suite struct FlowNameTests {
  @Test(arguments: [
    ("answr", "answer"), ("aprove", "approve"), ("team lead", "teamlead"),
    ("opreations", "operations"),
    ("Operations", "operations"), ("order managment", "order management"), ("calender", "calendar"),
  ]) func isASlip(_ name: String, _ other: String) {
    #expect(FlowSlip.isSlip(name, of: other))
    #expect(FlowSlip.isSlip(other, of: name))
  }

  @Test(arguments: [
    ("approve", "approved"), ("order", "orders"), ("site 1", "site 2"), ("lead", "leap"),
    ("brand lead", "brand team"), ("approve", "reject"), ("approve", "approve"), ("fee1", "fee12"),
  ]) func isMeantToDiffer(_ name: String, _ other: String) {
    #expect(!FlowSlip.isSlip(name, of: other))
  }

  @Test func connectorsOfAConfigurationAreKnown() {
    let rows = ",Start,entry,,send a.b to cmr,\n,,go,,send a.c to \"order desk\",End\n,End,final\n"
    let grid = WorkflowSheetTests.head + rows.replacing("\"order desk\"", with: "order")
    let workbook = WorkflowSheetTests.workbook(grid)
    func places(_ connectors: [String]?) -> [String] {
      WorkflowSheetReader.read(workbook, decisions: nil, connectors: connectors).diagnostics
        .map { "\($0.origin.place) \($0.code) \($0.mend ?? "")" }
    }
    #expect(places(["crm", "order"]) == ["w.csv[E3] FLOW-044 write crm"])
    #expect(
      places([]) == [
        "w.csv[E3] FLOW-044 add it to the configuration",
        "w.csv[E4] FLOW-044 add it to the configuration",
      ])
    #expect(places(nil) == [])
  }

  @Test func eventsOfTheEngineAreKnown() {
    let rows =
      ",Start,entry,,\"task \"\"Check it\"\" for desk\",\n,,done.invoke.chekIt,,,End\n,,ok,,,End\n"
      + ",,done.state.strat,,,End\n,End,final\n"
    let found = WorkflowSheetTests.read(WorkflowSheetTests.head + rows).diagnostics
    #expect(
      found.map { "\($0.code) \($0.mend ?? "")" } == [
        "FLOW-014 write done.invoke.checkIt", "FLOW-014 write done.state.start",
      ])
  }

  @Test func onlyOutcomesOfTheParentHandleATask() {
    let rows = """
      Workflow,W,w
      Name,State,Parent,On,Do,Go to
      ,Outer,,"done.invoke.*",,End
      ,Inner,Outer,entry,"task ""T"" for desk",
      ,,,go.on,,Other
      ,Other,,entry,"task ""T2"" for desk",
      ,,,go.on,,End
      ,End,,final
      """
    let found = WorkflowSheetTests.read(rows).diagnostics.filter { $0.severity > .note }
    #expect(found.map { "\($0.origin.place) \($0.code)" } == ["w.csv[E6] FLOW-042"])
  }

  @Test func computedOutputsTakeTheAllowedValues() {
    let table = DecisionInterface(
      name: "t", inputs: [], outputs: [.init("o", values: ["a", "b"])], mayGiveNothing: false)
    let rows = ",Start,entry,,decide t,\n,,,\"o = \"\"a\"\"\",,End\n,End,final\n"
    let found = WorkflowSheetTests.read(WorkflowSheetTests.head + rows, decisions: [table])
      .diagnostics
    #expect(found.map { "\($0.code)" } == ["FLOW-012"])
  }
}

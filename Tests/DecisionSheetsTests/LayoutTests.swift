import DMN
import Diagnostics
import Spreadsheets
import Testing

@testable import DecisionSheets

/// The layouts of a table, each of which becomes the same model.
@Suite struct LayoutTests {
  private func model(_ csv: String, file: String = "t.csv") -> (text: String, faults: [String]) {
    let (definitions, _, diagnostics) = ModelDescription.read(csv, file: file)
    return (
      definitions.decisions.map(ModelDescription.text).joined(separator: "\n\n"),
      diagnostics.filter { $0.severity != .note }.map(\.text)
    )
  }

  @Test func readsMarkerRows() {
    let (text, faults) = model(
      """
      Table,Order exception,order_exception
      Locale,en-US
      Hit policy,First
      Role,Input,Input,Input,Output,Output,Note,From,Until,Enabled
      Name,Problem,Order total,Customer,Outcome,Queue,Why,Valid from,Valid until,On
      Expression,order.problem,order.total,customer.tier,outcome,queue
      Type,string,number,string,string,string
      Values,,>= 0,,"approve, review, escalate"
      Default,,,,review,order desk
      1,address issue,<= 150,-,approve,-,small orders
      2,failed payment,<= 150,"gold, silver",review,payments desk,,2026-01-01,2026-12-31,no
      3,-,"> 1,000",-,escalate,operations
      """)
    #expect(faults == [])
    #expect(
      text == """
        order_exception F
        in order.problem: string
        in order.total: number {>= 0}
        in customer.tier: string
        out outcome: string {"approve", "review", "escalate"} default "review"
        out queue: string default "order desk"
        1: "address issue" | <= 150 | - => "approve" | null // small orders
        2: "failed payment" | <= 150 | "gold", "silver" => "review" | "payments desk" \
        from 2026-01-01 until 2026-12-31 disabled
        3: - | > 1000 | - => "escalate" | "operations"
        """)
  }

  private static let small = """
    rates U
    in tier: string
    in total: number
    out rate: number
    1: "gold" | >= 100 => 0.1
    2: "gold" | < 100 => 0.05
    """

  @Test func readsHeaderOnly() {
    let (text, faults) = model(
      "#,tier,total,rate\n1,gold,>= 100,10%\n2,gold,< 100,5%\n", file: "tables/rates.csv")
    #expect(faults == [])
    #expect(text == Self.small)
  }

  @Test func readsHeaderOnlyWithHitPolicyAndPrefixes() {
    let (text, faults) = model(
      "C+,in: tier,out: rate: number,Note,in: total\n1,gold,5,because,> 3\n,silver,3,,-\n")
    #expect(faults == [])
    #expect(
      text == """
        t C+
        in tier: string
        in total: number
        out rate: number
        1: "gold" | > 3 => 5 // because
        : "silver" | - => 3
        """)
  }

  @Test func reportsWhatItGuessed() {
    let (_, _, diagnostics) = ModelDescription.read("tier,rate,Why\ngold,5,x\n")
    #expect(diagnostics.map(\.severity) == [.note, .note])
    #expect(
      diagnostics.map(\.found) == [
        "tier: input, rate: output, Why: note", "tier: string, rate: number",
      ])
  }

  @Test func aDoubleLineDividesInputsFromOutputs() {
    var sheet = Sheet(
      file: "t.xlsx",
      rows: [
        [.text("tier"), .text("rate"), .text("queue"), .text("Why")],
        [.text("gold"), .number("5"), .text("desk"), .text("x")],
      ])
    sheet.layout.doubleLines = [CellReference(row: 0, column: 1)]
    let (definitions, _, diagnostics) = DecisionSheetReader.read(
      Workbook(file: "t.xlsx", sheets: [sheet]))
    #expect(diagnostics.first?.found == "tier: input, rate: output, queue: output, Why: note")
    #expect(definitions.decisions.first?.decisionTable?.outputs.count == 2)
  }

  @Test func codesThatBecameNumbersAreRefused() {
    var sheet = Sheet(
      file: "t.xlsx",
      rows: [
        [.text("Table"), .text("T"), .text("t")],
        [.text("Name"), .text("in: code: string"), .text("out: rate")],
        [.number("1"), .number("42"), .number("5")],
        [.number("2"), .number("1234567890123456"), .number("5")],
        [.number("3"), .number("7"), .number("5")],
      ])
    sheet.layout.details = [
      CellReference(row: 2, column: 1): CellDetail(format: "00000", shown: "00042")
    ]
    let (_, _, diagnostics) = DecisionSheetReader.read(Workbook(file: "t.xlsx", sheets: [sheet]))
    #expect(
      diagnostics.filter { $0.severity == .error }.map { "\($0.origin.place) \($0.code)" } == [
        "t.xlsx[B3] SHEET-043", "t.xlsx[B4] SHEET-043",
      ])
  }

  @Test func readsRulesAsColumns() {
    let (text, faults) = model(
      """
      Table,Rates,rates
      Orientation,rules as columns
      Input,tier,gold,gold
      Input,total,>= 100,< 100
      Output,rate,10%,5%
      """)
    #expect(faults == [])
    #expect(text == Self.small.replacing("1: ", with: ": ").replacing("2: ", with: ": "))
  }

  @Test func readsTheTurnedOrdinaryForm() {
    let (text, faults) = model(
      """
      Table,Rates,rates
      Orientation,rules as columns
      Role,Name,Type,1,2
      Input,tier,string,gold,gold
      Input,total,number,>= 100,< 100
      Output,rate,number,10%,5%
      """)
    #expect(faults == [])
    #expect(text == Self.small)
  }

  @Test func readsCrosstabs() {
    let expected = """
      rates U
      in tier: string
      in total: number
      out rate: number
      : "gold" | >= 100 => 0.1
      : "gold" | < 100 => 0.05
      : "silver" | >= 100 => 0.07
      : "silver" | < 100 => 0.02
      """
    let cells = "gold,10%,5%\nsilver,7%,2%\n"
    let named = model(
      "Table,Rates,rates\nOrientation,crosstab\nName,tier,total,rate\n,>= 100,< 100\n" + cells)
    #expect(named.faults == [])
    #expect(named.text == expected)
    let corner = model(
      "Table,Rates,rates\nOrientation,crosstab\ntier \\ total,>= 100,< 100\n" + cells)
    #expect(corner.text == expected.replacing("out rate:", with: "out rates:"))
  }

  @Test func readsSeveralTablesTypesAndTests() {
    let (definitions, tests, diagnostics) = ModelDescription.read(
      """
      Types
      tier,string,"gold, silver, none"
      Locale,de-DE

      Table,Points,points
      Role,Input,Output
      Name,Tier,Points
      Type,tier,number
      1,gold,"1,5"
      2,not gold,"0,5"

      Table,Rate,rate
      Role,Input,Output
      Name,points,rate
      1,> 1,"10 %"
      Tests,rate
      Name,Tier,rate
      ,gold,10%
      ,silver,no rule
      """)
    #expect(diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    #expect(definitions.decisions.map(\.name) == ["points", "rate"])
    #expect(definitions.itemDefinitions.map(\.name) == ["tier"])
    #expect(definitions.locale == "de-DE")
    let rate = definitions.decisions.last
    #expect(rate?.requirements.map(\.reference.id) == ["points"])
    #expect(definitions.inputData.map(\.name) == ["Tier"])
    #expect(tests.map(\.inputs) == tests.map(\.inputs).filter { $0.first?.name == "Tier" })
    #expect(tests.map(\.expected).last == .noRule)
    #expect(
      diagnostics.contains { $0.code == DiagnosticCode(SheetCode.link) && $0.severity == .note })
  }

  @Test func linksOutputsInOneWorkbook() {
    let (definitions, _, diagnostics) = ModelDescription.read(
      """
      Table,Score,score
      Role,Input,Output,Output
      Name,age,points,band
      1,> 10,5,high

      Table,Offer,offer
      Role,Input,Output
      Name,band,offer
      1,high,yes
      """)
    #expect(diagnostics.hasErrors == false)
    #expect(definitions.decisions.map(\.id).contains("output:band"))
    #expect(definitions.inputData.map(\.name) == ["age"])
  }

  @Test func listsGoOnInTests() {
    let (_, tests, diagnostics) = ModelDescription.read(
      """
      Table,Findings,findings
      Hit policy,Collect
      Role,Input,Output,Output
      Name,claims,violation,reviewer
      Type,list of string,string,string
      1,contains cures,HEALTH,legal

      Tests,findings
      Name,claims,violation,reviewer
      ,"cures, other",HEALTH,legal
      +,,LABEL,brand
      ,[],[],
      """)
    #expect(diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    #expect(tests.count == 2)
    if case .list(let items)? = tests.first?.expected { #expect(items.count == 2) }
    #expect(tests.last?.expected == .list([]))
    #expect(tests.first?.inputs.first?.value.text == "[\"cures\", \"other\"]")
  }
}

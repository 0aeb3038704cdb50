import DMN
import Diagnostics
import FEEL
import Foundation
import Spreadsheets
import TestSupport
import Testing

@testable import DecisionSheets

/// Models written as sheets are read as the same models.
@Suite struct WriterTests {
  private static func model(_ csv: String) throws -> RoundTrip {
    try RoundTrip([TableFile(path: "t.csv", bytes: Array(csv.utf8))])
  }

  /// The text of a CSV file that a model is written to.
  private static func csv(_ model: RoundTrip) throws -> String {
    String(decoding: try model.file(.sheet(.csv)).bytes, as: UTF8.self)
  }

  @Test func everyCellIsWrittenAsItWasTyped() throws {
    let text = """
      Table,Order exception,order_exception,,,,,,,
      Locale,en-US,,,,,,,,
      Zone,Europe/Berlin,,,,,,,,
      Hit policy,First,,,,,,,,
      Role,Input,Input,Input,Output,Output,From,Until,Enabled,Note
      Name,Problem,Order total,Customer,Outcome,Queue,From,Until,Enabled,Why
      Expression,order.problem,order.total,customer.tier,outcome,queue,,,,
      Type,string,number,string,string,string,,,,
      Values,,at least 0,,"approve, review, escalate",,,,,
      Default,,,,review,order desk,,,,
      1,address issue,"≤ 1,500",-,approve,-,,,yes,small orders
      2,failed payment,100 to 200,"not gold, silver",review,payments desk,2026-01-01,2026-12-31,no,
      ,,2K,same as order.problem,escalate,"gold; silver",,,yes,
      ,,,,,,,,,
      Tests,order_exception,,,,,,,,
      Name,Problem,Order total,Customer,Outcome,Queue,,,,
      ,address issue,100,null,approve,null,,,,
      ,,2K,,escalate,,,,,

      """
    #expect(try Self.csv(Self.model(text)) == text)
  }

  @Test func layoutsAreKept() throws {
    let turned = """
      Table,Rates,rates,,
      Orientation,rules as columns,,,
      Hit policy,Unique,,,
      Role,Name,Type,1,2
      Input,tier,string,gold,gold
      Input,total,number,>= 100,< 100
      Output,rate,number,10%,5%

      """
    let crosstab = """
      Table,Rates,rates,
      Orientation,crosstab,,
      Hit policy,Unique,,
      Name,tier,total,rate
      Type,string,number,number
      ,>= 100,< 100,
      gold,10%,5%,
      silver,7%,2%,

      """
    for text in [turned, crosstab] { #expect(try Self.csv(Self.model(text)) == text) }
  }

  @Test func formulasAndTypesAreSheets() throws {
    let text = """
      Decision,Net price,net,
      Type,number,,
      Expression,order.total / 1.19,,
      ,,,
      Table,carrier,,
      Hit policy,Unique,,
      Role,Input,Input,Output
      Name,net,tier,carrier
      Type,number,tTier,string
      1,< 100,gold,post
      2,>= 100,-,express
      ,,,
      Types,Name,Type,Values
      ,tOrder.total,number,>= 0
      ,tOrder.lines,list of context,
      ,tOrder.lines.article,string,
      ,tTier,string,"gold, silver"
      ,tTiers,list of tTier,
      ,,,
      Tests,carrier,,
      Name,order,tier,carrier
      ,{ total: 119 },silver,express

      """
    let model = try Self.model(text)
    #expect(try Self.csv(model) == text)
    #expect(model.definitions.decisions.map(\.name) == ["net", "carrier"])
    #expect(model.definitions.decisions.last?.requirements.first?.reference.id == "net")
    #expect(model.definitions.itemDefinitions.map(\.name) == ["tOrder", "tTier", "tTiers"])
  }

  private static let sources: [String] = {
    let tables = Corpus.files(
      in: Corpus.package.appendingPathComponent("tables"), extensions: ["csv", "dmn"]
    ).map(\.path).filter { !$0.contains(".tests.") }
    let useCases = ["feel", "analyst"].flatMap { form in
      UseCaseTests.names.map { UseCaseTests.folder.path + "/\(form)/\($0)" }
    }
    return tables + useCases
  }()

  private static func files(_ path: String) throws -> [TableFile] {
    func file(_ path: String) throws -> TableFile {
      TableFile(path: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    }
    let stem = String(path.prefix { $0 != "." })
    let tests = stem + ".tests.csv"
    return try [file(path)] + (FileManager.default.fileExists(atPath: tests) ? [file(tests)] : [])
  }

  @Test(arguments: sources) func everyTableIsTheSameInEveryFormat(_ path: String) throws {
    let files = try Self.files(path)
    let model = try RoundTrip(files)
    let passed = try TestRun.run(TableFolder.load(files), now: Self.now())
    #expect(passed.tests.count == model.tests.count && passed.failed == 0)
    for format in RoundTrip.Format.all {
      let file = try model.file(format)
      let read = try RoundTrip([file])
      #expect(model.differences(read) == [], "\(format)")
      let report = try TestRun.run(TableFolder.load([file]), now: Self.now())
      #expect(report.passed == passed.passed && report.failed == 0, "\(format)")
    }
  }

  private static func now() throws -> DateAndTime {
    try #require(DateAndTime("2026-03-01T12:00:00Z"))
  }

  @Test func theGridWinsOverTheDetails() throws {
    let dmn = try RoundTrip(Self.files(Corpus.packagePath("tables/spotify/sponsorship.dmn")))
    let text = try Self.csv(dmn)
    #expect(text.contains("sponsorship / input explicit,id,,c1"))
    let edited = text.replacing("Name,Explicit,", with: "Name,Is explicit,")
    let read = try Self.model(edited)
    let input = read.definitions.decisions.last?.decisionTable?.inputs.first
    #expect(input?.label == "Is explicit" && input?.id == "c1")
  }

  @Test func whatASheetCannotHoldIsTold() throws {
    let origin = Origin(file: "m.dmn", anchor: .line(7, column: 3))
    var model = Definitions(name: "m", namespace: "urn:m", origin: origin)
    model.decisions = [
      Decision(
        variable: InformationItem("both", at: origin),
        expression: BoxedExpression(.list([]), origin: origin), origin: origin)
    ]
    model.businessKnowledgeModels = [
      BusinessKnowledgeModel(
        variable: InformationItem("f", at: origin), encapsulatedLogic: nil, origin: origin)
    ]
    let written = DecisionSheetWriter.write(model, tests: [], as: .csv, file: "m.csv")
    #expect(
      written.diagnostics.map(\.text) == [
        """
        m.dmn:7:3: error: SHEET-090: a sheet has no form for the decision 'both', which is a list of \
        expressions
          expected  decision tables, formulas and types
          mend      write it as one FEEL formula, or keep the model in DMN XML
        """,
        """
        m.dmn:7:3: error: SHEET-090: a sheet has no form for the function 'f'
          expected  decision tables, formulas and types
          mend      write its formula into the decisions that call it, or keep the model in DMN XML
        """,
      ])
  }
}

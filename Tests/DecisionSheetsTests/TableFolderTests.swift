import DMN
import Diagnostics
import FEEL
import Foundation
import JSON
import TestSupport
import Testing
import XML

@testable import DecisionSheets

/// Tables loaded together, compiled, and their tests run.
@Suite struct TableFolderTests {
  static let now: DateAndTime? = Value(text: "2026-03-01T12:00:00Z", as: .dateTime).dateTime

  private func load(_ files: [String: String], options: TableOptions = TableOptions())
    -> LoadedTables
  {
    TableFolder.load(
      files.sorted { $0.key < $1.key }.map { TableFile(path: $0.key, bytes: Array($0.value.utf8)) },
      options: options)
  }

  @Test(arguments: ["feel", "analyst"]) func theVectorsOfTheUseCasesPass(_ form: String) throws {
    let folder = UseCaseTests.folder.appendingPathComponent(form).path
    let tables = TableFolder.load([folder])
    #expect(tables.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    #expect(tables.tests.count == 63)
    let report = TestRun.run(tables, now: try #require(Self.now))
    for test in report.tests where !test.isPassed {
      Issue.record(
        "\(test.at): expected \(test.expected.feelText), got \(test.got.feelText), \(test.reasons)")
    }
    #expect(report.passed == 63)
  }

  @Test func theProductsOwnTablesPass() throws {
    let tables = TableFolder.load([Corpus.package.appendingPathComponent("tables").path])
    #expect(tables.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    let report = TestRun.run(tables, now: try #require(Self.now))
    for test in report.tests where !test.isPassed {
      Issue.record(
        "\(test.at): expected \(test.expected.feelText), got \(test.got.feelText), \(test.reasons)")
    }
    #expect(report.tests.count > 30)
    for name in ["order_exception", "sponsorship", "playlist", "partner"] {
      #expect(tables.model.decision(named: name)?.version?.hasPrefix("sha256:") == true)
    }
  }

  static let rates = """
    Table,Rates,rates
    Role,Input,Input,Output
    Name,Tier,Order total,Rate
    Expression,customer.tier,order.total,rate
    1,gold,[100..200,10%
    2,silver,> limti,5%
    3,none,-,1%
    """

  @Test func feelFaultsNameCellHeaderAndCharacters() {
    let tables = load(["rates.csv": Self.rates])
    let faults = tables.diagnostics.filter { $0.severity == .error }
    #expect(faults.map(\.origin.place) == ["rates.csv[C5]", "rates.csv[C6]"])
    #expect(
      faults.first?.notes.first?.text == "column C holds the input 'Order total' (number)")
    #expect(faults.first?.notes.first?.origin?.place == "rates.csv[C3]")
    #expect(tables.faultyFiles == ["rates.csv"])
  }

  @Test func findsDecisionsByNameAndLabel() {
    let tables = load([
      "a.csv": "Table,Order exception,order_exception\nRole,Input,Output\nName,x,y\n1,a,5\n"
    ])
    #expect(tables.model.decision(named: "order_exception") != nil)
    #expect(tables.model.decision(named: "Order exception") != nil)
    #expect(tables.model.nearestName(to: "order_exeption") != nil)
  }

  @Test func twoTablesOfOneNameAreToldAtBothPlaces() {
    func faults(_ second: String) -> [String] {
      let body = "Role,Input,Output\nName,x,y\n1,a,5\n"
      let tables = load([
        "a.csv": "Table,Alpha,one\n" + body, "b.csv": "Table,\(second)\n" + body,
      ])
      return tables.faultyFiles.sorted()
    }
    #expect(faults("Beta,one") == ["a.csv", "b.csv"])
    #expect(faults("Alpha,two") == ["a.csv", "b.csv"])
    #expect(faults("one,two") == ["a.csv", "b.csv"])
    #expect(faults("Beta,two") == [])
    let table = "Table,A,a\nRole,Input,Output\nName,x,y\n1,a,5\n"
    #expect(load(["t/a.csv": table, "./t/a.csv": table]).faultyFiles == [])
  }

  @Test func linksTablesOfSeveralFiles() throws {
    let tables = load([
      "points.csv":
        "Table,Points,points\nRole,Input,Output\nName,age,points\n1,> 10,5\n2,<= 10,1\n",
      "offer.csv":
        "Table,Offer,offer\nRole,Input,Output\nName,points,offer\n1,> 3,yes\n2,<= 3,no\n",
      "offer.tests.csv": "Tests,offer\nName,age,points,offer\n,20,,yes\n,5,,no\n,5,7,yes\n",
    ])
    #expect(tables.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    #expect(tables.diagnostics.map(\.code).contains(DiagnosticCode(SheetCode.link)))
    let report = TestRun.run(tables, now: try #require(Self.now))
    #expect(report.tests.map(\.isPassed) == [true, true, true])
    #expect(report.unreached == [])
  }

  @Test func reportsWhatFailsAndWhatIsNotReached() throws {
    let tables = load([
      "t.csv": """
      Table,T,t
      Role,Input,Output,Output
      Name,tier,rate,note
      1,gold,5,a
      2,silver,3,b
      x,none,1,c

      Tests,t
      Name,tier,rate,note
      ,gold,5,
      ,silver,4,b
      ,copper,no rule,
      """
    ])
    let report = TestRun.run(tables, now: try #require(Self.now))
    #expect(report.tests.map(\.isPassed) == [true, false, true])
    let failed = report.tests[1]
    #expect(failed.at == "t.csv[A11]")
    #expect(failed.expected.feelText == "{rate: 4, note: \"b\"}")
    #expect(failed.got.feelText == "{rate: 3, note: \"b\"}")
    #expect(failed.rules.map(\.at) == ["t.csv[A5]"])
    #expect(report.unreached.map(\.at) == ["t.csv[A6]"])
    #expect(report.json["passed"] == .number("2"))
    #expect(report.junit.contains("<testsuite name=\"t\" tests=\"3\" failures=\"1\" errors=\"0\">"))
    #expect(report.junit.contains("expected {&quot;rate&quot;:4"))
    #expect(report.junit.contains("decided by  rule 2 at t.csv[A5]"))
    #expect(report.junit.contains("no test reaches rule 3 at t.csv[A6]"))
    #expect(XMLDocument.parse(Array(report.junit.utf8), file: "junit.xml").root != nil)
    #expect(report.unreached.map(\.id) == ["x"])
  }

  @Test func effectiveDaysAndDisabledRules() throws {
    let tables = load([
      "t.csv": """
      Table,T,t
      Hit policy,First
      Role,Input,Output,From,Until,Enabled
      Name,tier,rate,From,Until,Enabled
      1,gold,1,,2026-02-28,
      2,gold,2,,,no
      3,gold,3,2026-03-01,2026-03-01,
      4,gold,4,,,
      """
    ])
    #expect(tables.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    let decision = try #require(tables.model.decision(named: "t"))
    func rate(_ now: String) -> String {
      guard let now = Value(text: now, as: .dateTime).dateTime else { return "?" }
      let inputs = ContextValue([.init("tier", .string("gold"))])
      return decision.evaluate(inputs, DecisionOptions(now: now)).value.feelText
    }
    #expect(rate("2026-02-28T12:00:00Z") == "1")
    #expect(rate("2026-03-01T23:00:00Z") == "3")
    #expect(rate("2026-03-02T00:00:00Z") == "4")
  }

  @Test func typesOfABlockAreUsed() throws {
    let tables = load([
      "t.csv": """
      Types
      tier,string,"gold, silver"
      order.total,number,
      order.placed,date,

      Table,T,t
      Role,Input,Input,Input,Output
      Name,Tier,Total,Tags,rate
      Expression,customer.tier,order.total,tags,rate
      Type,tier,number,list of tier,number
      1,gold,> 5,contains gold,1
      2,sliver,-,not empty,2
      """
    ])
    let grave = tables.diagnostics.filter { $0.severity != .note }
    #expect(grave.map(\.origin.place) == ["t.csv[B12]"])
    let decision = try #require(tables.model.decision(named: "t"))
    #expect(decision.inputs.map(\.name) == ["customer", "order", "tags"])
    #expect(decision.inputType.description.contains("placed: date"))
  }

  @Test func testsBesideADMNFile() throws {
    let dmn = """
      <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
        <itemDefinition name="tTags" isCollection="true"><typeRef>string</typeRef></itemDefinition>
        <inputData id="i" name="tags"><variable name="tags" typeRef="tTags"/></inputData>
        <decision id="d" name="grade"><variable name="grade"/>
          <informationRequirement><requiredInput href="#i"/></informationRequirement>
          <decisionTable hitPolicy="UNIQUE">
            <input><inputExpression typeRef="tTags"><text>tags</text></inputExpression></input>
            <output typeRef="string"/>
            <rule><inputEntry><text>count(?) = 0</text></inputEntry>
              <outputEntry><text>"none"</text></outputEntry></rule>
            <rule><inputEntry><text>list contains(?, "a")</text></inputEntry>
              <outputEntry><text>"some"</text></outputEntry></rule>
          </decisionTable>
        </decision>
      </definitions>
      """
    let tables = load([
      "g.dmn": dmn,
      "grade.tests.csv": "Tests,grade\nName,tags,grade\n,[],none\n,a,some\n,\"a, b\",some\n",
    ])
    #expect(tables.diagnostics.filter { $0.severity != .note }.map(\.text) == [])
    let report = TestRun.run(tables, now: try #require(Self.now))
    #expect(report.tests.map(\.isPassed) == [true, true, true])
  }

  @Test func passesOverLockAndTemporaryFiles() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["a.csv", "~$a.csv", ".~lock.a.csv#", ".hidden.csv", "b.tmp", "notes.txt"] {
      try Data("Table,A,a\nRole,Input,Output\nName,x,y\n1,a,5\n".utf8)
        .write(to: folder.appendingPathComponent(name))
    }
    let (files, diagnostics) = TableFiles.read([folder.path])
    #expect(files.map(\.path) == [folder.path + "/a.csv"])
    #expect(diagnostics.isEmpty)
    let missing = TableFiles.read([folder.path + "/nowhere", folder.path + "/notes.txt"])
    #expect(
      missing.diagnostics.map(\.code)
        == Array(repeating: DiagnosticCode(SheetCode.unreadable), count: 2))
  }
}

extension Value {
  fileprivate var dateTime: DateAndTime? {
    if case .dateTime(let value) = self { value } else { nil }
  }
}

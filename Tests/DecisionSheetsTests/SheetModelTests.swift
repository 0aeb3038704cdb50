import DMN
import Diagnostics
import FEEL
import Spreadsheets
import Testing

@testable import DecisionSheets

/// What a sheet says beyond single cells: allowed values of lists, links in cells, its namespace.
@Suite struct SheetModelTests {
  private func load(_ files: [String: String]) -> LoadedTables {
    TableFolder.load(
      files.sorted { $0.key < $1.key }.map { TableFile(path: $0.key, bytes: Array($0.value.utf8)) })
  }

  private struct Problem: Error {
    var input: String
  }

  private func decide(
    _ tables: LoadedTables, _ name: String, _ input: String
  ) throws -> DecisionResult {
    let now = try #require(DateAndTime("2026-03-01T12:00:00Z"))
    let value = FEELCompiler(scope: Scope())
      .expression(input, at: Origin(file: "input")).compiled?.constant
    guard case .context(let context)? = value else {
      throw Problem(input: input)
    }
    let decision = try #require(tables.model.decision(named: name))
    return decision.evaluate(context, DecisionOptions(now: now))
  }

  // MARK: - Allowed values of lists

  private static let topics = """
    Table,Topic check,check
    Hit policy,First
    Role,Input,Input,Output
    Name,Topics,Ages,Labels
    Expression,topics,ages,labels
    Type,list of string,list of number,list of string
    Values,"war, sports, news",>= 0,"safe, review"
    1,contains war,-,"[""review""]"
    2,-,-,"[""safe""]"
    """

  @Test func valuesOfAListColumnAreThoseOfItsItems() throws {
    let tables = load(["t.csv": Self.topics])
    #expect(tables.diagnostics.filter { $0.severity > .note }.map(\.text) == [])
    let table = try #require(tables.definitions.first?.decisions.first?.decisionTable)
    #expect(
      table.inputs.map(\.allowedValues?.text) == [
        "every value in ? satisfies value in (\"war\", \"sports\", \"news\")",
        "every value in ? satisfies value in (>= 0)",
      ])
    #expect(table.inputs.map(\.allowedValues?.typed) == ["war, sports, news", ">= 0"])
    let good = try decide(tables, "check", "{ topics: [\"war\", \"news\"], ages: [1] }")
    #expect(good.value.feelText == "[\"review\"]" && good.errors.isEmpty)
    let empty = try decide(tables, "check", "{ topics: [], ages: [] }")
    #expect(empty.value.feelText == "[\"safe\"]" && empty.errors.isEmpty)
    let bad = try decide(tables, "check", "{ topics: [\"war\", \"wether\"], ages: [1] }")
    #expect(bad.errors.map(\.code) == [.init(DMNCode.valueNotAllowed)])
    let negative = try decide(tables, "check", "{ topics: [], ages: [3, -1] }")
    #expect(negative.errors.map(\.code) == [.init(DMNCode.valueNotAllowed)])
  }

  @Test func valuesOfAListColumnStandInEveryFormat() throws {
    let model = try RoundTrip([TableFile(path: "t.csv", bytes: Array(Self.topics.utf8))])
    for format in RoundTrip.Format.all {
      #expect(model.differences(try model.through(format)) == [], "\(format)")
    }
    let csv = String(decoding: try model.file(.sheet(.csv)).bytes, as: UTF8.self)
    #expect(csv.contains("Values,\"war, sports, news\",>= 0,\"safe, review\""))
  }

  @Test(arguments: [
    ("every value in ? satisfies value in (\"a\", \"b\")", "\"a\", \"b\""),
    ("every value in ? satisfies value in (\"a)\")", "\"a)\""),
    ("every value in ? satisfies value in ([1..2])", "[1..2]"),
    ("every value in ? satisfies value in (1) and (2)", nil),
    ("\"a\", \"b\"", nil),
  ])
  func itemsAreFoundInTests(_ tests: String, _ items: String?) {
    #expect(ListValues.items(ofTests: tests) == items)
  }

  // MARK: - Links

  private static let linked = """
    Decision,Base rate,base rate
    Type,number
    Expression,1 + 1

    Table,Limits,limits
    Role,Input,Output
    Name,tier,limit
    gold,gold,100
    rest,not gold,10

    Table,Fees,fees
    Hit policy,First
    Role,Input,Output
    Name,total,fee
    Type,number,number
    1,same as limits,base rate
    2,-,total * base rate
    """

  @Test func aDecisionThatACellNamesIsALink() throws {
    let tables = load(["t.csv": Self.linked])
    #expect(tables.diagnostics.filter { $0.severity > .note }.map(\.text) == [])
    let links = tables.diagnostics.filter { $0.code == DiagnosticCode(SheetCode.link) }
    #expect(
      links.map(\.headline) == [
        "'limits' in a cell is the result of the table 'Limits'",
        "'base rate' in a cell is the result of the decision 'Base rate'",
      ])
    #expect(links.map(\.origin.place) == ["t.csv[B16]", "t.csv[C16]"])
    #expect(try decide(tables, "fees", "{ total: 100, tier: \"gold\" }").value.feelText == "2")
    #expect(try decide(tables, "fees", "{ total: 5, tier: \"gold\" }").value.feelText == "10")
  }

  @Test func aCellMayNameATableOfAnotherFile() throws {
    let tables = load([
      "a.csv": "First,in: tier,out: rate\n1,gold,3\n2,-,1\n",
      "b.csv": "First,in: total:number,out: fee:number\n1,> 0,total * a\n2,-,0\n",
    ])
    #expect(tables.diagnostics.filter { $0.severity == .error }.map(\.text) == [])
    #expect(try decide(tables, "b", "{ total: 5, tier: \"gold\" }").value.feelText == "15")
  }

  @Test func wordsInQuotesAreNoLinks() {
    let tables = load([
      "gold.csv": "First,in: tier,out: rate\n1,x,3\n",
      "b.csv": "First,in: kind,out: fee\n1,\"gold, silver\",5\n",
    ])
    #expect(tables.diagnostics.filter { $0.code == DiagnosticCode(SheetCode.link) }.isEmpty)
  }

  // MARK: - Namespaces

  @Test(arguments: [
    ("tables/a.csv", "urn:docket:tables:tables/a.csv"),
    ("Größe 1#2.csv", "urn:docket:tables:Gr%C3%B6%C3%9Fe%201%232.csv"),
    ("100%.xlsx", "urn:docket:tables:100%25.xlsx"),
    ("a?b[c]\u{1}.csv", "urn:docket:tables:a%3Fb%5Bc%5D%01.csv"),
  ])
  func theNamespaceOfASheetIsAURI(_ file: String, _ namespace: String) {
    #expect(FileNamespace.of(file) == namespace)
    #expect(FileNamespace.file(of: namespace) == file)
  }

  @Test func aFileWithAnOddNameIsTheSameModel() throws {
    let text = "First,in: tier,out: rate\n1,gold,3\n"
    let model = try RoundTrip([TableFile(path: "Größe 1#2.csv", bytes: Array(text.utf8))])
    #expect(model.definitions.namespace.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    for format in RoundTrip.Format.all {
      #expect(model.differences(try model.through(format)) == [], "\(format)")
    }
  }

  // MARK: - Letters

  @Test func lettersThatAreComposedInAnotherWayAreOther() throws {
    let composed = "caf\u{E9}"
    let apart = "cafe\u{301}"
    let tables = load([
      "t.csv": "First,in: place,out: rate\n1,\(composed),1\n2,\(apart),2\n3,\(composed),3\n"
    ])
    let rules = try #require(tables.definitions.first?.decisions.first?.decisionTable?.rules)
    let texts = rules.map { Array($0.inputEntries[0].text.utf8) }
    #expect(texts[0] == Array("\"\(composed)\"".utf8))
    #expect(texts[1] == Array("\"\(apart)\"".utf8))
    #expect(texts[2] == texts[0])
    #expect(try decide(tables, "t", "{ place: \"\(apart)\" }").value.feelText == "2")
  }

  @Test func anAllowedValueThatOnlyLooksTheSameIsTold() {
    let tables = load([
      "t.csv": """
      Table,T,t
      Hit policy,First
      Role,Input,Output
      Name,place,rate
      Values,"caf\u{E9}, bar",
      1,cafe\u{301},1
      2,bar,2
      """
    ])
    let errors = tables.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.origin.place) == ["t.csv[B6]"])
    #expect(errors.first?.headline.contains("composed in another way") == true)
    #expect(errors.first?.mend == "copy the allowed value into the cell")
  }
}

import Diagnostics
import Testing

@testable import DecisionSheets

/// What is wrong with a sheet, and where.
@Suite struct FaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var csv: String
    /// Each diagnostic above a note as `PLACE CODE`.
    var expected: [String]
    var says: [String] = []
    var testDescription: String { name }
  }

  static let head = "Table,T,t\nRole,Input,Output\nName,tier,rate\n"

  static let faults = [
    Fault(
      name: "stray rows", csv: head + "1,gold,5\n\n2,silver,3\n3,none,1\n",
      expected: ["t.csv[A6] SHEET-001"],
      says: ["rows 6–7 belong to no table", "delete the empty row 5, or begin with Table"]),
    Fault(
      name: "misspelt tests", csv: head + "1,gold,5\nTets,t\nName,tier,rate\n,gold,5\n",
      expected: ["t.csv[A5] SHEET-001"], says: ["rows 5–7", "mend      begin with Tests"]),
    Fault(
      name: "misspelt keyword",
      csv: "Table,T,t\nRole,Input,Output\nName,a,b\nTpye,string,number\n1,x,5\n",
      expected: ["t.csv[A4] SHEET-002"], says: ["write Type"]),
    Fault(
      name: "default below rules", csv: head + "1,gold,5\nDefault,,3\n",
      expected: ["t.csv[A5] SHEET-003"], says: ["move the row up"]),
    Fault(
      name: "no names", csv: "Table,T,t\nRole,Input,Output\n1,gold,5\n",
      expected: ["t.csv[C1] SHEET-004"], says: ["Name"]),
    Fault(
      name: "unknown hit policy", csv: "Table,T,t\nHit policy,Frist\nName,a,b\n1,x,5\n",
      expected: ["t.csv[B2] SHEET-005"], says: ["write First"]),
    Fault(
      name: "unknown role", csv: "Table,T,t\nRole,Inptu,Output\nName,a,b\n1,,5\n",
      expected: ["t.csv[B2] SHEET-006"], says: ["write Input", "the column is 'a'"]),
    Fault(
      name: "no role", csv: "Table,T,t\nRole,Input,,Output\nName,a,b,c\n1,x,,5\n",
      expected: ["t.csv[C3] SHEET-007"]),
    Fault(
      name: "too many cells", csv: head + "1,gold,silver,5\n",
      expected: ["t.csv[D4] SHEET-009"], says: ["quotes"]),
    Fault(
      name: "allowed values joined", csv: head + "Values,\"DE, AT, CH\",\n1,AT / CH,5\n2,DE/AT,6\n",
      expected: ["t.csv[B5] SHEET-057", "t.csv[B6] SHEET-057"],
      says: ["write AT, CH", "write DE, AT", "its parts are"]),
    Fault(
      name: "name used twice", csv: "Table,T,t\nRole,Input,Input,Output\nName,a,a,b\n1,x,y,5\n",
      expected: ["t.csv[C3] SHEET-010"], says: ["t.csv[B3]"]),
    Fault(
      name: "two tables of one name", csv: head + "1,gold,5\n\n" + head + "1,gold,5\n",
      expected: ["t.csv[C6] SHEET-010"]),
    Fault(
      name: "no output", csv: "Table,T,t\nRole,Input\nName,a\n1,x\n",
      expected: ["t.csv[C1] SHEET-011"]),
    Fault(name: "no rules", csv: head, expected: ["t.csv[C1] SHEET-012"]),
    Fault(
      name: "unknown orientation", csv: "Table,T,t\nOrientation,upside down\nName,a,b\n1,x,5\n",
      expected: ["t.csv[B2] SHEET-014"]),
    Fault(
      name: "unknown type",
      csv: "Table,T,t\nRole,Input,Output\nName,a,b\nType,sting,number\n1,x,5\n",
      expected: ["t.csv[B4] SHEET-015"], says: ["did you mean \"string\"?"]),
    Fault(
      name: "unknown locale", csv: "Locale,de_\nLocale,xx-YY\n" + head + "1,x,5\n",
      expected: ["t.csv[B2] SHEET-016"]),
    Fault(
      name: "unknown zone", csv: "Zone,berlin\n" + head + "1,x,5\n",
      expected: ["t.csv[B1] SHEET-017"], says: ["Europe/Berlin"]),
    Fault(
      name: "name with brackets", csv: "Table,T,t\nRole,Input,Output\nName,Price (EUR),b\n1,5,5\n",
      expected: ["t.csv[B3] SHEET-020"], says: ["priceEur"]),
    Fault(
      name: "all faults at once",
      csv: """
        Table,T,t
        Role,Input,Input,Output
        Name,tier,total,rate
        Values,"gold, silver",,
        1,golld,"1,5",5
        2,Gold,2-1,
        3,silver,> x,5
        """,
      expected: [
        "t.csv[B5] SHEET-036", "t.csv[C5] SHEET-030", "t.csv[B6] SHEET-036", "t.csv[C6] SHEET-049",
        "t.csv[D6] SHEET-037", "t.csv[C7] SHEET-031",
      ],
      says: ["column B holds the input 'tier' (string), see t.csv[B3]"]),
    Fault(
      name: "mixed column", csv: head + "1,gold,5\n2,> 5,3\n", expected: ["t.csv[B4] SHEET-031"],
      says: ["because '> 5' is compared"]),
    Fault(
      name: "default in an input",
      csv: "Table,T,t\nRole,Input,Output\nName,a,b\nDefault,x,5\n1,x,5\n",
      expected: ["t.csv[B4] SHEET-050"]),
    Fault(
      name: "no day", csv: "Table,T,t\nRole,Input,Output,From\nName,a,b,From\n1,x,5,soon\n",
      expected: ["t.csv[D4] SHEET-051"]),
    Fault(
      name: "days the wrong way round",
      csv: "Table,T,t\nRole,Input,Output,From,Until\nName,a,b,From,Until\n"
        + "1,x,5,2026-03-02,2026-03-01\n2,y,5,2026-03-02,2026-03-02\n",
      expected: ["t.csv[E4] SHEET-053"], says: ["a day from 2026-03-02 on", "t.csv[D4]"]),
    Fault(
      name: "an id used twice", csv: head + "1,gold,5\n2,silver,3\n1,none,1\n,a,1\n,b,1\n",
      expected: ["t.csv[A6] SHEET-054"], says: ["t.csv[A4]"]),
    Fault(
      name: "tests of an unknown table",
      csv: head + "1,gold,5\n\nTests,tt\nName,tier,rate\n,gold,5\n",
      expected: ["t.csv[B6] SHEET-060"], says: ["write t"]),
    Fault(
      name: "tests of an unknown column",
      csv: head + "1,gold,5\n\nTests,t\nName,teir,rate\n,gold,5\n",
      expected: ["t.csv[B7] SHEET-061"], says: ["did you mean \"tier\"?"]),
    Fault(
      name: "tests of a computed input",
      csv: "Table,T,t\nRole,Input,Output\nName,Message,rate\nExpression,lower case(text),rate\n"
        + "1,hi,5\n\nTests,t\nName,Message,text,rate\n,hi,Hi,5\n",
      expected: ["t.csv[B8] SHEET-061"], says: ["write text"]),
    Fault(
      name: "a continued list without a test",
      csv: head + "1,gold,5\n\nTests,t\nName,tier,rate\n+,,5\n",
      expected: ["t.csv[A8] SHEET-062"]),
    Fault(
      name: "a test without a result", csv: head + "1,gold,5\n\nTests,t\nName,tier,rate\n,gold,\n",
      expected: ["t.csv[C8] SHEET-063"]),
    Fault(
      name: "misspelt table", csv: "Tabel,Rates,rates\nRole,Input,Output\nName,a,b\n1,x,5\n",
      expected: ["t.csv[A1] SHEET-002"], says: ["write Table"]),
    Fault(
      name: "misspelt hit policy in the corner", csv: "Frist,in: a,out: r\n1,x,5\n",
      expected: ["t.csv[A1] SHEET-005"], says: ["write First"]),
    Fault(
      name: "unmarked column beside marked ones", csv: "in: a,b,out: r\nx,y,5\n",
      expected: ["t.csv[B1] SHEET-013"], says: ["write in: b"]),
    Fault(
      name: "two candidates for a link",
      csv: """
        Table,A,a
        Role,Input,Output
        Name,x,score
        1,> 1,5

        Table,B,b
        Role,Input,Output
        Name,x,score
        1,> 1,5

        Table,C,c
        Role,Input,Output
        Name,score,result
        1,> 1,5
        """,
      expected: ["t.csv[B13] SHEET-070"], says: ["t.csv[C1]", "t.csv[C6]"]),
    Fault(
      name: "a title without a table", csv: "Our prices\n\nprices of all kinds\n",
      expected: ["t.csv[A1] SHEET-004", "t.csv[A3] SHEET-001"]),
    Fault(
      name: "a title above a table", csv: "Our prices,,\n\ntier,rate\ngold,5\n\nsilver,3\n",
      expected: ["t.csv[A6] SHEET-001"]),
    Fault(
      name: "rules in columns", csv: "Question,Rule 1,Rule 2\ntier,gold,silver\nrate,5,3\n",
      expected: ["t.csv[B1] SHEET-014"], says: ["Orientation with rules as columns"]),
    Fault(
      name: "alternatives joined by or",
      csv: "First,in: tier,out: rate\n1,\"\"\"gold\"\" or \"\"silver\"\"\",5\n2,tin or iron,3\n",
      expected: ["t.csv[B2] SHEET-057", "t.csv[B3] SHEET-057"],
      says: ["write \"gold\", \"silver\"", "write tin, iron"]),
    Fault(
      name: "words for any value",
      csv: "First,in: tier,in: age,out: rate\n1,gold,> 5,5\n2,anything else,all,3\n",
      expected: ["t.csv[B3] SHEET-058", "t.csv[C3] SHEET-058"], says: ["write -"]),
    Fault(
      name: "a rule for all the rest in a Unique table",
      csv: "#,in: tier,in: age,out: rate\n1,gold,> 5,5\n2,-,,3\n",
      expected: ["t.csv[A3] SHEET-059"], says: ["First"]),
  ]

  @Test(arguments: faults) func namesTheCell(_ fault: Fault) {
    let (_, _, diagnostics) = ModelDescription.read(fault.csv)
    let grave = diagnostics.filter { $0.severity != .note }
    #expect(grave.map { "\($0.origin.place) \($0.code)" } == fault.expected)
    let text = grave.map(\.text).joined(separator: "\n")
    for part in fault.says { #expect(text.contains(part), "\(text)") }
    for diagnostic in grave { #expect(diagnostic.mend != nil, "\(diagnostic.text)") }
  }

  @Test func everyBrokenSheetIsSurvived() {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "Table", "Role", "Name", "Type", "Values", "Default", "Tests", "Types", "Orientation",
      "crosstab", "rules as columns", "Input", "Output", "gold", "> 1", "[1..", "\"", "not(", ",",
      "\n",
      ",", "\n", ",", "-", "1,5", "+", "Locale", "de-DE", "€", "not ", "..", "1-", "same as", "=",
      "%",
    ]
    for _ in 0..<3000 {
      let text = (0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      _ = ModelDescription.read(text)
    }
  }
}

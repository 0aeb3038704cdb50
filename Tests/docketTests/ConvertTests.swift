import Foundation
import TestSupport
import Testing

/// `convert` and `new table`, as a user runs them.
@Suite struct ConvertTests {
  private static let formats = ["csv", "xlsx", "ods", "fods", "xml", "dmn"]

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      "rates.csv",
      """
      Table,Rates,rates
      Role,Input,Output
      Name,tier,rate
      Values,"gold, silver"
      1,gold,10%
      2,silver,5%

      Table,Offer,offer
      Role,Input,Output
      Name,rates,offer
      1,> 0.07,yes
      2,-,no
      """)
    try folder.write("rates.tests.csv", "Tests,rates\nName,tier,rate\n,gold,0.1\n")
    return folder
  }

  @Test(arguments: formats) func convertsThereAndBack(_ format: String) throws {
    let folder = try folder()
    let program = Program(folder: folder)
    let there = try program.run(["convert", "rates.csv", "out.\(format)"])
    #expect(there.messages == "")
    #expect(there.code == 0)
    #expect(there.output.hasSuffix("with 2 tables, 4 rules and 1 test\n"))
    let back = try program.run(["convert", "out.\(format)", "back.csv"])
    #expect(back.code == 0, "\(back.messages)")
    _ = try program.run(["convert", "rates.csv", "direct.csv"])
    #expect(try folder.read("back.csv") == folder.read("direct.csv"))
    #expect(try program.run(["test", "back.csv"]).output.contains("1 passed, 0 failed"))
  }

  @Test func takesOneTableWithWhatItNeeds() throws {
    let folder = try folder()
    let program = Program(folder: folder)
    let one = try program.run(["convert", "rates.csv", "one.csv", "--table", "Rates"])
    #expect(one.output == "one.csv: a CSV file with 1 table, 2 rules and 1 test\n")
    let chain = try program.run(["convert", "rates.csv", "chain.csv", "--table", "offer"])
    #expect(chain.output == "chain.csv: a CSV file with 2 tables, 4 rules and 1 test\n")
    let unknown = try program.run(["convert", "rates.csv", "x.csv", "--table", "offfer"])
    #expect(unknown.code == 2)
    #expect(unknown.messages.contains("did you mean \"offer\"?"))
  }

  @Test func whatOtherProgramsHaveNoPlaceForIsTold() throws {
    let folder = try folder()
    let program = Program(folder: folder)
    let written = try program.run(["convert", "rates.csv", "rates.otdt", "--table", "rates"])
    #expect(written.code == 0)
    #expect(written.messages.contains("warning: OTDT-008:"))
    let back = try program.run(["convert", "rates.otdt", "back.csv"])
    // The tests beside the file belong to it, whatever it is.
    #expect(back.output == "back.csv: a CSV file with 1 table, 2 rules and 1 test\n")
    let two = try program.run(["convert", "rates.csv", "two.otdt"])
    #expect(two.code == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path("two.otdt")))
  }

  @Test func leavesFilesAlone() throws {
    let folder = try folder()
    let program = Program(folder: folder)
    try folder.write("there.xlsx", "mine")
    let refused = try program.run(["convert", "rates.csv", "there.xlsx"])
    #expect(refused.code == 2)
    #expect(refused.messages.contains("--force"))
    #expect(try folder.read("there.xlsx") == "mine")
    #expect(try program.run(["convert", "rates.csv", "there.xlsx", "--force"]).code == 0)

    try folder.write("faulty.csv", "Table,A,a\nRole,Input,Output\nName,x,y\n1,[1..2,3\n")
    let faulty = try program.run(["convert", "faulty.csv", "new.xlsx"])
    #expect(faulty.code == 1)
    #expect(faulty.messages.contains("faulty.csv[B4]: error:"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("new.xlsx")))
  }

  @Test func tellsWhatASheetCannotHold() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "model.dmn",
      """
      <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
        <decision name="both"><variable name="both"/>
          <context><contextEntry><variable name="a"/>
            <literalExpression><text>1</text></literalExpression></contextEntry></context>
        </decision>
      </definitions>
      """)
    let outcome = try Program(folder: folder).run(["convert", "model.dmn", "model.csv"])
    #expect(outcome.code == 1)
    #expect(outcome.messages.contains("model.dmn:3:5: error: SHEET-090:"), "\(outcome.messages)")
    #expect(outcome.messages.contains("nothing was written"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("model.csv")))
  }

  @Test func tellsWhatAnOpenTextTableCannotHold() throws {
    let folder = try TemporaryFolder()
    let head = "Table,Rates,rates\nRole,Input,Output,Note\nName,tier,rate,Why\n"
    try folder.write("some.csv", head + "Type,string,number\n1,gold,5,a good customer\n")
    let program = Program(folder: folder)
    let outcome = try program.run(["convert", "some.csv", "some.otdt"])
    #expect(outcome.code == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("warning: OTDT-008: the remarks cannot be kept"))
    let decided = try program.run(
      ["decide", "rates", "--tables", "some.otdt", "--input", "{\"tier\": \"gold\"}"])
    #expect(decided.output == "5\n", "\(decided)")

    try folder.write("none.csv", head + "Type,string,number\n1,\"not a, b\",5,\n")
    let refused = try program.run(["convert", "none.csv", "none.otdt"])
    #expect(refused.code == 1)
    #expect(refused.messages.contains("none.csv[B5]: error: OTDT-009:"), "\(refused.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.otdt")))
  }

  @Test func aWorkflowBesideTablesIsNotLost() throws {
    let folder = try folder()
    try folder.write(
      "both.csv",
      folder.read("rates.csv") + "\n\nWorkflow,Go,go\nName,State,On,Go to\n,One,final,\n")
    let outcome = try Program(folder: folder).run(["convert", "both.csv", "both.xlsx"])
    #expect(outcome.code == 1)
    #expect(outcome.messages.contains("both.csv holds a workflow beside its tables"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("both.xlsx")))
  }

  @Test(arguments: ["new.xlsx", "new.svg", "new.scxml"]) func missingFilesAreTold(
    _ target: String
  ) throws {
    let folder = try folder()
    let program = Program(folder: folder)
    let missing = try program.run(["convert", "missing.csv", target])
    #expect(missing.code == 2)
    #expect(missing.messages.contains("there is no file missing.csv"))
    try folder.write("tables/a.csv", folder.read("rates.csv"))
    let whole = try program.run(["convert", "tables", target])
    #expect(whole.code == 2)
    #expect(whole.messages.contains("tables is a folder"))
  }

  @Test func unknownExtensionsAreToldApart() throws {
    let folder = try folder()
    let outcome = try Program(folder: folder).run(["convert", "rates.csv", "rates.pdf"])
    #expect(outcome.code == 64)
    #expect(outcome.messages.contains(".csv, .xlsx, .ods"))
  }

  @Test(arguments: formats) func newTablesPassAtOnce(_ format: String) throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    let made = try program.run(["new", "table", "Shipping costs", "--format", format])
    #expect(made.code == 0, "\(made.messages)")
    let path = "tables/shipping-costs.\(format)"
    #expect(made.output.hasPrefix("wrote \(path)\n"))
    let check = try program.run(["check", path])
    #expect(check.output == "0 errors, 0 warnings\n")
    let test = try program.run(["test", path])
    #expect(test.output == "4 passed, 0 failed\n")
    let again = try program.run(["new", "table", "Shipping costs", "--format", format])
    #expect(again.code == 2)
    #expect(again.messages.contains("is there already"))
  }

  @Test func newTablesGoWhereTheNameSays() throws {
    let folder = try TemporaryFolder()
    let program = Program(folder: folder)
    #expect(try program.run(["new", "table", "rules/fraud.xlsx"]).code == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path("rules/fraud.xlsx")))
    #expect(try program.run(["new", "table", "42"]).code == 64)
  }
}

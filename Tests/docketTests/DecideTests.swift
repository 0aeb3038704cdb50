import Foundation
import JSON
import TestSupport
import Testing

/// `decide`, `check` and `test` on the project's own tables and on faulty ones.
@Suite struct DecideTests {
  private let program = Program(in: Corpus.package.path)

  @Test func decidesAboutOneInput() throws {
    let outcome = try program.run([
      "decide", "playlist", "--input", "{\"regionAllowed\": false}",
    ])
    #expect(outcome.code == 0)
    #expect(try JSONValue.parse(outcome.output)["outcome"] == "reject")
  }

  @Test func explainsByCell() throws {
    let outcome = try program.run([
      "decide", "tables/spotify/playlist.csv", "--input", "{\"regionAllowed\": false}", "--explain",
    ])
    let story = try JSONValue.parse(outcome.output)
    #expect(story["decision"] == "playlist")
    #expect(story["matched"]?.arrayValue?.first?["at"] == "tables/spotify/playlist.csv[A2]")
    #expect(story["table"]?["version"]?.stringValue?.hasPrefix("sha256:") == true)
  }

  @Test func decidesAboutAStreamInOrder() throws {
    let lines = (0..<1000).map { number in
      number == 500 ? "{oops" : "{\"regionAllowed\": \(number % 2 == 0)}"
    }
    let outcome = try program.run(
      ["decide", "playlist", "--jsonl", "-"], input: lines.joined(separator: "\n"))
    let answers = outcome.output.split(separator: "\n")
    #expect(outcome.code == 1)
    #expect(answers.count == 1000)
    let bad = try JSONValue.parse(String(answers[500]))["error"]
    #expect(bad?["line"] == 501)
    #expect(bad?["code"] == "JSON-001")
    #expect(try JSONValue.parse(String(answers[999]))["outcome"] == "reject")
  }

  @Test func answersALineBeforeTheNextIsThere() throws {
    let process = Process()
    process.executableURL = Program.path
    process.arguments = ["decide", "playlist", "--jsonl", "-"]
    process.currentDirectoryURL = Corpus.package
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    for _ in 0..<2 {
      try input.fileHandleForWriting.write(contentsOf: Data("{\"regionAllowed\": false}\n".utf8))
      let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(try JSONValue.parse(answer)["outcome"] == "reject")
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func namesTheNearestDecisionAndInput() throws {
    let table = try program.run(["decide", "playlst", "--input", "{}"])
    #expect(table.code == 2)
    #expect(table.messages.contains("did you mean \"playlist\"?"))
    let input = try program.run(["decide", "playlist", "--input", "{\"regionAlowed\": true}"])
    #expect(input.code == 1)
    #expect(input.messages.contains("did you mean \"regionAllowed\"?"))
    let other = try program.run(["decide", "playlist", "--input", "{\"weather\": true}"])
    #expect(other.code == 1)
    #expect(other.messages.contains("takes no input \"weather\""))
  }

  /// Callers often give a whole record: what the table does not ask for is passed over, and told.
  @Test func passesOverFurtherInputs() throws {
    let inputs = "{\"regionAllowed\": false, \"weather\": true}"
    let outcome = try program.run(["decide", "playlist", "--input", inputs])
    #expect(outcome.code == 0)
    #expect(outcome.messages.contains("takes no input \"weather\""))
    let strict = try program.run(["decide", "playlist", "--input", inputs, "--strict"])
    #expect(strict.code == 1)
  }

  @Test func keepsTheReasonsInTheStory() throws {
    let outcome = try program.run([
      "decide", "playlist", "--input", "{\"usage\": \"event\"}", "--explain",
    ])
    let reasons = try JSONValue.parse(outcome.output)["reasons"]?.arrayValue ?? []
    #expect(reasons.contains { $0["message"]?.stringValue?.contains("regionAllowed") == true })
  }

  @Test func namesTheFileThatIsNotThere() throws {
    let outcome = try program.run(["decide", "elsewhere/playlst.csv", "--input", "{}"])
    #expect(outcome.code == 2)
    #expect(
      outcome.messages.hasPrefix("docket: there is no file elsewhere/playlst.csv (did you mean"))
    #expect(outcome.messages.contains("/playlist.csv\"?)"))
    let bare = try program.run(["decide", "playlist.csv", "--input", "{}"])
    #expect(bare.messages.contains("/playlist.csv\"?)"))
    let folder = try program.run(["decide", "tables", "--input", "{}"])
    #expect(folder.code == 2)
  }

  @Test func answersBlankLinesInTheirPlace() throws {
    let line = "{\"regionAllowed\": false}"
    let outcome = try program.run(
      ["decide", "playlist", "--jsonl", "-"], input: "\n\(line)\n \n\n\(line)\n\n\n")
    let answers = try outcome.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(outcome.code == 1)
    #expect(answers.count == 5)
    #expect(answers.map { $0["error"]?["line"]?.intValue } == [1, nil, 3, 4, nil])
    let sound = try program.run(["decide", "playlist", "--jsonl", "-"], input: "\(line)\n\n")
    #expect(sound.code == 0)
  }

  @Test func tellsLineAndColumnOfBadJSON() throws {
    let outcome = try program.run(["decide", "playlist", "--input", "{\"a\": 1,\n \"b\" 2}"])
    #expect(outcome.code == 1)
    #expect(outcome.messages.contains("--input:2:6"))
  }

  @Test func checksAndTestsTheProjectsTables() throws {
    let check = try program.run(["check", "tables", "workflows", "--format", "json"])
    #expect(check.code == 0)
    #expect(try JSONValue.parse(check.output)["errors"] == 0)
    let test = try program.run(["test", "tables", "--json"])
    #expect(test.code == 0)
    #expect(try JSONValue.parse(test.output)["failed"] == 0)
    #expect((try JSONValue.parse(test.output)["passed"]?.intValue ?? 0) > 20)
  }

  @Test func reportsEveryFaultWithItsCell() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "price.csv",
      """
      Table,Price | price
      Role,Input,Output
      Name,Age,Price
      Expression,age,price
      Type,number,number
      1,[18..65,10
      2,"1,5",20
      """)
    let outcome = try Program(folder: folder).run(["check", "price.csv", "--format", "json"])
    let report = try JSONValue.parse(outcome.output)
    #expect(outcome.code == 1)
    let cells = (report["diagnostics"]?.arrayValue ?? []).compactMap { $0["cell"]?.stringValue }
    #expect(cells.contains("B6"))
    #expect(cells.contains("B7"))
  }

  @Test func writesSARIFAndJUnit() throws {
    let sarif = try program.run(["check", "tables", "--format", "sarif"])
    #expect(try JSONValue.parse(sarif.output)["version"] == "2.1.0")
    let folder = try TemporaryFolder()
    try folder.write("faulty.csv", "First,in: a,out: b\n1,> 5,\n")
    let faulty = try Program(folder: folder).run(["check", "faulty.csv", "--format", "sarif"])
    let result = try JSONValue.parse(faulty.output)["runs"]?.arrayValue?.first?["results"]
    let location = result?.arrayValue?.first?["locations"]?.arrayValue?.first
    #expect(location?["physicalLocation"]?["region"]?["startLine"] == 2)
    #expect(location?["logicalLocations"]?.arrayValue?.first?["name"] == "C2")
    let file = folder.path("junit.xml")
    #expect(try program.run(["test", "tables", "--junit", file]).code == 0)
    let junit = try String(contentsOfFile: file, encoding: .utf8)
    #expect(junit.contains("<testsuite name=\"playlist\""))
  }

  @Test func failedTestsAreATable() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "loan.csv",
      """
      Table,Loan,loan
      Hit policy,First
      Role,Input,Input,Output,Output
      Name,Score,Region,Outcome,Days
      Expression,applicant.score,region,outcome,days
      1,>= 700,-,approve,1
      2,500-699,EU,review,5
      3,-,US,reject,1

      Tests,loan
      Name,Score,Region,Outcome,Days
      ,720,EU,approve,1
      ,600,EU,approve,5
      ,50,EU,reject,1

      """)
    let outcome = try Program(folder: folder).run(["test", "loan.csv"])
    #expect(outcome.code == 1)
    #expect(
      outcome.output == """
        loan: failed: 2 of 3 tests
          test           applicant.score  region  expected                       got                decided by
          loan.csv[A13]  600              "EU"    outcome: "approve"             outcome: "review"  rule 2 at loan.csv[A7]
          loan.csv[A14]  50               "EU"    {"outcome":"reject","days":1}  null               no rule
        no test reaches
          loan.csv[A8]  rule 3 of loan
        1 passed, 2 failed, 1 rule without a test

        """)
  }

  @Test func saysWhenAPathIsNotThere() throws {
    let outcome = try program.run(["check", "nowhere"])
    #expect(outcome.code == 2)
    #expect(outcome.messages == "docket: there is no file or folder nowhere\n")
  }
}

import Foundation
import TestSupport
import Testing

/// `docket check` over tables and workflows together.
@Suite struct CheckTests {
  private let folder: TemporaryFolder
  private let program: Program

  init() throws {
    folder = try TemporaryFolder()
    program = Program(folder: folder)
    for name in ["tables", "workflows"] { folder.copy(Corpus.packagePath(name), to: name) }
  }

  /// Puts one text in the place of another in a table.
  private func change(_ table: String, _ old: String, _ new: String) throws {
    let path = folder.path("tables/\(table)")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(old))
    try text.replacing(old, with: new, maxReplacements: 1)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func mistypedOutputIsToldOnce() throws {
    try change("instagram/order-exceptions.csv", ",cancel,0,", ",cancle,0,")
    let outcome = try program.run(["check", "tables", "workflows"])
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("order-exceptions.csv[G9]: error: SHEET-036"))
    // The workflow that waits for "cancel" is not to blame.
    #expect(outcome.output.contains("1 error, 0 warnings"), "\(outcome.output)")
  }

  @Test func aStatechartCanBeCheckedAlone() throws {
    try "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><final id='end'/></scxml>"
      .write(toFile: folder.path("alone.scxml"), atomically: true, encoding: .utf8)
    let outcome = try program.run(["check", "alone.scxml"])
    #expect(outcome.code == 0)
    #expect(outcome.output == "0 errors, 0 warnings\n")
  }

  /// The picture in the README is what the program says today (scripts/pictures draws it).
  @Test func readmePictureIsTrue() throws {
    try change("instagram/order-exceptions.csv", ">= 0.9,-,auto_correct", "[0.9..1,-,auto_correct")
    try change("instagram/order-exceptions.csv", ",cancel,0,", ",cancle,0,")
    let outcome = try program.run(["check", "tables", "workflows"])
    let picture = try String(
      contentsOfFile: Corpus.packagePath("docs/pictures/check.svg"), encoding: .utf8)
    let lines = picture.split(separator: "\n").filter { $0.hasPrefix("<text") }.map { line in
      line.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&")
    }
    #expect(lines.dropFirst().joined(separator: "\n") + "\n" == outcome.output)
  }
}

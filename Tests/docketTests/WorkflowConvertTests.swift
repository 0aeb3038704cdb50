import Foundation
import TestSupport
import Testing

/// `docket convert` of workflows, as people run it.
@Suite struct WorkflowConvertTests {
  @Test func sheetsBecomeStatechartsAndBack() throws {
    let folder = try TemporaryFolder()
    let source = Corpus.packagePath("workflows/instagram/order-exceptions.csv")
    let tables = ["--tables", Corpus.packagePath("tables")]
    for (from, to) in [
      (source, "w.scxml"), (folder.path("w.scxml"), "w.xlsx"), (folder.path("w.xlsx"), "x.scxml"),
    ] {
      let result = try Program(folder: folder).run(["convert", from, folder.path(to)] + tables)
      #expect(result.code == 0, "\(result.messages)")
    }
    #expect(try folder.read("w.scxml") == folder.read("x.scxml"))
    let refused = try Program(folder: folder).run(
      ["convert", source, folder.path("w.scxml")] + tables)
    #expect(refused.code != 0)
    let picture = try Program(folder: folder).run(
      ["convert", source, folder.path("w.dot")] + tables)
    #expect(picture.code == 0, "\(picture.messages)")
    #expect(try folder.read("w.dot").contains("<B>Escalated</B>"))
    let links = try Program(folder: folder).run(
      ["convert", Corpus.packagePath("tables/spotify/sponsorship.dmn"), folder.path("t.dot")])
    #expect(links.code == 0, "\(links.messages)")
    #expect(try folder.read("t.dot").contains(" -> "))
  }

  @Test func whatASheetCannotSayIsTold() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "w.scxml",
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="w">
        <state id="a"><onentry>
          <send event="e" delay="2d"/>
        </onentry></state>
      </scxml>
      """)
    let result = try Program(folder: folder).run([
      "convert", folder.path("w.scxml"), folder.path("w.csv"),
    ])
    #expect(result.code == 1)
    #expect(result.messages.contains("w.scxml:3:"), "\(result.messages)")
    #expect(result.messages.contains("FLOW-040"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("w.csv")))
  }
}

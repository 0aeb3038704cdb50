import DMN
import Diagnostics
import Foundation
import TestSupport
import Testing

/// A model that is written and read again is the model it was.
struct RoundTripTests {
  @Test(arguments: 0..<300) func randomModels(_ seed: Int) throws {
    var random = RandomModel(seed: UInt64(seed))
    let model = random.definitions()
    let text = try #require(DMNWriter.xml(of: model).text)
    let (read, diagnostics) = DMNReader.read(Array(text.utf8), file: "random.dmn")
    #expect(read == model, "\(difference(read, model))\n\(diagnostics.map(\.text))")
    // Writing knows one form: what was read is written as it was.
    #expect(try DMNWriter.xml(of: #require(read)).text == text)
  }

  /// The decisions that differ, so that a failure can be read.
  private func difference(_ read: Definitions?, _ model: Definitions) -> String {
    guard let read else { return "nothing was read" }
    if read.imports != model.imports { return "\(read.imports)\n\(model.imports)" }
    if read.itemDefinitions != model.itemDefinitions {
      return "\(read.itemDefinitions)\n\(model.itemDefinitions)"
    }
    if read.inputData != model.inputData { return "\(read.inputData)\n\(model.inputData)" }
    if read.tests != model.tests { return "\(read.tests)\n\(model.tests)" }
    if read.decisions != model.decisions {
      return zip(read.decisions, model.decisions).filter { $0 != $1 }
        .map { "\($0)\n\($1)" }.first ?? "the number of decisions"
    }
    return "\(read)\n\(model)"
  }
}

/// Every model of the DMN TCK is the same after it was written and read, and decides the same.
@Suite(
  .enabled(
    if: Corpus.shared != nil, "skipped: DOCKET_SHARED does not name the conformance suites"))
struct SuiteRoundTripTests {
  @Test func theSuitePassesOnModelsThatWereWritten() throws {
    let shared = try #require(Corpus.shared)
    let suite = shared.appendingPathComponent("conformance/dmn-tck")
    let folder = try TemporaryFolder()
    folder.copy(suite.path, to: "suite")
    let files = Corpus.files(
      in: URL(fileURLWithPath: folder.path("suite")), extensions: ["dmn"])
    #expect(!files.isEmpty)
    for file in files {
      let bytes = Array(try Data(contentsOf: file))
      let model = try #require(DMNReader.read(bytes, file: "a.dmn").definitions, "\(file.path)")
      let text = try #require(DMNWriter.xml(of: model).text, "\(file.path)")
      let (read, diagnostics) = DMNReader.read(Array(text.utf8), file: "b.dmn")
      #expect(read == model, "\(file.path) \(diagnostics.map(\.text))")
      try Data(text.utf8).write(to: file)
    }
    let passed = try ConformanceProgram.passed(dmn: URL(fileURLWithPath: folder.path("suite")))
    #expect(passed == (try ConformanceProgram.passed(dmn: suite)))
    #expect(passed > 0)
  }
}

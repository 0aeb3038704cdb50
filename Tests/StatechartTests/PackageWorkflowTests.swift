import Diagnostics
import Foundation
import Statechart
import TestSupport
import Testing

/// The workflows that come with the package.
@Suite struct PackageWorkflowTests {
  static let files = Corpus.files(
    in: Corpus.package.appendingPathComponent("workflows"), extensions: ["scxml"])

  @Test func thereAreWorkflows() {
    #expect(!Self.files.isEmpty)
  }

  @Test(arguments: files) func hasNoFaults(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let found = diagnostics(text)
    #expect(found.map(\.text) == [])
  }
}

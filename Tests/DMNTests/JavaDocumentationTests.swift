import DMN
import Foundation
import TestSupport
import Testing

@Suite struct JavaDocumentationTests {
  @Test func everyMethodIsListed() throws {
    let page = try String(
      contentsOf: Corpus.package.appendingPathComponent("docs/dmn.md"), encoding: .utf8)
    let registry = JavaFunctions.standard
    for name in registry.classes {
      let methods = registry.signatures(of: name).map { "`\($0)`" }.joined(separator: ", ")
      #expect(page.contains("### \(name)\n\n\(methods)\n"))
    }
  }
}

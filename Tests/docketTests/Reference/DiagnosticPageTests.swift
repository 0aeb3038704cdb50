import Diagnostics
import Foundation
import TestSupport
import Testing
import WorkflowSheets

/// The reference of codes, and the examples in it.
@Suite struct DiagnosticPageTests {
  @Test func everyKindHasExamples() {
    let counts = Dictionary(grouping: DiagnosticExample.all, by: \.kind).mapValues(\.count)
    for kind in DiagnosticExample.Kind.allCases { #expect((counts[kind] ?? 0) > 2, "\(kind)") }
  }

  /// A new code comes with an example, or with the reason why it can have none.
  @Test(arguments: ["SHEET", "FEEL", "CAL", "DMN", "OTDT", "GRID", "XML", "JSON"])
  func everyCodeHasAnExample(_ family: String) {
    let shown = Set(DiagnosticExample.all.map(\.code))
    let codes = DiagnosticFamily.all.flatMap(\.entries).map(\.code)
      .filter { $0.hasPrefix("\(family)-") }
    #expect(!codes.isEmpty)
    let missing = codes.filter { !shown.contains($0) && DiagnosticExample.waived[$0] == nil }
    #expect(missing == [], "add examples to Tests/docketTests/Reference/Examples")
    for code in DiagnosticExample.waived.keys { #expect(!shown.contains(code)) }
  }

  @Test(arguments: FlowCode.allCases) func everyCodeOfWorkflowSheetsHasAnExample(_ code: FlowCode) {
    #expect(DiagnosticExample.all.contains { $0.code == code.rawValue })
  }

  @Test(arguments: DiagnosticExample.all) func faultyTextBringsTheCode(_ example: DiagnosticExample)
  {
    let messages = example.diagnostics(of: example.faulty)
    #expect(
      messages.contains { $0.code.id == example.code },
      "\(messages.map(\.text).joined(separator: "\n"))")
    let first = messages.first { $0.code.id == example.code }
    #expect(first?.mend != nil, "the message does not say what to do")
  }

  @Test(arguments: DiagnosticExample.all) func mendedTextIsRight(_ example: DiagnosticExample) {
    let messages = example.diagnostics(of: example.mended).filter { $0.severity > .note }
    #expect(messages.map(\.text) == [])
    #expect(!example.diagnostics(of: example.mended).contains { $0.code.id == example.code })
  }

  /// A catalogue that is not listed would be missing from the page.
  @Test func everyCatalogueOfTheSourcesIsListed() throws {
    let listed = Set(DiagnosticFamily.all.flatMap { $0.entries.map(\.code) })
    var declared = Set<String>()
    for file in Corpus.files(in: Corpus.package.appending(path: "Sources"), extensions: ["swift"]) {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard text.contains(": String, DiagnosticCatalogue {") else { continue }
      for match in text.matches(of: /case \w+ = "([A-Z]+-[0-9]{3})"/) {
        declared.insert(String(match.output.1))
      }
    }
    #expect(declared.count > 200)
    #expect(declared == listed)
  }

  /// The page is a golden file, written anew by `make record`.
  @Test func pageIsCurrent() throws {
    let page = Corpus.package.appending(path: "docs/diagnostics.md")
    let text = DiagnosticPage.markdown()
    if ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil {
      try text.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == text, "run make record")
  }
}

import Diagnostics
import FEEL
import Testing

/// The corpus of broken texts and what is reported of them.
struct FaultTests {
  static let cases = CorpusCase.read("faults.txt")

  @Test func corpusIsThere() { #expect(Self.cases.count > 30) }

  /// Each fault as `FEEL-012@7-8`: code and UTF-8 offsets.
  static func faults(_ text: String, unaryTests: Bool) -> String {
    let compiler = FEELCompiler(scope: TreeTests.scope)
    let origin = Origin(file: "t", anchor: .cell(sheet: nil, reference: "C7"))
    let diagnostics =
      unaryTests
      ? compiler.unaryTests(text, at: origin).diagnostics
      : compiler.expression(text, at: origin).diagnostics
    return diagnostics.map { diagnostic in
      let span = diagnostic.origin.span.map { "@\($0.start)-\($0.end)" } ?? ""
      return "\(diagnostic.code)\(span)"
    }.joined(separator: " ")
  }

  /// The faults of a case; `tests:` before the text makes it unary tests.
  static func faults(_ example: CorpusCase) -> String {
    let text = example.fields[0]
    let isTests = text.hasPrefix("tests:")
    return faults(isTests ? String(text.dropFirst(6)) : text, unaryTests: isTests)
  }

  @Test(.enabled(if: CorpusCase.isRecording)) func record() throws {
    try CorpusCase.record("faults.txt", fields: 2) { Self.faults($0) }
  }

  @Test(arguments: cases) func reportsFaults(_ example: CorpusCase) throws {
    try #require(example.fields.count >= 2)
    #expect(Self.faults(example) == example.fields[1])
  }

  @Test func everyCodeOfATextHasACase() {
    let reported = Self.cases.map { $0.fields.dropFirst().joined() }.joined(separator: " ")
    for code in FEELCode.allCases where code.rawValue < "FEEL-100" {
      // Deep texts and external functions have tests of their own.
      guard ![.tooDeep, .externalFunction].contains(code) else { continue }
      #expect(reported.contains(code.rawValue), "\(code.rawValue): \(code.title)")
    }
  }

  @Test func messageShowsIntervalWithItsMend() throws {
    let compiler = FEELCompiler(scope: Scope())
    let origin = Origin(
      file: "rates.xlsx", anchor: .cell(sheet: "Discounts", reference: "C7"))
    let diagnostic = try #require(
      compiler.unaryTests("[18..65", at: origin).diagnostics.first)
    #expect(diagnostic.code.id == "FEEL-012")
    #expect(diagnostic.mend == "write [18..65] or [18..65)")
    #expect(diagnostic.expected == "']' to count 65, or ')' to leave it out")
  }
}

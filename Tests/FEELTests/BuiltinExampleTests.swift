import Diagnostics
import FEEL
import Foundation
import TestSupport
import Testing

/// The examples of the function reference.
@Suite struct BuiltinExampleTests {
  struct ExampleCase: Sendable, CustomTestStringConvertible {
    var function: String
    var example: FunctionReference.Example
    var testDescription: String { example.expression }
  }

  static let examples = FunctionReference.all.flatMap { function in
    function.examples.map { ExampleCase(function: function.name, example: $0) }
  }

  @Test func everyFunctionIsDescribedAndHasAnExample() {
    #expect(FunctionReference.all.count > 75)
    for function in FunctionReference.all {
      #expect(function.summary.hasSuffix("."), "\(function.name)")
      #expect(!function.examples.isEmpty, "\(function.name)")
    }
  }

  @Test(arguments: examples) func exampleYieldsWhatItSays(_ example: ExampleCase) throws {
    let result = try evaluate(example.example.expression)
    let expected = try evaluate(example.example.result)
    #expect(
      result == expected,
      "\(result.feelText) instead of \(expected.feelText)")
  }
}

/// Evaluates a text without variables, on 2024-02-29T12:00:00Z.
func evaluate(_ text: String) throws -> Value {
  let now = try #require(DateAndTime("2024-02-29T12:00:00Z"))
  let (compiled, diagnostics) = FEELCompiler(scope: Scope()).expression(
    text, at: Origin(file: "test"))
  let expression = try #require(compiled, "\(diagnostics.map(\.text).joined(separator: "\n"))")
  return expression.evaluate([], Evaluation(now: now))
}

/// The reference page is a golden file, written anew by `make record`.
@Suite struct FunctionReferencePageTests {
  @Test func pageIsCurrent() throws {
    let page = Corpus.package.appending(path: "docs/feel.md")
    let text = FunctionReference.markdown()
    if ProcessInfo.processInfo.environment["DOCKET_RECORD"] != nil {
      try text.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == text, "run make record")
  }
}

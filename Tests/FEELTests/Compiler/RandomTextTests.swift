import Diagnostics
import FEEL
import TestSupport
import Testing

/// No text, however odd, makes the lexer, the parser or an evaluation crash.
struct RandomTextTests {
  private static let pieces = [
    "1", "2.5", "\"a\"", "x", "y z", "item", "?", "null", "true", "+", "-", "*", "/", "**", "=",
    "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "->", "@",
    "@\"P1D\"", "@\"2026-01-01\"", "and", "or", "not(", "if", "then", "else", "for", "in", "return",
    "some", "every", "satisfies", "between", "instance of", "function", "function(a)", "external",
    "list<", "number", "context<", "count(", "sort(", "date(", "substring(", "for i in 1..3 return",
    "{a: 1}", "[1, 2]", "\"\\u", "/*", "//", "'", "\n", "😀", "é", "#", "partial", "range(",
  ]

  private func exercise(_ text: String, _ scope: Scope) {
    let compiler = FEELCompiler(scope: scope)
    let limits = Limits(steps: 20_000, listCount: 10_000, stringBytes: 100_000, milliseconds: 500)
    let values: [Value] = [.number(3), .list([.number(1), .null])]
    if let compiled = compiler.expression(text, at: Origin(file: "t")).compiled {
      _ = compiled.evaluate(values, Fixtures.evaluation(limits: limits)).feelText
    }
    if let compiled = compiler.unaryTests(text, at: Origin(file: "t")).compiled {
      _ = compiled.matches(.number(1), values, Fixtures.evaluation(limits: limits))
    }
  }

  private var scope: Scope {
    var scope = Scope()
    scope.declare("x")
    scope.declare("y z")
    return scope
  }

  @Test(arguments: 0..<20) func wordsInAnyOrder(_ batch: Int) {
    let scope = scope
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(batch * 1000 + seed))
      let count = Int.random(in: 1...14, using: &generator)
      let words = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
      exercise(words.joined(separator: Bool.random(using: &generator) ? " " : ""), scope)
    }
  }

  @Test(arguments: 0..<5) func bytesInAnyOrder(_ batch: Int) {
    let scope = scope
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(1_000_000 + batch * 1000 + seed))
      let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
      exercise(String(decoding: bytes, as: UTF8.self), scope)
    }
  }

  /// Texts that are almost right find the faults that random ones never reach.
  @Test func corpusWithPiecesLeftOut() {
    let scope = scope
    for example in EvaluationCorpusTests.cases {
      var generator = SeededGenerator(seed: UInt64(example.line))
      for _ in 0..<10 {
        var characters = Array(example.fields[0])
        for _ in 0..<2 where !characters.isEmpty {
          characters.remove(at: Int.random(in: 0..<characters.count, using: &generator))
        }
        exercise(String(characters), scope)
      }
    }
  }
}

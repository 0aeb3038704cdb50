import Diagnostics
import FEEL
import JSON

/// A reader of files from outside, and inputs to try it with.
struct Target: Sendable {
  let name: String
  /// The input of one random stream.
  let input: @Sendable (inout SeededGenerator) -> [UInt8]
  /// What came of an input.
  enum Outcome {
    case accepted, refused
    /// What was read is not what it should be.
    case wrong(String)
  }

  /// Reads one input.
  ///
  /// A crash, or going on for ever, is what is looked for besides wrong outcomes.
  let run: @Sendable ([UInt8]) -> Outcome

  init(name: String, mutation: Mutation, run: @escaping @Sendable ([UInt8]) -> Bool) {
    self.init(name: name, input: { mutation.input(&$0) }) { run($0) ? .accepted : .refused }
  }

  init(
    name: String, input: @escaping @Sendable (inout SeededGenerator) -> [UInt8],
    run: @escaping @Sendable ([UInt8]) -> Outcome
  ) {
    self.name = name
    self.input = input
    self.run = run
  }

  static let all = [
    feel, unaryTests, regex, literals, json, dmn, sheet, workbook, archive, otdt, workflow, scxml,
    tables, plainCells,
  ]

  private static let feelTokens = [
    "(", ")", "[", "]", "{", "}", ",", ":", "..", ".", "+", "-", "*", "/", "**", "=", "!=", "<",
    ">=",
    "?", "\"", "@\"", "\\u", "if ", " then ", " else ", "for ", " in ", " return ", "some ",
    "every ",
    " satisfies ", "function(", " and ", " or ", "not(", " between ", " instance of ", "list<",
    "null", "true", "item", "partial", "date(", "duration(\"P1D\")", "1e9", "99999999999999999999",
    "//", "/*", "*/", "é", "😀", "\0", " ", "\n", "x", "y", "x y",
  ]

  private static let feelSeeds = [
    "if x > 10 then \"a\" else [1, 2, 3][item > 1]",
    "for i in 1..10, j in [i, 2] return i * j + sum(partial)",
    "{a: 1, b: a + 1, \"c d\": function(x: number) x ** 2}.c d(3)",
    "some x in [1, 2] satisfies x > 1 and every y in [2] satisfies y = 2",
    "date and time(\"2026-03-01T10:00:00@Europe/Berlin\") + duration(\"P1DT2H\")",
    "string join(split(\"a;b\", \";\"), replace(\"abc\", \"(b)\", \"[$1]\"))",
    "[1..10) instance of range<number>", "x in (< 5, [7..9], not(3), null)",
    "sort([3, 1, 2], function(a, b) a < b)", "@\"PT5H\" / 2 between @\"PT1H\" and @\"P1D\"",
    "context put({a: {b: 1}}, [\"a\", \"b\"], 2)", "substring(\"föö 😀\", -2, 1) = \"\\U01F600\"",
    "{f: function(n) if n < 1 then 0 else f(n - 1)}.f(100000)", "for i in 1..1000000000 return i",
  ]

  static let feel = Target(
    name: "feel", mutation: Mutation(seeds: feelSeeds, tokens: feelTokens)
  ) { bytes in
    var scope = Scope()
    scope.declare("x", type: .number)
    scope.declare("x y")
    let compiler = FEELCompiler(scope: scope)
    let text = String(decoding: bytes, as: UTF8.self)
    guard let compiled = compiler.expression(text, at: Origin(file: "fuzz")).compiled else {
      return false
    }
    let result = compiled.evaluate([.number(7), .string("x")], evaluation())
    expectReadable(result)
    _ = result.json
    return true
  }

  static let unaryTests = Target(
    name: "unary-tests",
    mutation: Mutation(
      seeds: [
        "< 5", "[1..5), > 9", "not(\"a\", \"b\")", "-", "null", "? > 1 and ? < 3", "count(?) > 0",
        "\"a\", \"b\"", "list contains(?, \"x\")", "@\"2026-01-01\"..@\"2026-02-01\"",
      ] + feelSeeds, tokens: feelTokens)
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard
      let tests = FEELCompiler(scope: Scope()).unaryTests(text, at: Origin(file: "fuzz")).compiled
    else { return false }
    for input: Value in [.null, .number(3), .string("a"), .list([.string("x")])] {
      _ = tests.matches(input, [], evaluation())
    }
    return true
  }

  static let regex = Target(
    name: "regex",
    mutation: Mutation(
      seeds: ["^[a-z-[aeiou]]+$", "(a|b)*?\\1", "\\p{Lu}\\i\\c{2,5}", "[^\\d\\s].", "(a+)+$"],
      tokens: [
        "(", ")", "(?:", "(?=", "[", "]", "[^", "-[", "\\", "\\p{", "}", "{1,2}", "*", "+?", "|",
        "^",
        "$", ".", "\\1", "\\d", "é", "😀", "\0",
      ])
  ) { bytes in
    let pattern = String(decoding: bytes, as: UTF8.self)
    guard let expression = try? RegularExpression(pattern) else { return false }
    let text = "aaaaaaaaaaaaaaaaaaaaaaaab é 😀 1"
    _ = try? expression.matches(text)
    _ = try? expression.replacing(in: text, with: "$1")
    _ = try? expression.split(text)
    return true
  }

  static let json = Target(
    name: "json",
    mutation: Mutation(
      seeds: [
        "{\"a\": [1, -2.5e3, \"\\u00e9\\ud83d\\ude00\", null, true]}", "[[[]]]", "\"x\"", "1",
      ],
      tokens: [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "1e999", "-", "nul", "\0", "é", "'",
      ])
  ) { bytes in
    guard let value = try? JSONValue.parse(bytes) else { return false }
    guard (try? JSONValue.parse(value.text)) == value else {
      preconditionFailure("what was written is read differently")
    }
    return true
  }

  static func evaluation() -> Evaluation {
    let time = DateAndTime(date: CalendarDate.ofFuzzing, time: .midnight)
    return Evaluation(
      now: time,
      limits: Limits(
        recursionDepth: 5000, steps: 20_000, listCount: 10_000, stringBytes: 100_000,
        milliseconds: 200))
  }
}

extension CalendarDate {
  /// A day that every run shares, so that a seed repeats its results.
  fileprivate static let ofFuzzing: CalendarDate = {
    guard let date = CalendarDate(year: 2026, month: 3, day: 1) else {
      preconditionFailure("2026-03-01 is a day")
    }
    return date
  }()
}

import FEEL
import Testing

/// What the built-in functions answer at their edges, as literals; the plain cases are the examples
/// of the reference.
@Suite struct BuiltinTests {
  struct CallCase: Sendable, CustomTestStringConvertible {
    var call: String
    var result: String
    var testDescription: String { call }

    init(_ call: String, _ result: String) {
      self.call = call
      self.result = result
    }
  }

  static let nulls = [
    "abs(null)", "abs(\"-1\")", "abs()", "abs(1, 1)", "abs(number: -1)", "sqrt(-1)", "log(0)",
    "modulo(10, 0)", "even(2.5)", "decimal(1, 6177)", "decimal(1, null)", "floor(1.5, null)",
    "number(\"1,000\", \",\", \",\")", "number(\"x\")", "number(\"+1\")",
    "number(null, \".\", \",\")",
    "number(\"1.000.000,01\", \".\")", "string(null)", "range(\"[1..\\\"b\\\"]\")",
    "range(\"[3..1]\")",
    "range(\"[..2]\")", "range(\">= 10\")", "not(1)", "not(null)",
    "date(\"2017-02-30\")", "date(2017, 13, 1)", "date(2017.5, 1, 1)", "date(null, 1, 1)",
    "date and time(\"2017-12-31T25:00:00\")", "date and time(@\"2017-12-31\", null)",
    "time(24, 0, 0)", "time(11, 59, 0, duration(\"PT15H\"))", "duration(\"P\")",
    "years and months duration(@\"2017-01-01\", null)",
    "substring(\"foobar\", 0)", "substring(\"foobar\", 7)", "substring(\"foobar\", 1, 0)",
    "matches(\"a\", \"(?=a)\")", "matches(\"a\", \"a\", \"g\")",
    "matches(\"-\", \"[+--]\")", "replace(\"a\", \"x*\", \"b\")",
    "replace(\"a\", \"a\", \"$\")", "string join([1], \",\")", "sublist([1, 2], 3)",
    "sublist([1, 2], 1, 3)", "sublist([1, 2], 0)", "insert before([1], 3, 2)", "remove([], 1)",
    "min([])", "max([1, \"a\"])", "sum([])", "sum([1, null])", "mean([])", "median()", "mode()",
    "stddev([47])", "product([1, \"a\"])", "all([true, 1])", "all(true, null)",
    "any([null, false])",
    "union()", "concatenate(null, [1])", "get value({a: 1}, \"b\")", "get entries([1, 2])",
    "context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "context([{key: \"a\"}])",
    "context put({}, [], 1)", "context put({a: 1}, [\"a\", \"b\"], 1)", "context merge([1])",
    "before(1, \"a\")", "before(1, null)", "day of week(\"2019-09-17\")", "now(1)", "today(1)",
    "is(1, 1, 1)", "sort([1, 2], function(x, y) 1)", "list replace([1], 2, 3)",
  ]

  @Test(arguments: nulls) func yieldsNull(_ call: String) throws {
    #expect(try evaluate(call) == .null)
  }

  static let calls = [
    CallCase("substring(\"\\U01F40Efoo\", 2)", "\"foo\""),
    CallCase("string length(\"\\ud83d\\udca9\")", "1"),
    CallCase("substring(string: \"foobar\", start position: 3, length: 3.8)", "\"oba\""),
    CallCase("substring before(\"foobar\", \"x\")", "\"\""),
    CallCase("substring after(\"abc\", \"\")", "\"abc\""),
    CallCase("replace(\"abracadabra\", \"a.*?a\", \"*\")", "\"*c*bra\""),
    CallCase("replace(\"abc\", \"[A-Z]\", \"#\", \"i\")", "\"###\""),
    CallCase("matches(\"X\", \"[A-Z-[OI]]\", \"i\")", "true"),
    CallCase("matches(\"input\", \"[0-9-.]*/\")", "false"),
    CallCase("split(\"John Doe\", \"\\s\")", "[\"John\", \"Doe\"]"),
    CallCase("string join([\"a\", null, \"c\"], \"X\")", "\"aXc\""),
    CallCase("upper case(\"straße\")", "\"STRASSE\""),
    CallCase("number(\"1 000 000.01\", \" \", \".\")", "1000000.01"),
    CallCase("number(\"1000000.01\", null, \".\")", "1000000.01"),
    CallCase("string(@\"2012-12-25\")", "\"2012-12-25\""),
    CallCase("string({a: \"foo\", \"b c\": [1]})", #""{a: \"foo\", \"b c\": [1]}""#),
    CallCase("decimal(2.5, 0)", "2"), CallCase("decimal(1/3, 2.5)", "0.33"),
    CallCase("decimal(1250, -2)", "1200"), CallCase("round up(5.5, 6176)", "5.5"),
    CallCase("abs(@\"-P1Y\")", "@\"P1Y\""), CallCase("modulo(-10.1, 4.5)", "3.4"),
    CallCase("date(date and time(\"2017-09-03T09:45:30@Europe/Paris\"))", "@\"2017-09-03\""),
    CallCase("date and time(\"2012-12-24\")", "@\"2012-12-24T00:00:00\""),
    CallCase(
      "string(date and time(2024, 2, 29, 10, 30, 1.5, \"Europe/Paris\"))",
      "\"2024-02-29T10:30:01.5@Europe/Paris\""),
    CallCase("string(time(11, 59, 45, duration(\"PT2H45M55S\")))", "\"11:59:45+02:45:55\""),
    CallCase("time(12, 0, 0, null)", "@\"12:00:00\""),
    CallCase("time(@\"2017-08-10\")", "@\"00:00:00Z\""),
    CallCase("years and months duration(@\"2016-01-21\", @\"2015-01-21\")", "@\"-P1Y\""),
    CallCase("list contains([1, null], null)", "true"),
    CallCase("index of([1, null, 2, null], null)", "[2, 4]"),
    CallCase("append([1], [2])", "[1, [2]]"), CallCase("concatenate([1], [2, 3])", "[1, 2, 3]"),
    CallCase(
      "distinct values([1, 1.0, \"a\", \"a\", [1], [1], null, null])", "[1, \"a\", [1], null]"),
    CallCase("flatten([[1, [2]], [[[3]]]])", "[1, 2, 3]"),
    CallCase("sublist([1, 2, 3], -2)", "[2, 3]"), CallCase("remove([1, 2, 3], -1)", "[1, 2]"),
    CallCase("max(@\"2020-01-01\", @\"2021-01-01\")", "@\"2021-01-01\""),
    CallCase("min([\"b\", \"a\"])", "\"a\""),
    CallCase("sum(@\"PT1H\", @\"PT30M\")", "@\"PT1H30M\""),
    CallCase("mode([])", "[]"), CallCase("count([])", "0"), CallCase("all([])", "true"),
    CallCase("all(false, 1)", "false"), CallCase("any([1, true])", "true"),
    CallCase("is(@\"P1Y\", @\"P12M\")", "true"), CallCase("is(value1: 1)", "false"),
    CallCase("is(@\"2012-12-25\", @\"2012-12-25T00:00:00Z\")", "false"),
    CallCase("is(@\"20:00:50+00:00\", @\"21:00:50+01:00\")", "false"),
    CallCase("context({key: \"a\", value: null})", "{a: null}"),
    CallCase("context put({x: 1, y: {a: 0}}, [\"y\", \"b\"], 2)", "{x: 1, y: {a: 0, b: 2}}"),
    CallCase("before([1..5), 5)", "true"), CallCase("before([1..5], 5)", "false"),
    CallCase("before((< 5), [5..6])", "true"), CallCase("meets([1..5), [5..6])", "false"),
    CallCase("overlaps before([1..5), (5..8])", "false"),
    CallCase("finishes([5..10), [1..10])", "false"), CallCase("starts((1..5], [1..10])", "false"),
    CallCase("includes((1..10), (1..10))", "true"), CallCase("during([1..10), [1..10])", "true"),
    CallCase("coincides(@\"2020-01-01\", @\"2020-01-01\")", "true"),
    CallCase("sort([{a: 2}, {a: 1}], function(x, y) x.a < y.a)", "[{a: 1}, {a: 2}]"),
    CallCase("now()", "@\"2024-02-29T12:00:00Z\""), CallCase("today()", "@\"2024-02-29\""),
    CallCase("week of year(@\"2005-01-09T10:00:00\")", "1"),
  ]

  @Test(arguments: calls) func yields(_ example: CallCase) throws {
    let result = try evaluate(example.call)
    let expected = try evaluate(example.result)
    #expect(
      result.isSame(as: expected), "\(result.feelText) instead of \(expected.feelText)")
  }
}

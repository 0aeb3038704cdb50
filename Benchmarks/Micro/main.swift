// Nanoseconds of processor time per FEEL operation, in process: `make bench`. Each line is the median
// of nine runs; the last column is the ratio to the first line of the same run, which a busy machine
// changes less.
import DMN
import Diagnostics
import FEEL
import Foundation

struct Operation {
  var name: String
  var expression: String
  /// Operations that one evaluation makes.
  var inner = 1
}

let operations = [
  Operation(name: "comparison", expression: "x > 10"),
  Operation(name: "equality of texts", expression: "tier = \"gold\""),
  Operation(name: "range test", expression: "x in [1..100)"),
  Operation(name: "addition", expression: "x + 1"),
  Operation(name: "decimal multiplication", expression: "price * 1.19"),
  Operation(name: "context path", expression: "order.customer.tier"),
  Operation(name: "function call", expression: "contains(tier, \"ol\")"),
  Operation(name: "user function call", expression: "double(x)"),
  Operation(
    name: "recursion, per call",
    expression: "{f: function(n) if n = 0 then 0 else f(n - 1), r: f(100)}.r", inner: 100),
  Operation(name: "if with two comparisons", expression: "if x > 10 and x < 99 then 1 else 2"),
  Operation(name: "for, per item", expression: "for i in items return i * 2", inner: 1000),
  Operation(
    name: "some, per item", expression: "some i in items satisfies i > 5000", inner: 1000),
  Operation(name: "filter, per item", expression: "items[item > 500]", inner: 1000),
  Operation(name: "sum, per item", expression: "sum(items)", inner: 1000),
  Operation(
    name: "sort, per item", expression: "sort(mixed, function(a, b) a < b)", inner: 1000),
  Operation(
    name: "filter of contexts, per item", expression: "orders[total > 500 and state = \"open\"]",
    inner: 1000),
  Operation(
    name: "for over contexts, per item", expression: "for o in orders return o.total * 1.19",
    inner: 1000),
  Operation(name: "contexts to one column, per item", expression: "orders.total", inner: 1000),
  Operation(name: "context of three entries", expression: "{a: x, b: a + 1, c: a * b}.c"),
  Operation(name: "upper case", expression: "upper case(tier)"),
  Operation(name: "substring", expression: "substring(tier, 2, 2)"),
  Operation(name: "split of five parts", expression: "split(\"a;b;c;d;\" + tier, \";\")"),
  Operation(name: "replace", expression: "replace(tier, \"o.\", \"0\")"),
  Operation(name: "string join of two", expression: "\"tier \" + tier"),
  Operation(name: "number to text", expression: "string(price)"),
  Operation(name: "date plus days", expression: "placed + @\"P14D\""),
  Operation(name: "months between dates", expression: "years and months duration(placed, due)"),
  Operation(name: "part of a date", expression: "placed.weekday"),
]

var scope = Scope()
scope.declare("x", type: .number)
scope.declare("price", type: .number)
scope.declare("tier", type: .string)
scope.declare("order")
scope.declare("items", type: .list(.number))
scope.declare("double")
scope.declare("mixed", type: .list(.number))
scope.declare("orders")
scope.declare("placed", type: .date)
scope.declare("due", type: .date)
let order = Value.context(
  ContextValue([
    "id": .string("A-1"), "customer": .context(ContextValue(["tier": .string("gold")])),
  ]))
guard
  let lambda = FEELCompiler(scope: Scope()).expression(
    "function(n) n * 2", at: Origin(file: "bench")
  ).compiled, let price = Number("89.90"),
  let date = CalendarDate(year: 2026, month: 3, day: 1),
  let due = CalendarDate(year: 2027, month: 1, day: 15)
else { exit(2) }
let evaluation = Evaluation(
  now: DateAndTime(date: date, time: .midnight),
  limits: Limits(steps: .max / 2, milliseconds: 3_600_000))
let variables: [Value] = [
  .number(42), .number(price), .string("gold"), order,
  .list((1...1000).map { .number(Number($0)) }), lambda.evaluate([], evaluation),
  .list((1...1000).map { .number(Number($0 * 7919 % 1009)) }),
  .list(
    (1...1000).map { number in
      .context(
        ContextValue([
          "id": .number(Number(number)), "total": .number(Number(number)),
          "state": .string(number % 2 == 0 ? "open" : "closed"),
        ]))
    }), .date(date), .date(due),
]

/// Unary tests, with an input that passes.
let tests = [
  Operation(name: "unary test, text", expression: "\"gold\""),
  Operation(name: "unary test, three texts", expression: "\"iron\", \"silver\", \"gold\""),
  Operation(name: "unary test, bound", expression: "> 10"),
  Operation(name: "unary test, interval", expression: "[1..100)"),
  Operation(name: "unary test with a name", expression: "> x"),
]

/// The processor time of this thread; what else the machine does is not counted.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

var base = 0.0

/// Prints the median of nine runs of an operation that yields true when it worked.
@MainActor func measure(_ operation: Operation, _ body: () -> Bool) {
  let rounds = 200_000 / operation.inner
  let runs = (0..<10).map { _ in
    let start = processorTime()
    for _ in 0..<rounds where !body() { preconditionFailure("\(operation.expression) yields null") }
    return (processorTime() - start) / Double(rounds * operation.inner)
  }
  let median = runs.dropFirst().sorted()[4]
  if base == 0 { base = median }
  let name = operation.name.padding(toLength: 34, withPad: " ", startingAt: 0)
  print("\(name) \(String(format: "%7.1f %7.2f", median, median / base))")
}

print("operation                            ns/op   ratio")
let compiler = FEELCompiler(scope: scope)
for operation in operations {
  guard
    let compiled = compiler.expression(operation.expression, at: Origin(file: "bench")).compiled
  else {
    print("\(operation.name): does not compile")
    exit(2)
  }
  measure(operation) { !compiled.evaluate(variables, evaluation).isNull }
}
for operation in tests {
  guard
    let compiled = compiler.unaryTests(operation.expression, at: Origin(file: "bench")).compiled
  else {
    print("\(operation.name): does not compile")
    exit(2)
  }
  let input: Value = operation.expression.hasPrefix("\"") ? .string("gold") : .number(99)
  measure(operation) { compiled.matches(input, variables, evaluation) == true }
}
for (name, title) in OrderModel.decisions {
  guard let decision = OrderModel.decision(name),
    let inputs = OrderModel.inputs(now: evaluation.now)
  else {
    print("\(name): cannot be decided")
    exit(2)
  }
  let options = DecisionOptions(now: evaluation.now)
  measure(Operation(name: title, expression: name)) {
    let result = decision.evaluate(inputs, options)
    return !result.value.isNull && result.errors.isEmpty
  }
}

import Diagnostics
import FEEL
import Glibc

/// One measured operation: an expression with the values it works on.
struct Operation {
  var name: String
  var feel: String
  /// How many operations one evaluation makes, so that loops are measured per element.
  var count = 1
}

let operations = [
  Operation(name: "constant", feel: "1 + 2"),
  Operation(name: "comparison", feel: "amount > 150"),
  Operation(name: "equal strings", feel: "problem = \"failed payment\""),
  Operation(name: "conjunction", feel: "amount > 50 and problem = \"failed payment\""),
  Operation(name: "between", feel: "amount between 50 and 150"),
  Operation(name: "range test", feel: "amount in [50..150]"),
  Operation(name: "context path", feel: "order.customer.tier"),
  Operation(name: "arithmetic", feel: "amount * 3 + 7"),
  Operation(name: "decimal arithmetic", feel: "amount * 1.19"),
  Operation(name: "conditional", feel: "if amount > 150 then \"large\" else \"small\""),
  Operation(name: "built-in call", feel: "contains(problem, \"pay\")"),
  Operation(name: "function call", feel: "twice(amount)"),
  Operation(
    name: "recursion, per call",
    feel: "{f: function(n) if n = 0 then 0 else f(n - 1), r: f(100)}.r", count: 100),
  Operation(name: "for over 1,000, per item", feel: "for i in numbers return i + 1", count: 1000),
  Operation(name: "for 1..1000, per item", feel: "for i in 1..1000 return i", count: 1000),
  Operation(name: "filter 1,000, per item", feel: "numbers[item > 500]", count: 1000),
  Operation(
    name: "some over 1,000, per item", feel: "some i in numbers satisfies i > 5000", count: 1000),
  Operation(name: "sum of 1,000, per item", feel: "sum(numbers)", count: 1000),
]

let tests = [
  Operation(name: "unary test: string", feel: "\"failed payment\""),
  Operation(name: "unary test: strings", feel: "\"address issue\", \"failed payment\""),
]
let numberTests = [
  Operation(name: "unary test: > 150", feel: "> 150"),
  Operation(name: "unary test: [50..150]", feel: "[50..150]"),
]

func context(_ entries: [(String, Value)]) -> Value {
  .context(ContextValue(entries.map { ContextValue.Entry($0.0, $0.1) }))
}

var scope = Scope()
let names = ["amount", "problem", "order", "numbers", "twice"]
for name in names { scope.declare(name) }
let twice = FunctionValue(name: "twice", parameters: [FunctionParameter("n", .number)]) {
  values, _ in
  guard case .number(let number) = values[0] else { return .null }
  return Value(number.adding(number))
}
let variables: [Value] = [
  .number(100), .string("failed payment"),
  context([
    ("id", .string("A-1")), ("total", .number(100)),
    ("customer", context([("name", .string("Ada")), ("tier", .string("gold"))])),
  ]),
  .list((1...1000).map { .number(Number($0)) }),
  .function(twice),
]

/// The processor time of this thread in nanoseconds: what else the machine does is not counted.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Nanoseconds of one operation: the fastest of several rounds.
func measure(_ count: Int, _ body: () -> Bool) -> Double {
  var repetitions = 1
  var best = Double.infinity
  var rounds = 0
  while rounds < 8 {
    let start = processorTime()
    for _ in 0..<repetitions where !body() { preconditionFailure("the operation yields nothing") }
    let elapsed = processorTime() - start
    if elapsed < 5e6 {
      repetitions *= 4
    } else {
      best = min(best, elapsed / Double(repetitions * count))
      rounds += 1
    }
  }
  return best
}

func show(_ name: String, _ feel: String, _ nanoseconds: Double) {
  let tenths = Int((nanoseconds * 10).rounded())
  let padded = name + String(repeating: " ", count: max(1, 30 - name.count))
  print("\(padded)\(tenths / 10).\(tenths % 10) ns   \(feel)")
}

guard let now = DateAndTime("2026-03-01T10:30:00Z") else {
  preconditionFailure("the fixed moment is a date and time")
}
let limits = Limits(steps: .max / 2, milliseconds: 3_600_000)
let evaluation = Evaluation(now: now, limits: limits)
let compiler = FEELCompiler(scope: scope)
let origin = Origin(file: "bench")

for operation in operations {
  guard let compiled = compiler.expression(operation.feel, at: origin).compiled else {
    preconditionFailure("\(operation.feel) does not compile")
  }
  show(
    operation.name, operation.feel,
    measure(operation.count) {
      !compiled.evaluate(variables, evaluation).isNull
    })
}
for (operation, input) in tests.map({ ($0, Value.string("failed payment")) })
  + numberTests.map({ ($0, Value.number(100)) })
{
  guard let compiled = compiler.unaryTests(operation.feel, at: origin).compiled else {
    preconditionFailure("\(operation.feel) does not compile")
  }
  show(
    operation.name, operation.feel,
    measure(1) {
      compiled.matches(input, variables, evaluation) != nil
    })
}

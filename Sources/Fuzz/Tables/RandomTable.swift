import DMN
import Diagnostics
import FEEL

/// Random tables of all hit policies over columns of all types, with inputs that fit and inputs that
/// do not.
///
/// One seed makes one table, its inputs and its clock.
struct RandomTable {
  static let file = "random.csv"
  static let origin = Origin(file: file, sheet: nil, row: 0, column: 0)

  var chances: Chances
  /// The inputs of the model, by name.
  var inputs: [RandomInput] = []
  var columns: [RandomColumn] = []
  /// A decision whose result a column tests, with the expression that makes it.
  var before: (name: String, expression: String)?
  /// Whether there is a decision that requires the table.
  var hasOuter = false

  /// What is told apart by asking a random table and by walking it; nil if both say the same.
  static func difference(seed: UInt64, inputs: Int = 25) -> String? {
    var random = RandomTable(chances: Chances(seed: seed))
    let definitions = random.definitions()
    // Every other table gets the index that only larger ones would have.
    let hasTree = seed % 2 == 0
    let model = IndexChoice.$bitRules.withValue(hasTree ? 0 : IndexChoice.bitRules) {
      CompiledModel.compile([definitions]).model
    }
    guard let decision = model.decision(named: "result") else {
      return "seed \(seed): there is no decision"
    }
    let oracle = random.chances.once(in: 3) ? TableOracle(definitions) : nil
    var comparison = TableComparison(decision, oracle, looksAtAll: !hasTree)
    // Walking a large table takes its time.
    let size = decision.ruleCount * max(1, random.columns.count)
    for _ in 0..<(size > 2000 ? min(inputs, 8) : inputs) {
      let given = random.givenInputs()
      let options = random.options()
      var found = comparison.difference(given, options)
      if found == nil, random.hasOuter, let outer = model.decision(named: "outer") {
        var around = TableComparison(outer, nil, looksAtAll: !hasTree)
        found = around.difference(given, options).map { "outer: " + $0 }
      }
      if let found {
        return "seed \(seed), \(Value.context(given).feelText), at \(options.now)"
          + (options.isStrict ? ", strict" : "")
          + ": \(found)\n\(definitions.tableText)"
      }
    }
    return nil
  }

  /// The clock, near the days on which rules begin and end to hold.
  private mutating func options() -> DecisionOptions {
    let month = chances.number(in: 1...5)
    let texts = [
      "2026-03-01T12:00:00Z", "2026-0\(month)-01T00:00:00Z", "2026-0\(month)-01T23:59:59Z",
      "2026-0\(month)-02T00:00:00Z", "2026-0\(month)-01T23:30:00-05:00",
      "2025-12-31T23:30:00Z",
    ]
    let now = DateAndTime(chances.oneOf(texts)) ?? DateAndTime(texts[0])
    guard let now else { preconditionFailure("\(texts[0]) is a time") }
    return DecisionOptions(now: now, strict: chances.once(in: 6))
  }

  // MARK: Inputs

  /// Inputs, mostly of the columns' kinds and near what cells name; some are missing, in another order,
  /// under their label or beyond those that the table has.
  private mutating func givenInputs() -> ContextValue {
    var entries: [ContextValue.Entry] = []
    let isComplete = chances.once(in: 2)
    for input in inputs where isComplete || !chances.once(in: 15) {
      let value = isComplete && !chances.once(in: 6) ? fitting(input) : anyValue(input)
      var name = input.name
      if let label = input.label, chances.once(in: 8) { name = label }
      entries.append(ContextValue.Entry(name, value))
    }
    for column in columns {
      if let label = column.label, chances.once(in: 20) {
        entries.append(
          ContextValue.Entry(label, chances.constantValue(column.kind, near: column.constants)))
      }
    }
    if let before, chances.once(in: 8) {
      entries.append(ContextValue.Entry(before.name, chances.constantValue(.number, near: [])))
    }
    if chances.once(in: 10) { entries.reverse() }
    if chances.once(in: 10) { entries.append(ContextValue.Entry("beyond", .boolean(true))) }
    return ContextValue(entries)
  }

  /// A value of the kind of an input.
  private mutating func fitting(_ input: RandomInput) -> Value {
    if input.parts.isEmpty {
      return chances.constantValue(input.kind, near: constants(of: input.name))
    }
    var entries: [ContextValue.Entry] = []
    for part in input.parts {
      let constants = constants(of: "\(input.name).\(part.name)")
      entries.append(
        ContextValue.Entry(part.name, chances.constantValue(part.kind, near: constants)))
    }
    return .context(ContextValue(entries))
  }

  private mutating func anyValue(_ input: RandomInput) -> Value {
    if chances.once(in: 12) { return .null }
    if chances.once(in: 10) {
      return chances.constantValue(chances.oneOf(RandomKind.allCases), near: [])
    }
    if chances.once(in: 25) {
      return Chances.value(
        of: chances.oneOf([
          "[1, 2]", "[1]", "[]", "[null]", "{a: 1}", "[1..3]", "1e30", "-1e30", "1e-30",
          "function(x) x", "{part: 3, text: \"a\"}", "@\"2026-01-01\"", "\"\"",
        ]))
    }
    return fitting(input)
  }

  /// The constants that cells compare an expression with.
  private func constants(of expression: String) -> [String] {
    columns.flatMap { $0.expression.contains(expression) ? $0.constants : [] }
  }
}

/// An input of a random model.
struct RandomInput {
  var name: String
  var label: String?
  var kind: RandomKind
  /// The entries of a structure; empty for a simple value.
  var parts: [(name: String, kind: RandomKind)] = []
}

/// A column of a random table.
struct RandomColumn {
  /// What is tested.
  var expression: String
  /// What its cells compare with.
  var kind: RandomKind
  var label: String?
  /// The type that its values are declared to have.
  var type: String?
  /// Some of the constants that its cells name: inputs are drawn near them.
  var constants: [String] = []
}

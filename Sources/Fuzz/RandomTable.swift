import DMN
import Diagnostics
import FEEL

/// Random tables of all hit policies over columns of all types, with inputs that fit and inputs that
/// do not.
struct RandomTable {
  private enum Kind: CaseIterable {
    case number, fine, string, boolean, date, time, dateTime, duration, months, mixed

    /// The type of the column; nil where it has none.
    var type: String? {
      switch self {
      case .number, .fine: "number"
      case .string: "string"
      case .boolean: "boolean"
      case .date: "date"
      case .time: "time"
      case .dateTime: "date and time"
      case .duration: "days and time duration"
      case .months: "years and months duration"
      case .mixed: nil
      }
    }
  }

  private static let origin = Origin(file: "random.csv", sheet: nil, row: 0, column: 0)
  private static let sizes = [0, 1, 3, 8, 30, 120]

  private var generator: SeededGenerator
  private var kinds: [Kind] = []
  private var names: [String] { kinds.indices.map { "c\($0)" } }

  /// What is told apart by asking a random table and by walking it; nil if both say the same.
  static func difference(seed: UInt64, inputs: Int = 25) -> String? {
    var random = RandomTable(generator: SeededGenerator(seed: seed))
    let definitions = random.definitions()
    // Every other table gets the index that only larger ones would have.
    let model = IndexChoice.$bitRules.withValue(seed % 2 == 0 ? 0 : 2048) {
      CompiledModel.compile([definitions]).model
    }
    guard let decision = model.decision(named: "result"),
      let now = DateAndTime("2026-03-01T12:00:00Z")
    else { return "seed \(seed): there is no decision" }
    let session = DecisionSession(decision, DecisionOptions(now: now))
    for _ in 0..<inputs {
      let inputs = random.inputs()
      var options = DecisionOptions(now: now, strict: random.chance(6))
      let asked = decision.evaluate(inputs, options)
      session.options = options
      let repeated = session.evaluate(inputs)
      for entry in inputs.entries {
        if let number = session.number(of: entry.key) { session.give(entry.value, to: number) }
      }
      let numbered = session.decide()
      var explained = options
      explained.explanation = .standard
      let told = decision.evaluate(inputs, explained)
      options.usesIndexes = false
      let walked = decision.evaluate(inputs, options)
      for (way, result) in [
        ("asked", asked), ("in a session", repeated), ("by number", numbered), ("explained", told),
      ] where !result.isSame(as: walked) {
        return "seed \(seed), \(Value.context(inputs).feelText): \(way) \(result.summary), "
          + "walked \(walked.summary)\n\(definitions.tableText)"
      }
    }
    return nil
  }

  // MARK: Tables

  private mutating func definitions() -> Definitions {
    kinds = (0..<number(in: 1...4)).map { _ in oneOf(Kind.allCases) }
    var definitions = Definitions(name: "random", namespace: "urn:random", origin: Self.origin)
    let areTyped = chance(2)
    definitions.inputData = zip(names, kinds).map { name, kind in
      var item = InformationItem(name, at: Self.origin)
      if areTyped, let type = kind.type { item.typeRef = TypeReference(type, at: Self.origin) }
      return InputData(variable: item, origin: Self.origin)
    }
    definitions.decisions = [
      Decision(
        variable: InformationItem("result", at: Self.origin),
        requirements: names.map { .input(ElementReference($0, at: Self.origin)) },
        expression: BoxedExpression(table(areTyped: areTyped)), origin: Self.origin)
    ]
    return definitions
  }

  private mutating func table(areTyped: Bool) -> DecisionTable {
    let count = chance(60) ? 1500 : oneOf(Self.sizes)
    let policy = oneOf(HitPolicy.allCases)
    let clean = chance(2)
    let second = chance(4)
    var outputs = [output(values: "4, 3, 2, 1", isDefault: chance(3))]
    if second { outputs.append(OutputClause(name: "other", origin: Self.origin)) }
    let isTimed = chance(4)
    let rules = (0..<count).map { number in
      var entries = [text("\(self.number(in: 1...4))", number)]
      if chance(15), !clean { entries = [text("c0", number)] }
      if second { entries.append(text(chance(9) ? "1 + 1" : "\"x\"", number)) }
      var rule = DecisionRule(
        id: String(number + 1), inputEntries: kinds.map { text(cell($0, clean: clean), number) },
        outputEntries: entries,
        origin: Origin(file: "random.csv", sheet: nil, row: number, column: 0))
      if isTimed, chance(3) { rule.from = day }
      if isTimed, chance(3) { rule.until = day }
      if chance(20) { rule.isEnabled = false }
      return rule
    }
    let inputs = zip(names, kinds).map { name, kind in
      var clause = InputClause(expression: text(name, 0), origin: Self.origin)
      if areTyped, let type = kind.type { clause.typeRef = TypeReference(type, at: Self.origin) }
      if chance(12) {
        clause.allowedValues = text("\(constant(kind)), \(constant(kind)), \(constant(kind))", 0)
      }
      return clause
    }
    return DecisionTable(
      hitPolicy: policy, inputs: inputs, outputs: outputs, rules: rules, origin: Self.origin)
  }

  private mutating func output(values: String, isDefault: Bool) -> OutputClause {
    OutputClause(
      name: "score", allowedValues: text(values, 0), defaultEntry: isDefault ? text("9", 0) : nil,
      origin: Self.origin)
  }

  private func text(_ text: String, _ row: Int) -> FEELText {
    FEELText(text, at: Origin(file: "random.csv", sheet: nil, row: row, column: 1))
  }

  private var day: CalendarDate? {
    mutating get { CalendarDate(year: 2026, month: number(in: 1...5), day: 1) }
  }

  private mutating func cell(_ kind: Kind, clean: Bool) -> String {
    switch number(in: 0...(clean ? 10 : 14)) {
    case 0, 1: return "-"
    case 2, 3, 4: return constant(kind)
    case 5: return "\(constant(kind)), \(constant(kind)), \(constant(kind))"
    case 6: return kind == .boolean ? "true" : "\(oneOf(["<", "<=", ">", ">="])) \(constant(kind))"
    case 7, 8:
      if kind == .boolean { return "false" }
      let interval = interval(kind)
      return chance(4) ? "\(interval), \(constant(kind))" : interval
    case 9: return "not(\(constant(kind)), \(constant(kind)))"
    case 10: return "!= \(constant(kind))"
    case 11: return chance(3) ? "not(null)" : chance(2) ? "!= null" : "null"
    case 12: return constant(oneOf(Kind.allCases))
    case 13: return chance(2) ? "? = \(constant(kind))" : "not(\(interval(kind)))"
    default: return chance(4) ? "[1.." : "c0, \(constant(kind))"
    }
  }

  private mutating func interval(_ kind: Kind) -> String {
    "\(oneOf(["[", "("]))\(constant(kind))..\(constant(kind))\(oneOf(["]", ")"]))"
  }

  private mutating func constant(_ kind: Kind) -> String {
    let day = number(in: 1...9)
    switch kind {
    case .number: return "\(number(in: -4...8))"
    case .fine: return "\(number(in: -2...2)).\(oneOf(["0", "5", "25", "250000000001"]))"
    case .string:
      return "\"\(oneOf(["a", "b", "c", "é", "e\u{301}", "a long text without end", ""]))\""
    case .boolean: return chance(2) ? "true" : "false"
    case .date: return chance(2) ? "@\"2026-01-0\(day)\"" : "date(\"2026-01-0\(day)\")"
    case .time: return "@\"0\(day):00:00\(chance(3) ? "Z" : "")\""
    case .dateTime: return "@\"2026-01-0\(day)T10:00:00\(chance(3) ? "+01:00" : "")\""
    case .duration: return "@\"PT\(day)H\""
    case .months: return "duration(\"P\(day)M\")"
    case .mixed: return constant(oneOf([Kind.number, .string, .date]))
    }
  }

  // MARK: Inputs

  /// Inputs, mostly of the columns' kinds; some are missing, in another order or beyond those that
  /// the table has.
  private mutating func inputs() -> ContextValue {
    var entries: [ContextValue.Entry] = []
    for (name, kind) in zip(names, kinds) where !chance(20) {
      entries.append(ContextValue.Entry(name, value(kind)))
    }
    if chance(10) { entries.reverse() }
    if chance(10) { entries.append(ContextValue.Entry("beyond", .boolean(true))) }
    return ContextValue(entries)
  }

  private mutating func value(_ kind: Kind) -> Value {
    if chance(15) { return .null }
    if chance(12) { return value(of: constant(oneOf(Kind.allCases))) }
    if chance(40) {
      return value(
        of: oneOf(["[1, 2]", "[1]", "{a: 1}", "[1..3]", "1e30", "-1e30", "1e-30"]))
    }
    if kind == .string, chance(5) { return .string("never named") }
    return value(of: constant(kind))
  }

  private func value(of text: String) -> Value {
    FEELCompiler(scope: Scope()).expression(text, at: Self.origin).compiled?.constant ?? .null
  }

  // MARK: Chance

  private mutating func number(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// True once in `times`.
  private mutating func chance(_ times: Int) -> Bool { number(in: 1...times) == 1 }

  private mutating func oneOf<Choice>(_ choices: [Choice]) -> Choice {
    choices[number(in: 0...choices.count - 1)]
  }
}

extension Definitions {
  /// The tables as text, a rule a line.
  fileprivate var tableText: String {
    decisions.compactMap(\.decisionTable).map { table in
      let rules = table.rules.enumerated().map { place, rule in
        let cells = (rule.inputEntries + rule.outputEntries).map(\.text).joined(separator: " | ")
        let days = "\(rule.from.map { "\($0)" } ?? "")..\(rule.until.map { "\($0)" } ?? "")"
        return "\(place + 1): \(cells) \(days) \(rule.isEnabled ? "" : "off")"
      }
      return table.hitPolicy.name + "\n" + rules.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

extension DecisionResult {
  fileprivate func isSame(as other: DecisionResult) -> Bool {
    value.feelText == other.value.feelText && errors.map(\.text) == other.errors.map(\.text)
      && reasons.map(\.message) == other.reasons.map(\.message)
  }

  fileprivate var summary: String {
    ([value.feelText] + errors.map(\.text) + reasons.map(\.message)).joined(separator: " | ")
  }
}

import DMN
import Diagnostics
import FEEL
import Testing

/// Indexes only make tables faster: asked and walked tables give the same values, errors and
/// reasons.
@Suite struct TableIndexTests {
  @Test(arguments: 0..<400) func anIndexedTableDecidesAsAWalkedOne(seed: Int) throws {
    try RandomTable.compare(seed: UInt64(seed))
  }
}

/// Random tables of all hit policies over columns of all types.
private struct RandomTable {
  private var generator: Generator
  private var kinds: [Kind] = []

  /// SplitMix64, so that a seed repeats its table.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      return bits ^ (bits >> 31)
    }
  }

  private enum Kind: CaseIterable {
    case number, fine, string, boolean, date, time, dateTime, duration, months, mixed
  }

  private static let policies: [HitPolicy] = [
    .unique, .any, .priority, .first, .ruleOrder, .outputOrder, .collect, .collectSum,
    .collectMin, .collectMax, .collectCount,
  ]

  static func compare(seed: UInt64) throws {
    var random = RandomTable(generator: Generator(state: seed))
    let (model, columns) = random.model()
    let decision = try #require(model.decision(named: "result"))
    for _ in 0..<25 {
      let names = (0..<columns).map { "c\($0)" }
      let entries = names.enumerated().compactMap { place, name in
        random.chance(20) ? nil : "\(name): \(random.value(random.kinds[place]))"
      }
      let text = "{" + entries.joined(separator: ", ") + "}"
      let inputs = try Make.inputs(text)
      var options = Make.noon
      options.isStrict = random.chance(6)
      let asked = decision.evaluate(inputs, options)
      options.usesIndexes = false
      let walked = decision.evaluate(inputs, options)
      let place: Comment = "seed \(seed), \(text)"
      #expect(asked.value.feelText == walked.value.feelText, place)
      #expect(asked.errors.map(\.text) == walked.errors.map(\.text), place)
      #expect(asked.reasons.map(\.message) == walked.reasons.map(\.message), place)
    }
  }

  private mutating func model() -> (model: CompiledModel, columns: Int) {
    let columns = number(in: 1...4)
    let count = [0, 1, 3, 8, 30, 120][number(in: 0...5)]
    kinds = (0..<columns).map { _ in Kind.allCases[number(in: 0...Kind.allCases.count - 1)] }
    let policy = Self.policies[number(in: 0...Self.policies.count - 1)]
    let clean = chance(2)
    let rules = (0..<count).map { _ in
      let cells = kinds.map { cell($0, clean: clean) }
      return cells.joined(separator: " | ") + " => \(number(in: 1...4))"
    }
    var table = Make.table(
      policy, inputs: (0..<columns).map { "c\($0)" },
      outputs: [Make.output(values: "4, 3, 2, 1", defaultEntry: chance(3) ? "9" : nil)],
      rules: rules)
    for rule in table.rules.indices where chance(12) {
      table.rules[rule].from = CalendarDate(year: 2026, month: number(in: 1...5), day: 1)
    }
    let names = (0..<columns).map { "c\($0)" }
    return (CompiledModel.compile([Make.definitions(table, inputs: names)]).model, columns)
  }

  private mutating func cell(_ kind: Kind, clean: Bool) -> String {
    switch number(in: 0...(clean ? 9 : 13)) {
    case 0, 1: return "-"
    case 2, 3, 4: return constant(kind)
    case 5: return "\(constant(kind)), \(constant(kind)), \(constant(kind))"
    case 6: return kind == .boolean ? "true" : "\(operation()) \(constant(kind))"
    case 7, 8:
      if kind == .boolean { return "false" }
      let open = chance(2) ? "[" : "("
      let close = chance(2) ? "]" : ")"
      let interval = "\(open)\(constant(kind))..\(constant(kind))\(close)"
      return chance(4) ? "\(interval), \(constant(kind))" : interval
    case 9: return "not(\(constant(kind)), \(constant(kind)))"
    case 10: return "null"
    case 11: return constant(Kind.allCases[number(in: 0...Kind.allCases.count - 1)])
    case 12: return chance(2) ? "? = \(constant(kind))" : "!= \(constant(kind))"
    default: return chance(4) ? "[1.." : "c0, \(constant(kind))"
    }
  }

  private mutating func operation() -> String { ["<", "<=", ">", ">="][number(in: 0...3)] }

  private mutating func constant(_ kind: Kind) -> String {
    let day = number(in: 1...9)
    switch kind {
    case .number: return "\(number(in: -4...8))"
    case .fine:
      return "\(number(in: -2...2)).\(["0", "5", "25", "250000000001"][number(in: 0...3)])"
    case .string:
      return "\"\(["a", "b", "c", "é", "e\u{301}", "a long text without end"][number(in: 0...5)])\""
    case .boolean: return chance(2) ? "true" : "false"
    case .date: return "@\"2026-01-0\(day)\""
    case .time: return "@\"0\(day):00:00\(chance(3) ? "Z" : "")\""
    case .dateTime: return "@\"2026-01-0\(day)T10:00:00\(chance(3) ? "+01:00" : "")\""
    case .duration: return "@\"PT\(day)H\""
    case .months: return "@\"P\(day)M\""
    case .mixed: return constant([Kind.number, .string, .date][number(in: 0...2)])
    }
  }

  /// An input: mostly of the column's kind.
  private mutating func value(_ kind: Kind) -> String {
    if chance(15) { return "null" }
    if chance(12) { return constant(Kind.allCases[number(in: 0...Kind.allCases.count - 1)]) }
    if chance(40) {
      return ["[1, 2]", "{a: 1}", "[1..3]", "1e30", "-1e30", "1e-30"][number(in: 0...5)]
    }
    if kind == .string, chance(5) { return "\"never named\"" }
    return constant(kind)
  }

  private mutating func number(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// True once in `times`.
  private mutating func chance(_ times: Int) -> Bool { number(in: 1...times) == 1 }
}

import DMN
import Diagnostics
import FEEL
import Spreadsheets
import TestSupport
import XML

@testable import DecisionSheets

/// Makes models at random: all hit policies and types, odd names and texts, ids, days, notes, tests.
struct RandomModel {
  private var dice: SeededGenerator
  private let origin = Origin(file: "random.dmn", anchor: .line(1, column: 1))
  private var model: Definitions
  private var tests = [DecisionTest]()
  private var serial = 0

  /// The model that belongs to a seed.
  static func make(seed: UInt64) -> RoundTrip {
    var random = RandomModel(seed: seed)
    random.build()
    return RoundTrip(random.model, random.tests)
  }

  private init(seed: UInt64) {
    dice = SeededGenerator(seed: seed)
    model = Definitions(name: "Random \(seed)", namespace: "urn:random:\(seed)", origin: origin)
  }

  // MARK: - Choices

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &dice) < percent
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &dice)]
  }

  private mutating func count(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &dice)
  }

  private mutating func id(_ percent: Int = 60) -> String? {
    serial += 1
    return chance(percent) ? "_id-\(serial)" : nil
  }

  private func feel(_ text: String) -> FEELText { FEELText(text, at: origin) }

  /// Texts that spreadsheet programs and readers like to take for something else.
  static let oddTexts = [
    "gold", "silver moon", "1-4", "007", "12345678901234567890", "say \"hi\"", "line\nbreak",
    " blank ", "-", "null", "any", "not x", "a, b", "a; b", "TRUE", "yes", "東京", "=A1", "#N/A",
    "same as x", "non\u{A0}breaking", "“quoted”", "empty", "1.5", "10%", "2026-03-01",
    "back\\slash",
    "> 5", "[1..2]", "é", "👍", "1,5", "Table", "\ttab", "no rule", "04-Jan", "x\u{200B}y",
    "contains z",
    "1.23457E+15", "'", "<b>&amp;", "12:30", "", "[]",
  ]

  // MARK: - Model

  private mutating func build() {
    if chance(40) { model.label = pick(["A model", "Modell; \"eins\""]) }
    if chance(40) { model.description = "Two lines:\nthis is the second, with ünïcode" }
    model.locale = pick([nil, nil, "en-US", "de-DE", "fr-FR"])
    model.zone = pick([nil, "Europe/Berlin"])
    types()
    if chance(40) {
      model.decisions.append(
        Decision(
          id: id(), label: pick([nil, "Base rate, in €"]),
          variable: InformationItem(
            "base rate", typeRef: pick([nil, reference("number")]), at: origin),
          expression: BoxedExpression(feel("if 1 > 2 then 5 else 0.05")), origin: origin))
    }
    for number in 1...count(1...3) { table(number) }
    if chance(50) { preserve() }
  }

  /// What came with a DMN file beside the model, in the form in which it is kept.
  private mutating func preserve() {
    let model = DMNVersion.v1_5.modelNamespace
    let texts = ["plain", "say &quot;hi&quot;", " &lt;blank&gt; ", "é and e\u{301}"]
    let decision = pick(self.model.decisions)
    let id = XMLText.escaped(decision.id, inAttribute: true)
    self.model.preserved = [
      PreservedXML(
        owner: "decision \(decision.id)",
        xml: "<decision xmlns=\"\(model)\" xmlns:v=\"urn:v\" id=\"\(id)\" "
          + "v:color=\"\(pick(texts))\"><extensionElements><v:note>\(pick(["", "two\nlines"]))"
          + "<v:b/></v:note></extensionElements></decision>"),
      PreservedXML(
        owner: "knowledgeSource ks-1",
        xml: "<knowledgeSource xmlns=\"\(model)\" id=\"ks-1\" name=\"\(pick(texts))\"/>"),
      PreservedXML(
        owner: "textAnnotation t",
        xml: "<textAnnotation xmlns=\"\(model)\" id=\"t\"><text>"
          + String(repeating: "long = text; ", count: pick([1, 3000])) + "</text></textAnnotation>"),
    ]
  }

  private func reference(_ name: String) -> DMN.TypeReference { TypeReference(name, at: origin) }

  private mutating func types() {
    model.itemDefinitions = [
      ItemDefinition(
        name: "tTier", label: pick([nil, "Tier"]), structure: .reference(reference("string")),
        allowedValues: feel(pick(["\"gold\", \"silver\", \"none\"", "\"gold\",\"silver\""])),
        origin: origin)
    ]
    guard chance(50) else { return }
    var parts = [
      ItemDefinition(name: "total", structure: .reference(reference("number")), origin: origin),
      ItemDefinition(
        name: "tiers", structure: .reference(reference("tTier")), isCollection: true,
        origin: origin),
    ]
    if chance(50) {
      parts.append(
        ItemDefinition(
          name: "lines",
          structure: .components([
            ItemDefinition(
              name: "sku", structure: .reference(reference("string")),
              typeConstraint: feel("string length(?) < 9"), origin: origin)
          ]), isCollection: true, origin: origin))
    }
    var order = ItemDefinition(name: "tOrder", structure: .components(parts), origin: origin)
    order.description = pick([nil, "What was ordered"])
    model.itemDefinitions.insert(order, at: count(0...1))
  }

  /// A type and its FEEL texts: tests for inputs, values for outputs.
  private struct Kind {
    var type: String?
    var tests: [String]
    var values: [String]
    var allowed: String?
  }

  private static let kinds: [Kind] = {
    let words = oddTexts.map(CellSyntax.quoted)
    return [
      Kind(
        type: "string",
        tests: words + [
          "\"a\", \"b\"", "\"a\",\"b\"", "not(\"a\")", "not(\"a\", \"b, c\")", "\"x\", null",
          "starts with(?, \"a\")", "string length(?) > 3", "null",
        ], values: words + ["null", "\"a\" + \"b\""]),
      Kind(
        type: "string", tests: ["\"gold\"", "\"silver\", \"none\"", "not(\"gold\")", "null"],
        values: ["\"gold\"", "\"silver\"", "\"none\"", "null"],
        allowed: "\"gold\", \"silver\", \"none\""),
      Kind(type: "tTier", tests: ["\"gold\"", "not(\"silver\")"], values: ["\"gold\"", "null"]),
      Kind(
        type: "number",
        tests: [
          "5", "-3", "0.50", "1.5", ">= 100", "< -0.25", "[1..5)", "(1..5]", "[-5..-1]", "1, 2",
          "not(5)", "1000000", "12345678901234567890", "[0.1..0.9]", "> 2, 0", "? * 2 > 7", "null",
          "not(1, [2..3])", "[1.5..2.5], > 1234.5",
        ],
        values: ["5", "-3.75", "0.50", "1000", "12345678901234567890.5", "null", "2 * 3", "0"]),
      Kind(
        type: "number", tests: ["> 5", "[0..9]"], values: ["1", "2.5"], allowed: ">= 0"),
      Kind(
        type: "boolean", tests: ["true", "false", "not(true)", "true, null", "null"],
        values: ["true", "false", "null"]),
      Kind(
        type: "date",
        tests: [
          "date(\"2026-03-01\")", ">= date(\"2026-03-01\")",
          "[date(\"2026-01-01\")..date(\"2026-12-31\"))", "null",
        ], values: ["date(\"2024-02-29\")", "null"]),
      Kind(
        type: "time", tests: ["time(\"10:30:00\")", "> time(\"08:00:00\")"],
        values: ["time(\"23:59:59\")"]),
      Kind(
        type: "date and time",
        tests: [
          "date and time(\"2026-03-01T10:30:00\")", "< date and time(\"2026-03-01T10:30:00Z\")",
        ],
        values: ["date and time(\"2026-03-01T00:00:00\")"]),
      Kind(
        type: "days and time duration",
        tests: [
          "duration(\"PT20H\")", "<= duration(\"P3D\")", "[duration(\"PT1H\")..duration(\"P1D\")]",
        ],
        values: ["duration(\"P1DT12H\")"]),
      Kind(
        type: "years and months duration", tests: ["duration(\"P1Y\")", "> duration(\"P14M\")"],
        values: ["duration(\"P2Y6M\")"]),
      Kind(
        type: "list<string>",
        tests: [
          "list contains(?, \"a\")", "list contains(?, \"a\"), list contains(?, \"b c\")",
          "count(?) = 0", "count(?) > 0", "not(list contains(?, \"a\"))", "count(?) > 3",
          "list contains(?, \"a\") and list contains(?, \"b\")",
        ], values: ["[]", "[\"a\"]", "[\"a\", \"b c\"]", "[\"x, y\", \"z\"]"]),
      Kind(
        type: "list<string>", tests: ["list contains(?, \"a\")", "count(?) > 0"],
        values: ["[]", "[\"a\", \"b\"]"],
        allowed: ListValues.tests(ofItems: "\"a\", \"b\", \"c; d\"")),
      Kind(
        type: "list<number>", tests: ["list contains(?, 5)"], values: ["[1, 2.5]"],
        allowed: ListValues.tests(ofItems: ">= 0")),
      Kind(
        type: "list<string>", tests: ["count(?) > 1"], values: ["[\"x\"]"],
        allowed: "count(?) < 9"),
      Kind(
        type: "list<number>", tests: ["list contains(?, 5)", "count(?) = 0"],
        values: ["[1, 2.5]", "[]"]),
      Kind(
        type: nil, tests: ["\"word\"", "5", ">= 3", "?.a = 1", "null"],
        values: ["\"word\"", "7", "{ a: 1 }", "null", "[1, \"two\"]"]),
    ]
  }()

  private mutating func table(_ number: Int) {
    let name = pick(["table_\(number)", "Größe \(number)", "the table \(number)"])
    let policy = pick(HitPolicy.allCases)
    var table = DecisionTable(
      id: id(), hitPolicy: policy, inputs: [], outputs: [], rules: [],
      orientation: pick([.ruleAsRow, .ruleAsRow, .ruleAsColumn, .crossTable]),
      outputLabel: pick([nil, "The result"]), origin: origin)
    var kinds = [Kind]()
    for index in 1...count(1...4) {
      let kind = pick(Self.kinds)
      kinds.append(kind)
      table.inputs.append(input(kind, "\(number)\(index)"))
    }
    var results = [Kind]()
    for index in 1...(policy.isSum ? 1 : count(1...3)) {
      let kind =
        policy.isSum
        ? Self.kinds[4] : policy.needsOutputValues && index == 1 ? Self.kinds[1] : pick(Self.kinds)
      results.append(kind)
      table.outputs.append(output(kind, "\(number)\(index)"))
    }
    if chance(60) { table.annotations = Array(["Why", "Note, \"second\""].prefix(count(1...2))) }
    for index in 1...count(1...6) { rule(index, kinds, results, &table) }
    var decision = Decision(
      id: id(), label: pick([nil, "Label; of \(number)", "Größe \(number)  ×2"]),
      variable: InformationItem(name, at: origin),
      expression: BoxedExpression(
        .decisionTable(table), id: table.id, origin: origin), origin: origin)
    if chance(30) { decision.description = "Decides.\nAlways." }
    if chance(30) { decision.question = "Which one?" }
    decision.requirements = inputs(table).map { .input(ElementReference($0, at: origin)) }
    model.decisions.append(decision)
    for _ in 0..<count(0...4) { test(name, table, kinds, results) }
  }

  private mutating func input(_ kind: Kind, _ suffix: String) -> InputClause {
    InputClause(
      label: pick([nil, "Input \(suffix)", "Größe, \"\(suffix)\"\nline two"]),
      expression: feel(pick(["in\(suffix)", "order \(suffix).total", "über \(suffix)"])),
      typeRef: kind.type.map(reference), allowedValues: kind.allowed.map(feel), id: id(),
      origin: origin)
  }

  private mutating func output(_ kind: Kind, _ suffix: String) -> OutputClause {
    var clause = OutputClause(
      name: "out\(suffix)", label: pick([nil, "Output \(suffix)", "> \(suffix) €"]),
      typeRef: kind.type.map(reference), allowedValues: kind.allowed.map(feel), id: id(),
      origin: origin)
    if chance(30) { clause.defaultEntry = feel(pick(kind.values)) }
    return clause
  }

  private mutating func rule(
    _ number: Int, _ inputs: [Kind], _ outputs: [Kind], _ table: inout DecisionTable
  ) {
    var rule = DecisionRule(
      id: pick([nil, "\(number)", "r \(number)", "007\(number)", "Default \(number)"]),
      inputEntries: [], outputEntries: [], origin: origin)
    if chance(5) { rule.id = "Default" }
    rule.inputEntries = inputs.map { kind in feel(chance(30) ? "-" : pick(kind.tests)) }
    rule.outputEntries = outputs.map { kind in feel(pick(kind.values)) }
    rule.annotations = table.annotations.map { _ in chance(40) ? pick(Self.oddTexts) : "" }
    if chance(20) { rule.from = CalendarDate("2026-01-01") }
    if chance(20) { rule.until = CalendarDate("2026-12-31") }
    if chance(15) { rule.isEnabled = false }
    table.rules.append(rule)
  }

  /// The ids of the inputs that a table needs, which are made where they are new.
  private mutating func inputs(_ table: DecisionTable) -> [String] {
    table.inputs.map { clause in
      let name = FEELNames.root(of: clause.expression.text)
      if let known = model.inputData.first(where: { $0.name == name }) { return known.id }
      let isWhole = name == clause.expression.text
      let input = InputData(
        id: id(), label: pick([nil, "The \(name)"]),
        variable: InformationItem(name, typeRef: isWhole ? clause.typeRef : nil, at: origin),
        origin: origin)
      model.inputData.append(input)
      return input.id
    }
  }

  private mutating func test(
    _ decision: String, _ table: DecisionTable, _ inputs: [Kind], _ outputs: [Kind]
  ) {
    func entries(_ names: [String], _ kinds: [Kind], _ percent: Int) -> [DecisionTest.Entry] {
      var entries = [DecisionTest.Entry]()
      for (name, kind) in zip(names, kinds)
      where chance(percent) && !entries.contains(where: { $0.name == name }) {
        let values = kind.values.filter { !$0.contains("+") && !$0.contains("*") }
        entries.append(.init(name: name, value: feel(pick(values))))
      }
      return entries
    }
    let given = entries(table.inputs.map(\.expression.text), inputs, 70)
    let names = table.outputs.map { $0.name ?? "" }
    var expected = DecisionTest.Expectation.noRule
    let isList = [.collect, .ruleOrder, .outputOrder].contains(table.hitPolicy)
    if table.hitPolicy == .collectCount {
      expected = .outputs([.init(name: names[0], value: feel("2"))])
    } else if isList, chance(60) {
      expected = .list((0..<count(0...3)).map { _ in entries(names, outputs, 100) })
    } else if chance(70) {
      expected = .outputs(entries(names, outputs, 100))
    }
    tests.append(
      DecisionTest(
        id: pick([nil, "\(tests.count)", "+", "case, one"]), decision: decision, inputs: given,
        expected: expected,
        notes: chance(20) ? [.init(header: "Why", text: "because; of \"that\"")] : [],
        origin: origin))
  }
}

extension HitPolicy {
  /// Whether there may be one output only.
  fileprivate var isSum: Bool {
    [.collectSum, .collectMin, .collectMax, .collectCount].contains(self)
  }
}

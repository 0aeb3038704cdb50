import DMN
import Diagnostics
import FEEL

/// Makes models of every shape from a seed: sense does not matter to what is written and read.
struct RandomModel: RandomNumberGenerator {
  private var state: UInt64
  private let origin = Origin(file: "random", anchor: .line(1, column: 1))
  private var count = 0

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static let pieces = [
    "a", "Order total", "order.total", "\"gold\", \"silver\"", "> 1", "<b>&amp;", "]]>", "\n", "\t",
    " ", "\r\n", "😀", "ü", "\"", "'", "--", "<!--", "_x0020_", "docket_1", "1", "#", "{", "日本", ":",
    "\u{85}", "\u{2028}", "\u{7F}", "?>", "%",
  ]

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &self) < percent
  }

  private mutating func text() -> String {
    (0..<Int.random(in: 0...3, using: &self)).map { _ in
      Self.pieces.randomElement(using: &self) ?? ""
    }.joined()
  }

  private mutating func maybe(_ percent: Int = 40) -> String? { chance(percent) ? text() : nil }

  /// A name that nothing else has.
  private mutating func name() -> String {
    count += 1
    return "n\(count)" + text()
  }

  private mutating func feel() -> FEELText { FEELText(text(), typed: maybe(), at: origin) }

  private mutating func maybeFEEL() -> FEELText? { chance(40) ? feel() : nil }

  private mutating func type() -> DMN.TypeReference? {
    let types = [
      "string", "number", "tOrder", "rates.tProduct", "{urn:rates}tProduct", "list<number>",
    ]
    return chance(50)
      ? types.randomElement(using: &self).map { DMN.TypeReference($0, at: origin) } : nil
  }

  private mutating func item() -> InformationItem {
    InformationItem(name(), typeRef: type(), at: origin)
  }

  private mutating func several<T>(_ most: Int, _ make: (inout RandomModel) -> T) -> [T] {
    (0..<Int.random(in: 0...most, using: &self)).map { _ in make(&self) }
  }
}

extension RandomModel {
  mutating func definitions() -> Definitions {
    var model = Definitions(name: text(), namespace: "urn:" + name(), origin: origin)
    model.label = maybe()
    model.description = maybe()
    model.locale = chance(40) ? "de-DE" : nil
    model.zone = chance(40) ? "Europe/Berlin" : nil
    model.imports = several(2) { random in
      Import(
        name: random.text(), namespace: "urn:" + random.name(), importType: random.maybe(),
        location: random.maybe(), origin: random.origin)
    }
    model.itemDefinitions = several(3) { $0.itemDefinition(depth: 0) }
    model.inputData = several(4) { random in
      var input = InputData(
        id: random.chance(50) ? random.name() : nil, label: random.maybe(), variable: random.item(),
        origin: random.origin)
      input.description = random.maybe()
      return input
    }
    model.businessKnowledgeModels = several(2) { random in
      var knowledge = BusinessKnowledgeModel(
        id: random.chance(50) ? random.name() : nil, label: random.maybe(), variable: random.item(),
        requirements: random.several(1) { .knowledge($0.reference([])) },
        encapsulatedLogic: random.chance(70) ? random.function(depth: 0) : nil,
        origin: random.origin)
      knowledge.description = random.maybe()
      return knowledge
    }
    let inputs = model.inputData.map(\.id)
    for _ in 0..<Int.random(in: 0...4, using: &self) {
      model.decisions.append(decision(inputs: inputs, decisions: model.decisions.map(\.id)))
    }
    let decisions = model.decisions.map(\.id)
    model.decisionServices = several(1) { random in
      DecisionService(
        id: random.chance(50) ? random.name() : nil, label: random.maybe(), variable: random.item(),
        outputDecisions: [random.reference(decisions)],
        encapsulatedDecisions: random.several(2) { $0.reference(decisions) },
        inputDecisions: random.several(1) { $0.reference(decisions) },
        inputData: random.several(2) { $0.reference(inputs) }, origin: random.origin)
    }
    model.tests = several(3) { $0.test() }
    return model
  }

  /// A reference to one of the elements, or now and then to one of another file or to none.
  private mutating func reference(_ ids: [String]) -> ElementReference {
    if let id = ids.randomElement(using: &self), chance(80) {
      return ElementReference(id, at: origin)
    }
    return ElementReference(
      name().filter { $0 != "#" }, namespace: chance(70) ? "urn:other" : nil, at: origin)
  }

  private mutating func decision(inputs: [String], decisions: [String]) -> Decision {
    var requirements = several(3) { Requirement.input($0.reference(inputs)) }
    requirements += several(2) { .decision($0.reference(decisions)) }
    requirements += several(1) { .knowledge($0.reference([])) }
    var decision = Decision(
      id: chance(50) ? name() : nil, label: maybe(), variable: item(), requirements: requirements,
      expression: chance(90) ? expression(depth: 0) : nil, origin: origin)
    decision.description = maybe()
    decision.question = maybe()
    decision.allowedAnswers = maybe()
    return decision
  }

  private mutating func itemDefinition(depth: Int) -> ItemDefinition {
    let structure: ItemDefinition.Structure
    switch Int.random(in: 0...(depth < 3 ? 3 : 1), using: &self) {
    case 0: structure = .unspecified
    case 1: structure = .reference(type() ?? DMN.TypeReference("string", at: origin))
    case 2: structure = .components(several(3) { $0.itemDefinition(depth: depth + 1) })
    default:
      structure = .function(FunctionItem(parameters: several(2) { $0.item() }, output: type()))
    }
    var definition = ItemDefinition(
      name: name(), label: maybe(), structure: structure, isCollection: chance(30),
      allowedValues: maybeFEEL(), typeConstraint: maybeFEEL(), origin: origin)
    definition.description = maybe()
    return definition
  }

  private mutating func test() -> DecisionTest {
    func entries(_ random: inout RandomModel) -> [DecisionTest.Entry] {
      random.several(2) { DecisionTest.Entry(name: $0.name(), value: $0.feel()) }
    }
    let expected: DecisionTest.Expectation
    switch Int.random(in: 0...2, using: &self) {
    case 0: expected = .noRule
    case 1: expected = .outputs(entries(&self))
    default: expected = .list(several(2) { entries(&$0) })
    }
    return DecisionTest(
      id: maybe(), decision: name(), inputs: entries(&self), expected: expected,
      notes: several(1) { DecisionTest.Note(header: $0.text(), text: $0.text()) }, origin: origin)
  }
}

// MARK: - Expressions

extension RandomModel {
  private mutating func expression(depth: Int) -> BoxedExpression {
    let id = maybe(20)
    // A table and a function tell their own id and type once more.
    switch Int.random(in: 0...(depth < 3 ? 10 : 1), using: &self) {
    case 0:
      return BoxedExpression(.literal(feel()), typeRef: type(), id: id, origin: origin)
    case 1, 2:
      return BoxedExpression(
        .decisionTable(table(id: id)), typeRef: type(), id: id, origin: origin)
    case 3:
      let entries = several(3) { random in
        ContextEntry(
          variable: random.chance(80) ? random.item() : nil,
          expression: random.expression(depth: depth + 1), origin: random.origin)
      }
      return BoxedExpression(.context(entries), typeRef: type(), id: id, origin: origin)
    case 4:
      let items = several(3) { $0.expression(depth: depth + 1) }
      return BoxedExpression(.list(items), typeRef: type(), id: id, origin: origin)
    case 5:
      let columns = several(3) { $0.item() }
      let rows = several(2) { random in columns.map { _ in random.expression(depth: depth + 2) } }
      return BoxedExpression(
        .relation(Relation(columns: columns, rows: rows)), typeRef: type(), id: id, origin: origin)
    case 6:
      let function = function(depth: depth + 1)
      return BoxedExpression(
        .function(function), typeRef: function.typeRef, id: id, origin: origin)
    case 7:
      let bindings = several(2) { random in
        Invocation.Binding(
          parameter: random.item(),
          argument: random.chance(80) ? random.expression(depth: depth + 1) : nil)
      }
      let invocation = Invocation(function: expression(depth: depth + 2), bindings: bindings)
      return BoxedExpression(.invocation(invocation), typeRef: type(), id: id, origin: origin)
    case 8:
      return BoxedExpression(
        .conditional(
          condition: expression(depth: depth + 1), then: expression(depth: depth + 1),
          otherwise: expression(depth: depth + 2)), typeRef: type(), id: id, origin: origin)
    case 9:
      return BoxedExpression(
        .filter(source: expression(depth: depth + 1), match: expression(depth: depth + 1)),
        typeRef: type(), id: id, origin: origin)
    default:
      let kinds = [BoxedIterator.Kind.for, .some, .every]
      let iterator = BoxedIterator(
        kind: kinds.randomElement(using: &self) ?? .for,
        variable: InformationItem(name(), at: origin), source: expression(depth: depth + 1),
        body: expression(depth: depth + 1))
      return BoxedExpression(.iterator(iterator), typeRef: type(), id: id, origin: origin)
    }
  }

  private mutating func function(depth: Int) -> DMN.FunctionDefinition {
    let kinds = [DMN.FunctionDefinition.Kind.feel, .java, .pmml]
    return DMN.FunctionDefinition(
      kind: kinds.randomElement(using: &self) ?? .feel, parameters: several(2) { $0.item() },
      body: chance(80) ? expression(depth: depth + 1) : nil, typeRef: type(), origin: origin)
  }

  private mutating func table(id: String?) -> DecisionTable {
    let inputs = several(3) { random in
      InputClause(
        label: random.maybe(), expression: random.feel(), typeRef: random.type(),
        allowedValues: random.maybeFEEL(), id: random.maybe(20), origin: random.origin)
    }
    let outputs = (0...Int.random(in: 0...2, using: &self)).map { _ in
      OutputClause(
        name: maybe(80), label: maybe(), typeRef: type(), allowedValues: maybeFEEL(),
        defaultEntry: maybeFEEL(), id: maybe(20), origin: origin)
    }
    let annotations = several(2) { $0.text() }
    let rules = several(4) { random in
      DecisionRule(
        id: random.maybe(), inputEntries: inputs.map { _ in random.feel() },
        outputEntries: outputs.map { _ in random.feel() },
        annotations: annotations.map { _ in random.text() }, from: random.day(),
        until: random.day(), isEnabled: random.chance(80), origin: random.origin)
    }
    let orientations = [DecisionTable.Orientation.ruleAsRow, .ruleAsColumn, .crossTable]
    return DecisionTable(
      id: id, hitPolicy: HitPolicy.allCases.randomElement(using: &self) ?? .unique, inputs: inputs,
      outputs: outputs, annotations: annotations, rules: rules,
      orientation: orientations.randomElement(using: &self) ?? .ruleAsRow, outputLabel: maybe(),
      origin: origin)
  }

  private mutating func day() -> CalendarDate? {
    chance(20) ? CalendarDate(dayNumber: Int.random(in: 18_000...25_000, using: &self)) : nil
  }
}

import DMN
import Diagnostics
import FEEL

extension RandomTable {
  /// So many rules: around the sizes at which an index, its cells or an explanation change their way.
  private static let sizes = [0, 1, 2, 3, 8, 12, 13, 14, 30, 63, 64, 65, 66, 120, 130]

  /// The model of the seed.
  mutating func definitions() -> Definitions {
    var definitions = Definitions(name: "random", namespace: "urn:random", origin: Self.origin)
    if chances.once(in: 4) {
      definitions.zone = chances.oneOf(["Europe/Berlin", "America/New_York"])
    }
    let count =
      chances.once(in: 20) ? 0 : chances.once(in: 150) ? 66 : chances.number(in: 1...5)
    addColumns(count)
    let areTyped = chances.once(in: 2)
    definitions.inputData = inputs.map { input in
      var item = InformationItem(input.name, at: Self.origin)
      if areTyped, input.parts.isEmpty, let type = input.kind.type {
        item.typeRef = TypeReference(type, at: Self.origin)
        if chances.once(in: 8) {
          item.typeRef = TypeReference(constrained(input.kind, type, &definitions), at: Self.origin)
        }
      }
      return InputData(label: input.label, variable: item, origin: Self.origin)
    }
    var requirements = inputs.map { Requirement.input(ElementReference($0.name, at: Self.origin)) }
    if let before {
      definitions.decisions.append(
        Decision(
          variable: InformationItem(before.name, at: Self.origin), requirements: requirements,
          expression: BoxedExpression(text(before.expression, 0)), origin: Self.origin))
      requirements.append(.decision(ElementReference(before.name, at: Self.origin)))
    }
    var result = InformationItem("result", at: Self.origin)
    let (table, type) = table(areTyped: areTyped)
    if let type { result.typeRef = TypeReference(type, at: Self.origin) }
    definitions.decisions.append(
      Decision(
        variable: result, requirements: requirements, expression: BoxedExpression(table),
        origin: Self.origin))
    if chances.once(in: 10) {
      hasOuter = true
      definitions.decisions.append(
        Decision(
          variable: InformationItem("outer", at: Self.origin),
          requirements: requirements + [.decision(ElementReference("result", at: Self.origin))],
          expression: BoxedExpression(text("{inner: result, known: result != null}", 0)),
          origin: Self.origin))
    }
    return definitions
  }

  func text(_ text: String, _ row: Int, column: Int = 1) -> FEELText {
    FEELText(text, at: Origin(file: Self.file, sheet: nil, row: row, column: column))
  }

  // MARK: Columns

  private mutating func addColumns(_ count: Int) {
    for number in 0..<count {
      let kind = chances.oneOf(RandomKind.allCases)
      var column: RandomColumn
      switch chances.number(in: 1...20) {
      case 1 where !columns.isEmpty:
        // Two columns that test the same.
        column = chances.oneOf(columns)
        columns.append(column)
        continue
      case 2, 3:
        let name = addInput(number, kind, parts: [("part", kind), ("text", .string)])
        column = RandomColumn(expression: "\(name).part", kind: kind)
      case 4, 5: column = computed(addInput(number, kind), kind)
      case 6 where before == nil:
        let name = addInput(number, .number)
        before = ("before", "\(name) + \(chances.number(in: 0...2))")
        column = RandomColumn(expression: "before", kind: .number)
      default: column = RandomColumn(expression: addInput(number, kind), kind: kind)
      }
      if chances.once(in: 6) { column.label = "Label \(chances.number(in: 0...count))" }
      columns.append(column)
    }
    // What cells may compare with besides constants.
    if chances.once(in: 3) { inputs.append(RandomInput(name: "limit", kind: .number)) }
    if chances.once(in: 6) { inputs.append(RandomInput(name: "edge", kind: .date)) }
  }

  private mutating func addInput(
    _ number: Int, _ kind: RandomKind, parts: [(name: String, kind: RandomKind)] = []
  ) -> String {
    let label = chances.once(in: 8) ? "Input \(number)" : nil
    inputs.append(RandomInput(name: "c\(number)", label: label, kind: kind, parts: parts))
    return "c\(number)"
  }

  /// A column that tests what is computed from an input.
  private mutating func computed(_ name: String, _ kind: RandomKind) -> RandomColumn {
    switch kind {
    case .number, .fine, .wide:
      let expression = chances.oneOf([
        "\(name) + 1", "\(name) * 2", "if \(name) > 3 then 1 else 0", "-\(name)", "abs(\(name))",
      ])
      return RandomColumn(expression: expression, kind: kind)
    case .string, .code:
      return chances.once(in: 2)
        ? RandomColumn(expression: "upper case(\(name))", kind: kind)
        : RandomColumn(expression: "string length(\(name))", kind: .number)
    case .boolean: return RandomColumn(expression: "not(\(name))", kind: .boolean)
    case .date:
      return chances.once(in: 2)
        ? RandomColumn(expression: "\(name) + duration(\"P1D\")", kind: .date)
        : RandomColumn(expression: "\(name).day", kind: .number)
    case .numbers, .texts: return RandomColumn(expression: "count(\(name))", kind: .number)
    case .time, .dateTime, .duration, .months, .mixed:
      return RandomColumn(expression: "if \(name) = null then null else \(name)", kind: kind)
    }
  }

  /// The name of a type whose values are limited.
  private mutating func constrained(
    _ kind: RandomKind, _ type: String, _ definitions: inout Definitions
  ) -> String {
    let name = "Limited\(definitions.itemDefinitions.count)"
    var item = ItemDefinition(
      name: name, structure: .reference(TypeReference(type, at: Self.origin)), origin: Self.origin)
    let tests = FEELText(allowed(kind), at: Self.origin)
    if chances.once(in: 2) { item.allowedValues = tests } else { item.typeConstraint = tests }
    definitions.itemDefinitions.append(item)
    return name
  }

  private mutating func allowed(_ kind: RandomKind) -> String {
    switch chances.number(in: 1...(kind.isOrdered ? 4 : 2)) {
    case 1: return (0..<4).map { _ in chances.constant(kind) }.joined(separator: ", ")
    case 2: return "not(\(chances.constant(kind)))"
    case 3: return ">= \(chances.constant(kind))"
    default: return "[\(chances.constant(kind))..\(chances.constant(kind))], null"
    }
  }

  // MARK: Tables

  /// The table, and the type that its result is declared to have.
  private mutating func table(areTyped: Bool) -> (DecisionTable, String?) {
    let count =
      chances.once(in: 500)
      ? 5000 : chances.once(in: 100) ? 1500 : chances.once(in: 30) ? 400 : chances.oneOf(Self.sizes)
    let policy = chances.oneOf(HitPolicy.allCases)
    let results = RandomResults(policy, &chances)
    let isTimed = chances.once(in: 4)
    let clean = chances.once(in: 2)
    var clauses: [InputClause] = []
    for place in columns.indices {
      let column = columns[place]
      var clause = InputClause(
        label: column.label, expression: text(column.expression, 0, column: place),
        origin: Origin(file: Self.file, sheet: nil, row: 0, column: place))
      if areTyped || chances.once(in: 8), let type = column.kind.type {
        columns[place].type = type
        clause.typeRef = TypeReference(type, at: Self.origin)
      }
      if chances.once(in: 14) { clause.allowedValues = text(allowed(column.kind), 0) }
      clauses.append(clause)
    }
    var rules: [DecisionRule] = []
    rules.reserveCapacity(count)
    for number in 0..<count {
      var cells: [FEELText] = []
      for place in columns.indices {
        // Wide tables of narrow cells would match nothing.
        let isOpen = columns.count > 8 && !chances.once(in: 20)
        cells.append(text(isOpen ? "-" : cell(place, clean: clean), number, column: place))
      }
      var rule = DecisionRule(
        id: chances.once(in: 3) ? nil : String(number + 1), inputEntries: cells,
        outputEntries: results.entries(&chances, inputs).map { text($0, number, column: 90) },
        origin: Origin(file: Self.file, sheet: nil, row: number, column: 0))
      if isTimed, chances.once(in: 3) { rule.from = day }
      if isTimed, chances.once(in: 3) { rule.until = day }
      if chances.once(in: 20) { rule.isEnabled = false }
      if isTimed, chances.once(in: 2) {
        rule.settingOrigins = [
          .from: Origin(file: Self.file, sheet: nil, row: number, column: 95),
          .enabled: Origin(file: Self.file, sheet: nil, row: number, column: 96),
        ]
      }
      if chances.once(in: 2000), !cells.isEmpty { rule.inputEntries.removeLast() }
      rules.append(rule)
    }
    let table = DecisionTable(
      hitPolicy: policy, inputs: clauses, outputs: results.clauses, rules: rules,
      origin: Self.origin)
    return (table, results.declaredType(&chances))
  }

  private var day: CalendarDate? {
    mutating get {
      CalendarDate(
        year: 2026, month: chances.number(in: 1...5), day: chances.oneOf([1, 1, 2]))
    }
  }

  // MARK: Cells

  private mutating func cell(_ place: Int, clean: Bool) -> String {
    let kind = columns[place].kind
    if !clean, chances.once(in: 5) { return residual(place) }
    if kind.isList { return listCell(kind) }
    switch chances.number(in: 0...12) {
    case 0, 1: return chances.once(in: 5) ? "" : "-"
    case 2, 3, 4: return constant(place)
    case 5:
      return (0..<chances.number(in: 2...5)).map { _ in constant(place) }.joined(separator: ", ")
    case 6, 7:
      return kind == .boolean
        ? "true" : "\(chances.oneOf(["<", "<=", ">", ">=", "="])) \(constant(place))"
    case 8, 9:
      if kind == .boolean { return "false" }
      let interval = interval(place)
      if chances.once(in: 6) { return "\(interval), \(self.interval(place))" }
      return chances.once(in: 4) ? "\(interval), \(constant(place))" : interval
    case 10:
      if kind != .boolean, chances.once(in: 3) { return "not(\(interval(place)))" }
      return "not(\(constant(place)), \(constant(place)))"
    case 11: return "!= \(constant(place))"
    default: return chances.oneOf(["not(null)", "!= null", "null", "null, \(constant(place))"])
    }
  }

  /// A cell that the index cannot hold, or that is of another type than its column.
  private mutating func residual(_ place: Int) -> String {
    let kind = columns[place].kind
    var cells = [
      "? = \(constant(place))", constant(place) + ", c0", "not(c0)", "? != null",
      "? in (\(constant(place)), \(constant(place)))", "[1..",
      "list contains([\(constant(place))], ?)",
      chances.constant(chances.oneOf(RandomKind.allCases)), "c0", "string(?) = \"1\"",
      "count([?]) > 1", "unknown name", "?.part = 1", "some x in [1, 2] satisfies x = ?",
    ]
    if kind.isOrdered {
      cells += [
        "> \(constant(place)) , < \(constant(place))",
        "? > \(constant(place)) and ? <= \(constant(place))", "not(\(interval(place)))",
        "< c0", "[\(constant(place))..c0]",
      ]
    }
    if inputs.contains(where: { $0.name == "limit" }) {
      cells += ["> limit", "[0..limit]", "not(> limit)", "< limit + 2", "limit", "!= limit"]
    }
    if inputs.contains(where: { $0.name == "edge" }) {
      cells += ["< edge", ">= edge - duration(\"P1D\")", "edge"]
    }
    switch kind {
    case .string, .code:
      cells += [
        "contains(?, \"a\")", "string length(?) > 2", "starts with(?, \"k1\")",
        "not(ends with(?, \"a\"))", "upper case(?) = \"A\"", "matches(?, \"^a\")",
      ]
    case .number, .fine, .wide:
      cells += [
        "even(?)", "abs(?) > 2", "sum([?, 1]) = 3", "> 1 + 1", "? * 2 > 5", "modulo(?, 2) = 0",
      ]
    case .date: cells += ["?.month = 1", "> date(\"2026-01-01\") + duration(\"P2D\")", "< today()"]
    case .dateTime: cells += ["< now()", "?.hour = 10"]
    default: break
    }
    return chances.oneOf(cells)
  }

  private mutating func listCell(_ kind: RandomKind) -> String {
    let element: RandomKind = kind == .numbers ? .number : .string
    return chances.oneOf([
      "-", "-", chances.constant(kind), chances.constant(element),
      "list contains(?, \(chances.constant(element)))", "count(?) > \(chances.number(in: 0...2))",
      "not(list contains(?, \(chances.constant(element))))", "null", "not(null)",
      "some x in ? satisfies x = \(chances.constant(element))",
      "\(chances.constant(element)), \(chances.constant(element))",
    ])
  }

  private mutating func constant(_ place: Int) -> String {
    let text = chances.constant(columns[place].kind)
    if columns[place].constants.count < 40 {
      columns[place].constants.append(text)
    } else if chances.once(in: 20) {
      columns[place].constants[chances.number(in: 0...39)] = text
    }
    return text
  }

  private mutating func interval(_ place: Int) -> String {
    "\(chances.oneOf(["[", "(", "]"]))\(constant(place))..\(constant(place))\(chances.oneOf(["]", ")", "["]))"
  }
}

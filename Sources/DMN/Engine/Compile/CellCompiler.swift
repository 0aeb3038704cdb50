import Diagnostics
import FEEL

/// What a column's values must meet beyond their type, as classes.
struct ColumnConstraint: Sendable {
  /// The column of the table.
  let column: Int
  /// The tests, as they were written.
  let sources: [String]
  /// The classes of the values that meet them.
  let passing: ClassSet
  let classCount: Int
}

/// Compiles the tests of a table, column by column: equal texts once, and the plainest of them
/// without the parser.
struct CellCompiler {
  private struct Column {
    /// The texts of the column by their numbers in the list of rules.
    var texts: [Int] = []
    /// What each text says, if it is plain.
    var tests: [PlainTest?] = []
    /// The text of each rule, as a place in `texts`.
    var places: [UInt32] = []
    /// The cells that are not plain, by rule; nil with faults.
    var compiled: [Int: CompiledUnaryTests?] = [:]
    /// Tests of the column's values as a whole.
    var constraints: [CompiledUnaryTests] = []
    var classes: ColumnClasses?
  }

  private(set) var findings: [RuleFinding] = []
  private(set) var constraints: [ColumnConstraint] = []
  private let rules: RuleList
  private let feel: FEELCompiler
  private let types: [FEELType]
  private var columns: [Column] = []
  /// The cells that the index does not hold.
  private var evaluated: [Int: TableCells.Cell] = [:]

  init(_ rules: RuleList, feel: FEELCompiler, types: [FEELType]) {
    self.rules = rules
    self.feel = feel
    self.types = types
  }

  /// Reads the cells of one column.
  mutating func add(column: Int, _ input: CompiledTable.Input) {
    var result = Column()
    result.places.reserveCapacity(rules.count)
    var known = [UInt32](repeating: .max, count: rules.textCount)
    for rule in 0..<rules.count {
      let number = rules.textNumber(rule, column)
      if known[number] == .max {
        known[number] = UInt32(result.texts.count)
        result.texts.append(number)
        let text = rules.text(number)
        result.tests.append(TableCells.isAny(text) ? .any : feel.plainTest(text))
      }
      let place = known[number]
      result.places.append(place)
      if result.tests[Int(place)] == nil {
        let (tests, diagnostics) = feel.unaryTests(
          rules.text(number), inputType: types[column], at: rules.origin(rule, column))
        if !diagnostics.isEmpty {
          findings.append(RuleFinding(rule: rule, diagnostics: diagnostics))
        }
        result.compiled.updateValue(tests, forKey: rule)
      }
    }
    result.constraints = input.constraintTests
    columns.append(result)
  }

  /// Numbers what the columns tell apart, and builds the index.
  mutating func index(days: [CompiledTable.Days]) -> TableIndex {
    let count = rules.count
    var parts: [(column: Int, classes: ColumnClasses)] = []
    if let classes = DayColumn.classes(days) { parts.append((-1, classes)) }
    for column in columns.indices {
      var tests = columns[column].tests.compactMap { $0 }
      for case .some(let cell) in columns[column].compiled.values {
        tests.append(.tests(cell.view))
      }
      for constraint in columns[column].constraints { tests.append(.tests(constraint.view)) }
      columns[column].classes = ColumnClasses(tests)
      if let classes = columns[column].classes {
        parts.append((column, classes))
        addConstraint(column, classes)
      }
    }
    var encoder = CellEncoder()
    var words = [UInt64](repeating: 0, count: parts.count * count)
    if parts.first?.column == -1, let classes = parts.first?.classes {
      for (rule, rest) in days.enumerated() {
        let set = classes.classes(of: DayColumn.view(rest)) ?? ClassSet(all: classes.count)
        words[rule * parts.count] = encoder.word(set, classCount: classes.count)
      }
    }
    var first = [UInt32](repeating: UInt32(columns.count), count: count)
    for column in columns.indices.reversed() {
      let place = parts.firstIndex { $0.column == column }
      encode(column, place, parts.count, &encoder, &words, &first)
    }
    return TableIndex(
      CodedRules(
        ColumnIndexes(parts), count: count, inputCount: columns.count, cells: words,
        sets: encoder.sets, evaluated: first))
  }

  /// Writes the words of a column, and finds the cells that have none.
  private mutating func encode(
    _ column: Int, _ place: Int?, _ width: Int, _ encoder: inout CellEncoder,
    _ words: inout [UInt64], _ first: inout [UInt32]
  ) {
    let content = columns[column]
    let classes = content.classes
    var known = [UInt64?](repeating: nil, count: content.texts.count)
    for (text, test) in content.tests.enumerated() {
      guard let test, let classes else { continue }
      if let range = classes.range(of: test) {
        known[text] = encoder.word(range, classCount: classes.count)
      } else if let set = classes.classes(of: test.view) {
        known[text] = encoder.word(set, classCount: classes.count)
      }
    }
    for (rule, text) in content.places.enumerated() {
      var word = known[Int(text)]
      var cell: TableCells.Cell?
      if let compiled = content.compiled[rule] {
        if let compiled {
          if let classes, let set = classes.classes(of: compiled.view) {
            word = encoder.word(set, classCount: classes.count)
          } else if !compiled.view.isAny || classes != nil {
            cell = .tests(compiled)
          }
        } else {
          cell = .faulty
        }
      } else if word == nil, let test = content.tests[Int(text)], !test.isAny {
        cell = tests(column, rule)
      }
      if let place, let word { words[rule * width + place] = word }
      guard let cell else { continue }
      evaluated[rule * columns.count + column] = cell
      first[rule] = UInt32(column)
    }
  }

  /// A plain cell that the index cannot hold, such as a text in a column of numbers.
  private func tests(_ column: Int, _ rule: Int) -> TableCells.Cell {
    let tests = feel.unaryTests(
      rules.text(rule, column), inputType: types[column], at: rules.origin(rule, column)
    ).compiled
    return tests.map(TableCells.Cell.tests) ?? .faulty
  }

  private mutating func addConstraint(_ column: Int, _ classes: ColumnClasses) {
    let tests = columns[column].constraints
    guard !tests.isEmpty else { return }
    var passing = ClassSet(all: classes.count)
    for test in tests {
      guard let set = classes.classes(of: test.view) else { return }
      passing = passing.intersection(set, of: classes.count)
    }
    // Null meets every constraint.
    constraints.append(
      ColumnConstraint(
        column: column, sources: tests.map(\.source),
        passing: passing.union(ClassSet(classes.nullClass)), classCount: classes.count))
  }

  /// The cells in the form that takes the least room.
  func cells() -> TableCells {
    TableCells(
      rules, width: columns.count, evaluated: evaluated,
      compiler: TableCells.Compiler(feel: feel, types: types))
  }
}

extension PlainTest {
  fileprivate var isAny: Bool { if case .any = self { true } else { false } }
}

extension CompiledTable.Input {
  /// The tests that every value of the column other than null must pass.
  fileprivate var constraintTests: [CompiledUnaryTests] {
    (allowed.map { [$0] } ?? []) + (type?.constraint?.tests ?? [])
  }
}

/// The days on which rules hold, as one more column.
enum DayColumn {
  /// The classes of days; nil where all rules hold always.
  static func classes(_ days: [CompiledTable.Days]) -> ColumnClasses? {
    days.isEmpty ? nil : ColumnClasses(days.map { .tests(view($0)) })
  }

  /// The days of a rule as a test.
  static func view(_ days: CompiledTable.Days) -> CompiledUnaryTests.View {
    var view = CompiledUnaryTests.View()
    let from = days.from.map(Value.date)
    let until = days.until.map(Value.date)
    switch (from, until) {
    case (nil, nil): view.isAny = true
    case (let from?, nil): view.intervals = [RangeValue(.greaterOrEqual, from)]
    case (nil, let until?): view.intervals = [RangeValue(.lessOrEqual, until)]
    case (let from?, let until?):
      view.intervals = [
        RangeValue(start: from, startIncluded: true, end: until, endIncluded: true)
      ]
    }
    return view
  }
}

import Diagnostics
import FEEL

extension CompiledTable {
  /// What a match works with; it lives no longer than the room for the classes.
  @safe struct Match {
    let values: [Value]
    let frame: [Value]
    let run: Run
    /// The classes of the values, by indexed column; `ColumnIndexes.unknown` where one has none.
    let classes: UnsafePointer<UInt32>
    /// The first column of the table whose value has no class.
    let firstUnknown: Int
  }

  /// The rules that match, from the top; for hit policies that need only one, no more than they
  /// need.
  func match(_ values: [Value], _ frame: [Value], _ run: Run) -> [Int] {
    let day = day(run.evaluation.now)
    guard run.session.usesIndexes, day != nil || days.isEmpty else {
      return walk(values, frame, run, day: day)
    }
    return withMatch(values, frame, run, day) { match in
      match.firstUnknown == inputs.count ? lookUp(match) : scan(match)
    }
  }

  /// Runs `body` with the classes of the values.
  func withMatch<Result>(
    _ values: [Value], _ frame: [Value], _ run: Run, _ day: CalendarDate?,
    _ body: (Match) -> Result
  ) -> Result {
    let columns = index.rules.columns
    // Room for one more, so that there is some for a table without indexed columns.
    return unsafe withUnsafeTemporaryAllocation(
      of: UInt32.self, capacity: columns.count + 1
    ) { room in
      var firstUnknown = inputs.count
      for place in 0..<columns.count {
        let column = columns.columns[place].column
        let found = columns.classOf(
          column < 0 ? day.map(Value.date) ?? .null : values[column], place)
        unsafe room.initializeElement(at: place, to: found)
        if found == ColumnIndexes.unknown { firstUnknown = min(firstUnknown, column) }
      }
      unsafe room.initializeElement(at: columns.count, to: 0)
      return unsafe body(
        Match(
          values: values, frame: frame, run: run,
          classes: UnsafePointer(room.baseAddress.unsafelyUnwrapped), firstUnknown: firstUnknown))
    }
  }

  /// Asks the index, where all values have classes.
  private func lookUp(_ match: Match) -> [Int] {
    var matched = [Int]()
    let evaluation = match.run.evaluation
    guard !evaluation.isStopped else { return matched }
    unsafe index.forEachCandidate(match.classes) { rule in
      let first = index.rules.evaluatedFrom(rule)
      guard first == inputs.count || matches(rule, match, from: first) else {
        return !evaluation.isStopped
      }
      matched.append(rule)
      return !evaluation.isStopped && !isSettled(matched)
    }
    return matched
  }

  /// Compares the classes of one rule after the other up to the first value that has none.
  private func scan(_ match: Match) -> [Int] {
    var matched = [Int]()
    let evaluation = match.run.evaluation
    for rule in rules.indices where !evaluation.isStopped {
      let first = min(match.firstUnknown, index.rules.evaluatedFrom(rule))
      guard unsafe passesIndex(rule, match.classes, before: first),
        matches(rule, match, from: first)
      else { continue }
      matched.append(rule)
      if isSettled(matched) { break }
    }
    return matched
  }

  /// Whether a rule holds and lets the values of the indexed columns before one pass.
  private func passesIndex(
    _ rule: Int, _ classes: UnsafePointer<UInt32>, before column: Int
  ) -> Bool {
    let coded = index.rules
    for place in 0..<coded.width where coded.columns.columns[place].column < column {
      if unsafe !coded.passes(rule * coded.width + place, place, classes[place]) { return false }
    }
    return true
  }

  /// Whether a rule matches in the columns from one on.
  private func matches(_ rule: Int, _ match: Match, from first: Int) -> Bool {
    for column in first..<inputs.count where !passes(rule, column, match) { return false }
    return true
  }

  func passes(_ rule: Int, _ column: Int, _ match: Match) -> Bool {
    if let cell = cells.evaluated(rule, column) {
      return passes(cell, rule, column, match.values[column], match.frame, match.run)
    }
    guard let place = index.rules.columns.place(of: column) else { return true }
    var found = unsafe match.classes[place]
    if found == ColumnIndexes.unknown, match.run.evaluation.ignoresReasons,
      let known = index.rules.columns.quietClass(of: match.values[column], place)
    {
      found = known
    }
    guard found == ColumnIndexes.unknown else {
      return index.rules.passes(rule * index.rules.width + place, place, found)
    }
    return passesEvaluated(rule, column, match.values[column], match.frame, match.run)
  }

  /// Walks the table without its index.
  private func walk(
    _ values: [Value], _ frame: [Value], _ run: Run, day: CalendarDate?
  ) -> [Int] {
    var matched = [Int]()
    for rule in rules.indices where !run.evaluation.isStopped {
      if let day, days[rule].setting(againstUseOn: day) != nil { continue }
      guard
        inputs.indices.allSatisfy({ passesEvaluated(rule, $0, values[$0], frame, run) })
      else { continue }
      matched.append(rule)
      if isSettled(matched) { break }
    }
    return matched
  }

  /// Whether a cell lets a value pass, found without the index.
  private func passesEvaluated(
    _ rule: Int, _ column: Int, _ value: Value, _ frame: [Value], _ run: Run
  ) -> Bool {
    if let cell = cells.evaluated(rule, column) {
      return passes(cell, rule, column, value, frame, run)
    }
    if cells.isAny(rule, column) { return true }
    return cells.tests(rule, column)?.matches(
      value, frame, run.evaluation, at: cells.origin(rule, column)) == true
  }

  private func passes(
    _ cell: TableCells.Cell, _ rule: Int, _ column: Int, _ value: Value, _ frame: [Value],
    _ run: Run
  ) -> Bool {
    switch cell {
    case .tests(let tests): return tests.matches(value, frame, run.evaluation) == true
    case .faulty:
      run.session.fail(
        Diagnostic(
          DMNCode.faulty, at: cells.origin(rule, column),
          mend: "mend the cell; docket check says what is wrong"))
      return false
    }
  }
}

import FEEL

extension CompiledTable {
  /// In a table of so many rules an explanation looks at every rule.
  private static let walkedRules = 64

  /// What the table did with some values, for an explanation.
  ///
  /// The rules that matched are known. Why others did not is found by comparing classes; in a large
  /// table only for those that the index knows to be near, and for as many more as are to be told, so that the time does not grow with the table. What cells say that have to be evaluated counts here, but not their reasons
  /// and errors: those belong to the decision itself.
  func trace(
    _ matched: [Int], _ values: [Value], _ frame: [Value], _ run: Run,
    _ detail: DecisionOptions.Explanation
  ) -> TableTrace {
    var trace = TableTrace(self, values: values)
    trace.matched = matched
    let day = day(run.evaluation.now)
    let watcher = Run(
      evaluation: Evaluation(now: run.evaluation.now, limits: run.evaluation.limits),
      session: RunRecord())
    // Behind the rule that settled the result no rule was looked at.
    var end = rules.count
    if let last = matched.last, isSettled(matched) { end = last + 1 }
    trace.rejectedCount = end - matched.count
    let isUsable = run.session.usesIndexes && (day != nil || days.isEmpty)
    withMatch(values, frame, watcher, day) { match in
      let isIndexed = isUsable && match.firstUnknown == inputs.count
      if isIndexed, case .nearest(let limit) = detail, rules.count > Self.walkedRules {
        let near = unsafe index.neighbours(match.classes, before: end, limit: limit)
        for rule in near { reject(rule, match, day, &trace) }
        guard trace.rejected.count < limit else { return }
        // The leaf may have fewer rules than are told: the first of the table come after them.
        let known = Set(near)
        for rule in 0..<end where !known.contains(rule) {
          guard trace.rejected.count < limit else { break }
          reject(rule, match, day, &trace)
        }
        trace.rejected.sort { $0.rule < $1.rule }
      } else {
        for rule in 0..<end { reject(rule, match, day, &trace) }
      }
    }
    return trace
  }

  /// Keeps why a rule did not match, if it holds and did not.
  private func reject(
    _ rule: Int, _ match: Match, _ day: CalendarDate?, _ trace: inout TableTrace
  ) {
    if let day, let setting = days[rule].setting(againstUseOn: day) {
      trace.passedOver.append(TableTrace.PassedOver(rule: rule, setting: setting, day: day))
      return
    }
    guard !trace.matched.contains(rule) else { return }
    var columns: [Int] = []
    for column in inputs.indices where !passes(rule, column, match) { columns.append(column) }
    if !columns.isEmpty {
      trace.rejected.append(TableTrace.Rejection(rule: rule, columns: columns))
    }
  }
}

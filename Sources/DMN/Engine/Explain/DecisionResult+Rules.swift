extension DecisionResult {
  /// Calls `body` with the rules of the decision's table that matched and with the nearest of the others, in
  /// the order of the table: what the explanation tells, in numbers alone.
  ///
  /// An `Explanation` puts texts and places together; this takes hardly any time:
  ///
  ///     let result = decision.evaluate(inputs, DecisionOptions(now: now, explanation: .standard))
  ///     result.forEachExplainedRule { rule, column in
  ///       print("rule \(rule)", column.map { "failed in column \($0)" } ?? "matched")
  ///     }
  ///
  /// Nothing is called where no explanation was asked for, or the decision has no table. In a large table
  /// there may be fewer of the others than an explanation tells, which adds some that are further away.
  ///
  /// - Parameter body: Gets the number of the rule, from 1, and the first column that kept it from
  ///   matching, from 0; nil for a rule that matched.
  public func forEachExplainedRule(_ body: (_ rule: Int, _ column: Int?) -> Void) {
    switch trace {
    case nil: break
    case .direct(let trace): trace.forEachRule(body)
    case .recorded(let trace):
      guard let own = trace.steps.last?.own else { return }
      var rejected = own.rejected
      if case .nearest(let limit) = trace.detail { rejected = rejected.nearest(limit) }
      let others = rejected.map { (rule: $0.rule, column: $0.columns.first) }
      let all = own.matched.map { (rule: $0, column: Int?.none) } + others
      for each in all.sorted(by: { $0.rule < $1.rule }) {
        body(own.table.rules.number(of: each.rule).number, each.column)
      }
    }
  }
}

import Diagnostics
import FEEL

extension CompiledTable {
  /// What the hit policy makes of the rules that match: DMN 1.5, 8.2.8.
  func result(of matched: [Int], _ frame: [Value], _ run: Run) -> Value {
    guard !matched.isEmpty else { return resultWithoutMatch(frame, run) }
    switch hitPolicy {
    case .unique: return unique(matched, frame, run)
    case .first: return output(of: matched[0], frame, run)
    case .any: return any(matched, frame, run)
    case .priority:
      return ranked(matched, frame, run).first?.output ?? .null
    case .outputOrder:
      return .list(ranked(matched, frame, run).map(\.output))
    case .ruleOrder, .collect:
      return .list(matched.map { output(of: $0, frame, run) })
    case .collectCount:
      return .number(Number(matched.count))
    case .collectSum, .collectMin, .collectMax:
      return aggregate(matched.map { output(of: $0, frame, run) }, run)
    }
  }

  /// The default outputs, or what the hit policy gives without any.
  ///
  /// That is null for a single result, an empty list for several and 0 for a count. DMN leaves this to the engine except for defaults and single hits.
  private func resultWithoutMatch(_ frame: [Value], _ run: Run) -> Value {
    guard hasDefaults else { return emptyResult }
    return defaultResult(
      combine(
        outputs.map { output in
          let value = output.defaultEntry?.evaluate(frame, run) ?? .null
          return output.type?.apply(to: value, at: output.origin, run) ?? value
        }))
  }

  private var hasDefaults: Bool { outputs.contains { $0.defaultEntry != nil } }

  private var emptyResult: Value {
    switch hitPolicy {
    case .ruleOrder, .outputOrder, .collect: .list([])
    case .collectCount: .number(Number(0))
    case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax: .null
    }
  }

  private func defaultResult(_ output: Value) -> Value {
    switch hitPolicy {
    case .ruleOrder, .outputOrder, .collect: .list([output])
    case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax, .collectCount:
      output
    }
  }

  /// The result where no rule matches, if it is the same in all evaluations.
  var constantWithoutMatch: Value? {
    guard hasDefaults else { return emptyResult }
    let evaluation = Evaluation(now: .unixEpoch)
    var values: [Value] = []
    for output in outputs {
      var value = Value.null
      if let node = output.defaultEntry {
        guard let constant = (node as? LiteralNode)?.expression.constant else { return nil }
        value = constant
      }
      if let type = output.type {
        guard type.isFixed, let converted = type.coerce(value, evaluation) else { return nil }
        value = converted
      }
      values.append(value)
    }
    return defaultResult(combine(values))
  }

  /// What the hit policy makes of rules whose results are constants; nil where it cannot be
  /// decided.
  func constantResult(of matched: [Int]) -> Value? {
    let results = ruleOutputs.results
    switch hitPolicy {
    case .unique: return matched.count == 1 ? results[matched[0]] : nil
    case .first: return results[matched[0]]
    case .any:
      let first = results[matched[0]]
      return matched.dropFirst().allSatisfy { results[$0].isSame(as: first) } ? first : nil
    case .priority:
      let ranks = ruleOutputs.ranks
      // `min` answers the first of equal ones.
      return matched.min { ranks[$0] < ranks[$1] }.map { results[$0] }
    case .outputOrder:
      let ranks = ruleOutputs.ranks
      return .list(matched.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { results[$0] })
    case .ruleOrder, .collect: return .list(matched.map { results[$0] })
    case .collectCount: return .number(Number(matched.count))
    case .collectSum: return matched.map { results[$0] }.sum()
    case .collectMin: return matched.map { results[$0] }.extreme { $0 == .less }
    case .collectMax: return matched.map { results[$0] }.extreme { $0 == .greater }
    }
  }

  /// The output of one rule: a value, or a context where the table has several outputs.
  private func output(of rule: Int, _ frame: [Value], _ run: Run) -> Value {
    guard !ruleOutputs.areConstant, let nodes = ruleOutputs.computed[rule] else {
      return ruleOutputs.results[rule]
    }
    return combine(
      zip(nodes, outputs).map { node, output in
        let value = node.evaluate(frame, run)
        return output.type?.apply(to: value, at: output.origin, run) ?? value
      })
  }

  private func combine(_ values: [Value]) -> Value { Self.combine(values, outputs) }

  /// The result of a rule: the value of the only output, or a context of all.
  static func combine(_ values: [Value], _ outputs: [Output]) -> Value {
    if outputs.count == 1, let value = values.first { return value }
    return .context(
      ContextValue(zip(outputs, values).map { ContextValue.Entry($0.name, $1) }))
  }

  private func unique(_ matched: [Int], _ frame: [Value], _ run: Run) -> Value {
    guard matched.count > 1 else { return output(of: matched[0], frame, run) }
    run.session.fail(
      violation(
        .uniqueViolated, matched[0], matched[1],
        mend: "narrow one of the rules, or choose the hit policy First or Priority"))
    return .null
  }

  private func any(_ matched: [Int], _ frame: [Value], _ run: Run) -> Value {
    let first = output(of: matched[0], frame, run)
    for rule in matched.dropFirst() where !output(of: rule, frame, run).isSame(as: first) {
      run.session.fail(
        violation(
          .anyViolated, matched[0], rule,
          mend: "give both rules the same outputs, or choose the hit policy First or Priority"))
      return .null
    }
    return first
  }

  private func violation(
    _ code: DMNCode, _ first: Int, _ second: Int, mend: String
  ) -> Diagnostic {
    Diagnostic(
      code, at: rules[second].origin,
      found: "rules \(rules[first].number.number) and \(rules[second].number.number) both match",
      expected: code == .uniqueViolated
        ? "one matching rule for each input" : "the same outputs from all matching rules",
      mend: mend,
      notes: [Diagnostic.Note("rule \(rules[first].number.number)", at: rules[first].origin)])
  }

  /// The outputs by the rank of the first output that has ranked values; equal ranks keep the order
  /// of the rules.
  private func ranked(
    _ matched: [Int], _ frame: [Value], _ run: Run
  ) -> [(rank: Int, output: Value)] {
    let results = matched.map { rule in
      let output = output(of: rule, frame, run)
      return (rank: Self.rank(of: output, outputs), output: output)
    }
    // Swift's sort is stable in practice but does not promise it.
    return results.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element)
  }

  /// The rank of a result by the first output that has ranked values, from 0; a value outside of
  /// the list ranks behind all others.
  static func rank(of result: Value, _ outputs: [Output]) -> Int {
    let column = outputs.firstIndex { !$0.ranking.isEmpty } ?? 0
    var key = result
    if outputs.count > 1, case .context(let context) = result {
      key = context[outputs[column].name] ?? .null
    }
    let ranking = outputs[column].ranking
    return ranking.firstIndex { $0.isSame(as: key) } ?? ranking.count
  }

  private func aggregate(_ values: [Value], _ run: Run) -> Value {
    let result =
      switch hitPolicy {
      case .collectMin: values.extreme { $0 == .less }
      case .collectMax: values.extreme { $0 == .greater }
      default: values.sum()
      }
    if let result { return result }
    run.session.fail(
      Diagnostic(
        DMNCode.aggregation, at: outputs.first?.origin ?? origin,
        found: Value.list(values).feelText.shortened,
        expected: hitPolicy == .collectSum ? "numbers or durations" : "values that have an order",
        mend: "give the output the type number, or choose the hit policy Collect"))
    return .null
  }
}

extension [Value] {
  /// The sum, or nil if these are not all numbers or all durations of one kind.
  fileprivate func sum() -> Value? {
    guard var total = first, total.isSummable else { return nil }
    for value in dropFirst() {
      guard let next = total.adding(value), next.isSummable else { return nil }
      total = next
    }
    return total
  }

  /// The value that stands before all others in the given order, or nil if they have none.
  fileprivate func extreme(_ isBetter: (ValueOrder) -> Bool) -> Value? {
    guard var best = first, !best.isNull else { return nil }
    for value in dropFirst() {
      guard let order = value.compared(to: best) else { return nil }
      if isBetter(order) { best = value }
    }
    return best
  }
}

extension Value {
  fileprivate var isSummable: Bool {
    switch self {
    case .number, .daysAndTimeDuration, .yearsAndMonthsDuration: true
    default: false
    }
  }
}

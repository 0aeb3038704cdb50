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
    if outputs.contains(where: { $0.defaultEntry != nil }) {
      let output = combine(
        outputs.map { output in
          let value = output.defaultEntry?.evaluate(frame, run) ?? .null
          return output.type?.apply(to: value, at: output.origin, run) ?? value
        })
      switch hitPolicy {
      case .ruleOrder, .outputOrder, .collect: return .list([output])
      case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax, .collectCount:
        return output
      }
    }
    switch hitPolicy {
    case .ruleOrder, .outputOrder, .collect: return .list([])
    case .collectCount: return .number(Number(0))
    case .unique, .any, .priority, .first, .collectSum, .collectMin, .collectMax: return .null
    }
  }

  /// The output of one rule: a value, or a context where the table has several outputs.
  private func output(of rule: Int, _ frame: [Value], _ run: Run) -> Value {
    let start = rule * outputs.count
    if outputs.count == 1 { return value(of: start, outputs[0], frame, run) }
    return combine(
      outputs.indices.map { value(of: start + $0, outputs[$0], frame, run) })
  }

  private func value(of entry: Int, _ output: Output, _ frame: [Value], _ run: Run) -> Value {
    let value = entries[entry].evaluate(frame, run)
    return output.type?.apply(to: value, at: output.origin, run) ?? value
  }

  private func combine(_ values: [Value]) -> Value {
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
      found: "rules \(numbers[first].number) and \(numbers[second].number) both match",
      expected: code == .uniqueViolated
        ? "one matching rule for each input" : "the same outputs from all matching rules",
      mend: mend,
      notes: [Diagnostic.Note("rule \(numbers[first].number)", at: rules[first].origin)])
  }

  /// The outputs by the rank of the first output that has ranked values; equal ranks keep the order
  /// of the rules.
  private func ranked(
    _ matched: [Int], _ frame: [Value], _ run: Run
  ) -> [(rank: Int, output: Value)] {
    let column = outputs.firstIndex { !$0.ranking.isEmpty } ?? 0
    let ranking = outputs[column].ranking
    let results = matched.map { rule in
      let output = output(of: rule, frame, run)
      let key = part(column, of: output)
      // A value outside of the list ranks behind all others.
      return (rank: ranking.firstIndex { $0.isSame(as: key) } ?? ranking.count, output: output)
    }
    // Swift's sort is stable in practice but does not promise it.
    return results.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element)
  }

  private func part(_ column: Int, of output: Value) -> Value {
    guard outputs.count > 1, case .context(let context) = output else { return output }
    return context[outputs[column].name] ?? .null
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

import FEEL

extension DirectDecision {
  typealias Explained = (value: Value, trace: DirectTrace)
  private typealias Words = UnsafeMutableBufferPointer<UInt64>

  /// The result with what led to it; nil where the long way has to be gone.
  ///
  /// In a table with sets of rules the nearest rules are found among all. In a table with a tree those of
  /// the leaf are taken for the nearest, so that the time does not grow with the table.
  func explained(_ inputs: ContextValue, limit: Int) -> Explained? {
    guard table.days.isEmpty, inputCount <= RuleFailures.maximumColumns,
      results.count <= RuleFailures.maximumRules
    else { return nil }
    return unsafe withClasses(inputs, day: nil) { classes -> Explained? in
      if index.bits.count == 0 { return unsafe neighbours(classes, inputs, limit) }
      let end = unsafe end(classes)
      return unsafe index.bits.withNearest(
        classes, before: end, limit: limit, index.rules.failures
      ) { found, matching, write in
        let head = DirectTrace.Head(
          decision: self, inputs: inputs, limit: limit, end: end, matchedCount: matching,
          count: found)
        return explained(unsafe DirectTrace(head, write))
      }
    }
  }

  /// Where the rules end that are looked at: behind the match of First.
  @inline(__always)
  private func end(_ classes: UnsafePointer<UInt32>) -> Int {
    var end = index.bits.count
    if hitPolicy == .first {
      unsafe index.bits.forEachCandidate(classes) { rule in
        end = rule + 1
        return false
      }
    }
    return end
  }

  /// Compares the rules of a leaf.
  private func neighbours(
    _ classes: UnsafePointer<UInt32>, _ inputs: ContextValue, _ limit: Int
  ) -> Explained? {
    let rules = index.rules
    let isFirst = hitPolicy == .first
    return unsafe index.withNeighbours(classes) { count, rule in
      unsafe withUnsafeTemporaryAllocation(
        of: UInt64.self, capacity: count + 1
      ) { room -> Explained? in
        var (kept, matching) = (0, 0)
        var end = rules.count
        for place in 0..<count {
          if rules.areEvaluated, rules.evaluatedFrom(rule(place)) != inputCount { return nil }
          let word = unsafe rules.failures(rule(place), classes)
          let matches = RuleFailures.matches(word)
          unsafe room.initializeElement(at: kept, to: word)
          kept &+= matches || limit > 0 ? 1 : 0
          matching &+= matches ? 1 : 0
          if matches, isFirst {
            end = RuleFailures.rule(word) + 1
            break
          }
        }
        if limit > 0, kept &- matching > limit {
          kept = unsafe RuleFailures.keepNearest(Words(rebasing: room[..<kept]), limit: limit)
        }
        let head = DirectTrace.Head(
          decision: self, inputs: inputs, limit: limit, end: end, matchedCount: matching,
          count: kept)
        return explained(
          unsafe DirectTrace(head) { words in
            if let start = room.baseAddress {
              unsafe words.initialize(from: start, count: kept)
            }
          })
      }
    }
  }

  /// The result that belongs to a trace; nil where the long way has to be gone.
  @inline(__always)
  private func explained(_ trace: DirectTrace) -> Explained? {
    unsafe trace.withWords { words in
      // A rule with cells to evaluate stands here as if these let everything pass.
      if index.rules.areEvaluated {
        for place in 0..<words.count
        where unsafe index.rules.evaluatedFrom(RuleFailures.rule(words[place])) != inputCount {
          return nil
        }
      }
      guard let value = unsafe value(words, trace.matchedCount) else { return nil }
      return (value, trace)
    }
  }

  /// The result of the rules that match; nil where it is an error.
  @inline(__always)
  private func value(_ words: UnsafeBufferPointer<UInt64>, _ matching: Int) -> Value? {
    if matching == 0 { return checked(resultWithoutMatch) }
    switch hitPolicy {
    case .first, .unique:
      guard matching == 1 else { return nil }
      var place = 0
      while unsafe !RuleFailures.matches(words[place]) { place &+= 1 }
      return checked(results[unsafe RuleFailures.rule(words[place])])
    case .collectSum where sums.count > 0:
      var sum: Int64 = 0
      for place in 0..<words.count {
        let word = unsafe words[place]
        if RuleFailures.matches(word) { sum &+= sums[RuleFailures.rule(word)] }
      }
      return checked(.number(Number(sum)))
    default:
      var matched: [Int] = []
      matched.reserveCapacity(matching)
      for place in 0..<words.count {
        let word = unsafe words[place]
        if RuleFailures.matches(word) { matched.append(RuleFailures.rule(word)) }
      }
      return table.constantResult(of: matched).flatMap(checked)
    }
  }

  // MARK: Telling

  /// The explanation of what was found out.
  func explanation(of trace: DirectTrace, _ value: Value) -> Explanation? {
    let step = ExplanationTrace.Step(
      decision: decision, tables: [tableTrace(trace.head, trace.rules)], value: value)
    return ExplanationTrace(detail: .nearest(trace.head.limit), steps: [step]).explanation
  }

  /// What was found out, in the form from which explanations are made.
  private func tableTrace(
    _ head: DirectTrace.Head, _ rules: (matched: [Int], rejected: [TableTrace.Rejection])
  ) -> TableTrace {
    var result = TableTrace(table, values: values(head.inputs))
    (result.matched, result.rejected) = rules
    result.rejectedCount = head.end - head.matchedCount
    complete(&result, head)
    return result
  }

  /// Adds rules from the beginning of the table where the leaf had fewer than are told.
  private func complete(_ result: inout TableTrace, _ head: DirectTrace.Head) {
    let wanted = min(head.limit, result.rejectedCount) - result.rejected.count
    guard wanted > 0 else { return }
    let known = Set(result.matched + result.rejected.map(\.rule))
    let more = unsafe withClasses(head.inputs, day: nil) { classes -> [TableTrace.Rejection]? in
      var more: [TableTrace.Rejection] = []
      for rule in 0..<head.end where !known.contains(rule) {
        if more.count == wanted { break }
        let word = unsafe index.rules.failures(rule, classes)
        if !RuleFailures.matches(word) {
          more.append(TableTrace.Rejection(rule: rule, columns: RuleFailures.columns(word)))
        }
      }
      return more
    }
    result.rejected = (result.rejected + (more ?? [])).sorted { $0.rule < $1.rule }
  }

  /// The values that the columns of the table tested.
  private func values(_ inputs: ContextValue) -> [Value] {
    columnFields.map { field in
      var value = inputs[names.name(field.slot)] ?? .null
      guard field.path >= 0 else { return value }
      for name in paths[field.path] {
        guard case .context(let context) = value, let next = context[name] else { return .null }
        value = next
      }
      return value
    }
  }
}

import FEEL

/// What the direct way found out on its way, in a few words.
final class DirectTrace: Sendable {
  let inputs: ContextValue
  let value: Value
  /// How many of the rejected rules are told.
  let limit: Int
  /// How many rules were looked at, those not matching among them.
  let end: Int
  let matchedCount: Int
  /// The matching rules, and then two words for each rejected one: its place, and a bit for each column
  /// that it failed in.
  let words: FlatArray<UInt64>

  init(
    inputs: ContextValue, value: Value, limit: Int, end: Int, matchedCount: Int,
    words: consuming FlatArray<UInt64>
  ) {
    self.inputs = inputs
    self.value = value
    self.limit = limit
    self.end = end
    self.matchedCount = matchedCount
    self.words = words
  }
}

extension DirectDecision {
  /// In a table of so many rules an explanation looks at every rule; in a larger one at those of the
  /// leaf, which are the nearest, and at others only where these are fewer than are told.
  static let walkedRules = 64

  /// The result with what led to it; nil where the long way has to be gone.
  func explained(_ inputs: ContextValue, limit: Int) -> DirectTrace? {
    guard table.days.isEmpty, inputCount <= 64 else { return nil }
    let rules = index.rules
    return unsafe withClasses(inputs, day: nil) { classes -> DirectTrace? in
      if rules.count <= Self.walkedRules {
        return unsafe look(at: rules.count, classes, inputs, limit) { $0 }
      }
      return unsafe index.withNeighbours(classes) { count, rule in
        unsafe look(at: count, classes, inputs, limit, rule)
      }
    }
  }

  /// Compares some rules, the nearest and among them all that match.
  @inline(__always)
  private func look(
    at count: Int, _ classes: UnsafePointer<UInt32>, _ inputs: ContextValue, _ limit: Int,
    _ rule: (Int) -> Int
  ) -> DirectTrace? {
    let rules = index.rules
    let isFirst = hitPolicy == .first
    return unsafe withUnsafeTemporaryAllocation(
      of: UInt64.self, capacity: max(1, count * 3)
    ) { room -> DirectTrace? in
      // Matching rules from the beginning, pairs of rejected ones from a third on.
      var (matched, rejected) = (0, 0)
      var end = rules.count
      for place in 0..<count {
        let rule = rule(place)
        guard rules.evaluatedFrom(rule) == inputCount else { return nil }
        let failed = unsafe rules.failedColumns(rule, classes)
        if failed == 0 {
          unsafe room.initializeElement(at: matched, to: UInt64(rule))
          matched += 1
          if isFirst {
            end = rule + 1
            break
          }
        } else {
          unsafe room.initializeElement(at: count + rejected * 2, to: UInt64(rule))
          unsafe room.initializeElement(at: count + rejected * 2 + 1, to: failed)
          rejected += 1
        }
      }
      guard let value = unsafe value(UnsafeBufferPointer(room), matched) else { return nil }
      return unsafe DirectTrace(
        inputs: inputs, value: value, limit: limit, end: end, matchedCount: matched,
        words: FlatArray(
          UnsafeBufferPointer(rebasing: room[..<matched]),
          UnsafeBufferPointer(rebasing: room[count..<count + rejected * 2])))
    }
  }

  /// The result of the rules that match; nil where it is an error.
  private func value(_ matched: UnsafeBufferPointer<UInt64>, _ count: Int) -> Value? {
    if count == 0 { return checked(resultWithoutMatch) }
    switch hitPolicy {
    case .first: return unsafe checked(results[Int(matched[0])])
    case .unique: return count > 1 ? nil : unsafe checked(results[Int(matched[0])])
    case .collectSum where sums.count > 0:
      var sum: Int64 = 0
      for place in 0..<count { sum &+= sums[unsafe Int(matched[place])] }
      return checked(.number(Number(sum)))
    default:
      return table.constantResult(of: (0..<count).map { unsafe Int(matched[$0]) })
        .flatMap(checked)
    }
  }

  /// The explanation of what was found out.
  func explanation(of trace: DirectTrace) -> Explanation? {
    let step = ExplanationTrace.Step(
      decision: decision, tables: [tableTrace(trace)], value: trace.value)
    return ExplanationTrace(detail: .nearest(trace.limit), steps: [step]).explanation
  }

  /// What was found out, in the form from which explanations are made.
  private func tableTrace(_ trace: DirectTrace) -> TableTrace {
    var result = TableTrace(table, values: values(trace.inputs))
    result.matched = (0..<trace.matchedCount).map { Int(trace.words[$0]) }
    for word in stride(from: trace.matchedCount, to: trace.words.count, by: 2) {
      result.rejected.append(
        TableTrace.Rejection(
          rule: Int(trace.words[word]), columns: Self.columns(trace.words[word + 1])))
    }
    result.rejectedCount = trace.end - trace.matchedCount
    complete(&result, trace)
    return result
  }

  /// Adds rules from the beginning of the table where the leaf had fewer than are told.
  private func complete(_ result: inout TableTrace, _ trace: DirectTrace) {
    let wanted = min(trace.limit, result.rejectedCount)
    guard result.rejected.count < wanted else { return }
    let rules = index.rules
    let known = Set(result.matched + result.rejected.map(\.rule))
    let more = unsafe withClasses(trace.inputs, day: nil) { classes -> [TableTrace.Rejection]? in
      var more: [TableTrace.Rejection] = []
      for rule in 0..<trace.end where !known.contains(rule) {
        guard result.rejected.count + more.count < wanted else { break }
        let failed = unsafe rules.failedColumns(rule, classes)
        if failed != 0 {
          more.append(TableTrace.Rejection(rule: rule, columns: Self.columns(failed)))
        }
      }
      return more
    }
    result.rejected = (result.rejected + (more ?? [])).sorted { $0.rule < $1.rule }
  }

  private static func columns(_ bits: UInt64) -> [Int] {
    (0..<64).filter { bits >> UInt64($0) & 1 != 0 }
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

import Diagnostics

/// One iteration context, compiled.
struct IterationSource {
  let slot: Int
  let source: Node
  let end: Node?
  let span: TextSpan

  /// Calls `body` for each value until it answers false; the answer is false where the values
  /// cannot be gone through.
  ///
  /// Spec: § 10.3.2.14: a list, a range of whole numbers or dates, or `from..to` in either
  /// direction. A single value is a list of one.
  func forEach(_ frame: Frame, _ body: (Value) -> Bool) -> Bool {
    let first = source.evaluate(frame)
    if let end { return forEach(from: first, to: end.evaluate(frame), frame, body) }
    switch first {
    case .list(let items):
      for item in items where !body(item) { return true }
      return true
    case .range(let range):
      return forEach(in: range, frame, body)
    case .null:
      return false
    default:
      _ = body(first)
      return true
    }
  }

  private func forEach(in range: RangeValue, _ frame: Frame, _ body: (Value) -> Bool) -> Bool {
    switch (range.start, range.end) {
    case (.number(let start), .number(let end)):
      guard let low = start.int, let high = end.int else { break }
      let from = low + (range.startIncluded ? 0 : 1)
      let to = high - (range.endIncluded ? 0 : 1)
      guard start < end || start == end else { break }
      return forEach(from: from, to: to, isDescending: false, body) { .number(Number($0)) }
    case (.date(let start), .date(let end)):
      let from = start.dayNumber + (range.startIncluded ? 0 : 1)
      let to = end.dayNumber - (range.endIncluded ? 0 : 1)
      guard start < end || start == end else { break }
      return forEach(from: from, to: to, isDescending: false, body) {
        CalendarDate(dayNumber: $0).map(Value.date) ?? .null
      }
    default: break
    }
    _ = frame.note(
      .typeMismatch, span, "only ascending ranges of whole numbers or dates can be gone through")
    return false
  }

  private func forEach(
    from first: Value, to last: Value, _ frame: Frame, _ body: (Value) -> Bool
  ) -> Bool {
    switch (first, last) {
    case (.number(let start), .number(let end)):
      guard let from = start.int, let to = end.int else { break }
      return forEach(from: from, to: to, isDescending: to < from, body) { .number(Number($0)) }
    case (.date(let start), .date(let end)):
      return forEach(from: start.dayNumber, to: end.dayNumber, isDescending: end < start, body) {
        CalendarDate(dayNumber: $0).map(Value.date) ?? .null
      }
    case (.null, _), (_, .null): return false
    default: break
    }
    _ = frame.note(
      .typeMismatch, span,
      "one can count from whole number to whole number or from date to date, not from"
        + " \(first.kindName) to \(last.kindName)")
    return false
  }

  private func forEach(
    from: Int, to: Int, isDescending: Bool, _ body: (Value) -> Bool, _ make: (Int) -> Value
  ) -> Bool {
    guard isDescending ? from >= to : from <= to else { return true }
    var index = from
    while body(make(index)), index != to { index += isDescending ? -1 : 1 }
    return true
  }
}

/// `for … return …`.
final class ForLoopNode: Node, @unchecked Sendable {
  private let iterators: [IterationSource]
  private let result: Node
  /// The slot of `partial`; nil where the text does not use it.
  private let partialSlot: Int?

  init(_ iterators: [IterationSource], result: Node, partialSlot: Int?) {
    self.iterators = iterators
    self.result = result
    self.partialSlot = partialSlot
  }

  override func evaluate(_ frame: Frame) -> Value {
    var results: [Value] = []
    guard run(0, frame, &results), !frame.evaluation.isStopped else { return .null }
    return .list(results)
  }

  private func run(_ index: Int, _ frame: Frame, _ results: inout [Value]) -> Bool {
    guard index < iterators.count else {
      guard frame.evaluation.step() else { return false }
      if let partialSlot { frame.setLocal(partialSlot, .list(results)) }
      let value = result.evaluate(frame)
      // While the local holds it too, the array would be copied at each step.
      if let partialSlot {
        frame.setLocal(partialSlot, .null)
        guard frame.evaluation.allows(value) else { return false }
      }
      results.append(value)
      return frame.evaluation.allowsList(of: results.count)
    }
    let iterator = iterators[index]
    var isComplete = true
    let isPossible = iterator.forEach(frame) { value in
      frame.setLocal(iterator.slot, value)
      isComplete = run(index + 1, frame, &results)
      return isComplete
    }
    return isPossible && isComplete
  }
}

/// `some … satisfies …` and `every … satisfies …`.
///
/// Spec: § 10.3.2.14: a disjunction or conjunction over all combinations, in three-valued logic.
final class QuantifiedNode: TruthNode, @unchecked Sendable {
  private let quantifier: Quantifier
  private let iterators: [IterationSource]
  private let condition: Node

  init(_ quantifier: Quantifier, _ iterators: [IterationSource], condition: Node) {
    self.quantifier = quantifier
    self.iterators = iterators
    self.condition = condition
  }

  override func truth(_ frame: Frame) -> Bool? {
    var result: Bool? = quantifier == .every
    let isPossible = run(0, frame, &result)
    guard isPossible, !frame.evaluation.isStopped else { return nil }
    return result
  }

  /// Goes on until the result is settled; false where the values cannot be gone through.
  private func run(_ index: Int, _ frame: Frame, _ result: inout Bool?) -> Bool {
    guard index < iterators.count else {
      guard frame.evaluation.step() else { return false }
      let truth = condition.truth(frame)
      if truth == (quantifier == .some) || truth == nil && result != (quantifier == .some) {
        result = truth
      }
      return true
    }
    let iterator = iterators[index]
    let settled = quantifier == .some
    var isPossible = true
    let isOuterPossible = iterator.forEach(frame) { value in
      frame.setLocal(iterator.slot, value)
      isPossible = run(index + 1, frame, &result)
      return isPossible && result != settled
    }
    return isOuterPossible && isPossible
  }
}

import Diagnostics
import FEEL

/// A boxed conditional: DMN 1.5, 10.2.1.8.
struct ConditionalNode: CompiledNode {
  let condition: any CompiledNode
  let then: any CompiledNode
  let otherwise: any CompiledNode

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    if case .boolean(true) = condition.evaluate(frame, run) { return then.evaluate(frame, run) }
    return otherwise.evaluate(frame, run)
  }
}

/// A boxed filter: DMN 1.5, 10.2.1.9.
struct FilterNode: CompiledNode {
  /// An entry of the items that `match` may name without `item`.
  struct EntrySlot {
    let name: String
    let slot: Int
  }

  let source: any CompiledNode
  let match: any CompiledNode
  let itemSlot: Int
  let entrySlots: [EntrySlot]
  let origin: Origin

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    let value = source.evaluate(frame, run)
    if case .null = value { return .null }
    let items = value.items
    var kept = [Value]()
    for item in items {
      guard run.evaluation.step() else { return .null }
      var inner = frame
      inner.assign(item, to: itemSlot)
      if case .context(let context) = item {
        for entry in entrySlots {
          if let part = context[entry.name] { inner.assign(part, to: entry.slot) }
        }
      }
      switch match.evaluate(inner, run) {
      case .boolean(true): kept.append(item)
      case .boolean(false), .null: break
      case .number(let position): return element(position, of: items, run)
      case let other:
        run.note(
          .typeMismatch, "the match gives \(other.feelText.shortened), not true or false",
          at: origin)
        return .null
      }
    }
    return .list(kept)
  }

  /// A match that is a number takes the item at that place, from the end if it is negative.
  private func element(_ position: Number, of items: [Value], _ run: Run) -> Value {
    guard let place = position.int, place != 0 else { return .null }
    let index = place > 0 ? place - 1 : items.count + place
    guard items.indices.contains(index) else {
      run.note(
        .indexOutOfRange, "there is no item \(place) among \(items.count)", at: origin)
      return .null
    }
    return items[index]
  }
}

/// A boxed `for`, `some` or `every`: DMN 1.5, 10.2.1.10 and 10.2.1.11.
struct IteratorNode: CompiledNode {
  let kind: BoxedIterator.Kind
  let source: any CompiledNode
  let body: any CompiledNode
  let itemSlot: Int
  /// The results so far, which `for` offers under the name `partial`.
  let partialSlot: Int?
  let origin: Origin

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    let value = source.evaluate(frame, run)
    if case .null = value {
      run.note(.typeMismatch, "there is no list to go through", at: origin)
      return .null
    }
    var inner = frame
    return kind == .for ? map(value.items, &inner, run) : test(value.items, &inner, run)
  }

  private func map(_ items: [Value], _ frame: inout [Value], _ run: Run) -> Value {
    var results = [Value]()
    results.reserveCapacity(items.count)
    for item in items {
      guard run.evaluation.step() else { return .null }
      frame.assign(item, to: itemSlot)
      if let partialSlot { frame.assign(.list(results), to: partialSlot) }
      results.append(body.evaluate(frame, run))
    }
    return .list(results)
  }

  private func test(_ items: [Value], _ frame: inout [Value], _ run: Run) -> Value {
    let decisive = kind == .some
    var isDecided = false
    var isUnknown = false
    for item in items {
      guard run.evaluation.step() else { return .null }
      frame.assign(item, to: itemSlot)
      switch body.evaluate(frame, run) {
      case .boolean(decisive): isDecided = true
      case .boolean: break
      case .null: isUnknown = true
      case let other:
        run.note(
          .typeMismatch, "the condition gives \(other.feelText.shortened), not true or false",
          at: origin)
        return .null
      }
    }
    if isDecided { return .boolean(decisive) }
    return isUnknown ? .null : .boolean(!decisive)
  }
}

extension Value {
  /// The items of a list; any other value is taken for a list of itself.
  var items: [Value] {
    if case .list(let items) = self { items } else { [self] }
  }
}

import Diagnostics

/// `[a, b]`.
final class ListNode: Node, @unchecked Sendable {
  private let items: [Node]

  init(_ items: [Node]) { self.items = items }

  override func evaluate(_ frame: Frame) -> Value { .list(items.map { $0.evaluate(frame) }) }
}

/// `{ a: 1, b: a + 1 }`; each entry's value is a local too, for the entries behind it.
final class ContextNode: Node, @unchecked Sendable {
  private let entries: [(name: String, slot: Int, value: Node)]

  init(_ entries: [(name: String, slot: Int, value: Node)]) { self.entries = entries }

  override func evaluate(_ frame: Frame) -> Value {
    var result: [ContextValue.Entry] = []
    result.reserveCapacity(entries.count)
    for entry in entries {
      let value = entry.value.evaluate(frame)
      frame.setLocal(entry.slot, value)
      result.append(ContextValue.Entry(entry.name, value))
    }
    return .context(ContextValue(distinct: result))
  }
}

/// `base.name`: an entry, a property, or the entries of all contexts of a list.
///
/// Spec: § 10.3.2.5, table 65 for the properties.
final class PathNode: Node, @unchecked Sendable {
  private let base: Node
  private let name: String
  private let property: ValueProperty?
  private let hint: Int
  private let span: TextSpan

  /// Makes a path; `hint` is the place of the entry where the base's type tells it.
  init(_ base: Node, _ name: String, hint: Int, span: TextSpan) {
    self.base = base
    self.name = name
    self.hint = hint
    self.span = span
    property = ValueProperty(rawValue: name)
  }

  override func evaluate(_ frame: Frame) -> Value {
    let value = base.evaluate(frame)
    if case .context(let context) = value, let entry = context.value(of: name, hint: hint) {
      return entry
    }
    return member(of: value, frame)
  }

  private func member(of value: Value, _ frame: Frame) -> Value {
    switch value {
    case .context(let context):
      if let entry = context[name] { return entry }
      return frame.note(
        .unknownEntry, span,
        "the context has no entry '\(name)'\(Suggestion.didYouMean(name, among: context.keys))",
        names: context.keys)
    case .list(let items):
      guard frame.evaluation.step(items.count) else { return .null }
      return .list(items.map { member(of: $0, frame) })
    case .null:
      return .null
    default:
      if let property, let result = value.property(property) { return result }
      let known = ValueProperty.allCases.filter { value.property($0) != nil }.map(\.rawValue)
      return frame.note(
        .unknownEntry, span, "a \(value.kindName) has no '\(name)'", names: known)
    }
  }
}

/// `base[condition]`, where the condition is a number for every item: an index from 1, or from -1
/// backwards.
final class IndexNode: Node, @unchecked Sendable {
  private let base: Node
  private let index: Node
  private let span: TextSpan

  init(_ base: Node, _ index: Node, span: TextSpan) {
    self.base = base
    self.index = index
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let value = base.evaluate(frame)
    guard case .number(let number) = index.evaluate(frame) else { return .null }
    return Self.element(number, of: value, frame, span)
  }

  static func element(
    _ number: Number, of value: Value, _ frame: Frame, _ span: TextSpan
  ) -> Value {
    let items: [Value]
    switch value {
    case .null: return .null
    case .list(let list): items = list
    default: items = [value]
    }
    if let index = number.int {
      if index > 0, index <= items.count { return items[index - 1] }
      if index < 0, index >= -items.count { return items[items.count + index] }
    }
    return frame.note(
      .indexOutOfRange, span, "there is no element \(number); the list has \(items.count)")
  }
}

/// `base[condition]`: the items for which the condition is true.
///
/// Spec: § 10.3.2.5 and table 56; a base that is no list counts as a list of one.
final class FilterNode: Node, @unchecked Sendable {
  private let base: Node
  private let condition: Node
  private let itemSlot: Int
  private let span: TextSpan
  /// Whether the condition may turn out to be an index.
  private let mayBeIndex: Bool

  init(_ base: Node, _ condition: Node, itemSlot: Int, mayBeIndex: Bool, span: TextSpan) {
    self.base = base
    self.condition = condition
    self.itemSlot = itemSlot
    self.mayBeIndex = mayBeIndex
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    let value = base.evaluate(frame)
    let items: [Value]
    switch value {
    case .null: return .null
    case .list(let list): items = list
    default: items = [value]
    }
    if mayBeIndex {
      frame.setLocal(itemSlot, items.first ?? .null)
      if case .number(let number) = condition.evaluate(frame) {
        return IndexNode.element(number, of: value, frame, span)
      }
    }
    var kept: [Value] = []
    for item in items {
      guard frame.evaluation.step() else { return .null }
      frame.setLocal(itemSlot, item)
      if condition.truth(frame) == true { kept.append(item) }
    }
    return .list(kept)
  }
}

import Diagnostics

/// An entry of the item that a filter looks at, or what the name means outside.
final class ItemMemberNode: Node, @unchecked Sendable {
  private let itemSlot: Int
  private let name: String
  private let outer: Node?
  private let span: TextSpan

  init(itemSlot: Int, name: String, outer: Node?, span: TextSpan) {
    self.itemSlot = itemSlot
    self.name = name
    self.outer = outer
    self.span = span
  }

  override func evaluate(_ frame: Frame) -> Value {
    if case .context(let item) = frame.local(itemSlot), let value = item[name] { return value }
    if let outer { return outer.evaluate(frame) }
    return frame.note(.unresolvedName, span, "'\(name)' is no entry of the item, nor known outside")
  }
}

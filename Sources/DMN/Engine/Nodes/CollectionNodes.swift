import FEEL

/// A boxed context: DMN 1.5, 10.2.1.4.
struct ContextNode: CompiledNode {
  struct Entry {
    let name: String
    let slot: Int
    let node: any CompiledNode
  }

  let entries: [Entry]
  /// The entry without a name, whose value is the context's.
  let result: (any CompiledNode)?

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    var inner = frame
    var values = [ContextValue.Entry]()
    values.reserveCapacity(entries.count)
    for entry in entries {
      let value = entry.node.evaluate(inner, run)
      inner.assign(value, to: entry.slot)
      if result == nil { values.append(ContextValue.Entry(entry.name, value)) }
    }
    return result?.evaluate(inner, run) ?? .context(ContextValue(values))
  }
}

/// A boxed list: DMN 1.5, 10.2.1.5.
struct ListNode: CompiledNode {
  let items: [any CompiledNode]

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    .list(items.map { $0.evaluate(frame, run) })
  }
}

/// A relation: DMN 1.5, 10.2.1.6.
struct RelationNode: CompiledNode {
  let columns: [String]
  let rows: [[any CompiledNode]]

  func evaluate(_ frame: [Value], _ run: Run) -> Value {
    .list(
      rows.map { row in
        .context(
          ContextValue(
            zip(columns, row).map { ContextValue.Entry($0, $1.evaluate(frame, run)) }))
      })
  }
}

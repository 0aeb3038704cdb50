extension BuiltinCatalogue {
  /// Context functions (DMN 1.5 §10.3.4.9).
  static let contexts: [Builtin] = [
    Builtin(
      "get value", [.init("m", .context([])), .init("key", .string)], .any,
      .two { context, key, evaluation in
        guard case .context(let entries) = context, case .string(let name) = key else {
          return .null
        }
        if let value = entries[name] { return value }
        evaluation.note(
          .unknownEntry, "get value: the context has no entry \"\(name)\"", names: entries.keys)
        return .null
      }
    )
    .described("The value of an entry; null when there is none of this name.")
    .example("get value({a: 1, b: 2}, \"b\")", "2"),
    Builtin(
      "get entries", [.init("m", .context([]))],
      .list(.context([ContextEntryType("key", .string), ContextEntryType("value", .any)])),
      .one { context, _ in
        guard case .context(let entries) = context else { return .null }
        return .list(
          entries.entries.map { .context(["key": .string($0.key), "value": $0.value]) })
      }
    )
    .described("The entries as contexts with `key` and `value`.")
    .example("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
    Builtin("context", [.init("entries", .list(.any))], .context([]), .one(context))
      .described("A context of entries, which are contexts with `key` and `value`.")
      .example("context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", "{a: 1, b: 2}"),
    Builtin(
      "context put",
      [
        Builtin.Overload(
          [.init("context", .context([])), .init("key", .string), .init("value", .any)],
          .context([]),
          .three { context, key, value, _ in
            guard case .context(let entries) = context, case .string(let name) = key else {
              return .null
            }
            return .context(entries.setting(name, to: value))
          }),
        Builtin.Overload(
          [.init("context", .context([])), .init("keys", .list(.any)), .init("value", .any)],
          .context([]),
          .three { context, keys, value, evaluation in
            guard case .context(let entries) = context, case .list(let path) = keys else {
              return .null
            }
            return put(value, at: path[...], into: entries, evaluation)
          }),
      ]
    )
    .described("The context with an entry set, here or along a path of keys.")
    .example("context put({x: 1}, \"y\", 2)", "{x: 1, y: 2}")
    .example("context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"),
    Builtin("context merge", [.init("contexts", .list(.any))], .context([]), .one(merge))
      .described("The entries of all the contexts; a later one replaces an earlier one.")
      .example("context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"),
  ]

  @Sendable private static func context(_ entries: Value, _ evaluation: Evaluation) -> Value {
    guard case .list(let items) = entries else { return .null }
    var keys = Set<String>()
    var result = [ContextValue.Entry]()
    for item in items {
      guard case .context(let entry) = item, case .string(let key) = entry["key"],
        let value = entry["value"]
      else {
        return evaluation.null(
          .invalidArgument, "context: \(item.feelText) is no context with `key` and `value`")
      }
      guard keys.insert(key).inserted else {
        return evaluation.null(.invalidArgument, "context: there are two entries \"\(key)\"")
      }
      result.append(ContextValue.Entry(key, value))
    }
    return .context(ContextValue(distinct: result))
  }

  private static func put(
    _ value: Value, at path: ArraySlice<Value>, into context: ContextValue,
    _ evaluation: Evaluation
  ) -> Value {
    // The contexts along the path, outermost first; then they are rebuilt from the inside.
    var steps: [(context: ContextValue, key: String)] = []
    var current = context
    for (index, step) in path.enumerated() {
      guard case .string(let key) = step else {
        return evaluation.null(.invalidArgument, "context put: \(step.feelText) is no key")
      }
      steps.append((current, key))
      if index == path.count - 1 { break }
      guard case .context(let next)? = current[key] else {
        return evaluation.null(
          .invalidArgument, "context put: there is no context under the key \"\(key)\"")
      }
      current = next
    }
    guard !steps.isEmpty else {
      return evaluation.null(.invalidArgument, "context put: a key is needed")
    }
    return steps.reversed().reduce(value) { inner, step in
      .context(step.context.setting(step.key, to: inner))
    }
  }

  @Sendable private static func merge(_ contexts: Value, _ evaluation: Evaluation) -> Value {
    guard case .list(let items) = contexts else { return .null }
    var entries = [ContextValue.Entry]()
    for item in items {
      guard case .context(let context) = item else {
        return evaluation.null(.typeMismatch, "context merge: \(item.feelText) is no context")
      }
      entries += context.entries
    }
    return .context(ContextValue(entries))
  }
}

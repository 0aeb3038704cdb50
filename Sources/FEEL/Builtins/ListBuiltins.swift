extension BuiltinCatalogue {
  /// List functions (DMN 1.5 §10.3.4.4); positions count from 1, or from the end if negative.
  static let lists: [Builtin] = [
    Builtin(
      "list contains", [.init("list", .list(.any)), .init("element", .any)], .boolean,
      .two { list, element, _ in
        guard case .list(let items) = list else { return .null }
        return .boolean(items.contains { $0.feelEquals(element) == true })
      }
    )
    .described("Whether the list holds the element, which may be null.")
    .example("list contains([1, 2, 3], 2)", "true"),
    Builtin(
      "count", [.init("list", .list(.any))], .number,
      .one { list, _ in
        guard case .list(let items) = list else { return .null }
        return .number(Number(items.count))
      }
    )
    .described("The number of elements.").example("count([1, 2, 3])", "3"),
    Builtin(
      "sublist",
      [
        .init("list", .list(.any)), .init("start position", .number),
        .init("length", .number, .optional),
      ], .list(.any), .three(sublist)
    )
    .described("The elements from a position on, at most `length` of them.")
    .example("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
    Builtin(
      "append", [.init("list", .list(.any)), .init("item", .any, .variadic)], .list(.any),
      .two { list, items, evaluation in
        guard case .list(let first) = list, case .list(let added) = items else { return .null }
        return evaluation.allowsList(of: first.count + added.count) ? .list(first + added) : .null
      }
    )
    .described("The list with further elements at its end.")
    .example("append([1], 2, 3)", "[1, 2, 3]"),
    Builtin(
      "concatenate", [.init("list", .any, .variadic)], .list(.any),
      .one { lists, evaluation in joined("concatenate", lists, evaluation) }
    )
    .described("The elements of all the lists.")
    .example("concatenate([1, 2], [3])", "[1, 2, 3]"),
    Builtin(
      "insert before",
      [.init("list", .list(.any)), .init("position", .number), .init("newItem", .any)],
      .list(.any),
      .three { list, position, item, evaluation in
        changed("insert before", list, position, evaluation) { $0.insert(item, at: $1) }
      }
    )
    .described("The list with a new element before a position.")
    .example("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
    Builtin(
      "remove", [.init("list", .list(.any)), .init("position", .number)], .list(.any),
      .two { list, position, evaluation in
        changed("remove", list, position, evaluation) { $0.remove(at: $1) }
      }
    )
    .described("The list without the element at a position.")
    .example("remove([1, 2, 3], 2)", "[1, 3]"),
    Builtin(
      "reverse", [.init("list", .list(.any))], .list(.any),
      .one { list, _ in
        guard case .list(let items) = list else { return .null }
        return .list(items.reversed())
      }
    )
    .described("The elements in reverse order.").example("reverse([1, 2, 3])", "[3, 2, 1]"),
    Builtin(
      "index of", [.init("list", .list(.any)), .init("match", .any)], .list(.number),
      .two { list, match, _ in
        guard case .list(let items) = list else { return .null }
        return .list(
          items.indices.filter { items[$0].feelEquals(match) == true }
            .map { .number(Number($0 + 1)) })
      }
    )
    .described("The positions at which an element stands.")
    .example("index of([1, 2, 3, 2], 2)", "[2, 4]"),
    Builtin(
      "union", [.init("list", .any, .variadic)], .list(.any),
      .one { lists, evaluation in
        let all = joined("union", lists, evaluation)
        guard case .list(let items) = all else { return all }
        return distinct(items, evaluation)
      }
    )
    .described("The elements of all the lists, each once.")
    .example("union([1, 2], [2, 3])", "[1, 2, 3]"),
    Builtin(
      "distinct values", [.init("list", .list(.any))], .list(.any),
      .one { list, evaluation in
        guard case .list(let items) = list else { return .null }
        return distinct(items, evaluation)
      }
    )
    .described("The elements, each once, in the order of their first place.")
    .example("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),
    Builtin(
      "flatten", [.init("list", .list(.any))], .list(.any),
      .one { list, evaluation in
        guard case .list(let items) = list else { return .null }
        return flattened(items, evaluation)
      }
    )
    .described("The elements of all nested lists in one list.")
    .example("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
  ]

  @Sendable private static func sublist(
    _ list: Value, _ start: Value, _ length: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .list(let items) = list, case .number(let position) = start else { return .null }
    guard let first = offset(of: position, count: items.count) else {
      return evaluation.null(
        .indexOutOfRange, "sublist: there is no position \(position) in \(items.count) elements")
    }
    guard case .number(let wanted) = length else { return .list(Array(items[first...])) }
    guard let count = wanted.truncated.int, count >= 1, count <= items.count - first else {
      return evaluation.null(
        .indexOutOfRange,
        "sublist: there are no \(wanted) elements from position \(position) on")
    }
    return .list(Array(items[first..<first + count]))
  }

  static func changed(
    _ name: String, _ list: Value, _ position: Value, _ evaluation: Evaluation,
    _ change: (inout [Value], Int) -> Void
  ) -> Value {
    guard case .list(var items) = list, case .number(let number) = position else { return .null }
    guard let place = offset(of: number, count: items.count) else {
      return evaluation.null(
        .indexOutOfRange, "\(name): there is no position \(number) in \(items.count) elements")
    }
    change(&items, place)
    return evaluation.allowsList(of: items.count) ? .list(items) : .null
  }

  private static func joined(
    _ name: String, _ lists: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .list(let arguments) = lists, !arguments.isEmpty else {
      return evaluation.null(.wrongArgumentCount, "\(name): a list is needed")
    }
    var result = [Value]()
    for argument in arguments {
      switch argument {
      case .list(let items): result += items
      case .null: return evaluation.null(.invalidArgument, "\(name): null is no list")
      default: result.append(argument)
      }
      guard evaluation.allowsList(of: result.count) else { return .null }
    }
    return .list(result)
  }

  /// Plain values are told apart by their hash; only the others need to be compared one by one.
  private static func distinct(_ items: [Value], _ evaluation: Evaluation) -> Value {
    var seen = Set<Value>()
    var others = [Value]()
    var result = [Value]()
    for item in items {
      switch item {
      case .null, .boolean, .number, .date, .daysAndTimeDuration, .yearsAndMonthsDuration:
        if seen.insert(item).inserted { result.append(item) }
      default:
        guard evaluation.step(others.count + 1) else { return .null }
        guard !others.contains(where: { $0.feelEquals(item) == true }) else { continue }
        others.append(item)
        result.append(item)
      }
    }
    return .list(result)
  }

  private static func flattened(_ items: [Value], _ evaluation: Evaluation) -> Value {
    // A list of pending lists instead of recursion: nesting may be deep.
    var pending = [items[...]]
    var result = [Value]()
    while var current = pending.popLast() {
      guard let item = current.popFirst() else { continue }
      pending.append(current)
      guard evaluation.step(1) else { return .null }
      if case .list(let nested) = item {
        pending.append(nested[...])
      } else {
        result.append(item)
      }
    }
    return evaluation.allowsList(of: result.count) ? .list(result) : .null
  }
}

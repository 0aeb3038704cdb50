extension BuiltinCatalogue {
  /// Functions that take functions as arguments (DMN 1.5 §10.3.4.4, 10.3.4.8).
  static let functional: [Builtin] = [
    Builtin(
      "sort", [.init("list", .list(.any)), .init("precedes", comparison)], .list(.any),
      .two { list, precedes, evaluation in
        guard case .list(let items) = list, case .function(let function) = precedes else {
          return .null
        }
        return sorted(items, evaluation) { first, second in
          guard case .boolean(let truth) = function.invoke([first, second], evaluation) else {
            return nil
          }
          return truth
        }
      }
    )
    .described("The elements in the order in which `precedes` holds; equal ones stay as they are.")
    .example("sort([3, 1, 4, 5, 2], function(x, y) x < y)", "[1, 2, 3, 4, 5]"),
    Builtin(
      "list replace",
      [
        Builtin.Overload(
          [.init("list", .list(.any)), .init("position", .number), .init("newItem", .any)],
          .list(.any),
          .three { list, position, item, evaluation in
            changed("list replace", list, position, evaluation) { $0[$1] = item }
          }),
        Builtin.Overload(
          [.init("list", .list(.any)), .init("match", comparison), .init("newItem", .any)],
          .list(.any), .three(replaceMatches)),
      ]
    )
    .described("The list with a new element at a position, or wherever `match` holds.")
    .example("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]")
    .example(
      "list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
  ]

  private static let comparison = FEELType.function(parameters: [.any, .any], result: .boolean)

  @Sendable private static func replaceMatches(
    _ list: Value, _ match: Value, _ item: Value, _ evaluation: Evaluation
  ) -> Value {
    guard case .list(var items) = list, case .function(let function) = match else { return .null }
    for index in items.indices {
      guard evaluation.step() else { return .null }
      guard case .boolean(let truth) = function.invoke([items[index], item], evaluation) else {
        return evaluation.null(
          .typeMismatch, "list replace: `match` gives no boolean for \(items[index].feelText)")
      }
      if truth { items[index] = item }
    }
    return .list(items)
  }

  /// A merge sort: a user's function need not be an order, and must still not make it run forever.
  private static func sorted(
    _ items: [Value], _ evaluation: Evaluation, by precedes: (Value, Value) -> Bool?
  ) -> Value {
    var sorted = items
    var width = 1
    while width < sorted.count {
      var merged = [Value]()
      merged.reserveCapacity(sorted.count)
      for start in stride(from: 0, to: sorted.count, by: 2 * width) {
        let middle = min(start + width, sorted.count)
        let end = min(middle + width, sorted.count)
        var left = start
        var right = middle
        while left < middle, right < end {
          guard evaluation.step() else { return .null }
          guard let rightFirst = precedes(sorted[right], sorted[left]) else {
            return evaluation.null(
              .typeMismatch,
              "sort: `precedes` gives no boolean for \(sorted[right].feelText) and "
                + sorted[left].feelText)
          }
          merged.append(rightFirst ? sorted[right] : sorted[left])
          if rightFirst { right += 1 } else { left += 1 }
        }
        merged += sorted[left..<middle]
        merged += sorted[right..<end]
      }
      sorted = merged
      width *= 2
    }
    return .list(sorted)
  }
}

extension BuiltinCatalogue {
  /// Functions that take functions as arguments.
  static let functional: [Builtin] = [
    // Spec: DMN 1.5, table 78.
    Builtin(
      "sort",
      [
        .init("list", .list(.any)), .init("precedes", .any),
      ], .list(.any),
      .two { list, precedes, evaluation in
        guard case .list(let items) = list else { return .null }
        guard case .function(let function) = precedes else {
          evaluation.note(
            .invalidArgument, "sort needs a function of two elements, not \(precedes.kindName)")
          return .null
        }
        var sorter = Sorter(precedes: function, evaluation: evaluation)
        return sorter.sort(items).map(Value.list) ?? .null
      })
  ]
}

/// A stable merge sort by a FEEL function; stops where a comparison is neither true nor false.
private struct Sorter {
  let precedes: FunctionValue
  let evaluation: Evaluation

  /// The elements in order; nil where they cannot be put in order.
  mutating func sort(_ items: [Value]) -> [Value]? {
    var runs = items.map { [$0] }
    while runs.count > 1 {
      var merged: [[Value]] = []
      merged.reserveCapacity(runs.count / 2 + 1)
      for index in stride(from: 0, to: runs.count, by: 2) {
        guard index + 1 < runs.count else {
          merged.append(runs[index])
          continue
        }
        guard let run = merge(runs[index], runs[index + 1]) else { return nil }
        merged.append(run)
      }
      runs = merged
    }
    return runs.first ?? []
  }

  private mutating func merge(_ left: [Value], _ right: [Value]) -> [Value]? {
    var result: [Value] = []
    result.reserveCapacity(left.count + right.count)
    var first = 0
    var second = 0
    while first < left.count, second < right.count {
      // The right one goes first only if it precedes, so that equal elements keep their order.
      guard case .boolean(let isBefore) = precedes.invoke([right[second], left[first]], evaluation)
      else {
        evaluation.note(.invalidArgument, "the function given to sort is not true or false for all")
        return nil
      }
      if isBefore {
        result.append(right[second])
        second += 1
      } else {
        result.append(left[first])
        first += 1
      }
    }
    return result + left[first...] + right[second...]
  }
}

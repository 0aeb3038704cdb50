extension BuiltinCatalogue {
  /// List functions that answer with one value (DMN 1.5 §10.3.4.4): of a list, or of arguments.
  static let aggregates: [Builtin] = [
    aggregate("min", .any, "The least of the elements; null for an empty list.") {
      items, evaluation in
      extreme("min", items, .less, evaluation)
    }
    .example("min([3, 1, 2])", "1"),
    aggregate("max", .any, "The greatest of the elements; null for an empty list.") {
      items, evaluation in
      extreme("max", items, .greater, evaluation)
    }
    .example("max(1, 2, 3)", "3"),
    aggregate("sum", .any, "The sum of numbers or durations; null for an empty list.") {
      items, evaluation in
      folded("sum", items, evaluation) { $0.adding($1) }
    }
    .example("sum([1, 2, 3])", "6"),
    aggregate("product", .number, "The product of numbers; null for an empty list.") {
      items, evaluation in
      guard let numbers = numbers("product", items, evaluation) else { return .null }
      return folded("product", numbers.map(Value.number), evaluation) { $0.multiplied(by: $1) }
    }
    .example("product([2, 3, 4])", "24"),
    aggregate("mean", .any, "The mean of numbers or durations; null for an empty list.") {
      items, evaluation in
      folded("mean", items, evaluation) { $0.adding($1) }
        .divided(by: .number(Number(items.count))) ?? .null
    }
    .example("mean([1, 2, 3])", "2"),
    aggregate("median", .number, "The middle number, or the mean of the two in the middle.") {
      items, evaluation in
      guard let sorted = numbers("median", items, evaluation)?.sorted(), !sorted.isEmpty else {
        return .null
      }
      let upper = sorted[sorted.count / 2]
      if sorted.count % 2 == 1 { return .number(upper) }
      return Value(sorted[sorted.count / 2 - 1].adding(upper)?.divided(by: 2))
    }
    .example("median(8, 2, 5, 3, 4)", "4").example("median([6, 1, 2, 3])", "2.5"),
    aggregate("stddev", .number, "The standard deviation of a sample of at least two numbers.") {
      items, evaluation in
      guard let numbers = numbers("stddev", items, evaluation) else { return .null }
      return deviation(numbers, evaluation)
    }
    .example("decimal(stddev(2, 4, 7, 5), 4)", "2.0817"),
    aggregate("mode", .list(.number), "The most frequent numbers, in ascending order.") {
      items, evaluation in
      guard let numbers = numbers("mode", items, evaluation) else { return .null }
      let counts = Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +)
      let most = counts.values.max() ?? 0
      return .list(counts.filter { $0.value == most }.keys.sorted().map(Value.number))
    }
    .example("mode([6, 1, 9, 6, 1])", "[1, 6]"),
    quantifier("all", false, "Whether all elements are true; true for an empty list.")
      .example("all([true, false])", "false"),
    quantifier("any", true, "Whether an element is true; false for an empty list.")
      .example("any([false, true])", "true"),
  ]

  /// A function of a list or of any number of arguments, but at least one.
  private static func aggregate(
    _ name: String, _ result: FEELType, _ summary: String,
    _ compute: @escaping @Sendable ([Value], Evaluation) -> Value
  ) -> Builtin {
    let ofList = Builtin.Overload(
      [.init("list", .list(.any))], result,
      .one { list, evaluation in
        guard case .list(let items) = list, evaluation.step(items.count) else { return .null }
        return compute(items, evaluation)
      })
    let ofArguments = Builtin.Overload(
      [.init("n", .any, .variadic)], result,
      .one { list, evaluation in
        guard case .list(let items) = list, !items.isEmpty else {
          return evaluation.null(.wrongArgumentCount, "\(name): an argument is needed")
        }
        return compute(items, evaluation)
      })
    return Builtin(name, [ofList, ofArguments]).described(summary)
  }

  private static func numbers(
    _ name: String, _ items: [Value], _ evaluation: Evaluation
  ) -> [Number]? {
    var numbers = [Number]()
    numbers.reserveCapacity(items.count)
    for item in items {
      guard case .number(let number) = item else {
        evaluation.note(
          .typeMismatch, "\(name): \(item.feelText) is a \(item.kindName), not a number")
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func extreme(
    _ name: String, _ items: [Value], _ wanted: ValueOrder, _ evaluation: Evaluation
  ) -> Value {
    guard var best = items.first else {
      return evaluation.null(.invalidArgument, "\(name): the list is empty")
    }
    // An element that cannot be compared with itself, such as a context, has no order.
    for item in items {
      guard let order = item.compared(to: best) else {
        return evaluation.null(
          .typeMismatch, "\(name): \(item.kindName) and \(best.kindName) have no order")
      }
      if order == wanted { best = item }
    }
    return best
  }

  private static func folded(
    _ name: String, _ items: [Value], _ evaluation: Evaluation,
    _ combine: (Value, Value) -> Value?
  ) -> Value {
    guard var total = items.first else {
      return evaluation.null(.invalidArgument, "\(name): the list is empty")
    }
    switch total {
    case .number, .daysAndTimeDuration, .yearsAndMonthsDuration: break
    default:
      return evaluation.null(
        .typeMismatch, "\(name): \(total.feelText) is neither a number nor a duration")
    }
    for item in items.dropFirst() {
      guard let next = combine(total, item), next.kindName == total.kindName else {
        return evaluation.null(
          .typeMismatch, "\(name): \(item.feelText) does not go with \(total.feelText)")
      }
      total = next
    }
    return total
  }

  /// The square root of the sum of squared distances from the mean, divided by one less than the
  /// count.
  private static func deviation(_ numbers: [Number], _ evaluation: Evaluation) -> Value {
    guard numbers.count > 1 else {
      return evaluation.null(.invalidArgument, "stddev: at least two numbers are needed")
    }
    func sum(_ terms: some Sequence<Number?>) -> Number? {
      terms.reduce(.some(.zero)) { total, term in
        term.flatMap { total?.adding($0) }
      }
    }
    let count = Number(numbers.count)
    guard let mean = sum(numbers)?.divided(by: count) else { return .null }
    let squares = sum(
      numbers.lazy.map { number in
        number.subtracting(mean).flatMap { $0.multiplied(by: $0) }
      })
    return Value(squares?.divided(by: Number(numbers.count - 1))?.squareRoot)
  }

  /// `all` and `any`: `decisive` settles the answer at once; otherwise a null or another value among
  /// the elements makes it null.
  private static func quantifier(_ name: String, _ decisive: Bool, _ summary: String) -> Builtin {
    aggregate(name, .boolean, summary) { items, evaluation in
      var stranger: Value?
      for item in items {
        guard case .boolean(let truth) = item else {
          stranger = item
          continue
        }
        if truth == decisive { return .boolean(decisive) }
      }
      guard let stranger else { return .boolean(!decisive) }
      return stranger.isNull
        ? .null
        : evaluation.null(.typeMismatch, "\(name): \(stranger.feelText) is not a boolean")
    }
  }
}

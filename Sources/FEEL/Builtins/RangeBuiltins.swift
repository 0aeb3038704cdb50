extension BuiltinCatalogue {
  /// Range functions (DMN 1.5 §10.3.4.11, table 78): how points and ranges lie to each other.
  static let ranges: [Builtin] = [
    relation(
      "before", [.points, .pointRange, .rangePoint, .ranges],
      "Whether the first ends before the second begins."
    ) {
      try $0.endsBefore($1)
    }
    .example("before(1, 10)", "true").example("before([1..10), [10..15])", "true"),
    relation(
      "after", [.points, .pointRange, .rangePoint, .ranges],
      "Whether the first begins after the second ends."
    ) {
      try $1.endsBefore($0)
    }
    .example("after([11..20], 10)", "true").example("after([1..10], [11..20])", "false"),
    relation("meets", [.ranges], "Whether the second begins with the value that ends the first.") {
      try $0.meets($1)
    }
    .example("meets([1..5], [5..10])", "true"),
    relation("met by", [.ranges], "Whether the first begins with the value that ends the second.") {
      try $1.meets($0)
    }
    .example("met by([5..10], [1..5])", "true"),
    relation("overlaps", [.ranges], "Whether the ranges have a value in common.") {
      try !$0.endsBefore($1) && !$1.endsBefore($0)
    }
    .example("overlaps([1..5], [3..8])", "true").example("overlaps([1..5], (5..8])", "false"),
    relation(
      "overlaps before", [.ranges], "Whether the first begins earlier and ends inside the second."
    ) {
      try $0.overlapsBefore($1)
    }
    .example("overlaps before([1..5], [3..8])", "true"),
    relation(
      "overlaps after", [.ranges], "Whether the second begins earlier and ends inside the first."
    ) {
      try $1.overlapsBefore($0)
    }
    .example("overlaps after([3..8], [1..5])", "true"),
    relation("finishes", [.pointRange, .ranges], "Whether the first ends the second.") {
      try $0.end == $1.end && $0.start >= $1.start
    }
    .example("finishes(10, [1..10])", "true").example("finishes([5..10], [1..10])", "true"),
    relation("finished by", [.rangePoint, .ranges], "Whether the second ends the first.") {
      try $0.end == $1.end && $0.start <= $1.start
    }
    .example("finished by([1..10], 10)", "true").example("finished by([1..10], [5..10])", "true"),
    relation("includes", [.rangePoint, .ranges], "Whether the first holds all of the second.") {
      try $0.start <= $1.start && $0.end >= $1.end
    }
    .example("includes([1..10], 5)", "true").example("includes([1..10], [4..12])", "false"),
    relation("during", [.pointRange, .ranges], "Whether the second holds all of the first.") {
      try $1.start <= $0.start && $1.end >= $0.end
    }
    .example("during(5, [1..10])", "true").example("during([4..6], [1..10])", "true"),
    relation("starts", [.pointRange, .ranges], "Whether the first begins the second.") {
      try $0.start == $1.start && $0.end <= $1.end
    }
    .example("starts(1, [1..10])", "true").example("starts([1..5], [1..10])", "true"),
    relation("started by", [.rangePoint, .ranges], "Whether the second begins the first.") {
      try $0.start == $1.start && $0.end >= $1.end
    }
    .example("started by([1..10], 1)", "true").example("started by([1..10], [1..5])", "true"),
    relation("coincides", [.points, .ranges], "Whether both are the same.") {
      try $0.start == $1.start && $0.end == $1.end
    }
    .example("coincides(5, 5)", "true").example("coincides([1..5], (1..5])", "false"),
  ]

  /// The kinds of arguments, with the names the standard gives them.
  private enum Shape {
    case points, pointRange, rangePoint, ranges

    var parameters: [Builtin.Parameter] {
      switch self {
      case .points:
        [.init("point1", .any, acceptsNull: false), .init("point2", .any, acceptsNull: false)]
      case .pointRange:
        [.init("point", .any, acceptsNull: false), .init("range", .range(.any))]
      case .rangePoint:
        [.init("range", .range(.any)), .init("point", .any, acceptsNull: false)]
      case .ranges: [.init("range1", .range(.any)), .init("range2", .range(.any))]
      }
    }
  }

  private static func relation(
    _ name: String, _ shapes: [Shape], _ summary: String,
    _ holds: @escaping @Sendable (Span, Span) throws -> Bool
  ) -> Builtin {
    let body = Builtin.Body.two { first, second, evaluation in
      do throws {
        return .boolean(try holds(Span(first), Span(second)))
      } catch {
        return evaluation.null(
          .typeMismatch,
          "\(name): \(first.feelText) and \(second.feelText) cannot be compared")
      }
    }
    // A point may be of any type, so the signature with two ranges is tried first.
    return Builtin(
      name, shapes.reversed().map { Builtin.Overload($0.parameters, .boolean, body) }
    ).described(summary)
  }
}

/// The ends cannot be compared with each other.
private struct IncomparableEnds: Error {}

/// A range, or a point as the range that holds only it.
private struct Span {
  let start: Boundary
  let end: Boundary

  init(_ value: Value) {
    guard case .range(let range) = value else {
      start = Boundary(value: value, side: 0, unbounded: 0)
      end = start
      return
    }
    start = Boundary(
      value: range.start, side: range.startIncluded ? 0 : 1,
      unbounded: range.start.isNull ? -1 : 0)
    end = Boundary(
      value: range.end, side: range.endIncluded ? 0 : -1, unbounded: range.end.isNull ? 1 : 0)
  }

  /// Nothing of this span is as late as anything of the other.
  func endsBefore(_ other: Span) throws -> Bool { try end < other.start }

  func meets(_ other: Span) throws -> Bool {
    try end.side == 0 && other.start.side == 0 && end == other.start
  }

  func overlapsBefore(_ other: Span) throws -> Bool {
    try start < other.start && !endsBefore(other) && end <= other.end
  }
}

/// An end of a range: a value, or just above (`side` 1) or below (-1) it, or unbounded.
///
/// With an excluded end standing beside its value, the case distinctions of the standard's table
/// come down to plain comparisons.
private struct Boundary {
  let value: Value
  let side: Int
  let unbounded: Int

  private func order(_ other: Boundary) throws -> Int {
    if unbounded != 0 || other.unbounded != 0 { return unbounded - other.unbounded }
    switch value.compared(to: other.value) {
    case .less: return -1
    case .greater: return 1
    case .equal: return side - other.side
    case nil:
      // Values without an order can still be the same.
      guard let equal = value.feelEquals(other.value), equal else { throw IncomparableEnds() }
      return side - other.side
    }
  }

  static func < (first: Boundary, second: Boundary) throws -> Bool {
    try first.order(second) < 0
  }

  static func <= (first: Boundary, second: Boundary) throws -> Bool {
    try first.order(second) <= 0
  }

  static func >= (first: Boundary, second: Boundary) throws -> Bool {
    try first.order(second) >= 0
  }

  static func == (first: Boundary, second: Boundary) throws -> Bool {
    try first.order(second) == 0
  }
}

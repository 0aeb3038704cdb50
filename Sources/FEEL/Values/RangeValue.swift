/// A FEEL range: `[1..10)`, or by one operator, `(> 5)` (DMN 1.5 §10.3.2.7).
public struct RangeValue: Sendable, Hashable {
  /// How the range was written; ranges of different forms are never equal, even if they hold the
  /// same values.
  public enum Form: String, Sendable, Hashable {
    /// With two ends, `[1..10)`.
    case interval
    /// `(< 10)`
    case less = "<"
    /// `(<= 10)`
    case lessOrEqual = "<="
    /// `(> 10)`
    case greater = ">"
    /// `(>= 10)`
    case greaterOrEqual = ">="
    /// `(= 10)`
    case equal = "="
    /// `(!= 10)`
    case notEqual = "!="
  }

  /// How it was written.
  public let form: Form
  /// The start; null when the range has none.
  public let start: Value
  /// Whether the start belongs to the range.
  public let startIncluded: Bool
  /// The end; null when the range has none.
  public let end: Value
  /// Whether the end belongs to the range.
  public let endIncluded: Bool

  /// Makes an interval; a null end is open.
  public init(start: Value, startIncluded: Bool, end: Value, endIncluded: Bool) {
    form = .interval
    self.start = start
    self.startIncluded = startIncluded
    self.end = end
    self.endIncluded = endIncluded
  }

  /// Makes a range of one operator, such as `(> 5)`; for `.interval` that of the value alone.
  public init(_ form: Form, _ value: Value) {
    self.form = form
    let hasStart = form != .less && form != .lessOrEqual
    let hasEnd = form != .greater && form != .greaterOrEqual
    start = hasStart ? value : .null
    end = hasEnd ? value : .null
    startIncluded = form == .greaterOrEqual || form == .equal || form == .interval
    endIncluded = form == .lessOrEqual || form == .equal || form == .interval
  }

  /// Whether `value` lies in the range; nil when it cannot be compared with an end.
  public func contains(_ value: Value) -> Bool? {
    switch form {
    case .equal: return value.feelEquals(start)
    case .notEqual: return value.feelEquals(start).map { !$0 }
    default: break
    }
    if value.isNull { return nil }
    var inside = true
    if !start.isNull {
      guard let order = value.compared(to: start) else { return nil }
      inside = startIncluded ? order != .less : order == .greater
    }
    if !end.isNull {
      guard let order = value.compared(to: end) else { return nil }
      inside = inside && (endIncluded ? order != .greater : order == .less)
    }
    return inside
  }
}

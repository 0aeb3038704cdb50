public import FEEL

/// An argument or result of a native function that stands for a Java method.
public enum JavaValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `double`.
  case double(Double)
  /// `float`.
  case float(Float)
  /// `byte`, `short`, `int` or `long`.
  case integer(Int)
  /// `boolean`.
  case boolean(Bool)
  /// `char` or `String`.
  case string(String)
  /// `BigDecimal`.
  case decimal(Number)
  /// Any other value, and the further arguments of a variadic method.
  case list([JavaValue])

  /// The FEEL value as a Java type, or nil where the type has no such value.
  ///
  /// Spec: DMN 1.5, table 60.
  init?(_ value: Value, as type: JavaType) {
    switch (type, value) {
    case (.double, .number(let number)): self = .double(number.double)
    case (.float, .number(let number)): self = .float(Float(number.double))
    case (.decimal, .number(let number)): self = .decimal(number)
    case (.long, .number(let number)), (.int, .number(let number)), (.short, .number(let number)),
      (.byte, .number(let number)):
      guard let integer = number.int, type.integers?.contains(integer) == true else { return nil }
      self = .integer(integer)
    case (.char, .string(let text)):
      guard text.utf16.count == 1 else { return nil }
      self = .string(text)
    case (.string, .string(let text)): self = .string(text)
    case (.boolean, .boolean(let truth)): self = .boolean(truth)
    case (.string, .null), (.decimal, .null), (.object, .null): self = .null
    case (.object, _): self.init(object: value)
    default: return nil
    }
  }

  private init(object value: Value) {
    switch value {
    case .null: self = .null
    case .boolean(let truth): self = .boolean(truth)
    case .number(let number): self = .decimal(number)
    case .list(let items): self = .list(items.map { JavaValue(object: $0) })
    case .string, .date, .time, .dateTime, .daysAndTimeDuration, .yearsAndMonthsDuration,
      .context, .range, .function:
      self = .string(value.description)
    }
  }

  /// The result as a FEEL value; nil for what FEEL has no number for, such as an infinity.
  var value: Value? {
    switch self {
    case .null: return .null
    case .double(let double): return Number(double).map(Value.number)
    case .float(let float):
      // The shortest decimal of the float, not that of its widening: 456.78 stays 456.78.
      return float.isFinite ? Number(String(describing: float)).map(Value.number) : nil
    case .integer(let integer): return .number(Number(integer))
    case .boolean(let truth): return .boolean(truth)
    case .string(let text): return .string(text)
    case .decimal(let number): return .number(number)
    case .list(let items):
      let values = items.compactMap(\.value)
      return values.count == items.count ? .list(values) : nil
    }
  }

  /// The text that Java's `String.valueOf` gives.
  var text: String {
    switch self {
    case .null: "null"
    case .double(let double): String(describing: double)
    case .float(let float): String(describing: float)
    case .integer(let integer): String(integer)
    case .boolean(let truth): String(truth)
    case .string(let text): text
    case .decimal(let number): number.description
    case .list(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
    }
  }
}

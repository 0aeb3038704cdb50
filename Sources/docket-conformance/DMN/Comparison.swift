import FEEL
import Foundation

extension Value {
  /// Whether the value is the expected one; numbers are compared with 15 significant digits.
  func meets(_ expected: Value) -> Bool {
    switch (self, expected) {
    case (.null, .null): true
    case (.number(let own), .number(let other)):
      own == other || own.toFifteenDigits == other.toFifteenDigits
    case (.list(let own), .list(let other)):
      own.count == other.count && zip(own, other).allSatisfy { $0.meets($1) }
    case (.context(let own), .context(let other)):
      own.count == other.count
        && other.entries.allSatisfy { entry in own[entry.key]?.meets(entry.value) ?? false }
    case (.string(let own), .string(let other)): own == other
    default: feelEquals(expected) == true
    }
  }
}

extension Number {
  /// The number rounded to 15 significant digits.
  fileprivate var toFifteenDigits: Number {
    guard !isZero else { return self }
    let order = Int(log10(magnitude.double).rounded(.down))
    return rounded(scale: 14 - order, .halfEven) ?? self
  }
}

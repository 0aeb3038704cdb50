import FEEL
import Foundation

extension Value {
  /// Whether the value is the expected one.
  ///
  /// Numbers are equal after rounding both to 15 significant digits, or if they differ by less than
  /// 1e-8: some expected values of the suite were computed in binary floating point or written with
  /// 8 decimals (`exp(-1)` as `0.36787944`), and its own runner allows for that.
  func meets(_ expected: Value) -> Bool {
    switch (self, expected) {
    case (.null, .null): true
    case (.number(let own), .number(let other)):
      own == other || own.toFifteenDigits == other.toFifteenDigits || own.isNear(other)
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
  private static let tolerance = Number("0.00000001") ?? .zero

  fileprivate func isNear(_ other: Number) -> Bool {
    subtracting(other).map { $0.magnitude < Self.tolerance } ?? false
  }

  /// The number rounded to 15 significant digits.
  fileprivate var toFifteenDigits: Number {
    guard !isZero else { return self }
    let order = Int(log10(magnitude.double).rounded(.down))
    return rounded(scale: 14 - order, .halfEven) ?? self
  }
}

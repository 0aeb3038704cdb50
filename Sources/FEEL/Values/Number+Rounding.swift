/// How a number is rounded to a scale.
public enum RoundingMode: Sendable, Hashable {
  /// To the nearest, ties to the even neighbour (`decimal`).
  case halfEven
  /// To the nearest, ties away from zero (`round half up`).
  case halfUp
  /// To the nearest, ties toward zero (`round half down`).
  case halfDown
  /// Away from zero (`round up`).
  case up
  /// Toward zero (`round down`).
  case down
  /// Toward negative infinity (`floor`).
  case floor
  /// Toward positive infinity (`ceiling`).
  case ceiling
}

/// Rounding (DMN 1.5 §10.3.4.5).
extension Number {
  /// The scales that decimal128 knows.
  public static let scales = -6111...6176

  /// The number with at most `scale` digits after the point; a negative scale rounds to tens,
  /// hundreds and so on.
  ///
  /// - Returns: Nil when the scale is out of range or the result too large.
  public func rounded(scale: Int, _ mode: RoundingMode) -> Number? {
    guard Number.scales.contains(scale) else { return nil }
    let drop = -scale - exponent
    guard drop > 0 else { return self }
    let rounded = Number.dropping(drop, from: coefficient, mode, negative: isNegative)
    return Number(negative: isNegative, coefficient: rounded, exponent: -scale)
  }

  /// The largest integer that is not greater.
  public var floor: Number { rounded(scale: 0, .floor) ?? self }

  /// The integer part, toward zero.
  public var truncated: Number { rounded(scale: 0, .down) ?? self }

  /// `coefficient` without its last `digits` digits, rounded.
  static func dropping(
    _ digits: Int, from coefficient: UInt128, _ mode: RoundingMode, negative: Bool
  ) -> UInt128 {
    // 10^39 is beyond 128 bits: everything is dropped and it is less than a half.
    let divisor = digits > 38 ? nil : powerOfTen(digits)
    let (quotient, rest) = divisor.map(coefficient.quotientAndRemainder) ?? (0, coefficient)
    guard rest != 0 else { return quotient }
    // The rest compared with half of the divisor, without overflow.
    let half = divisor.map { $0 / 2 } ?? .max
    let away: Bool
    switch mode {
    case .halfEven: away = rest > half || rest == half && quotient & 1 == 1
    case .halfUp: away = rest >= half
    case .halfDown: away = rest > half
    case .up: away = true
    case .down: away = false
    case .floor: away = negative
    case .ceiling: away = !negative
    }
    return away ? quotient + 1 : quotient
  }
}

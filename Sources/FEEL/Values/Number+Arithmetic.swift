internal import CIntelDecimal

/// The arithmetic of FEEL's operators (DMN 1.5 §10.3.2.9): nil where FEEL yields null.
///
/// Each function first tries the case that tables are full of, coefficients below 2^64, on the
/// encoding itself; the decimal library takes the rest.
extension Number {
  /// The sum; nil when it is too large.
  public func adding(_ other: Number) -> Number? {
    if (high ^ other.high) & ~Number.signBit == 0, high & Number.coefficientMask == 0 {
      if high == other.high {
        let (sum, overflow) = low.addingReportingOverflow(other.low)
        if !overflow { return Number(low: sum, high: high) }
      } else if low > other.low {
        return Number(low: low - other.low, high: high)
      } else {
        let difference = other.low - low
        return Number(
          low: difference, high: difference == 0 ? high & ~Number.signBit : other.high)
      }
    }
    return Number(bid128_add(bid, other.bid))
  }

  /// The difference; nil when it is too large.
  public func subtracting(_ other: Number) -> Number? { adding(other.negated) }

  /// The product; nil when it is too large.
  public func multiplied(by other: Number) -> Number? {
    if (high | other.high) & Number.coefficientMask == 0 {
      let (product, overflow) = low.multipliedReportingOverflow(by: other.low)
      let exponent = exponent + other.exponent
      if !overflow, exponent >= -Number.exponentBias, exponent <= Number.maximumExponent {
        return Number(
          exactly: (high ^ other.high) & Number.signBit != 0, UInt128(product), exponent)
      }
    }
    return Number(bid128_multiply(bid, other.bid))
  }

  /// The quotient; nil when the divisor is zero or the quotient too large.
  public func divided(by other: Number) -> Number? {
    guard !other.isZero else { return nil }
    if (high ^ other.high) & ~Number.signBit == 0, high & Number.coefficientMask == 0 {
      let (quotient, remainder) = low.quotientAndRemainder(dividingBy: other.low)
      if remainder == 0 {
        return Number(
          exactly: (high ^ other.high) & Number.signBit != 0, UInt128(quotient), 0)
      }
    }
    return Number(bid128_divide(bid, other.bid))
  }

  /// The remainder that has the divisor's sign: `dividend - divisor * floor(dividend / divisor)`;
  /// nil when the divisor is zero.
  ///
  /// Spec: DMN 1.5 §10.3.4.5, `modulo`.
  public func modulo(_ divisor: Number) -> Number? {
    guard !divisor.isZero else { return nil }
    if high & ~Number.signBit == Number.integerHigh,
      divisor.high & ~Number.signBit == Number.integerHigh
    {
      let remainder = low % divisor.low
      if remainder == 0 { return .zero }
      let sameSign = isNegative == divisor.isNegative
      return Number(
        exactly: divisor.isNegative, UInt128(sameSign ? remainder : divisor.low - remainder), 0)
    }
    guard let remainder = Number(bid128_remainder(bid, divisor.bid)) else { return nil }
    guard !remainder.isZero, remainder.isNegative != divisor.isNegative else { return remainder }
    return remainder.adding(divisor)
  }

  /// This number to the power of `exponent`; nil when it is too large or not a real number.
  public func raised(to exponent: Number) -> Number? {
    if let whole = exponent.int, whole.magnitude <= 1_000_000_000 {
      // Squaring keeps every exact result exact, which the library's power does not.
      return raised(toWhole: whole)
    }
    if isZero { return exponent.isNegative ? nil : .zero }
    return Number(bid128_power(bid, exponent.bid))
  }

  private func raised(toWhole exponent: Int) -> Number? {
    if exponent == 0 { return .one }
    if isZero { return exponent < 0 ? nil : .zero }
    var result = Number.one
    var square = self
    var remaining = exponent.magnitude
    while true {
      if remaining & 1 == 1 {
        guard let product = result.multiplied(by: square) else {
          // Beyond the largest number; its reciprocal is below the smallest.
          return exponent < 0 ? .zero : nil
        }
        result = product
      }
      remaining >>= 1
      if remaining == 0 { break }
      guard let next = square.multiplied(by: square) else { return exponent < 0 ? .zero : nil }
      square = next
    }
    return exponent < 0 ? Number.one.divided(by: result) : result
  }

  /// The square root; nil for a negative number.
  public var squareRoot: Number? { isNegative ? nil : Number(bid128_square_root(bid)) }

  /// e to the power of this number; nil when it is too large.
  public var exponential: Number? { Number(bid128_exponential(bid)) }

  /// The natural logarithm; nil unless the number is positive.
  public var naturalLogarithm: Number? {
    isNegative || isZero ? nil : Number(bid128_logarithm(bid))
  }
}

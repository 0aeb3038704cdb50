internal import CIntelDecimal

/// A FEEL number: 34 decimal digits, IEEE 754-2008 decimal128 (DMN 1.5 §10.3.2.3.1).
///
/// The two words are the binary integer encoding itself, so that a number costs no conversion on
/// its way into the decimal library. A number is always finite and never a negative zero; what
/// overflows or is not a number is nil, which FEEL shows as null.
public struct Number: Sendable {
  /// The lower 64 bits of the coefficient.
  let low: UInt64
  /// Sign (1 bit), exponent (14 bits, biased) and the upper 49 bits of the coefficient.
  let high: UInt64

  static let signBit: UInt64 = 1 << 63
  static let exponentShift: UInt64 = 49
  static let coefficientMask: UInt64 = (1 << 49) - 1
  static let exponentBias = 6176
  /// The largest exponent a 34-digit coefficient may have.
  static let maximumExponent = 6111
  /// The upper word of a number that is a non-negative integer below 2^64 with exponent 0.
  static let integerHigh = UInt64(exponentBias) << exponentShift
  /// The largest coefficient: 34 nines.
  static let maximumCoefficient: UInt128 = 9_999_999_999_999_999_999_999_999_999_999_999

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// Zero.
  public static let zero = Number(low: 0, high: integerHigh)
  /// One.
  public static let one = Number(low: 1, high: integerHigh)

  /// The number of an integer, made without asking what kind of integer it is.
  package init(_ value: Int64) {
    low = value.magnitude
    high = value < 0 ? Number.integerHigh | Number.signBit : Number.integerHigh
  }

  /// The number of an integer; integers beyond 34 digits do not exist in 64 bits, so it is exact.
  public init(_ integer: some FixedWidthInteger & SignedInteger) {
    self.init(Int64(integer))
  }

  /// The number `coefficient × 10^exponent`, rounded half-even to 34 digits.
  ///
  /// - Returns: Nil when it is too large; what is too small becomes zero.
  init?(negative: Bool, coefficient: UInt128, exponent: Int) {
    var coefficient = coefficient
    var exponent = exponent
    if coefficient > Number.maximumCoefficient {
      let drop = Number.digitCount(coefficient) - 34
      (coefficient, exponent) = (
        Number.dropping(drop, from: coefficient, .halfEven, negative: negative), exponent + drop
      )
      if coefficient > Number.maximumCoefficient {
        coefficient /= 10
        exponent += 1
      }
    }
    if exponent < -Number.exponentBias, coefficient != 0 {
      let drop = -Number.exponentBias - exponent
      coefficient = Number.dropping(drop, from: coefficient, .halfEven, negative: negative)
      exponent = -Number.exponentBias
    }
    while exponent > Number.maximumExponent, coefficient != 0 {
      guard coefficient <= Number.maximumCoefficient / 10 else { return nil }
      coefficient *= 10
      exponent -= 1
    }
    guard coefficient != 0 else {
      self = .zero
      return
    }
    self.init(exactly: negative, coefficient, exponent)
  }

  /// Packs parts that are known to be in range.
  init(exactly negative: Bool, _ coefficient: UInt128, _ exponent: Int) {
    low = UInt64(truncatingIfNeeded: coefficient)
    high =
      UInt64(truncatingIfNeeded: coefficient >> 64)
      | UInt64(exponent + Number.exponentBias) << Number.exponentShift
      | (negative && coefficient != 0 ? Number.signBit : 0)
  }

  /// Takes a result of the decimal library; nil for an infinity or a NaN.
  init?(_ result: BID128) {
    let special: UInt64 = 0x7800_0000_0000_0000
    guard result.high & special != special else { return nil }
    if result.low == 0, result.high & Number.coefficientMask == 0 {
      self.init(low: 0, high: result.high & ~Number.signBit)
    } else {
      self.init(low: result.low, high: result.high)
    }
  }

  var bid: BID128 { BID128(low: low, high: high) }

  /// Whether it is below zero.
  public var isNegative: Bool { high & Number.signBit != 0 }
  /// Whether it is zero.
  public var isZero: Bool { low == 0 && high & Number.coefficientMask == 0 }

  var exponent: Int {
    Int((high & ~Number.signBit) >> Number.exponentShift) - Number.exponentBias
  }

  var coefficient: UInt128 {
    UInt128(high & Number.coefficientMask) << 64 | UInt128(low)
  }

  /// The number with the other sign.
  public var negated: Number {
    isZero ? self : Number(low: low, high: high ^ Number.signBit)
  }

  /// The number without its sign.
  public var magnitude: Number { Number(low: low, high: high & ~Number.signBit) }

  /// The one form of all equal numbers: exponent 0 for integers of at most 34 digits, else without
  /// trailing zeros.
  var canonical: (coefficient: UInt128, exponent: Int) {
    var coefficient = coefficient
    var exponent = exponent
    if exponent == 0 || coefficient == 0 { return (coefficient, 0) }
    if exponent < 0, var short = UInt64(exactly: coefficient) {
      while exponent < 0 {
        let (quotient, remainder) = short.quotientAndRemainder(dividingBy: 10)
        if remainder != 0 { break }
        short = quotient
        exponent += 1
      }
      return (UInt128(short), exponent)
    }
    while exponent < 0 {
      let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { return (coefficient, exponent) }
      coefficient = quotient
      exponent += 1
    }
    if exponent <= 34 {
      let (scaled, overflow) = coefficient.multipliedReportingOverflow(
        by: Number.powerOfTen(exponent))
      if !overflow, scaled <= Number.maximumCoefficient { return (scaled, 0) }
    }
    while coefficient % 10 == 0 {
      coefficient /= 10
      exponent += 1
    }
    return (coefficient, exponent)
  }

  /// Whether it has no fractional part.
  public var isInteger: Bool { exponent >= 0 || canonical.exponent >= 0 }

  /// The number as an `Int`; nil when it has a fraction or does not fit.
  public var int: Int? {
    if high == Number.integerHigh { return Int(exactly: low) }
    let (coefficient, exponent) = canonical
    guard exponent == 0, coefficient <= UInt128(UInt64.max) else { return nil }
    let magnitude = Int128(UInt64(coefficient))
    return Int(exactly: isNegative ? -magnitude : magnitude)
  }

  /// The number as an integer below 2^40 in magnitude, if it is written as one: sums of such are
  /// written as integers too.
  package var shortInteger: Int64? {
    guard high & ~Number.signBit == Number.integerHigh, low < 1 << 40 else { return nil }
    return isNegative ? -Int64(low) : Int64(low)
  }

  /// The number as an integer of 128 bits; nil when it has a fraction or does not fit.
  var int128: Int128? {
    let (coefficient, exponent) = canonical
    guard exponent >= 0, exponent <= 4 else { return nil }
    let (product, overflow) = Int128(coefficient).multipliedReportingOverflow(
      by: Int128(Number.powerOfTen(exponent)))
    guard !overflow else { return nil }
    return isNegative ? -product : product
  }

  /// The nearest binary floating-point number.
  public var double: Double { bid128_double(bid) }

  /// The number whose shortest decimal text is that of `double`; nil for infinities and NaN.
  public init?(_ double: Double) {
    guard double.isFinite else { return nil }
    self.init(String(describing: double))
  }

  /// The number of a 128-bit integer, rounded half-even to 34 digits.
  init(_ integer: Int128) {
    self =
      Number(negative: integer < 0, coefficient: integer.magnitude, exponent: 0) ?? .zero
  }

  /// 10 to the power of `exponent`, for 0 to 38.
  static func powerOfTen(_ exponent: Int) -> UInt128 { powersOfTen[min(max(exponent, 0), 38)] }

  private static let powersOfTen: [UInt128] = (0..<38).reduce(into: [1]) { powers, index in
    powers.append(powers[index] * 10)
  }

  /// How many decimal digits `coefficient` has; 1 for zero.
  static func digitCount(_ coefficient: UInt128) -> Int {
    let bits = 128 - coefficient.leadingZeroBitCount
    // 1233 / 4096 is just above the decimal logarithm of 2.
    let estimate = (bits * 1233) >> 12
    return max(1, estimate >= 39 || coefficient < powerOfTen(estimate) ? estimate : estimate + 1)
  }
}

extension Number: Hashable, Comparable {
  /// Whether both are the same number; `1.0` is `1`.
  public static func == (first: Number, second: Number) -> Bool {
    if first.high == second.high { return first.low == second.low }
    if (first.high ^ second.high) & ~(signBit | coefficientMask) == 0 { return false }
    return bid128_equal(first.bid, second.bid) != 0
  }

  /// Orders by value.
  public static func < (first: Number, second: Number) -> Bool {
    if first.high == second.high {
      return first.isNegative ? first.low > second.low : first.low < second.low
    }
    return bid128_less(first.bid, second.bid) != 0
  }

  /// Hashes the value: equal numbers of different precision hash alike.
  public func hash(into hasher: inout Hasher) {
    if high & ~Number.signBit == Number.integerHigh {
      hasher.combine(low)
      hasher.combine(isNegative)
      return
    }
    let (coefficient, exponent) = canonical
    hasher.combine(UInt64(truncatingIfNeeded: coefficient))
    hasher.combine(isNegative)
    // Nothing follows for a small integer, as above.
    if exponent != 0 || coefficient > UInt128(UInt64.max) {
      hasher.combine(UInt64(truncatingIfNeeded: coefficient >> 64))
      hasher.combine(exponent)
    }
  }
}

extension Number: ExpressibleByIntegerLiteral {
  /// Makes the number of an integer literal.
  public init(integerLiteral value: Int) { self.init(value) }
}

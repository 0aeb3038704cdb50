/// Numbers as text: read exactly, written as the shortest plain decimal.
extension Number: CustomStringConvertible {
  /// Reads `-12.5`, `.5`, `1e3`; digits beyond the 34th are rounded half-even.
  ///
  /// A sign, digits with at most one point, at least one digit, and perhaps an exponent; no blanks.
  /// - Returns: Nil when it is no number or too large.
  public init?(_ text: some StringProtocol) {
    self.init(utf8: text.utf8)
  }

  /// Reads the UTF-8 bytes of a number, see `init(_:)`.
  public init?(utf8 bytes: some Sequence<UInt8>) {
    var negative = false
    // The first 19 digits fit 64 bits, which most numbers never leave.
    var short: UInt64 = 0
    var long: UInt128 = 0
    var significant = 0
    var exponent = 0
    var digits = 0
    var seenPoint = false
    // The first digit that no longer fits, and whether anything but zero follows it.
    var next: UInt8?
    var sticky = false
    var iterator = bytes.makeIterator()
    var byte = iterator.next()
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
      negative = byte == UInt8(ascii: "-")
      byte = iterator.next()
    }
    loop: while let current = byte {
      switch current {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = current - UInt8(ascii: "0")
        digits += 1
        if significant < 34 {
          if significant < 19 {
            short = short * 10 + UInt64(digit)
            if short != 0 { significant += 1 }
          } else {
            long = (significant == 19 ? UInt128(short) : long) * 10 + UInt128(digit)
            significant += 1
          }
          if seenPoint { exponent -= 1 }
        } else {
          if next == nil { next = digit } else if digit != 0 { sticky = true }
          if !seenPoint { exponent += 1 }
        }
      case UInt8(ascii: ".") where !seenPoint: seenPoint = true
      case UInt8(ascii: "e") where digits > 0, UInt8(ascii: "E") where digits > 0: break loop
      default: return nil
      }
      byte = iterator.next()
    }
    guard digits > 0 else { return nil }
    if byte != nil {
      guard let written = Number.writtenExponent(&iterator) else { return nil }
      exponent += written
    }
    var coefficient = significant > 19 ? long : UInt128(short)
    if let next, next > 5 || next == 5 && (sticky || coefficient & 1 == 1) { coefficient += 1 }
    self.init(negative: negative, coefficient: coefficient, exponent: exponent)
  }

  /// The digits behind `e`; exponents far out of range are cut to one that is still out of range.
  private static func writtenExponent(_ bytes: inout some IteratorProtocol<UInt8>) -> Int? {
    var byte = bytes.next()
    var negative = false
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
      negative = byte == UInt8(ascii: "-")
      byte = bytes.next()
    }
    guard byte != nil else { return nil }
    var value = 0
    while let current = byte {
      guard current >= UInt8(ascii: "0"), current <= UInt8(ascii: "9") else { return nil }
      value = min(value * 10 + Int(current - UInt8(ascii: "0")), 1 << 40)
      byte = bytes.next()
    }
    return negative ? -value : value
  }

  /// The shortest plain decimal: no trailing zeros after the point, an exponent only outside
  /// 1e-20…1e34.
  public var description: String {
    if high & ~Number.signBit == Number.integerHigh {
      return isNegative ? "-\(low)" : "\(low)"
    }
    var (coefficient, exponent) = canonical
    var digits = Number.text(coefficient)
    let magnitude = digits.utf8.count + exponent - 1
    let sign = isNegative ? "-" : ""
    if magnitude < -20 || magnitude > 34 || magnitude == 34 && !isPowerOfTen(coefficient) {
      while coefficient % 10 == 0, coefficient != 0 {
        coefficient /= 10
        exponent += 1
      }
      digits = Number.text(coefficient)
      let fraction = digits.dropFirst()
      return "\(sign)\(digits.prefix(1))\(fraction.isEmpty ? "" : ".")\(fraction)e\(magnitude)"
    }
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let whole = digits.utf8.count + exponent
    if whole <= 0 { return "\(sign)0." + String(repeating: "0", count: -whole) + digits }
    return "\(sign)\(digits.prefix(whole)).\(digits.dropFirst(whole))"
  }

  private static func text(_ coefficient: UInt128) -> String {
    UInt64(exactly: coefficient).map { String($0) } ?? String(coefficient)
  }

  private func isPowerOfTen(_ coefficient: UInt128) -> Bool {
    coefficient == Number.powerOfTen(Number.digitCount(coefficient) - 1)
  }
}

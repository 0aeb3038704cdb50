/// The place of a value among the ordered values of its kind, as an integer that an index can sort.
package struct OrderKey: Sendable, Hashable {
  /// Values of different kinds have no order between them.
  package enum Kind: UInt8, Sendable, Hashable, BitwiseCopyable {
    /// Numbers, in units of a power of ten.
    case number
    /// Truth values; they have no order, but equality.
    case boolean
    /// Days.
    case date
    /// Times of day without a zone.
    case localTime
    /// Times of day with an offset or a zone.
    case zonedTime
    /// Days with a time without a zone.
    case localDateTime
    /// Days with a time with an offset or a zone.
    case zonedDateTime
    /// Durations in days and parts of a day.
    case daysAndTimeDuration
    /// Durations in months.
    case yearsAndMonthsDuration
  }

  /// The kind of the value.
  package let kind: Kind
  /// The place; the next lower one where the value lies between two.
  package let key: Int64
  /// Whether the value lies at the place itself, not above it.
  package let isExact: Bool

  /// The key of a value.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - digits: The digits after the point that numbers are told apart by, at most 18.
  package init?(_ value: Value, digits: Int) {
    switch value {
    case .number(let number): self = number.orderKey(digits: digits)
    case .boolean(let truth): self.init(.boolean, truth ? 1 : 0)
    case .date(let date): self.init(.date, date.dayNumber)
    case .time(let time): self.init(time.zone.isLocal ? .localTime : .zonedTime, time.value)
    case .dateTime(let time):
      self.init(time.time.zone.isLocal ? .localDateTime : .zonedDateTime, time.value)
    case .daysAndTimeDuration(let duration):
      guard let nanoseconds = Int64(exactly: duration.nanoseconds) else { return nil }
      self.init(kind: .daysAndTimeDuration, key: nanoseconds, isExact: true)
    case .yearsAndMonthsDuration(let duration):
      self.init(.yearsAndMonthsDuration, duration.months)
    case .null, .string, .list, .context, .range, .function: return nil
    }
  }

  private init(_ kind: Kind, _ place: Int) {
    self.init(kind: kind, key: Int64(place), isExact: true)
  }

  init(kind: Kind, key: Int64, isExact: Bool) {
    self.kind = kind
    self.key = key
    self.isExact = isExact
  }
}

extension Number {
  /// The digits after the point, without trailing zeros; negative for none in large numbers.
  package var fractionDigits: Int { max(0, -canonical.exponent) }

  /// The place of the number in units of `10^-digits`; what is beyond 64 bits lies above or below
  /// all others.
  @inline(__always)
  func orderKey(digits: Int) -> OrderKey {
    // Most numbers are written with few digits: one word of coefficient and an exponent near zero.
    let shift = exponent + digits
    if high & Number.coefficientMask == 0, shift >= -18, shift <= 18 {
      let power = Number.shortPowers[shift.magnitude < 19 ? Int(shift.magnitude) : 18]
      if shift >= 0 {
        let (product, overflow) = low.multipliedReportingOverflow(by: power)
        if !overflow { return orderKey(product, rest: false) }
        return beyond
      }
      let (quotient, rest) = low.quotientAndRemainder(dividingBy: power)
      return orderKey(quotient, rest: rest != 0)
    }
    return longOrderKey(shift)
  }

  private func longOrderKey(_ shift: Int) -> OrderKey {
    let coefficient = coefficient
    if coefficient == 0 { return orderKey(0, rest: false) }
    if shift >= 0 {
      guard shift <= 18 else { return beyond }
      let (product, overflow) = coefficient.multipliedReportingOverflow(
        by: Number.powerOfTen(shift))
      guard !overflow, let short = UInt64(exactly: product) else { return beyond }
      return orderKey(short, rest: false)
    }
    guard shift >= -38 else { return orderKey(0, rest: true) }
    let (quotient, rest) = coefficient.quotientAndRemainder(
      dividingBy: Number.powerOfTen(-shift))
    guard let short = UInt64(exactly: quotient) else { return beyond }
    return orderKey(short, rest: rest != 0)
  }

  /// The key of a magnitude, rounded down where something rests.
  @inline(__always)
  private func orderKey(_ magnitude: UInt64, rest: Bool) -> OrderKey {
    guard magnitude < 1 << 62 else { return beyond }
    let key = isNegative ? -Int64(magnitude) - (rest ? 1 : 0) : Int64(magnitude)
    return OrderKey(kind: .number, key: key, isExact: !rest)
  }

  private var beyond: OrderKey {
    OrderKey(kind: .number, key: isNegative ? .min : .max, isExact: false)
  }

  private static let shortPowers: [UInt64] = (0..<18).reduce(into: [1]) { powers, index in
    powers.append(powers[index] * 10)
  }
}

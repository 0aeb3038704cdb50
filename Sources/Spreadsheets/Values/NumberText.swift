/// The decimal text of the binary numbers that workbooks hold.
enum NumberText {
  /// Reads a number as files write it (`1.5`, `1E-3`); nil for anything else, infinities included.
  static func value(_ text: some StringProtocol) -> Double? {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte | 0x20 == 0x65
    }
    guard isPlain, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The number as people know it: the shortest digits that mean this double, without exponent.
  ///
  /// No program shows more than 15 digits, so that a fraction with more is rounded to them: a formula's
  /// `0.1+0.2` is `0.3`, as on the screen.
  static func decimal(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    if value.magnitude < 0x1p53, value == value.rounded() { return String(Int64(value)) }
    var (digits, exponent) = parts(value.magnitude.description)
    if digits.count > 15 { round(&digits, &exponent, to: 15) }
    return (value < 0 ? "-" : "") + plain(digits, exponent)
  }

  /// The number with a fixed count of decimals, halves away from zero, as number formats show it.
  static func fixed(_ value: Double, decimals: Int) -> String {
    var (digits, exponent) = parts(value.magnitude.description)
    if digits.count > 15 { round(&digits, &exponent, to: 15) }
    let surplus = -exponent - decimals
    if surplus > 0 {
      if surplus > digits.count { return plain([0], 0) + zeros(decimals) }
      round(&digits, &exponent, to: digits.count - surplus)
    }
    let text = plain(digits, exponent)
    guard decimals > 0 else { return text }
    let pieces = text.split(separator: ".")
    let fraction = pieces.count > 1 ? String(pieces[1]) : ""
    let padding = String(repeating: "0", count: max(0, decimals - fraction.utf8.count))
    return "\(pieces.first ?? "0").\(fraction)\(padding)"
  }

  private static func zeros(_ count: Int) -> String {
    count > 0 ? "." + String(repeating: "0", count: count) : ""
  }

  /// The significant digits of a number's text, and the power of ten of the last one.
  private static func parts(_ text: String) -> (digits: [UInt8], exponent: Int) {
    let pieces = text.utf8.split(separator: UInt8(ascii: "e"))
    var exponent = pieces.count > 1 ? Int(String(Substring(pieces[1]))) ?? 0 : 0
    var digits = [UInt8]()
    var isFraction = false
    for byte in pieces.first ?? text.utf8[...] {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - UInt8(ascii: "0")) }
        if isFraction { exponent -= 1 }
      }
    }
    trim(&digits, &exponent)
    return (digits, exponent)
  }

  private static func trim(_ digits: inout [UInt8], _ exponent: inout Int) {
    while digits.count > 1, digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty || digits == [0] {
      digits = [0]
      exponent = 0
    }
  }

  private static func round(_ digits: inout [UInt8], _ exponent: inout Int, to count: Int) {
    guard count >= 0, count < digits.count else { return }
    let goesUp = digits[count] >= 5
    exponent += digits.count - count
    digits.removeLast(digits.count - count)
    if goesUp {
      var index = count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 { digits[index] += 1 } else { digits.insert(1, at: 0) }
    }
    trim(&digits, &exponent)
  }

  private static func plain(_ digits: [UInt8], _ exponent: Int) -> String {
    let letters = digits.map { Character(UnicodeScalar(UInt8(ascii: "0") + $0)) }
    if exponent >= 0 { return String(letters) + String(repeating: "0", count: exponent) }
    let point = letters.count + exponent
    if point > 0 { return String(letters[..<point]) + "." + String(letters[point...]) }
    return "0." + String(repeating: "0", count: -point) + String(letters)
  }
}

/// Tests of whole numbers that are FEEL as they are typed, in every locale: `< 5`, `[1..10)`.
///
/// Tables have hundreds of thousands of them; whatever is written otherwise goes the long way.
enum PlainNumbers {
  /// Whether a text is a comparison with a whole number, or an interval in the right order.
  static func isTest(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first else { return false }
    var rest = bytes.dropFirst()
    switch first {
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
      guard rest.first == UInt8(ascii: " ") else { return false }
      rest = rest.dropFirst()
      return number(&rest) != nil && rest.isEmpty
    case UInt8(ascii: "["), UInt8(ascii: "("):
      guard let low = number(&rest), rest.starts(with: "..".utf8) else { return false }
      rest = rest.dropFirst(2)
      guard let high = number(&rest), low < high, rest.count == 1 else { return false }
      return rest.first == UInt8(ascii: "]") || rest.first == UInt8(ascii: ")")
    default: return false
    }
  }

  /// Reads digits without a leading zero.
  private static func number(_ bytes: inout Substring.UTF8View) -> Int? {
    var value = 0
    var count = 0
    while let byte = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      count += 1
      bytes = bytes.dropFirst()
      if count > 15 || value == 0 && bytes.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true {
        return nil
      }
    }
    return count > 0 ? value : nil
  }
}

import FEEL

/// `String.format` of Java, without dates and locales.
struct JavaFormatter {
  /// A conversion such as `%-8.2f`.
  private struct Conversion {
    var flags = Set<Character>()
    var width = 0
    var precision: Int?
    var kind: Character = "s"
  }

  /// Widths and precisions beyond this are refused, so that a short pattern cannot make a long
  /// text.
  private static let widthLimit = 1000

  /// The formatted text, or nil where Java would throw an exception.
  static func format(_ pattern: String, _ arguments: [JavaValue]) -> String? {
    var result = ""
    var rest = Substring(pattern)
    var next = 0
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      rest = rest[rest.index(after: percent)...]
      guard let conversion = readConversion(&rest) else { return nil }
      switch conversion.kind {
      case "%": result += "%"
      case "n": result += "\n"
      default:
        guard arguments.indices.contains(next),
          let text = convert(arguments[next], conversion)
        else { return nil }
        next += 1
        result += padded(text, conversion)
      }
    }
    return result + rest
  }

  private static func readConversion(_ rest: inout Substring) -> Conversion? {
    var conversion = Conversion()
    while let flag = rest.first, "-+ 0,(#".contains(flag) {
      conversion.flags.insert(flag)
      rest.removeFirst()
    }
    guard let width = readNumber(&rest) else { return nil }
    conversion.width = width
    if rest.first == "." {
      rest.removeFirst()
      guard rest.first?.isNumber == true, let precision = readNumber(&rest) else { return nil }
      conversion.precision = precision
    }
    guard let kind = rest.popFirst() else { return nil }
    conversion.kind = kind
    return conversion
  }

  /// The digits at the beginning, 0 without any, nil beyond the limit.
  private static func readNumber(_ rest: inout Substring) -> Int? {
    var value = 0
    while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true {
      value = value * 10 + digit
      guard value <= widthLimit else { return nil }
      rest.removeFirst()
    }
    return value
  }

  private static func convert(_ value: JavaValue, _ conversion: Conversion) -> String? {
    switch conversion.kind {
    case "s", "S":
      let text = conversion.precision.map { String(value.text.prefix($0)) } ?? value.text
      return conversion.kind == "S" ? text.uppercased() : text
    case "b", "B":
      let truth: Bool =
        switch value {
        case .boolean(let truth): truth
        case .null: false
        default: true
        }
      return conversion.kind == "B" ? String(truth).uppercased() : String(truth)
    case "c": return value.text.utf16.count == 1 ? value.text : nil
    case "d":
      return value.number.flatMap { $0.isInteger ? signed($0.description, conversion) : nil }
    case "x", "X":
      guard let integer = value.number?.int, integer >= 0 else { return nil }
      return String(integer, radix: 16, uppercase: conversion.kind == "X")
    case "f":
      guard let number = value.number?.rounded(scale: conversion.precision ?? 6, .halfUp) else {
        return nil
      }
      return signed(fixed(number, digits: conversion.precision ?? 6), conversion)
    default: return nil
    }
  }

  /// The digits with exactly so many behind the point.
  private static func fixed(_ number: Number, digits: Int) -> String {
    let text = number.description
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard digits > 0, let whole = parts.first else { return text }
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return "\(whole).\(fraction)" + String(repeating: "0", count: max(0, digits - fraction.count))
  }

  private static func signed(_ digits: String, _ conversion: Conversion) -> String {
    let isNegative = digits.hasPrefix("-")
    var text = isNegative ? String(digits.dropFirst()) : digits
    if conversion.flags.contains(",") { text = grouped(text) }
    let sign =
      isNegative
      ? "-" : conversion.flags.contains("+") ? "+" : conversion.flags.contains(" ") ? " " : ""
    if conversion.flags.contains("0"), !conversion.flags.contains("-") {
      let missing = conversion.width - text.count - sign.count
      text = String(repeating: "0", count: max(0, missing)) + text
    }
    return sign + text
  }

  private static func grouped(_ digits: String) -> String {
    let whole = digits.prefix { $0 != "." }
    var result = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result + digits.dropFirst(whole.count)
  }

  private static func padded(_ text: String, _ conversion: Conversion) -> String {
    let blanks = String(repeating: " ", count: max(0, conversion.width - text.count))
    return conversion.flags.contains("-") ? text + blanks : blanks + text
  }
}

extension JavaValue {
  /// The value as an exact number, if it is one.
  fileprivate var number: Number? {
    switch self {
    case .double(let double): Number(double)
    case .float(let float): Number(String(describing: float))
    case .integer(let integer): Number(integer)
    case .decimal(let number): number
    case .null, .boolean, .string, .list: nil
    }
  }
}

/// Reads durations as people type them: `20 hours`, `1 day 4 hours`, `PT20H`.
package enum DurationText {
  /// A duration in ISO 8601, and whether it is one of years and months.
  package struct Reading {
    package var iso: String
    package var isMonths: Bool
  }

  /// The duration; nil if this is none, or if it mixes months with days.
  package static func read(_ text: String) -> Reading? {
    if let iso = readISO(text) { return iso }
    var amounts = [(digits: String, unit: Character)]()
    var rest = Substring(text.lowercased())
    while !rest.isEmpty {
      rest = rest.drop { $0 == " " || $0 == "," }
      if rest.hasPrefix("and ") { rest = rest.dropFirst(4) }
      let digits = rest.prefix { $0.isASCIIDigit || $0 == "." }
      guard !digits.isEmpty else { return amounts.isEmpty || !rest.isEmpty ? nil : finish(amounts) }
      rest = rest.dropFirst(digits.count).drop { $0 == " " }
      let word = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(word.count)
      guard let unit = units[String(word)] else { return nil }
      amounts.append((String(digits), unit))
    }
    return finish(amounts)
  }

  /// The word for the unit at the end of a text, so that `1-3 days` can lend it to the `1`.
  package static func unitWord(of text: String) -> String? {
    let word = text.reversed().prefix { $0.isLetter }.reversed()
    return units[String(word).lowercased()] == nil ? nil : String(word)
  }

  private static let units: [String: Character] = [
    "y": "Y", "year": "Y", "years": "Y", "month": "M", "months": "M", "w": "W", "week": "W",
    "weeks": "W", "d": "D", "day": "D", "days": "D", "h": "H", "hour": "H", "hours": "H", "hr": "H",
    "hrs": "H", "min": "N", "mins": "N", "minute": "N", "minutes": "N", "s": "S", "sec": "S",
    "second": "S", "seconds": "S",
  ]

  private static func finish(_ amounts: [(digits: String, unit: Character)]) -> Reading? {
    guard !amounts.isEmpty else { return nil }
    let isMonths = amounts.allSatisfy { $0.unit == "Y" || $0.unit == "M" }
    guard isMonths || amounts.allSatisfy({ $0.unit != "Y" && $0.unit != "M" }) else { return nil }
    var date = ""
    var time = ""
    for unit in "YMWDHNS" {
      let digits = amounts.filter { $0.unit == unit }.map(\.digits)
      guard digits.count <= 1 else { return nil }
      guard let amount = digits.first else { continue }
      guard unit == "S" || !amount.contains(".") else { return fractional(amounts) }
      switch unit {
      case "W":
        guard let weeks = Int(amount), weeks < 1_000_000,
          !amounts.contains(where: { $0.unit == "D" })
        else { return nil }
        date += "\(weeks * 7)D"
      case "H": time += "\(amount)H"
      case "N": time += "\(amount)M"
      case "S": time += "\(amount)S"
      default: date += "\(amount)\(unit)"
      }
    }
    return Reading(iso: "P\(date)\(time.isEmpty ? "" : "T\(time)")", isMonths: isMonths)
  }

  /// `1.5 hours` as minutes, `0.5 days` as hours, if that comes out even.
  private static func fractional(_ amounts: [(digits: String, unit: Character)]) -> Reading? {
    guard amounts.count == 1, let amount = amounts.first else { return nil }
    let finer: (unit: Character, factor: Int)? =
      switch amount.unit {
      case "D": ("H", 24)
      case "H": ("N", 60)
      case "N": ("S", 60)
      case "W": ("D", 7)
      case "Y": ("M", 12)
      default: nil
      }
    let parts = amount.digits.split(separator: ".", omittingEmptySubsequences: false)
    guard let finer, parts.count == 2, parts[1].count <= 4,
      let whole = Int(parts[0].isEmpty ? "0" : parts[0]), whole < 1_000_000,
      let fraction = Int(parts[1])
    else { return nil }
    var scale = 1
    for _ in parts[1] { scale *= 10 }
    let product = (whole * scale + fraction) * finer.factor
    guard product.isMultiple(of: scale) else { return nil }
    return finish([("\(product / scale)", finer.unit)])
  }

  /// `PT20H`: amounts with their units in this order, those of the time behind `T`.
  private static func readISO(_ text: String) -> Reading? {
    var rest = Substring(text)
    if rest.first == "-" { rest = rest.dropFirst() }
    guard rest.first == "P" else { return nil }
    rest = rest.dropFirst()
    var units = Substring("YMD")
    var seen = ""
    while let character = rest.first {
      if character == "T", !seen.contains("T") {
        units = "HMS"
        seen += "T"
        rest = rest.dropFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCIIDigit || $0 == "." }
      rest = rest.dropFirst(digits.count)
      guard digits.first?.isASCIIDigit == true, let unit = rest.first,
        let place = units.firstIndex(of: unit), unit == "S" || !digits.contains(".")
      else { return nil }
      units = units[units.index(after: place)...]
      seen.append(unit)
      rest = rest.dropFirst()
    }
    guard let last = seen.last, last != "T" else { return nil }
    return Reading(iso: text, isMonths: !seen.contains("T") && !seen.contains("D"))
  }
}

extension Character {
  /// Whether this is one of the digits 0 to 9.
  package var isASCIIDigit: Bool { "0" <= self && self <= "9" && isASCII }
}

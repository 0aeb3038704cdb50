extension NumberFormat {
  /// The number as the format shows it; nil where the format is beyond what is understood here.
  func shown(_ value: Double) -> String? {
    guard !isGeneral, kind != .text else { return nil }
    let isOther = value < 0 && sections.count > 1
    guard let tokens = section(for: value), !tokens.contains(.other), !tokens.contains(.general)
    else { return nil }
    guard let body = render(tokens, isOther ? value.magnitude : value) else { return nil }
    return body
  }

  /// The moment as the format shows it.
  func shown(_ moment: SerialDate.Moment) -> String? {
    guard let tokens = sections.first, !tokens.contains(.other) else { return nil }
    let hasHalves = tokens.contains(.halfDay)
    return tokens.map { token in
      switch token {
      case .literal(let text): text
      case .calendar(let letter, let count): Self.calendar(letter, count, moment, hasHalves)
      case .halfDay: moment.hour < 12 ? "AM" : "PM"
      case .elapsed, .digits, .percent, .general, .at, .other: ""
      }
    }.joined()
  }

  /// A span of time as the format shows it, such as `36:00` for a day and a half.
  func shown(elapsed days: Double) -> String? {
    guard days >= 0, days < 1_000_000, let tokens = sections.first else { return nil }
    let seconds = Int((days * 86_400).rounded())
    return tokens.map { token in
      switch token {
      case .literal(let text): text
      case .elapsed("h", let count): SerialDate.padded(seconds / 3600, count)
      case .elapsed("m", let count): SerialDate.padded(seconds / 60, count)
      case .elapsed(_, let count): SerialDate.padded(seconds, count)
      case .calendar("s", let count): SerialDate.padded(seconds % 60, count)
      case .calendar(_, let count): SerialDate.padded(seconds / 60 % 60, count)
      case .halfDay, .digits, .percent, .general, .at, .other: ""
      }
    }.joined()
  }

  private func section(for value: Double) -> [Token]? {
    if value < 0, sections.count > 1 { return sections[1] }
    if value == 0, sections.count > 2 { return sections[2] }
    return sections.first
  }

  private func render(_ tokens: [Token], _ value: Double) -> String? {
    var text = ""
    var sign = value < 0 ? "-" : ""
    var digitsAreDone = false
    let scale = tokens.contains(.percent) ? 100.0 : 1
    for token in tokens {
      switch token {
      case .literal(let literal): text += literal
      case .percent: text += "%"
      case .digits(let pattern):
        guard !digitsAreDone else { return nil }
        digitsAreDone = true
        text += Self.number((value * scale).magnitude, pattern)
      case .calendar, .elapsed, .halfDay, .general, .at, .other: return nil
      }
    }
    if !digitsAreDone { sign = "" }
    return sign + text.trimmingBlanks
  }

  /// The digits of a number by a pattern such as `#,##0.00`.
  private static func number(_ value: Double, _ pattern: String) -> String {
    let halves = pattern.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = halves.first ?? ""
    let fraction = (halves.count > 1 ? halves[1] : "").filter { $0 != "," }
    // Commas behind the last digit divide by thousands: `0.0,,` shows millions.
    let thousands = pattern.reversed().prefix { $0 == "," }.count
    var scaled = value
    for _ in 0..<min(thousands, 6) { scaled /= 1000 }
    var text = NumberText.fixed(scaled, decimals: fraction.count)
    let required = fraction.prefix { $0 == "0" }.count
    if fraction.count > required {
      var surplus = fraction.count - required
      while surplus > 0, text.last == "0" {
        text.removeLast()
        surplus -= 1
      }
      if text.last == "." { text.removeLast() }
    }
    let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
    var integer = String(pieces.first ?? "0")
    let places = whole.filter { $0 == "0" }.count
    if places == 0, integer == "0" { integer = "" }
    integer = String(repeating: "0", count: max(0, places - integer.utf8.count)) + integer
    if whole.dropLast(thousands).contains(",") { integer = grouped(integer) }
    return pieces.count > 1 ? "\(integer).\(pieces[1])" : integer
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }

  private static func calendar(
    _ letter: Character, _ count: Int, _ moment: SerialDate.Moment, _ hasHalves: Bool
  ) -> String {
    switch letter {
    case "y": count <= 2 ? SerialDate.padded(moment.year % 100, 2) : String(moment.year)
    case "m" where count >= 3: monthName(moment.month, count)
    case "m": SerialDate.padded(moment.month, count)
    case "d" where count >= 3: dayName(moment, count)
    case "d": SerialDate.padded(moment.day, count)
    case "h":
      SerialDate.padded(hasHalves ? (moment.hour + 11) % 12 + 1 : moment.hour, min(count, 2))
    case "n": SerialDate.padded(moment.minute, min(count, 2))
    default: SerialDate.padded(moment.second, min(count, 2))
    }
  }

  private static func monthName(_ month: Int, _ count: Int) -> String {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    guard names.indices.contains(month - 1) else { return "" }
    let name = names[month - 1]
    return count == 3 ? String(name.prefix(3)) : count == 5 ? String(name.prefix(1)) : name
  }

  private static func dayName(_ moment: SerialDate.Moment, _ count: Int) -> String {
    let names = [
      "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    ]
    // 30 December 1899, day 0 of the count, was a Saturday.
    let day = SerialDate.serial(iso: moment.date).map { Int($0) % 7 } ?? 0
    let name = names.indices.contains(day) ? names[day] : ""
    return count == 3 ? String(name.prefix(3)) : name
  }
}

extension String {
  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    guard let start = firstIndex(where: { $0 != " " }),
      let end = lastIndex(where: { $0 != " " })
    else { return "" }
    return String(self[start...end])
  }
}

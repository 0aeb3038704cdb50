/// A length of working time: whole working days, then hours worked.
public struct WorkingTime: Sendable, Hashable {
  /// Working days.
  public var days: Int
  /// Working hours, in microseconds.
  public var microseconds: Int64

  /// Makes a length; negative parts count as nothing.
  public init(days: Int = 0, microseconds: Int64 = 0) {
    self.days = max(0, days)
    self.microseconds = max(0, microseconds)
  }

  /// The working time that an elapsed time stands for beside a calendar: its whole days are working
  /// days, the rest is working hours.
  ///
  /// - Parameter elapsed: Microseconds; a negative time is none.
  public init(elapsed: Int64) {
    let day: Int64 = 86_400_000_000
    self.init(days: Int(max(0, elapsed) / day), microseconds: max(0, elapsed) % day)
  }

  /// More than any deadline, so that sums stay within bounds.
  private static let most = 1_000_000
  private static let units: [String: Int64] = [
    "hour": 3_600_000_000, "hours": 3_600_000_000, "h": 3_600_000_000, "hr": 3_600_000_000,
    "hrs": 3_600_000_000, "minute": 60_000_000, "minutes": 60_000_000, "min": 60_000_000,
    "mins": 60_000_000, "m": 60_000_000,
  ]
  /// What may stand before a unit; `2 days` beside a calendar are working days as well.
  private static let adjectives: Set<String> = ["working", "business"]

  /// Reads `2 working days`, `8 working hours`, `1 working day 4 working hours`, `90 working minutes`;
  /// the word `working` may be left out.
  public init?(_ text: String) {
    var words = text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
      .filter { $0 != "and" }
    guard !words.isEmpty else { return nil }
    var days: Int?
    var microseconds: Int64?
    while !words.isEmpty {
      var amount = words.removeFirst()
      // `8h` and `2days` are an amount and a unit.
      if let letter = amount.firstIndex(where: \.isLetter), letter > amount.startIndex {
        words.insert(String(amount[letter...]), at: 0)
        amount = String(amount[..<letter])
      }
      if let word = words.first, Self.adjectives.contains(word) { words.removeFirst() }
      guard let unit = words.first else { return nil }
      words.removeFirst()
      switch unit {
      case "day", "days", "d":
        guard days == nil, microseconds == nil, let count = Int(amount),
          (0...Self.most).contains(count)
        else { return nil }
        days = count
      default:
        guard let size = Self.units[unit], let part = Self.amount(amount, of: size) else {
          return nil
        }
        microseconds = (microseconds ?? 0) + part
      }
    }
    self.init(days: days ?? 0, microseconds: microseconds ?? 0)
  }

  /// `8` or `1.5` of a unit, in microseconds.
  private static func amount(_ text: String, of unit: Int64) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]),
      (0...Int64(most)).contains(whole), parts[0].allSatisfy(\.isNumber)
    else { return nil }
    guard parts.count == 2 else { return whole * unit }
    guard (1...4).contains(parts[1].count), let digits = Int64(parts[1]), digits >= 0 else {
      return nil
    }
    let scale = parts[1].reduce(Int64(1)) { scale, _ in scale * 10 }
    return whole * unit + digits * unit / scale
  }
}

extension WorkingTime: CustomStringConvertible {
  /// `2 working days`, `1 working day 90 working minutes`; what `init(_:)` reads, to the minute.
  public var description: String {
    var parts: [String] = []
    if days > 0 { parts.append("\(days) working \(days == 1 ? "day" : "days")") }
    let minutes = (microseconds + 59_999_999) / 60_000_000
    if minutes > 0 || parts.isEmpty {
      if minutes % 60 == 0 {
        parts.append("\(minutes / 60) working \(minutes == 60 ? "hour" : "hours")")
      } else {
        parts.append("\(minutes) working \(minutes == 1 ? "minute" : "minutes")")
      }
    }
    return parts.joined(separator: " ")
  }
}

/// A deadline as a sheet writes it: `8 working hours in office`.
public struct WorkingDeadline: Sendable, Hashable {
  /// The length.
  public var length: WorkingTime
  /// The calendar's name; nil where another place names it.
  public var calendar: String?

  /// Reads a length and, behind ` in `, the calendar, in double quotes or not; nil if the length
  /// cannot be read.
  public init?(_ text: String) {
    guard let range = text.firstRange(of: " in ") else {
      guard let length = WorkingTime(text) else { return nil }
      self.length = length
      return
    }
    guard let length = WorkingTime(String(text[..<range.lowerBound])) else { return nil }
    var name = String(text[range.upperBound...])
    while name.first?.isWhitespace == true { name.removeFirst() }
    while name.last?.isWhitespace == true { name.removeLast() }
    if name.count >= 2, name.first == "\"", name.last == "\"" {
      name = String(name.dropFirst().dropLast())
    }
    guard !name.isEmpty else { return nil }
    self.length = length
    calendar = name
  }
}
